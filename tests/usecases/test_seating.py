"""Parties sit down: visit and order together, a customer only when identified, once."""

from __future__ import annotations

from datetime import date

import pytest

from posapp.domain.club import Club, Membership
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest
from posapp.domain.party import PartyState
from posapp.domain.visit import VisitState
from tests.support.till import PROGRAM, Till

DAY = date(2026, 10, 10)
MEMBER = {
    "id": 7,
    "firstName": "Jordan",
    "lastName": "Rivera",
    "email": "Jordan@Rivera.example",
}


def enrol(till: Till) -> None:
    """Jordan Rivera is in a club that gives 10 %."""
    contact = Contact("Jordan", "Rivera", "jordan@rivera.example")
    with till.store.write("enrol", actor=PROGRAM) as uow:
        uow.guests.save(Guest("g1", contact, "orders", "c-1"))
        uow.guests.save_club(Club("k1", "Estate Reserve", 1_000, "orders"))
        uow.guests.save_membership(Membership("m1", "k1", "c-1", is_active=True, backend="orders"))


def test_a_walk_in_starts_an_order_by_itself(till: Till) -> None:
    """One tap makes the visit and its open order, shown on the board."""
    visit_id, order_id = till.seat(size=3)
    sheet = till.reads.order(order_id)
    assert (sheet.visit.visit_id, sheet.visit.party_size) == (visit_id, 3)
    assert sheet.order.number == "T1-000001"
    [row] = till.reads.board(DAY)
    assert (row.key, row.visit_state, row.order_id) == (
        f"visit:{visit_id}",
        VisitState.SEATED,
        order_id,
    )


@pytest.mark.parametrize(
    ("contact", "customers"),
    [
        ({}, 0),
        ({"first_name": "Ana"}, 0),
        ({"first_name": "Ana", "last_name": "Lee"}, 0),
        ({"email": "ana@lee.example"}, 0),
        ({"first_name": "Ana", "last_name": "Lee", "email": "ana@lee.example"}, 1),
    ],
)
def test_a_customer_exists_only_with_all_three(
    till: Till, contact: dict[str, str], customers: int
) -> None:
    """Without first name, last name and e-mail there is no customer record and nothing to send."""
    till.seat(**contact)
    work = till.reads.sync_overview().outbox
    assert sum(1 for row in work if row.aggregate.startswith("guest:")) == customers


def test_a_repeated_tap_seats_once(till: Till) -> None:
    """The same command, ten times, is one visit and one order."""
    visit_id, order_id = till.act.new_id(), till.act.new_id()
    for _ in range(10):
        till.act.seat_walk_in(
            visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=Contact()
        )
    assert len(till.reads.board(DAY)) == 1
    assert len(till.reads.orders(DAY)) == 1


def test_a_known_e_mail_is_not_entered_twice(till: Till) -> None:
    """Two parties with one address, in other letters, are one customer."""
    till.seat(first_name="Ana", last_name="Lee", email="ana@lee.example")
    till.seat(first_name="Ana", last_name="Lee", email=" ANA@lee.EXAMPLE ")
    work = till.reads.sync_overview().outbox
    assert sum(1 for row in work if row.aggregate.startswith("guest:")) == 1


def test_a_booking_is_seated_with_its_member_percentage(till: Till) -> None:
    """The diner's club gives its percentage to the order, matched by e-mail in any letters."""
    enrol(till)
    key = till.booking(1, dinerPatron=MEMBER)
    order_id = till.act.new_id()
    till.act.seat_reservation(key, visit_id=till.act.new_id(), order_id=order_id, table_name="T4")
    till.sell(order_id, "PINOT")
    sheet = till.reads.order(order_id)
    assert sheet.order.discount.club_name == "Estate Reserve"
    assert sheet.price.discount_cents == 4_80
    assert sheet.visit.table_name == "T4"


def test_seating_tells_tock_nothing(till: Till) -> None:
    """Nothing to send names Tock: the reservation path is read-only."""
    key = till.booking(1, dinerPatron=MEMBER)
    till.act.mark_arrived(key, visit_id=till.act.new_id())
    till.act.seat_reservation(
        key, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
    )
    assert {row.remote for row in till.reads.sync_overview().outbox} <= {"orders", "people"}


def test_arrived_then_seated_is_one_visit(till: Till) -> None:
    """Marking arrival first does not make a second visit."""
    key = till.booking(1)
    till.act.mark_arrived(key, visit_id=till.act.new_id())
    till.act.mark_arrived(key, visit_id=till.act.new_id())
    till.act.seat_reservation(
        key, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
    )
    [row] = till.reads.board(DAY)
    assert row.visit_state is VisitState.SEATED
    with pytest.raises(DomainError, match="already seated"):
        till.act.seat_reservation(
            key, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
        )


def test_a_cancelled_booking_is_not_seated(till: Till) -> None:
    """Either of Tock's marks refuses it, with the reason."""
    for number, change in enumerate(({"isCancelled": True}, {"partyState": "CANCELLED"}), 1):
        key = till.booking(number, **change)
        with pytest.raises(DomainError, match="cancelled"):
            till.act.seat_reservation(
                key, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
            )


def test_news_from_tock_never_changes_a_visit(till: Till) -> None:
    """Size, table, state and cancellation in Tock leave the visit and its order as they are."""
    key = till.booking(1)
    order_id = till.act.new_id()
    till.act.seat_reservation(key, visit_id=till.act.new_id(), order_id=order_id, table_name="T4")
    till.sell(order_id, "FLIGHT", 2)
    before = till.reads.order(order_id)
    till.booking(1, partySize=9, partyState="LEFT", isCancelled=True, sequenceId=2, versionId=2)
    assert till.reads.order(order_id) == before
    [row] = till.reads.board(DAY)
    assert (row.size, row.party_state, row.visit_state) == (
        9,
        PartyState.LEFT,
        VisitState.SEATED,
    )


def test_undo_takes_back_an_empty_seating_only(till: Till) -> None:
    """Within the undo time the seating vanishes; once something is sold it stays."""
    _, order_id = till.seat()
    till.act.undo_seating(order_id)
    till.act.undo_seating(order_id)
    assert till.reads.board(DAY) == []
    _, order_id = till.seat()
    till.sell(order_id, "FLIGHT")
    with pytest.raises(DomainError, match="already has items"):
        till.act.undo_seating(order_id)


def test_order_numbers_are_never_reused(till: Till) -> None:
    """An undone order leaves a gap, not a number that comes twice."""
    _, undone = till.seat()
    till.act.undo_seating(undone)
    _, order_id = till.seat()
    assert till.reads.order(order_id).order.number == "T1-000002"


def test_a_late_name_links_the_guest_and_reprices(till: Till) -> None:
    """Naming a seated party finds its membership while the order is open."""
    enrol(till)
    visit_id, order_id = till.seat()
    till.sell(order_id, "PINOT")
    till.act.identify_guest(visit_id, Contact("Jordan", "Rivera", "jordan@rivera.example"))
    sheet = till.reads.order(order_id)
    assert (sheet.price.discount_cents, sheet.visit.name) == (4_80, "Jordan Rivera")


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"first_name": "x" * 201}, "first_name"),
        ({"last_name": "4242 4242 4242 4242"}, "last_name"),
    ],
)
def test_a_wrong_contact_is_refused_at_its_field(
    till: Till, contact: dict[str, str], field: str
) -> None:
    """Nothing is seated and the sentence stands at the input."""
    with pytest.raises(DomainError) as refused:
        till.seat(**contact)
    assert refused.value.field == field
    assert till.reads.board(DAY) == []


def test_nobody_acts_signed_out(till: Till) -> None:
    """A locked terminal refuses every verb that writes."""
    till.act.sign_out()
    with pytest.raises(DomainError, match="Sign in"):
        till.seat()
