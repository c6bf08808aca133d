"""Take an arrival back: the party is expected again, and nobody hears of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.outbox import UNDO_MS, OutboxState
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork


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
    """Delete a visit that has no orders, with the customer work that only it caused.

    A mistyped person must not reach the back office; what was tried, or is shared, stays.
    """
    work = uow.outbox.customer_work(visit.guest_id) if visit.guest_id else None
    if work is not None and work.visits <= 1:
        item = work.item
        is_untouched = item.state is OutboxState.WAITING and item.attempts == 0
        if is_untouched and item.not_before_ms - UNDO_MS == visit.started_ms:
            reason = "The seating was undone; nothing needs to be sent."
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
            uow.touch(Topic.OUTBOX)
    uow.visits.delete(visit.visit_id)
