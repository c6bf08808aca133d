"""Open a further order for a seated party: the lines of a paid one stay as they were paid."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.venue import Venue
from posapp.domain.visit import VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.start_order import start_order


@dataclass(frozen=True, slots=True)
class StartAnotherOrder:
    """Open order `order_id` for this visit; the id is made by the caller, so taps repeat safely."""

    visit_id: str
    order_id: str


def start_another_order(command: StartAnotherOrder, *, uow: UnitOfWork, venue: Venue) -> None:
    """Open the order with the party's percentage; a repeat changes nothing.

    Refused while the party has an open order: two of them would be paid by mistake for each other.
    """
    if uow.orders.exists(command.order_id):
        return
    visit = uow.visits.get(command.visit_id)
    if visit.state is not VisitState.SEATED:
        raise DomainError("not_seated", f"{visit.name} is not seated.")
    for order in uow.orders.of_visit(visit.visit_id):
        if order.state is OrderState.OPEN:
            raise DomainError("order_open", f"Order {order.number} is still open; add to it.")
    start_order(
        command.order_id, visit_id=visit.visit_id, guest_id=visit.guest_id, uow=uow, venue=venue
    )
    uow.record(
        JournalEntry(Verb.ORDER_STARTED, visit.visit_id, after={"order_id": command.order_id})
    )
