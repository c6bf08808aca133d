"""Takes payments for ever and says so on standard output, until it is killed."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from tests.store.builders import ANA, payment, save_seated_order
from tests.store.conftest import Bench


def main() -> None:
    """Each payment is acknowledged once its unit of work is over."""
    with ExitStack() as stack:
        store = Bench(Path(sys.argv[1]), stack).open()
        number = store.health_facts().rows["payment"]
        while True:
            number += 1
            with store.write("pay", actor=ANA) as uow:
                save_seated_order(uow, number)
                uow.payments.add(payment(f"p{number}", order_id=f"o{number}"))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
