"""What tests of guests ask of a till."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.address import Address
from posapp.domain.merge import Side
from posapp.domain.outbox import OutboxState
from posapp.ports.documents import CustomerDocument, decode_customer
from posapp.ports.people import GuestDraft, GuestSheet
from tests.support.till import PROGRAM, Till

ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example", "phone": "1"}
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example", "phone": "1"}
MAIN = Address("1 Main St", "", "Napa", "CA", "94558", "US")
BOTH = Side.OURS, Side.THEIRS


def known(till: Till, email: str = ANN["email"]) -> str:
    """The guest with this e-mail."""
    guest_id = till.reads.people.guest_of(email)
    assert guest_id is not None
    return guest_id


def sheet(till: Till, guest_id: str) -> GuestSheet:
    return till.reads.people.guest(guest_id)


def edit(till: Till, guest_id: str, **told: str) -> GuestDraft:
    """Staff change fields of the contact."""
    record = sheet(till, guest_id).record
    draft = GuestDraft(contact=replace(record.contact, **told), details=record.details)
    return till.act.guests.edit(guest_id, draft)


def work(till: Till, guest_id: str) -> list[tuple[OutboxState, CustomerDocument]]:
    """All work about a guest, oldest first."""
    with till.store.write("look", actor=PROGRAM) as uow:
        items = uow.outbox.of_aggregate(f"guest:{guest_id}")
    return [(item.state, decode_customer(item.payload)) for item in items]
