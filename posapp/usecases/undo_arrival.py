"""Take an arrival back: the party is expected again, and nobody hears of it."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.take_back_customer import take_back_customer


@dataclass(frozen=True, slots=True)
class UndoArrival:
    """Undo the arrival that began this visit."""

    visit_id: str


def undo_arrival(command: UndoArrival, *, uow: UnitOfWork) -> None:
    """Remove the visit; a repeat changes nothing. Refused once the party was seated."""
    if not uow.visits.exists(command.visit_id):
        return
    visit = uow.visits.get(command.visit_id)
    if visit.state is not VisitState.ARRIVED:
        raise DomainError("already_seated", f"{visit.name} is already seated.")
    remove_visit(visit, uow=uow)
    uow.record(
        JournalEntry(Verb.SEATING_UNDONE, visit.visit_id, before={"state": visit.state.value})
    )
    uow.touch(Topic.VISITS)


def remove_visit(visit: Visit, *, uow: UnitOfWork) -> None:
    """Delete a visit that has no orders, with the customer work that only it caused."""
    take_back_customer(visit, uow=uow)
    uow.visits.delete(visit.visit_id)
