"""Seat a party without a booking: visit and open order in one transaction.

The OrderPort rule: an order starts by itself; without first name, last name and e-mail there is no
customer record.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.business_day import day_of, from_ms
from posapp.domain.changes import Topic
from posapp.domain.guest import Contact
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.venue import Venue
from posapp.domain.visit import NAMELESS, Visit, VisitState, require_party_size
from posapp.ports.store import UnitOfWork
from posapp.usecases.identify_guest import checked_contact, ensure_guest
from posapp.usecases.start_order import start_order


@dataclass(frozen=True, slots=True)
class SeatWalkIn:
    """A party of `size` sits down now; the ids are made when the sheet opens."""

    visit_id: str
    order_id: str
    size: int
    table_name: str = ""
    contact: Contact = field(default_factory=Contact)


def seat_walk_in(command: SeatWalkIn, *, uow: UnitOfWork, venue: Venue) -> None:
    """Create the visit and its order; a repeat changes nothing."""
    if uow.visits.exists(command.visit_id):
        return
    require_party_size(command.size)
    contact = checked_contact(command.contact)
    visit = Visit(
        visit_id=command.visit_id,
        business_id=venue.business_id,
        day=day_of(from_ms(uow.now_ms), zone=venue.zone).isoformat(),
        state=VisitState.SEATED,
        name=contact.name or NAMELESS,
        party_size=command.size,
        table_name=command.table_name.strip(),
        started_ms=uow.now_ms,
        guest_id=ensure_guest(contact, uow=uow),
    )
    uow.visits.save(visit)
    start_order(
        command.order_id, visit_id=visit.visit_id, guest_id=visit.guest_id, uow=uow, venue=venue
    )
    uow.record(
        JournalEntry(
            Verb.SEATED, visit.visit_id, after={"size": command.size, "order_id": command.order_id}
        )
    )
    uow.touch(Topic.VISITS)
