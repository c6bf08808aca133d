"""A till that sells as fast as it can until it is killed, and says what the screen would say."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from posapp.domain.payment import Tender, Tendered
from tests.support.clock import CountingIds, ManualClock
from tests.support.till import Till


def sell_until_killed(directory: str, round_no: int, screen: Connection) -> None:
    """Write `payment id cents` to `screen` after each payment that was said to be saved."""
    clock = ManualClock()
    clock.advance(round_no * 1_000_000)
    ids = CountingIds(clock, first=round_no * 10_000_000)
    till = Till(Path(directory), clock=clock, ids=ids)
    if till.reads.staff():
        till.sign_in()
    else:
        till.open_shop()
    screen.send(("open", 0))
    while True:
        _, order_id = till.seat()
        till.sell(order_id, "CHEESE", 2)
        clock.advance(7)
        payment_id = till.act.new_id()
        result = till.act.record_payment(
            order_id, payment_id=payment_id, tendered=Tendered(Tender.CASH, 40_00)
        )
        screen.send((payment_id, result.cents))
