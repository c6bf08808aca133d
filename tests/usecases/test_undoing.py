"""An undone seating leaves the floor and the outbox as they were before it."""

from __future__ import annotations

from datetime import date

from posapp.domain.outbox import OutboxState
from posapp.domain.visit import VisitState
from tests.support.till import Till

DAY = date(2026, 10, 10)
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}


def customer_states(till: Till) -> list[OutboxState]:
    """The states of the customers to send."""
    work = till.reads.sync_overview().outbox
    return [row.state for row in work if row.aggregate.startswith("guest:")]


def test_an_undone_seating_sends_no_customer(till: Till) -> None:
    """The person mistyped with the seating never reaches the back office."""
    visit_id, _ = till.seat(**ANN)
    till.act.undo_seating(visit_id)
    assert OutboxState.WAITING not in customer_states(till)
    assert till.reads.sync_overview().to_send == 0


def test_the_same_person_seated_again_is_sent(till: Till) -> None:
    """Undo, then seat the same person: the customer is sent once after all."""
    visit_id, _ = till.seat(**ANN)
    till.act.undo_seating(visit_id)
    till.clock.advance(20_000)
    again, _ = till.seat(**ANN)
    assert customer_states(till) == [OutboxState.WAITING]
    till.act.undo_seating(again)
    assert OutboxState.WAITING not in customer_states(till)


def test_a_customer_another_party_has_is_sent(till: Till) -> None:
    """Undoing one of two seatings of a person keeps the customer."""
    first, _ = till.seat(**ANN)
    till.clock.advance(1_000)
    till.seat(**ANN)
    till.act.undo_seating(first)
    assert customer_states(till) == [OutboxState.WAITING]


def test_an_arrived_party_is_back_at_the_door(till: Till) -> None:
    """Undoing the seating keeps the arrival, which was true; undoing the arrival removes it."""
    key = till.booking(1)
    visit_id = till.act.new_id()
    till.act.mark_arrived(key, visit_id=visit_id)
    till.clock.advance(60_000)
    till.act.seat_reservation(key, visit_id=visit_id, order_id=till.act.new_id(), table_name="T4")
    till.act.undo_seating(visit_id)
    [row] = till.reads.board(DAY)
    assert (row.visit_state, row.order_id, row.local_table) == (VisitState.ARRIVED, None, "")
    order_id = till.act.new_id()
    till.act.seat_reservation(key, visit_id=visit_id, order_id=order_id, table_name="")
    assert till.reads.order(order_id).visit.visit_id == visit_id
    till.act.undo_seating(visit_id)
    till.act.undo_seating(visit_id)
    [row] = till.reads.board(DAY)
    assert row.visit_state is None
