"""Note that a party has left. It must not leave an order unpaid, nor an empty one behind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.visit import VisitState
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class FinishVisit:
    """The party of this visit has left."""

    visit_id: str


def finish_visit(command: FinishVisit, *, uow: UnitOfWork) -> None:
    """Mark the visit finished, without the orders on which nothing was sold.

    Refused while an order with items is not closed, even one that costs nothing.
    """
    visit = uow.visits.get(command.visit_id)
    if visit.state is VisitState.FINISHED:
        return
    for order in uow.orders.of_visit(visit.visit_id):
        if order.state is OrderState.CLOSED:
            continue
        if any(not line.is_voided for line in uow.orders.lines(order.order_id)):
            raise DomainError("unpaid", f"Order {order.number} is not paid yet.")
        uow.orders.delete(order.order_id)
        uow.touch(Topic.ORDERS)
    uow.visits.save(replace(visit, state=VisitState.FINISHED))
    uow.record(JournalEntry(Verb.FINISHED, visit.visit_id))
    uow.touch(Topic.VISITS)
