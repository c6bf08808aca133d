"""The same day with the keyboard alone: not one event of a mouse or a finger reaches the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from posapp.demo.stage import PEOPLE
from posapp.demo.verdict import device_facts
from posapp.sandbox.oracle import judge
from tests.journeys.bookings import book, enrol
from tests.journeys.conftest import DAY, MORNING
from tests.journeys.terminal import MINUTE_MS, PIN, Connected
from tests.journeys.test_day_by_touch import MEMBER, MEMBER_TOTAL

Key = Qt.Key
_POINTING = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.Wheel,
}


class PointerWatch(QObject):
    """Counts what did not come from the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() in _POINTING:
            self.seen.append(event.type())
        return False


@pytest.fixture
def no_pointer(dressed: QApplication) -> Iterator[None]:
    """Fails the test that used a mouse or a finger."""
    watch = PointerWatch()
    dressed.installEventFilter(watch)
    yield
    dressed.removeEventFilter(watch)
    assert watch.seen == []


def _sign_in(terminal: Connected) -> None:
    terminal.press(Key.Key_Return)  # the first name has the focus
    terminal.keys(PIN)
    terminal.press(Key.Key_Return)
    assert terminal.screen == "arrivals"


def _find(terminal: Connected, letters: str) -> None:
    terminal.control(Key.Key_F)
    terminal.keys(letters)
    terminal.press(Key.Key_Return)


def _add(terminal: Connected, letters: str) -> None:
    terminal.control(Key.Key_F)
    terminal.keys(letters)
    terminal.press(Key.Key_Return)


def _finish_paying(terminal: Connected) -> None:
    terminal.robot.wait_for("tender.done")
    terminal.press(Key.Key_Return)
    assert terminal.screen == "arrivals"


@pytest.mark.usefixtures("no_pointer")
def test_a_day_by_keyboard(connected: Connected) -> None:
    """Sign in, find, seat, sell, change, remove and take back, pay three ways, look at the work."""
    assert PEOPLE[0][0] == "Ana"
    enrol(connected.stage, email=MEMBER)
    book(connected.stage, minute=MORNING + 20, last_name="Quillfeather", email=MEMBER)
    owing = book(connected.stage, minute=MORNING + 25, last_name="Owing", due_cents=50_00)
    connected.pass_time(6 * MINUTE_MS)
    _sign_in(connected)

    _find(connected, "qui")
    connected.keys("as")  # arrived, then seated
    member_order = connected.order_id
    _sell(connected)
    connected.press(Key.Key_F10)
    connected.keys("44000")
    connected.press(Key.Key_Return)
    assert connected.text("tender.change") == "$7.65"
    _finish_paying(connected)
    assert connected.paid_cents(member_order) == [432_35]

    _serve_a_walk_in(connected)
    _take_the_balance(connected, owing)

    connected.send_all()
    connected.press(Key.Key_F8)
    assert connected.screen == "sync"
    assert connected.text("sync.headline") == "Everything is sent"
    connected.press(Key.Key_F4)
    assert connected.screen == "order"
    connected.control(Key.Key_L)
    assert connected.screen == "lock"
    report = judge(device_facts(connected.program.reads, DAY), connected.world)
    assert report.is_clean, report.text()
    assert (report.server_orders, report.server_cents) == (3, 432_35 + 106_09 + 50_00)


def _sell(terminal: Connected) -> None:
    _add(terminal, "FLT-RESERVE")
    _add(terminal, "pinot noir 20")
    terminal.press(Key.Key_Tab)  # out of the search
    terminal.keys("++")
    _add(terminal, "olive")
    terminal.press(Key.Key_Tab, Key.Key_Delete)
    assert terminal.text("snack.text") == "Removed “Marinated olives”"
    terminal.control(Key.Key_Z)
    assert terminal.text("pad.total") == MEMBER_TOTAL


def _serve_a_walk_in(terminal: Connected) -> None:
    terminal.control(Key.Key_N)
    terminal.keys("2")
    terminal.press(Key.Key_Return)
    order_id = terminal.order_id
    _add(terminal, "BTL-CAB-21")
    terminal.press(Key.Key_F10)
    terminal.to("tender.card")
    terminal.press(Key.Key_Space)
    terminal.to("tender.brand.Visa")
    terminal.press(Key.Key_Space)
    terminal.to("tender.lastfour")
    terminal.keys("4242")
    terminal.to("tender.reference")
    terminal.keys("OK 7F3A")
    terminal.press(Key.Key_Return)
    _finish_paying(terminal)
    [payment] = terminal.program.reads.order(order_id).payments
    assert payment.cents == 106_09


def _take_the_balance(terminal: Connected, key: str) -> None:
    _find(terminal, "owi")
    terminal.keys("d")
    terminal.keys("5000")
    terminal.press(Key.Key_Return)
    _finish_paying(terminal)
    assert terminal.item("arrivals.list", key).party.badge.text == "PAID"
