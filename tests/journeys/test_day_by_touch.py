"""A tasting-room day in miniature, by finger alone: what comes in, what is sold, what goes out."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit

from posapp.demo.verdict import device_facts
from posapp.sandbox.oracle import judge
from tests.journeys.bookings import book, enrol
from tests.journeys.conftest import DAY, MORNING
from tests.journeys.terminal import MINUTE_MS, SECOND_MS, Connected

FEED_MS = 20 * SECOND_MS
"""Longer than the feed is let alone."""
MEMBER = "jordan.rivera@example.org"
# 4 × $60 and 3 × $65 of wine, $9.50 of olives; 10 % off each line, 8.25 % tax on the wine.
MEMBER_TOTAL = "$432.35"


def _top_of(terminal: Connected, key: str) -> int:
    view = terminal.list_of("arrivals.list")
    rows = range(view.model().rowCount())
    index = next(view.model().index(at, 0) for at in rows if _key_at(terminal, at) == key)
    return view.visualRect(index).top()


def _key_at(terminal: Connected, at: int) -> str:
    view = terminal.list_of("arrivals.list")
    return str(view.model().index(at, 0).data(256).key)


def test_news_moves_nothing_that_staff_hold(connected: Connected) -> None:
    """A booking above and one below the row in hand: it stays put, and so does half-typed text."""
    connected.sign_in()
    kept = book(connected.stage, minute=MORNING + 60, last_name="Kept")
    connected.pass_time(FEED_MS)
    connected.tap_row("arrivals.list", kept)
    connected.robot.type_into("arrivals.table", "T")
    table = connected.widget("arrivals.table")
    assert isinstance(table, QLineEdit)
    table.setCursorPosition(0)
    before = _top_of(connected, kept)
    scrolled = connected.list_of("arrivals.list").verticalScrollBar().value()
    above = book(connected.stage, minute=MORNING - 20, last_name="Above")
    below = book(connected.stage, minute=MORNING + 61, last_name="Below")
    connected.pass_time(FEED_MS)
    assert connected.robot.has_row("arrivals.list", above)
    assert connected.robot.has_row("arrivals.list", below)
    assert connected.list_of("arrivals.list").verticalScrollBar().value() != scrolled
    assert _top_of(connected, kept) == before
    assert connected.list_of("arrivals.list").current_key() == kept
    assert (table.text(), table.cursorPosition(), table.hasFocus()) == ("T", 0, True)


def test_news_leaves_a_half_filled_walk_in_alone(connected: Connected) -> None:
    """Size, name and cursor of the sheet are as they were."""
    connected.sign_in()
    connected.tap("arrivals.walkin", "walkin.size.3")
    connected.robot.type_into("walkin.first", "Mar")
    news = book(connected.stage, minute=MORNING + 5)
    connected.pass_time(FEED_MS)
    assert connected.robot.has_row("arrivals.list", news)
    first = connected.widget("walkin.first")
    assert isinstance(first, QLineEdit)
    assert (first.text(), first.hasFocus()) == ("Mar", True)
    assert connected.robot.is_on("walkin.size.3")


def test_a_row_does_not_move_under_a_finger(connected: Connected) -> None:
    """While it is touched the board holds still; the news is shown when the finger leaves."""
    connected.sign_in()
    kept = book(connected.stage, minute=MORNING + 60, last_name="Kept")
    connected.pass_time(FEED_MS)
    connected.tap_row("arrivals.list", kept)
    view = connected.list_of("arrivals.list")
    spot = view.viewport().mapTo(connected.window, QPoint(200, _top_of(connected, kept) + 30))
    with connected.resting_finger(spot):
        news = book(connected.stage, minute=MORNING + 5)
        connected.pass_time(FEED_MS)
        assert not connected.robot.has_row("arrivals.list", news)
    connected.wait_until(
        lambda: connected.robot.has_row("arrivals.list", news), "the news is on the board"
    )


def test_a_day_by_touch(connected: Connected) -> None:
    """A member's order in cash, a walk-in on a card, a balance; then all of it sent, once."""
    connected.sign_in()
    enrol(connected.stage, email=MEMBER)
    member = book(
        connected.stage, minute=MORNING + 20, email=MEMBER, table="T9", note="Anniversary"
    )
    owing = book(connected.stage, minute=MORNING + 25, last_name="Owing", due_cents=50_00)
    connected.pass_time(6 * MINUTE_MS)

    connected.tap_row("arrivals.list", member)
    assert "Anniversary" in connected.words_in("arrivals.sheet")
    assert "Estate Club" in connected.words_in("arrivals.sheet")
    connected.tap("arrivals.arrive")
    assert connected.text("arrivals.state") == "Arrived"
    connected.tap("arrivals.seat")
    member_order = connected.order_id
    _sell_to_the_member(connected)
    _pay_in_cash(connected)
    assert connected.paid_cents(member_order) == [432_35]

    walk_in_order = _serve_a_walk_in(connected)
    _take_the_balance(connected, owing)
    _let_everybody_leave(connected, member)

    connected.send_all()
    assert connected.item("arrivals.list", member).party.sync.text == "Sent"
    assert connected.item("arrivals.list", owing).party.badge.text == "PAID"
    connected.tap("rail.sync")
    assert connected.text("sync.headline") == "Everything is sent"
    items = [connected.item("sync.list", row.item_id) for row in connected.outbox]
    assert [item.state.text for item in items] == ["Sent"] * 4  # two orders, a balance, a customer
    connected.tap("rail.order")
    assert connected.item("orders.list", walk_in_order).sync.text == "Sent"
    facts = device_facts(connected.program.reads, DAY, customers=["mia.walker@example.org"])
    report = judge(facts, connected.world)
    assert report.is_clean, report.text()
    assert (report.server_orders, report.server_cents) == (3, 432_35 + 106_09 + 50_00)


def _sell_to_the_member(terminal: Connected) -> None:
    """One flight a guest by one tap, a typed quantity, a removal taken back."""
    terminal.tap("pad.tile.FLT-RESERVE")
    terminal.tap("pad.tile.BTL-PN-23", "pad.quantity", "pad.qty.3", "pad.qty.set")
    terminal.tap("pad.tile.FOOD-OLIVE", "pad.remove")
    assert terminal.text("snack.text") == "Removed “Marinated olives”"
    terminal.tap("snack.undo")
    lines = terminal.program.reads.order(terminal.order_id).lines
    assert [(line.sku, line.quantity) for line in lines if not line.is_voided] == [
        ("FLT-RESERVE", 4),
        ("BTL-PN-23", 3),
        ("FOOD-OLIVE", 1),
    ]
    assert "Estate Club 10 %" in terminal.words_in()
    assert "−$44.45" in terminal.words_in()
    assert terminal.text("pad.total") == MEMBER_TOTAL


def _pay_in_cash(terminal: Connected) -> None:
    terminal.tap("pad.pay")
    assert terminal.text("tender.due") == MEMBER_TOTAL
    terminal.tap_digits("tender.key", "44000")
    assert terminal.text("tender.outcome") == "$7.65"
    terminal.tap("tender.record")
    assert terminal.text("tender.change") == "$7.65"
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    assert terminal.screen == "arrivals"


def _serve_a_walk_in(terminal: Connected) -> str:
    """A named walk-in for two with a bottle, on a card; the customer record is made."""
    terminal.tap("arrivals.walkin", "walkin.size.2")
    for name, text in (("first", "Mia"), ("last", "Walker"), ("email", "mia.walker@example.org")):
        terminal.robot.type_into(f"walkin.{name}", text)
    terminal.tap("walkin.seat", "pad.tile.BTL-CAB-21")
    order_id = terminal.order_id
    terminal.tap("pad.pay", "tender.card", "tender.brand.Visa")
    terminal.robot.type_into("tender.lastfour", "4242")
    terminal.robot.type_into("tender.reference", "OK 7F3A")
    terminal.tap("tender.record")
    terminal.robot.wait_for("tender.finish")
    terminal.tap("tender.finish")
    [payment] = terminal.program.reads.order(order_id).payments
    assert payment.slip is not None
    assert (payment.cents, payment.slip.last_four) == (106_09, "4242")
    return order_id


def _take_the_balance(terminal: Connected, key: str) -> None:
    assert terminal.item("arrivals.list", key).party.badge.text == "DUE $50.00"
    terminal.tap_row("arrivals.list", key)
    terminal.tap("arrivals.take", "tender.exact", "tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    assert "Paid here" in terminal.words_in("arrivals.sheet")
    assert not terminal.shows("arrivals.take")


def _let_everybody_leave(terminal: Connected, member: str) -> None:
    terminal.tap_row("arrivals.list", member)
    terminal.tap("arrivals.finish")
    assert terminal.text("arrivals.state") == "Finished"
    assert terminal.seated == []
