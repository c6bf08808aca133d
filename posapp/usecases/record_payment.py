"""Record a payment of an order; the one that settles it closes it in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.payment import Payment, PaymentResult, Tendered, require_tender
from posapp.domain.pricing import price_order
from posapp.ports.store import UnitOfWork
from posapp.usecases.close_order import close_settled


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """Pay `order_id` with what was handed over; `payment_id` is made when the pay sheet opens."""

    payment_id: str
    order_id: str
    tendered: Tendered


def record_payment(command: RecordPayment, *, uow: UnitOfWork) -> PaymentResult:
    """Store the payment once; a repeated command returns the first one's result."""
    order = uow.orders.get(command.order_id)
    lines = uow.orders.lines(order.order_id)
    price = price_order(lines, discount_bp=order.discount.discount_bp, level=order.tax_level)
    earlier = uow.payments.of_order(order.order_id)
    due_cents = price.total_cents - sum(payment.cents for payment in earlier)
    for payment in earlier:
        if payment.payment_id == command.payment_id:
            return PaymentResult(payment.cents, payment.change_cents, due_cents)
    if order.state is OrderState.CLOSED:
        raise DomainError("order_closed", f"Order {order.number} is already paid.")
    order.require_destination()
    payment = new_payment(
        command.payment_id,
        tendered=command.tendered,
        due_cents=due_cents,
        currency=order.currency,
        uow=uow,
    )
    payment = replace(payment, order_id=order.order_id)
    uow.payments.add(payment)
    uow.orders.save(replace(order, state=OrderState.SETTLING))
    uow.record(payment_entry(payment, verb=Verb.PAYMENT_RECORDED, subject=order.order_id))
    uow.touch(Topic.PAYMENTS, Topic.ORDERS)
    remaining_cents = due_cents - payment.cents
    if remaining_cents == 0:
        close_settled(uow.orders.get(order.order_id), uow=uow)
    return PaymentResult(payment.cents, payment.change_cents, remaining_cents)


def new_payment(
    payment_id: str, *, tendered: Tendered, due_cents: int, currency: str, uow: UnitOfWork
) -> Payment:
    """A checked payment of at most `due_cents`; the caller says what it is for."""
    if uow.payments.exists(payment_id):
        raise DomainError("payment_used", "This payment is already recorded elsewhere.")
    require_tender(tendered, due_cents=due_cents)
    return Payment(
        payment_id=payment_id,
        tender=tendered.tender,
        cents=min(tendered.tendered_cents, due_cents),
        currency=currency,
        tendered_cents=tendered.tendered_cents,
        taken_ms=uow.now_ms,
        staff_id=uow.actor.staff_id,
        slip=tendered.slip,
    )


def payment_entry(payment: Payment, *, verb: Verb, subject: str) -> JournalEntry:
    """The journal line of a payment."""
    return JournalEntry(
        verb,
        subject,
        after={
            "payment_id": payment.payment_id,
            "tender": payment.tender.value,
            "cents": payment.cents,
            "currency": payment.currency,
        },
    )
