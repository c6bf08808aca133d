"""A party seated here and in Tock, from the host's tap there to one row here, by touch."""

from __future__ import annotations

from posapp.demo.stage import key_text
from posapp.sandbox.tock.model import Patron, Row, RowKey, RowKind, Table
from tests.journeys.conftest import MORNING
from tests.journeys.terminal import MINUTE_MS, SECOND_MS, Connected
from tests.journeys.test_day_by_touch import FEED_MS


def _seated_in_tock(terminal: Connected, *, size: int, table: str) -> RowKey:
    """The host seats a nameless walk-in at Tock."""
    tock, now_ms = terminal.world.tock, terminal.world.clock.now_ms()
    row = Row(
        key=tock.new_key(RowKind.WALK_IN),
        service_ms=terminal.stage.day.ms(MORNING),
        party_size=size,
        owner=Patron(),
        diner=Patron(),
        created_ms=now_ms,
        updated_ms=now_ms,
        version_id=1,
        party_state="SEATED",
        tables=(Table(9_009, table, "Terrace"),),
    )
    key: RowKey = tock.add(row)
    return key


def test_one_party_in_two_systems_becomes_one_row(connected: Connected) -> None:
    """Seated here, seated there, linked by one tap, parted by one, and Tock's change accepted."""
    connected.sign_in()
    connected.tap("arrivals.walkin", "walkin.size.3")
    connected.robot.type_into("walkin.table", "T9")
    connected.tap("walkin.seat")
    order_id = connected.order_id
    visit = next(row for row in connected.seated if row.order_id == order_id)
    row_key = _seated_in_tock(connected, size=3, table="Table 9")
    key = key_text(row_key)
    connected.pass_time(FEED_MS)
    started = next(row for row in connected.seated if row.key == key)
    assert started.order_id not in {None, order_id}

    connected.window.go("arrivals")
    connected.tap_row("arrivals.list", visit.key)
    assert connected.item("arrivals.list", key).party.hint == "Also seated here?"
    connected.taps = 0
    connected.tap("arrivals.ask.twin.accept")
    assert connected.taps == 1
    linked = next(row for row in connected.board if row.key == key)
    assert (linked.visit_id, linked.order_id) == (visit.visit_id, order_id)
    assert not any(row.key == visit.key for row in connected.board)
    connected.tap("snack.undo")
    back = {row.key: row.order_id for row in connected.seated}
    assert (back[visit.key], back[key]) == (order_id, started.order_id)

    connected.world.clock.advance_ms(MINUTE_MS)
    connected.world.tock.resize(row_key, 5)
    connected.pass_time(FEED_MS)
    shown = connected.item("arrivals.list", key).party
    assert (shown.size, shown.hint) == (3, "Tock says 5 people, here 3 · Also seated here?")
    connected.tap_row("arrivals.list", key)
    connected.tap("arrivals.ask.size.accept")
    assert next(row.size for row in connected.board if row.key == key) == 5
    connected.pass_time(SECOND_MS)
