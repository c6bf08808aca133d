"""An undone seating leaves the floor and the outbox as they were before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.outbox import OutboxState
from posapp.domain.visit import VisitState
from posapp.ports.people import GuestDraft
from tests.support.offices import connect
from tests.support.till import Till

DAY = date(2026, 10, 10)
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}


def customer_states(till: Till) -> list[OutboxState]:
    """The states of the customers to send."""
    work = till.reads.sync_overview().outbox
    return [row.state for row in work if row.aggregate.startswith("guest:")]


def test_an_undone_seating_sends_no_customer(till: Till) -> None:
    """The person mistyped with the seating never reaches the back office."""
    _, order_id = till.seat(**ANN)
    till.act.undo_seating(order_id)
    assert OutboxState.WAITING not in customer_states(till)
    assert till.reads.sync_overview().to_send == 0


def test_the_same_person_seated_again_is_sent(till: Till) -> None:
    """Undo, then seat the same person: the customer is sent once after all."""
    _, order_id = till.seat(**ANN)
    till.act.undo_seating(order_id)
    till.clock.advance(20_000)
    _, again = till.seat(**ANN)
    assert customer_states(till) == [OutboxState.WAITING]
    till.act.undo_seating(again)
    assert OutboxState.WAITING not in customer_states(till)


def test_a_customer_another_party_has_is_sent(till: Till) -> None:
    """Undoing one of two seatings of a person keeps the customer."""
    _, first = till.seat(**ANN)
    till.clock.advance(1_000)
    till.seat(**ANN)
    till.act.undo_seating(first)
    assert customer_states(till) == [OutboxState.WAITING]


def asked(till: Till) -> list[str]:
    """What a person is asked to do in the back office."""
    return [task.title for task in till.reads.office.tasks()]


ENTER_ANN = "Enter Ann Lee (ann@lee.example) as a customer in Town Office."


def test_an_undone_seating_asks_nobody_to_enter_the_customer(till: Till) -> None:
    """The task goes with the seating; seated again the person is asked for once, and so on."""
    connect(till, write_customer="It only reads.")
    for _ in range(3):
        _, order_id = till.seat(**ANN)
        assert asked(till) == [ENTER_ANN]
        till.act.undo_seating(order_id)
        assert asked(till) == []
        till.clock.advance(20_000)
    _, first = till.seat(**ANN)
    till.clock.advance(1_000)
    till.seat(**ANN)
    till.act.undo_seating(first)
    assert asked(till) == [ENTER_ANN]


def test_a_customer_whom_something_else_needs_is_still_asked_for(till: Till) -> None:
    """Staff entered more of the person meanwhile: the record is meant, whatever the seating was."""
    connect(till, write_customer="It only reads.")
    _, order_id = till.seat(**ANN)
    guest_id = till.reads.people.guest_of(ANN["email"])
    assert guest_id is not None
    record = till.reads.people.guest(guest_id).record
    details = replace(record.details, company="Lee & Co.")
    till.act.guests.edit(guest_id, GuestDraft(contact=record.contact, details=details))
    till.act.undo_seating(order_id)
    assert asked(till) == [ENTER_ANN]


def test_a_customer_entered_there_already_is_not_asked_for_again(till: Till) -> None:
    """A person said it is done: undoing and seating again files nothing."""
    connect(till, write_customer="It only reads.")
    _, order_id = till.seat(**ANN)
    [task] = till.reads.office.tasks()
    till.act.pickups.close_task(task.task_id)
    till.act.undo_seating(order_id)
    till.clock.advance(20_000)
    till.seat(**ANN)
    assert asked(till) == []


def test_work_taken_back_becomes_a_task_where_the_office_takes_none(till: Till) -> None:
    """Queued and undone; by the time the person is seated again another office is connected."""
    _, order_id = till.seat(**ANN)
    till.act.undo_seating(order_id)
    connect(till, write_customer="It only reads.")
    till.clock.advance(20_000)
    _, again = till.seat(**ANN)
    assert (customer_states(till), asked(till)) == ([OutboxState.SUPERSEDED], [ENTER_ANN])
    till.act.undo_seating(again)
    assert asked(till) == []


def seat_arrived(till: Till, key: str, visit_id: str) -> str:
    """A party that has arrived sits down at T4; returns the order id."""
    order_id = till.act.new_id()
    till.act.seat_reservation(key, visit_id=visit_id, order_id=order_id, table_name="T4")
    return order_id


def test_an_arrived_party_is_back_at_the_door(till: Till) -> None:
    """Undoing the seating keeps the arrival, which was true, however often it is undone."""
    key, visit_id = till.booking(1), till.act.new_id()
    till.act.mark_arrived(key, visit_id=visit_id)
    till.clock.advance(60_000)
    order_id = seat_arrived(till, key, visit_id)
    for _ in range(3):
        till.act.undo_seating(order_id)
        [row] = till.reads.board(DAY)
        assert (row.visit_state, row.order_id, row.local_table) == (VisitState.ARRIVED, None, "")
    again = seat_arrived(till, key, visit_id)
    till.act.undo_seating(order_id)
    assert till.reads.order(again).visit.state is VisitState.SEATED


def test_an_undone_arrival_is_expected_again(till: Till) -> None:
    """A repeat changes nothing; a seated party's arrival stays."""
    key, visit_id = till.booking(1), till.act.new_id()
    till.act.mark_arrived(key, visit_id=visit_id)
    for _ in range(2):
        till.act.undo_arrival(visit_id)
        [row] = till.reads.board(DAY)
        assert row.visit_state is None
    till.act.mark_arrived(key, visit_id=visit_id)
    till.clock.advance(60_000)
    seat_arrived(till, key, visit_id)
    with pytest.raises(DomainError, match="already seated"):
        till.act.undo_arrival(visit_id)
