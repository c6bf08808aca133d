"""Seat a booking: its visit and its open order, in one transaction. Nothing is told to Tock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.reservation import Reservation
from posapp.domain.venue import Venue
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.identify_guest import checked_contact, ensure_guest
from posapp.usecases.start_order import start_order


@dataclass(frozen=True, slots=True)
class SeatReservation:
    """Seat a booking; the ids are made when the sheet opens, so ten taps are one command."""

    visit_id: str
    order_id: str
    key_text: str
    table_name: str = ""


def seat_reservation(command: SeatReservation, *, uow: UnitOfWork, venue: Venue) -> None:
    """Create or advance the visit and open its order; a repeat changes nothing."""
    if uow.orders.exists(command.order_id):
        return
    reservation = uow.reservations.get(ReservationKey.parse(command.key_text))
    if reservation.is_cancelled:
        raise DomainError("cancelled", "This reservation is cancelled in Tock.")
    visit = uow.visits.find_by_reservation(command.key_text)
    if visit is not None and visit.state is not VisitState.ARRIVED:
        raise DomainError("already_seated", f"{visit.name} is already seated.")
    if visit is None:
        visit = new_visit(reservation, visit_id=command.visit_id, uow=uow)
    elif visit.guest_id is None and visit.name == reservation.name:
        # The back office's records may have come in since the party stood at the door.
        visit = replace(visit, guest_id=ensure_guest(_diner(reservation), uow=uow))
    seated = replace(
        visit, state=VisitState.SEATED, table_name=command.table_name or visit.table_name
    )
    uow.visits.save(seated)
    start_order(
        command.order_id, visit_id=seated.visit_id, guest_id=seated.guest_id, uow=uow, venue=venue
    )
    uow.record(
        JournalEntry(
            Verb.SEATED,
            seated.visit_id,
            after={"reservation": command.key_text, "order_id": command.order_id},
        )
    )
    uow.touch(Topic.VISITS)


def new_visit(reservation: Reservation, *, visit_id: str, uow: UnitOfWork) -> Visit:
    """A visit for a booking, linked to the diner's guest record (a concierge is no guest).

    For a walk-in of Tock it counts as the one that is begun by itself: no news begins another.
    """
    if reservation.is_walk_in:
        uow.walk_ins.note_start(reservation.key.text, visit_id=visit_id)
    return Visit(
        visit_id=visit_id,
        business_id=reservation.key.business_id,
        day=reservation.day.isoformat(),
        state=VisitState.ARRIVED,
        name=reservation.name,
        party_size=max(1, reservation.party_size),
        table_name=booked_tables(reservation),
        started_ms=uow.now_ms,
        reservation_key=reservation.key.text,
        guest_id=ensure_guest(_diner(reservation), uow=uow),
    )


def booked_tables(reservation: Reservation) -> str:
    """The tables Tock has for a booking, in words; "" for none."""
    return ", ".join(table.name for table in reservation.tables)


def _diner(reservation: Reservation) -> Contact:
    """Tock's diner as far as a guest record may keep it; nobody where that is refused.

    Tock lets anything stand as an e-mail: two parties of "n/a" are not one customer.
    """
    patron = reservation.patron
    told = Contact(patron.first_name, patron.last_name, patron.email, patron.phone)
    try:
        return checked_contact(told)
    except DomainError:  # nobody at the till can put it right, and the party is seated all the same
        return Contact()
