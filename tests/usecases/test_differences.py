"""What Tock says otherwise of a walk-in is shown and, by one tap, taken over or kept as ours."""

from __future__ import annotations

from datetime import date

import pytest

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.errors import DomainError
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow
from tests.support.till import Till
from tests.support.walk_ins import hear, key_of, walk_in_row

DAY = date(2026, 10, 10)
T4 = [{"id": 4, "name": "T4"}]


def row_of(till: Till, number: int = 1) -> BoardRow:
    """The walk-in's row on the board."""
    return next(row for row in till.reads.board(DAY) if row.key == key_of(number))


def visit_id_of(till: Till) -> str:
    """The visit that was begun for the walk-in."""
    visit_id = row_of(till).visit_id
    assert visit_id is not None
    return visit_id


def shown(till: Till) -> tuple[Difference, ...]:
    """What differs of the walk-in."""
    return till.reads.walk_ins(DAY).differences.get(visit_id_of(till), ())


def only(till: Till) -> Difference:
    """The one thing that differs."""
    (found,) = shown(till)
    return found


def test_news_changes_neither_visit_nor_order(till: Till) -> None:
    """Size, table and status change in Tock: the party here stays as it is, and it is told."""
    hear(till, walk_in_row(1, table=T4))
    before = row_of(till)
    hear(
        till,
        walk_in_row(
            1, sequenceId=2, partySize=4, table=[{"id": 5, "name": "T5"}], partyState="LEFT"
        ),
    )
    after = row_of(till)
    assert (after.size, after.local_table, after.visit_state, after.order_id) == (
        before.size,
        "T4",
        VisitState.SEATED,
        before.order_id,
    )
    assert shown(till) == (
        Difference(DifferenceField.STATUS, "LEFT", "seated"),
        Difference(DifferenceField.SIZE, "4", "2"),
        Difference(DifferenceField.TABLE, "T5", "T4"),
    )


def test_a_table_spelt_otherwise_is_no_difference(till: Till) -> None:
    """“Table 4” is T4."""
    hear(till, walk_in_row(1, table=T4))
    hear(till, walk_in_row(1, sequenceId=2, table=[{"id": 4, "name": "Table 04"}]))
    assert shown(till) == ()


def test_a_size_is_accepted_and_put_back(till: Till) -> None:
    """One tap takes it over, one brings ours back, and ten taps are one."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, partySize=4))
    visit_id, difference = visit_id_of(till), only(till)
    for _ in range(3):
        till.act.walk_ins.accept_difference(visit_id, difference)
    assert (row_of(till).size, shown(till)) == (4, ())
    for _ in range(3):
        till.act.walk_ins.put_back_difference(visit_id, difference, order_id=till.act.new_id())
    assert (row_of(till).size, shown(till)) == (2, (difference,))


def test_what_tock_said_before_is_not_accepted(till: Till) -> None:
    """Tock changed its mind between the look and the tap: the person looks again."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, partySize=4))
    seen = only(till)
    hear(till, walk_in_row(1, sequenceId=3, partySize=6))
    with pytest.raises(DomainError, match="changed this again"):
        till.act.walk_ins.accept_difference(visit_id_of(till), seen)
    assert row_of(till).size == 2


def test_a_kept_value_is_asked_again_only_when_tock_changes_it(till: Till) -> None:
    """Keep ours holds for that value, over every channel and repetition."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, partySize=4))
    seen = only(till)
    till.act.walk_ins.keep_difference(visit_id_of(till), seen)
    assert shown(till) == ()
    hear(till, walk_in_row(1, sequenceId=3, partySize=4, serverName="Ben"))
    assert shown(till) == ()
    hear(till, walk_in_row(1, sequenceId=4, partySize=5))
    assert only(till).theirs == "5"
    till.act.walk_ins.keep_difference(visit_id_of(till), only(till))
    till.act.walk_ins.show_difference_again(visit_id_of(till), seen)
    assert only(till).theirs == "5"


def test_a_departure_is_accepted_and_taken_back(till: Till) -> None:
    """LEFT at Tock: the party has left here, and undoing it gives the order back."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, partyState="LEFT"))
    visit_id, difference = visit_id_of(till), only(till)
    till.act.walk_ins.accept_difference(visit_id, difference)
    assert (row_of(till).visit_state, till.reads.orders(DAY)) == (VisitState.FINISHED, [])
    till.act.walk_ins.put_back_difference(visit_id, difference, order_id=till.act.new_id())
    assert row_of(till).visit_state is VisitState.SEATED
    assert len(till.reads.orders(DAY)) == 1


def test_a_departure_is_refused_while_something_is_unpaid(till: Till) -> None:
    """Tock knows nothing of our orders."""
    hear(till, walk_in_row(1))
    order_id = row_of(till).order_id
    assert order_id is not None
    till.sell(order_id, "FLIGHT")
    hear(till, walk_in_row(1, sequenceId=2, partyState="LEFT"))
    with pytest.raises(DomainError, match="not paid yet"):
        till.act.walk_ins.accept_difference(visit_id_of(till), only(till))
    assert row_of(till).visit_state is VisitState.SEATED


def test_a_cancellation_is_shown_but_not_taken_over(till: Till) -> None:
    """Who sits here is not cancelled by Tock."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, isCancelled=True))
    difference = only(till)
    assert (difference.theirs, difference.can_accept) == ("CANCELLED", False)
    with pytest.raises(DomainError, match="cannot be taken over"):
        till.act.walk_ins.accept_difference(visit_id_of(till), difference)


def test_nothing_is_asked_of_a_party_that_has_left(till: Till) -> None:
    """What Tock corrects afterwards is Tock's own bookkeeping."""
    hear(till, walk_in_row(1))
    till.act.finish_visit(visit_id_of(till))
    hear(till, walk_in_row(1, sequenceId=2, partySize=7, partyState="LEFT"))
    assert shown(till) == ()


def test_a_booking_is_not_asked_about(till: Till) -> None:
    """The differences are of walk-ins; a booking's row shows Tock's own words."""
    key = till.booking(5)
    till.act.seat_reservation(
        key, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
    )
    till.booking(5, sequenceId=2, partySize=9)
    assert till.reads.walk_ins(DAY).differences == {}


def test_the_journal_tells_who_took_it_over(till: Till) -> None:
    """Before and after, by the person at the till."""
    hear(till, walk_in_row(1))
    hear(till, walk_in_row(1, sequenceId=2, partySize=4))
    till.act.walk_ins.accept_difference(visit_id_of(till), only(till))
    sql = "SELECT staff_id, before_json, after_json FROM journal WHERE verb = 'difference_accepted'"
    with till.reads._connections.snapshot() as run:
        assert run(sql, {}) == [("ana", '{"size": "2"}', '{"size": "4"}')]
