"""Take a seating back. Only while nothing was sold: after that a person must void and refund.

A party that stood at the door before it was seated stands there again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import Order, OrderState
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.seat_reservation import booked_tables
from posapp.usecases.undo_arrival import remove_visit


@dataclass(frozen=True, slots=True)
class UndoSeating:
    """Undo the seating that opened this order, and no other one of the party."""

    order_id: str


def undo_seating(command: UndoSeating, *, uow: UnitOfWork) -> None:
    """Remove the party's empty orders, and its visit unless it had arrived before.

    A repeat changes nothing: the order is gone, even where the party is back at the door.
    """
    if not uow.orders.exists(command.order_id):
        return
    visit = uow.visits.get(uow.orders.get(command.order_id).visit_id)
    orders = uow.orders.of_visit(visit.visit_id)
    for order in orders:
        sold = any(not line.is_voided for line in uow.orders.lines(order.order_id))
        if sold or order.state is not OrderState.OPEN:
            message = f"Order {order.number} already has items; the seating stays."
            raise DomainError("not_empty", message)
    for order in orders:
        uow.orders.delete(order.order_id)
    if visit.reservation_key is not None and _had_arrived(visit, orders=orders):
        reservation = uow.reservations.get(ReservationKey.parse(visit.reservation_key))
        tables = booked_tables(reservation)
        uow.visits.save(replace(visit, state=VisitState.ARRIVED, table_name=tables))
    else:
        remove_visit(visit, uow=uow)
    uow.record(
        JournalEntry(Verb.SEATING_UNDONE, visit.visit_id, before={"state": visit.state.value})
    )
    uow.touch(Topic.VISITS, Topic.ORDERS)


def _had_arrived(visit: Visit, *, orders: list[Order]) -> bool:
    # Seated at once, the visit and its first order are of one moment.
    is_seated = visit.state is VisitState.SEATED
    return is_seated and bool(orders) and orders[0].opened_ms != visit.started_ms
