"""Take a seating back. Only while nothing was sold: after that a person must void and refund."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class UndoSeating:
    """Undo the seating of this visit."""

    visit_id: str


def undo_seating(command: UndoSeating, *, uow: UnitOfWork) -> None:
    """Remove the visit and its empty orders; a repeat changes nothing."""
    if not uow.visits.exists(command.visit_id):
        return
    visit = uow.visits.get(command.visit_id)
    orders = uow.orders.of_visit(visit.visit_id)
    for order in orders:
        sold = any(not line.is_voided for line in uow.orders.lines(order.order_id))
        if sold or order.state is not OrderState.OPEN:
            message = f"Order {order.number} already has items; the seating stays."
            raise DomainError("not_empty", message)
    for order in orders:
        uow.orders.delete(order.order_id)
    uow.visits.delete(visit.visit_id)
    uow.record(
        JournalEntry(Verb.SEATING_UNDONE, visit.visit_id, before={"state": visit.state.value})
    )
    uow.touch(Topic.VISITS, Topic.ORDERS)
