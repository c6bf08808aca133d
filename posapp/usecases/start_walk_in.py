"""Start the visit and the order of a walk-in that Tock seated, once and for all.

The OrderPort rule: an order starts by itself. Whatever becomes of it here (undone, finished,
linked to another record), no later news of that walk-in starts a second one.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.business_day import day_of, from_ms
from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.party import PartyState
from posapp.domain.reservation import Reservation
from posapp.domain.venue import Venue
from posapp.domain.visit import VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.seat_reservation import new_visit
from posapp.usecases.start_order import start_order

_OVER = frozenset({PartyState.LEFT, PartyState.FINISHED, PartyState.NO_SHOW, PartyState.CANCELLED})


def start_walk_in(reservation: Reservation, uow: UnitOfWork, *, venue: Venue) -> None:
    """Seat a Tock walk-in of today and open its order; anything else changes nothing.

    A customer record comes of it only where Tock gives first name, last name and e-mail.
    """
    key_text = reservation.key.text
    if not _is_to_start(reservation, uow=uow, venue=venue) or uow.walk_ins.has_started(key_text):
        return
    seated = uow.visits.find_by_reservation(key_text)
    if seated is not None:
        uow.walk_ins.note_start(key_text, visit_id=seated.visit_id)
        return
    visit = new_visit(reservation, visit_id=uow.new_id(), uow=uow)
    uow.visits.save(replace(visit, state=VisitState.SEATED))
    order = start_order(
        uow.new_id(), visit_id=visit.visit_id, guest_id=visit.guest_id, uow=uow, venue=venue
    )
    uow.record(
        JournalEntry(
            Verb.WALK_IN_STARTED,
            visit.visit_id,
            after={"reservation": key_text, "order_id": order.order_id},
        )
    )
    uow.touch(Topic.VISITS)


def _is_to_start(reservation: Reservation, *, uow: UnitOfWork, venue: Venue) -> bool:
    is_over = reservation.is_cancelled or reservation.party.state in _OVER
    today = day_of(from_ms(uow.now_ms), zone=venue.zone)
    return reservation.is_walk_in and not is_over and reservation.day == today
