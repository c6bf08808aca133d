"""Close an order with nothing left to pay: its lines freeze and its document joins the outbox."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import Order, OrderState
from posapp.domain.outbox import Operation
from posapp.domain.pricing import price_order
from posapp.ports.store import UnitOfWork
from posapp.usecases.documents import sale_document
from posapp.usecases.enqueue import enqueue
from posapp.usecases.staff_names import acting_name


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """Close this order."""

    order_id: str


def close_order(command: CloseOrder, *, uow: UnitOfWork) -> None:
    """Close the order if nothing is due; an order without a single line is not a sale."""
    order = uow.orders.get(command.order_id)
    if order.state is OrderState.CLOSED:
        return
    if not any(not line.is_voided for line in uow.orders.lines(order.order_id)):
        raise DomainError("empty_order", f"Order {order.number} has no items.")
    close_settled(order, uow=uow)


def close_settled(order: Order, *, uow: UnitOfWork) -> None:
    """Freeze `order` and queue its document; raises when the payments do not cover it."""
    lines = uow.orders.lines(order.order_id)
    price = price_order(lines, discount_bp=order.discount.discount_bp, level=order.tax_level)
    payments = uow.payments.of_order(order.order_id)
    due_cents = price.total_cents - sum(payment.cents for payment in payments)
    if due_cents != 0:
        raise DomainError("unpaid", f"Order {order.number} is not paid yet.")
    order.require_destination()
    visit = uow.visits.get(order.visit_id)
    document = sale_document(
        order,
        visit=visit,
        guest=uow.guests.get(visit.guest_id) if visit.guest_id else None,
        lines=lines,
        price=price,
        payments=payments,
        placed_ms=uow.now_ms,
        terminal_id=uow.actor.terminal_id,
        experience_sku=uow.mappings.sku_of(visit.reservation_key) if visit.reservation_key else "",
        cashier=acting_name(uow),
    )
    uow.orders.save(
        replace(
            order,
            state=OrderState.CLOSED,
            closed_ms=uow.now_ms,
            total_cents=price.total_cents,
        )
    )
    enqueue(
        document,
        uow=uow,
        operation=Operation.PUT_ORDER,
        aggregate=f"order:{order.order_id}",
        subject_id=order.order_id,
        title=f"Order {order.number} · {visit.name}",
    )
    uow.record(
        JournalEntry(Verb.ORDER_CLOSED, order.order_id, after={"total_cents": price.total_cents})
    )
    uow.touch(Topic.ORDERS)
