"""The line goes dead at midday: everything sells on, and is sent once when it is back."""

from __future__ import annotations

from posapp.demo.verdict import device_facts
from posapp.domain.outbox import OutboxState
from posapp.sandbox.oracle import judge
from tests.journeys.bookings import book
from tests.journeys.conftest import DAY, MORNING
from tests.journeys.terminal import MINUTE_MS, SECOND_MS, Connected
from tests.journeys.test_day_by_touch import FEED_MS


def _sell_for_cash(terminal: Connected) -> str:
    terminal.tap("arrivals.walkin", "walkin.size.1", "walkin.seat", "pad.tile.BTL-PN-23")
    order_id = terminal.order_id
    terminal.tap("pad.pay", "tender.exact", "tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    return order_id


def test_the_line_goes_dead_and_comes_back(connected: Connected) -> None:
    """Banner, pill and reasons say so; seating, selling and paying do not notice."""
    connected.sign_in()
    booked = book(connected.stage, minute=MORNING + 30, due_cents=20_00)
    connected.pass_time(FEED_MS)
    sent_before = _sell_for_cash(connected)
    connected.send_all()

    connected.stage.server.pull_cable()
    connected.pass_time(20 * SECOND_MS)  # the feed is asked, and does not answer
    assert not connected.shows("banner"), "a hiccup is no outage"
    assert "Live" in connected.pill
    connected.pass_time(31 * SECOND_MS)
    connected.wait_until(lambda: connected.shows("banner"), "the banner is there")
    assert "No answer from Tock" in connected.words_in("banner")
    assert "no live news" in connected.text("arrivals.footer")
    assert connected.is_in_view("snack"), "the banner has pushed the notice out"

    waiting = [_sell_for_cash(connected) for _ in range(2)]
    connected.tap_row("arrivals.list", booked)
    tock = connected.widget("arrivals.tock")
    assert not tock.isEnabled()
    assert tock.accessibleDescription() == "Needs a connection"
    connected.tap("arrivals.take", "tender.exact", "tender.record")
    connected.robot.wait_for("tender.done")
    connected.tap("tender.done")
    connected.tap_row("arrivals.list", booked)
    connected.tap("arrivals.seat")
    connected.tap("rail.arrivals")

    for _ in range(6):
        connected.pass_time(20 * SECOND_MS)
    # Two orders, the balance, and the booked guest as a customer.
    connected.wait_until(lambda: connected.pill == "Sync: Offline 4 to send", "4 wait")
    assert "Offline since 10:4" in connected.words_in("banner")
    assert "4 to send when it is back" in connected.words_in("banner")
    assert len(connected.world.backoffice.orders()) == 1
    connected.tap("banner.help")
    assert "Goes on as always" in connected.words_in("overlay")
    connected.tap("overlay.close")

    connected.stage.server.plug_cable()
    connected.tap("banner.help", "overlay.sync")
    connected.wait_until(
        lambda: all(row.state is OutboxState.CONFIRMED for row in connected.outbox),
        "what waited is sent",
    )
    connected.catch_up()
    connected.wait_until(lambda: not connected.shows("banner"), "the banner has gone")
    connected.wait_until(lambda: "Live" in connected.pill, "the pill says Live")
    for order_id in (sent_before, *waiting):
        assert connected.program.reads.order(order_id).sync_state is OutboxState.CONFIRMED
    report = judge(device_facts(connected.program.reads, DAY), connected.world)
    assert report.is_clean, report.text()
    assert report.server_orders == 4


def test_the_lane_finds_its_way_back_alone(connected: Connected) -> None:
    """Nobody presses anything: at most a minute after the line is back, everything is sent."""
    connected.sign_in()
    connected.stage.server.pull_cable()
    _sell_for_cash(connected)
    for _ in range(10):
        connected.pass_time(MINUTE_MS)
    connected.wait_until(lambda: connected.pill == "Sync: Offline 1 to send", "1 waits")
    connected.stage.server.plug_cable()
    connected.pass_time(61 * SECOND_MS)
    assert [row.state for row in connected.outbox] == [OutboxState.CONFIRMED]
    connected.wait_until(lambda: not connected.shows("banner"), "the banner has gone")
