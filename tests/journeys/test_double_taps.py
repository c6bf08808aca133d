"""P7: however often Pay or Seat is struck, and however slow the store is, it happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QPointingDevice

from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.payment import PaymentResult, Tendered
from posapp.store.driver import connect_reader
from posapp.ui.commands import Commands
from tests.journeys.bookings import tell
from tests.journeys.bursts import Stroke, slow_store, strike
from tests.journeys.conftest import OpenLight
from tests.journeys.terminal import Terminal
from tests.support.till import BUSINESS

BURSTS = 200
SEED = 20_261_010
SCENES = ("order", "part", "back", "balance", "seat", "walk_in")
_ENDS = ("order", "back", "balance")
"""After these the change must still be there to be counted out."""
_HOLDS_S = (0.0, 0.0, 0.0, 0.005, 0.03, 0.1)
"""How long another writer is in the way; now and then it outlasts the rest of the button."""
_OUTLASTS_S, _EVERY = 0.5, 40

_REST_MS, _GAPS_MS = 400, (0, 0, 0, 4, 20)
"""Beside this rest these are the gaps of a hasty finger beside the rest of a second."""

Happened = tuple[int, int, int]
"""Visits, orders, payments."""


@dataclass
class Bursts:
    """Sets up what is struck, strikes, and counts what came of it."""

    terminal: Terminal
    screen: QPointingDevice
    dice: Random
    bookings: int = 0
    struck: Counter[str] = field(default_factory=Counter)
    extra: list[str] = field(default_factory=list)

    def counts(self) -> Happened:
        """Visits, orders and payments in the store."""
        sql = "SELECT (SELECT count(*) FROM visit), (SELECT count(*) FROM sales_order), "
        with closing(connect_reader(self.terminal.program.folder / "store.db")) as connection:
            found = connection.execute(f"{sql}(SELECT count(*) FROM payment)").fetchone()
        return (found[0], found[1], found[2])

    def run(self, what: str) -> None:
        """One burst at a freshly set scene; whatever happened more than once is noted."""
        name, goal = getattr(self, f"set_{what}")()
        before = self.counts()
        stroke = self.dice.choice(list(Stroke))
        times, gap_ms = self.dice.randint(2, 6), self.dice.choice(_GAPS_MS)
        hold_s = self.dice.choice(_HOLDS_S)
        if self.struck.total() % _EVERY == 3:
            hold_s = _OUTLASTS_S
        spot = self.terminal.robot.spot_of(name)
        with slow_store(self.terminal.program, hold_s=hold_s):
            strike(self.terminal, stroke, spot=spot, times=times, gap_ms=gap_ms, screen=self.screen)
        after = self.counts()
        gained = (after[0] - before[0], after[1] - before[1], after[2] - before[2])
        self.struck[what] += 1
        if gained != goal or (what in _ENDS and not self.terminal.shows("tender.change")):
            how = f"{times} {stroke} {gap_ms} ms apart, store busy {hold_s} s"
            self.extra.append(f"{what} by {how}: {gained} for {goal}")
        self.leave()

    def leave(self) -> None:
        """Back to the board, whatever the burst has left in front."""
        self.terminal.window.go("arrivals")
        self.terminal.robot.settle()

    # --- scenes: what is struck, and the visits, orders and payments that must come of it ---

    def set_order(self) -> tuple[str, Happened]:
        """An order with cash on the table."""
        self._open_pay_sheet(f"order:{self._order()}")
        return "tender.record", (0, 0, 1)

    def set_part(self) -> tuple[str, Happened]:
        """An order of which a part is paid: the rest must not follow by itself."""
        self.terminal.window.go("tender", argument=f"order:{self._order()}")
        self.terminal.tap_digits("tender.key", "500")
        return "tender.record", (0, 0, 1)

    def set_back(self) -> tuple[str, Happened]:
        """Pay, Back, Pay."""
        order_id = self._order()
        self.terminal.window.go("order", argument=order_id)
        self.terminal.tap("pad.pay", "tender.exact", "tender.back", "pad.pay", "tender.exact")
        return "tender.record", (0, 0, 1)

    def set_balance(self) -> tuple[str, Happened]:
        """A reservation's balance in cash."""
        self._open_pay_sheet(f"reservation:{self._booking()}")
        return "tender.record", (0, 0, 1)

    def set_seat(self) -> tuple[str, Happened]:
        """A booking about to be seated."""
        key = self._booking()
        self.terminal.window.go("arrivals", argument=key)
        self.terminal.robot.settle()
        return "arrivals.seat", (1, 1, 0)

    def set_walk_in(self) -> tuple[str, Happened]:
        """A walk-in about to be seated."""
        self.terminal.tap("arrivals.walkin", "walkin.size.2")
        return "walkin.seat", (1, 1, 0)

    def _open_pay_sheet(self, argument: str) -> None:
        self.terminal.window.go("tender", argument=argument)
        self.terminal.tap("tender.exact")

    def _order(self) -> str:
        verbs = self.terminal.program.verbs
        visit_id, order_id = verbs.new_id(), verbs.new_id()
        verbs.seat_walk_in(
            visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=Contact()
        )
        verbs.add_item(order_id, line_id=verbs.new_id(), sku="PINOT", quantity=1)
        return order_id

    def _booking(self) -> str:
        self.bookings += 1
        return tell(self.terminal.program, 9_000 + self.bookings)


def test_two_hundred_bursts(
    open_light: OpenLight, touch_screen: QPointingDevice, figure: Callable[[str], None]
) -> None:
    """One payment, one visit, one order each: by mouse, finger or Enter, on a slow store too."""
    terminal = open_light(rest_ms=_REST_MS)
    terminal.sign_in()
    bursts = Bursts(terminal, touch_screen, Random(SEED))
    for number in range(BURSTS):
        bursts.run(SCENES[number % len(SCENES)])
    assert bursts.extra == []
    kinds = ", ".join(f"{count} {what}" for what, count in bursts.struck.items())
    figure(f"double taps: {BURSTS} bursts of 2 to 6 ({kinds}), 0 extra, seed {SEED}")


def test_a_second_enter_leaves_the_change_on_the_screen(
    open_light: OpenLight, touch_screen: QPointingDevice
) -> None:
    """From the second payment of a day on, when Done has once had the focus, too."""
    terminal = open_light(rest_ms=100)
    terminal.sign_in()
    bursts = Bursts(terminal, touch_screen, Random(SEED))
    for _ in range(3):
        bursts.set_order()
        strike(terminal, Stroke.ENTER, spot=QPoint(), times=3, gap_ms=1, screen=touch_screen)
        assert terminal.text("tender.change") == "$0.00"
        terminal.robot.wait_for("tender.done")
        terminal.press(Qt.Key.Key_Return)
        assert terminal.screen == "arrivals"


def test_hammering_enter_seats_one_party_and_moves_nothing_else(
    open_light: OpenLight, touch_screen: QPointingDevice
) -> None:
    """After the first Enter no button of the new page is under the key: not Undo, not Back."""
    terminal = open_light()
    terminal.sign_in()
    bursts = Bursts(terminal, touch_screen, Random(SEED))
    bursts.set_seat()
    strike(terminal, Stroke.ENTER, spot=QPoint(), times=2, gap_ms=0, screen=touch_screen)
    shown = terminal.window.shown
    for _ in range(6):
        terminal.press(Qt.Key.Key_Return)
        assert (terminal.window.shown, bursts.counts()) == (shown, (1, 1, 0))
    terminal.tap("pad.tile.PINOT")
    terminal.press(Qt.Key.Key_Return)
    assert terminal.screen == "tender"  # with something to pay, Enter pays


def test_the_end_of_a_rest_reaches_nobody_who_has_gone_on(
    open_light: OpenLight, touch_screen: QPointingDevice
) -> None:
    """Done of the last payment, behind the board by now, is not what Enter presses there."""
    terminal = open_light(rest_ms=60)
    terminal.sign_in()
    bursts = Bursts(terminal, touch_screen, Random(SEED))
    bursts.set_balance()
    terminal.tap("tender.record")
    terminal.window.go("arrivals")
    bursts.set_seat()
    rests = [one for one in terminal.window.findChildren(QTimer) if one.interval() == 60]
    assert rests
    terminal.wait_until(lambda: not any(rest.isActive() for rest in rests), "the rest is over")
    terminal.press(Qt.Key.Key_Return)
    terminal.press(Qt.Key.Key_Return)
    assert terminal.screen == "order"
    assert bursts.counts() == (1, 1, 1)
    assert [row.key for row in terminal.seated] == [f"tock:{BUSINESS}:r:9002"]


@pytest.mark.parametrize("taps", [2, 3])
def test_a_second_tap_never_meets_another_action(open_light: OpenLight, taps: int) -> None:
    """Arrived twice does not seat, and “Party has left” twice does not open Tock."""
    terminal = open_light()
    terminal.sign_in()
    for number, due_cents in ((9_001, 0), (9_002, 50_00)):
        key = tell(terminal.program, number, amountDueCents=due_cents, table=[])
        terminal.window.go("arrivals", argument=key)
        terminal.robot.settle()
        terminal.robot.tap("arrivals.arrive", taps=taps)
        assert (terminal.screen, terminal.text("arrivals.state")) == ("arrivals", "Arrived")
        terminal.tap("arrivals.seat")
        terminal.window.go("arrivals", argument=key)
        terminal.robot.settle()
        terminal.robot.tap("arrivals.finish", taps=taps)
        assert (terminal.screen, terminal.text("arrivals.state")) == ("arrivals", "Finished")
    assert terminal.opened == []


class LostAnswers:
    """The verbs of a till whose answers get lost: what was done is done, and is tried again.

    With `ids` fresh at every call it is the till that this house must never be.
    """

    def __init__(self, verbs: Commands, *, fresh_ids: bool) -> None:
        self._verbs = verbs
        self._has_fresh_ids = fresh_ids

    def __getattr__(self, name: str) -> Any:
        return getattr(self._verbs, name)

    def record_payment(
        self, order_id: str, *, payment_id: str, tendered: Tendered
    ) -> PaymentResult:
        used = self._verbs.new_id() if self._has_fresh_ids else payment_id
        self._verbs.record_payment(order_id, payment_id=used, tendered=tendered)
        raise DomainError("lost", "No answer. Try again.")


@pytest.mark.parametrize(("fresh_ids", "is_doubled"), [(False, False), (True, True)])
def test_control_the_count_finds_a_till_that_mints_an_id_per_tap(
    open_light: OpenLight, touch_screen: QPointingDevice, fresh_ids: bool, is_doubled: bool
) -> None:
    """Where every tap goes through, only the id made with the sheet keeps it one payment."""
    terminal = open_light(wrap=lambda verbs: LostAnswers(verbs, fresh_ids=fresh_ids))
    terminal.sign_in()
    bursts = Bursts(terminal, touch_screen, Random(SEED))
    for _ in range(5):
        bursts.run("part")
    assert bool(bursts.extra) is is_doubled
