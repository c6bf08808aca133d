"""A finger is not a mouse: it throws lists, it taps fast, and where it scrolls it presses nothing.

Real touch events go through Qt's own making of mouse events, which is where this goes wrong.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QScroller

from posapp.ui.widgets.keyed_model import ITEM_ROLE
from tests.journeys.bookings import book
from tests.journeys.conftest import MORNING
from tests.journeys.terminal import Connected, Terminal
from tests.journeys.test_day_by_touch import FEED_MS

_STEP, _FINGER_MS = 12, 4


def _drag_up(terminal: Terminal, device: object, spot: QPoint, *, steps: int) -> None:
    """Put a finger down, move it up, take it off; then let the contents come to rest."""
    handle = terminal.window.windowHandle()
    QTest.touchEvent(handle, device).press(0, spot, handle).commit()
    for _ in range(steps):
        spot -= QPoint(0, _STEP)
        QTest.touchEvent(handle, device).move(0, spot, handle).commit()
        QTest.qWait(_FINGER_MS)  # the scroller measures a finger's speed
    QTest.touchEvent(handle, device).release(0, spot, handle).commit()
    terminal.robot.settle()


def _party_at(terminal: Terminal, spot: QPoint) -> str:
    view = terminal.list_of("arrivals.list")
    item = view.indexAt(view.viewport().mapFrom(terminal.window, spot)).data(ITEM_ROLE)
    return str(item.key)


def _row_in_view(terminal: Terminal, *, from_top: int) -> QPoint:
    """Where a finger meets a party, at least so far down."""
    view = terminal.list_of("arrivals.list")
    for y in range(from_top, view.viewport().height(), 8):
        index = view.indexAt(QPoint(300, y))
        if index.isValid() and index.data(ITEM_ROLE).party is not None:
            return view.viewport().mapTo(terminal.window, view.visualRect(index).center())
    raise AssertionError("no party in view")


def test_scrolling_the_board_opens_nobody(connected: Connected, touch_screen: object) -> None:
    """Thrown from rest and caught on the move, the list keeps the party that was chosen."""
    connected.sign_in()
    chosen = _row_in_view(connected, from_top=40)
    key = _party_at(connected, chosen)
    connected.robot.tap_row("arrivals.list", key)
    view = connected.list_of("arrivals.list")
    for steps in (4, 9, 3, 9):
        before = view.verticalScrollBar().value()
        _drag_up(connected, touch_screen, _row_in_view(connected, from_top=300), steps=steps)
        connected.wait_until(
            lambda at=before: view.verticalScrollBar().value() != at, "the list moves"
        )
        assert view.current_key() == key
        assert not view.is_touched
    QScroller.scroller(view.viewport()).stop()
    other = _party_at(connected, _row_in_view(connected, from_top=200))
    connected.robot.tap_row("arrivals.list", other)
    assert view.current_key() == other


def test_two_quick_taps_choose_two_parties(connected: Connected) -> None:
    """The second tap within a double click's time counts like the first."""
    connected.sign_in()
    keys = [book(connected.stage, minute=MORNING + 40, last_name=name) for name in "ABCDEF"]
    connected.pass_time(FEED_MS)
    for key in keys:
        connected.robot.tap_row("arrivals.list", key)
        assert connected.list_of("arrivals.list").current_key() == key
        assert connected.shows("arrivals.sheet")


def test_scrolling_the_products_sells_nothing(connected: Connected, touch_screen: object) -> None:
    """The tile under the finger is let go as soon as it drags."""
    connected.sign_in()
    connected.window.resize(1_024, 640)
    connected.tap("arrivals.walkin", "walkin.size.2", "walkin.seat")
    area = connected.widget("pad.scroll.tiles")
    assert isinstance(area, QAbstractScrollArea)
    for steps in (9, 3, 9):
        spot = area.mapTo(connected.window, QPoint(60, area.height() - 160))
        _drag_up(connected, touch_screen, spot, steps=steps)
    connected.wait_until(lambda: area.verticalScrollBar().value() > 0, "the products move")
    QScroller.scroller(area.viewport()).stop()
    assert connected.program.reads.order(connected.order_id).lines == ()
    connected.tap("pad.tile.FLT-ESTATE", "pad.tile.FLT-WHITE", "pad.tile.GLS-SB", "pad.tile.GLS-SB")
    lines = connected.program.reads.order(connected.order_id).lines
    assert [line.quantity for line in lines] == [2, 2, 2]  # quick taps all count


def test_fast_digits_all_count(light_locked: Terminal) -> None:
    """A PIN of equal digits, as fast as a finger can."""
    light_locked.sign_in()
