"""Note that a party has left. It must not leave an order unpaid."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.pricing import price_order
from posapp.domain.visit import VisitState
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class FinishVisit:
    """The party of this visit has left."""

    visit_id: str


def finish_visit(command: FinishVisit, *, uow: UnitOfWork) -> None:
    """Mark the visit finished; refused while money is due on one of its orders."""
    visit = uow.visits.get(command.visit_id)
    if visit.state is VisitState.FINISHED:
        return
    for order in uow.orders.of_visit(visit.visit_id):
        if order.state is OrderState.CLOSED:
            continue
        lines = uow.orders.lines(order.order_id)
        price = price_order(lines, discount_bp=order.discount.discount_bp, level=order.tax_level)
        if price.total_cents > 0:
            raise DomainError("unpaid", f"Order {order.number} is not paid yet.")
    uow.visits.save(replace(visit, state=VisitState.FINISHED))
    uow.record(JournalEntry(Verb.FINISHED, visit.visit_id))
    uow.touch(Topic.VISITS)
