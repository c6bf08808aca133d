"""Note that a booked party stands at the door. It is our overlay; Tock is not told."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork
from posapp.usecases.seat_reservation import new_visit


@dataclass(frozen=True, slots=True)
class MarkArrived:
    """The party of `key_text` is here."""

    visit_id: str
    key_text: str


def mark_arrived(command: MarkArrived, *, uow: UnitOfWork) -> None:
    """Create the visit; a repeat changes nothing."""
    if uow.visits.find_by_reservation(command.key_text) is not None:
        return
    reservation = uow.reservations.get(ReservationKey.parse(command.key_text))
    if reservation.is_cancelled:
        raise DomainError("cancelled", "This reservation is cancelled in Tock.")
    uow.visits.save(new_visit(reservation, visit_id=command.visit_id, uow=uow))
    uow.record(JournalEntry(Verb.ARRIVED, command.visit_id, after={"key": command.key_text}))
    uow.touch(Topic.VISITS)
