"""The Sync centre by touch: every reason can be read, and every way on works."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from posapp.demo.verdict import device_facts
from posapp.domain.outbox import OutboxState
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import Timing
from posapp.sandbox.ops import Op
from posapp.sandbox.oracle import judge
from tests.journeys.conftest import DAY
from tests.journeys.terminal import MINUTE_MS, SECOND_MS, Connected
from tests.journeys.test_day_by_touch import FEED_MS


def _sell(terminal: Connected) -> str:
    """A bottle for cash; returns the key of its piece of work."""
    before = {row.item_id for row in terminal.outbox}
    terminal.window.go("arrivals")
    terminal.tap("arrivals.walkin", "walkin.size.1", "walkin.seat", "pad.tile.BTL-PN-23")
    terminal.tap("pad.pay", "tender.exact", "tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    [item] = [row.item_id for row in terminal.outbox if row.item_id not in before]
    return item


def _state(terminal: Connected, item: str) -> OutboxState:
    return next(row.state for row in terminal.outbox if row.item_id == item)


def _require_once(terminal: Connected, *, orders: int) -> None:
    report = judge(device_facts(terminal.program.reads, DAY), terminal.world)
    assert report.is_clean, report.text()
    assert report.server_orders == orders


def test_a_refused_order_says_why_and_is_sent_by_retry(connected: Connected) -> None:
    """Two taps to the reason (the pill opens it), one more to send it again."""
    connected.sign_in()
    connected.faults.inject(Fault(FaultKind.REJECTED), op=Op.ORDER_CREATE)
    refused = _sell(connected)
    other = _sell(connected)
    connected.pass_time(10 * SECOND_MS)
    assert _state(connected, refused) is OutboxState.PARKED
    assert _state(connected, other) is OutboxState.CONFIRMED
    assert connected.pill == "Sync: 1 needs attention"

    connected.taps = 0
    connected.tap("rail.pill")
    assert connected.text("sync.state") == "Needs attention"
    [row] = [row for row in connected.outbox if row.item_id == refused]
    assert row.reason
    assert row.reason in connected.words_in("sync.sheet")
    connected.tap("sync.retry")
    assert connected.taps <= 3
    connected.pass_time(SECOND_MS)
    assert _state(connected, refused) is OutboxState.CONFIRMED
    assert "attention" not in connected.pill
    _require_once(connected, orders=2)


def test_work_set_aside_is_held_until_it_is_wanted(connected: Connected) -> None:
    """Parked by hand before its time, it stays through an hour of lanes at work."""
    connected.sign_in()
    held = _sell(connected)
    connected.tap("rail.sync")
    connected.tap_row("sync.list", held)
    assert connected.text("sync.state") == "Saved here"
    connected.tap("sync.park")
    assert "Set aside here." in connected.words_in("sync.sheet")
    for _ in range(6):
        connected.pass_time(10 * MINUTE_MS)
    assert _state(connected, held) is OutboxState.PARKED
    assert connected.world.backoffice.orders() == ()
    connected.tap("sync.retry")
    connected.send_all()
    _require_once(connected, orders=1)


def test_setting_aside_can_be_taken_back(connected: Connected) -> None:
    """The notice's Undo, like any other."""
    connected.sign_in()
    held = _sell(connected)
    connected.tap("rail.sync")
    connected.tap_row("sync.list", held)
    connected.tap("sync.park", "snack.undo")
    assert _state(connected, held) is not OutboxState.PARKED
    connected.send_all()
    _require_once(connected, orders=1)


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.TRUNCATE, FaultKind.FAIL_AFTER])
def test_a_doubt_is_shown_as_one_and_cleared_without_a_double(
    connected: Connected, kind: FaultKind
) -> None:
    """The order was applied and the answer lost: “Sending · checking”, then sent, once."""
    connected.sign_in()
    connected.faults.inject(Fault(kind), op=Op.ORDER_CREATE)
    item = _sell(connected)
    connected.pass_time(10 * SECOND_MS)
    assert _state(connected, item) is OutboxState.UNKNOWN
    connected.tap("rail.sync")
    assert connected.item("sync.list", item).state.text == "Sending · checking"
    connected.tap_row("sync.list", item)
    assert connected.text("sync.state") == "Sending · checking"
    assert len(connected.world.backoffice.orders()) == 1
    connected.tap("sync.now")
    for _ in range(3):
        connected.pass_time(MINUTE_MS)
    assert connected.item("sync.list", item).state.text == "Sent"
    _require_once(connected, orders=1)


def test_refused_credentials_are_one_prompt_and_end_with_sync_now(connected: Connected) -> None:
    """Ten orders wait behind one sign-in; none is parked, none is tried in vain."""
    connected.sign_in()
    connected.faults.inject(Fault(FaultKind.UNAUTHORIZED), op=Op.ORDER_CREATE)
    items = [_sell(connected) for _ in range(4)]
    for _ in range(5):
        connected.pass_time(MINUTE_MS)
    assert connected.faults.seen(Op.ORDER_CREATE) == 1
    assert {_state(connected, item) for item in items} == {OutboxState.WAITING}
    assert connected.pill == "Sync: Sign-in needed"
    connected.tap("rail.pill")
    assert connected.text("sync.source.orders.state") == "Sign-in needed"
    assert connected.text("sync.source.tock.state") == "Live"
    assert not connected.shows("overlay")

    connected.tap("sync.now")
    connected.send_all()
    assert connected.text("sync.source.orders.state") == "Live"
    assert "Live" in connected.pill
    _require_once(connected, orders=4)


def test_a_stalled_server_is_said_and_waited_out(connected: Connected) -> None:
    """The lane hangs in an exchange; the window goes on, the work is sent when it answers."""
    connected.sign_in()
    connected.faults.timing = Timing(stall_s=None)
    connected.faults.inject(Fault(FaultKind.STALL), op=Op.ORDER_CREATE)
    stalled = _sell(connected)
    connected.world.clock.advance_ms(10 * SECOND_MS)
    connected.program.engine.wake()
    connected.wait_until(
        lambda: _state(connected, stalled) is OutboxState.SENDING, "the order is on its way"
    )
    connected.see_news()
    connected.tap("rail.sync")
    assert connected.item("sync.list", stalled).state.text == "Sending"
    _sell(connected)
    connected.stage.server.release()
    connected.send_all()
    _require_once(connected, orders=2)


def test_what_could_not_be_read_is_listed_whole(connected: Connected) -> None:
    """The path of each fault, and the text as it came; the good rows beside it are on the board."""
    connected.sign_in()
    before = len(connected.program.reads.quarantine())
    body = {
        "id": 1,
        "business": {},
        "partyState": {},
        "serviceDateTimestamp": "19:30",
        "note": "<b>not bold</b>",
    }
    connected.world.tock.add_undecodable(body)
    connected.pass_time(FEED_MS)
    bad = connected.program.reads.quarantine()[0]
    assert len(connected.program.reads.quarantine()) == before + 1
    connected.tap("rail.sync", "sync.view.unreadable")
    connected.tap_row("sync.list", bad.row_id)
    words = connected.words_in("sync.sheet")
    assert bad.faults
    for fault in bad.faults:
        assert fault.path in words
        assert fault.message in words
    raw = connected.widget("sync.raw")
    assert isinstance(raw, QPlainTextEdit)
    assert raw.toPlainText() == bad.raw
    assert "<b>not bold</b>" in raw.toPlainText()
