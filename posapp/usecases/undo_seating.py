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
from posapp.domain.outbox import UNDO_MS, OutboxState
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.seat_reservation import booked_tables


@dataclass(frozen=True, slots=True)
class UndoSeating:
    """Undo the seating of this visit."""

    visit_id: str


def undo_seating(command: UndoSeating, *, uow: UnitOfWork) -> None:
    """Remove the empty orders, and the visit with the customer work that only it caused."""
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
    if visit.reservation_key is not None and _had_arrived(visit, orders=orders):
        reservation = uow.reservations.get(ReservationKey.parse(visit.reservation_key))
        tables = booked_tables(reservation)
        uow.visits.save(replace(visit, state=VisitState.ARRIVED, table_name=tables))
    else:
        _take_back_customer(visit, uow=uow)
        uow.visits.delete(visit.visit_id)
    uow.record(
        JournalEntry(Verb.SEATING_UNDONE, visit.visit_id, before={"state": visit.state.value})
    )
    uow.touch(Topic.VISITS, Topic.ORDERS)


def _had_arrived(visit: Visit, *, orders: list[Order]) -> bool:
    # Seated at once, the visit and its first order are of one moment.
    is_seated = visit.state is VisitState.SEATED
    return is_seated and bool(orders) and orders[0].opened_ms != visit.started_ms


def _take_back_customer(visit: Visit, *, uow: UnitOfWork) -> None:
    """A mistyped person must not reach the back office; what was tried, or is shared, stays."""
    work = uow.outbox.customer_work(visit.guest_id) if visit.guest_id else None
    if work is None or work.visits > 1:
        return
    item = work.item
    is_untouched = item.state is OutboxState.WAITING and item.attempts == 0
    if is_untouched and item.not_before_ms - UNDO_MS == visit.started_ms:
        reason = "The seating was undone."
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
        uow.touch(Topic.OUTBOX)
