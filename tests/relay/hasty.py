"""A relay that answers before it has written: what the tests of durability must find out.

Run as `python -m tests.relay.hasty --store DIR --port N`; prints its address like `serve --json`.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from posapp.relay.database import open_folder
from posapp.relay.deliveries import Delivery, Unparsed
from posapp.relay.ledger import Ledger, Outcome
from posapp.relay.service import Relay
from posapp.relay.serving import open_socket, server_of
from posapp.relay.settings import RelaySettings
from tests.relay.rig import SECRET

LATE_S = 0.3


class HastyLedger(Ledger):
    """Says that all is kept and keeps it a moment later."""

    def keep(self, news: Sequence[Delivery | Unparsed]) -> list[Outcome]:
        """Promise now, write afterwards."""
        threading.Timer(LATE_S, super().keep, [list(news)]).start()
        return [Outcome.KEPT for _ in news]


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    database = open_folder(arguments.store)
    settings = RelaySettings(folder=arguments.store, header_values=(SECRET,))
    relay = Relay(
        settings,
        database,
        now_ms=lambda: time.time_ns() // 1_000_000,
        ledger_of=lambda database, origin: HastyLedger(database, origin=origin),
    )
    listening = open_socket("127.0.0.1", arguments.port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()
    server_of(relay, settings).run(sockets=[listening])


if __name__ == "__main__":
    main()
