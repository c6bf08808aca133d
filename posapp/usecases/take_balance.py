"""Record a payment of a reservation's balance due. Tock's number stays as Tock states it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.balance import balance_of
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import Verb
from posapp.domain.outbox import Operation
from posapp.domain.payment import PaymentResult, Tendered
from posapp.domain.venue import Venue
from posapp.ports.store import UnitOfWork
from posapp.usecases.documents import balance_document
from posapp.usecases.enqueue import enqueue
from posapp.usecases.record_payment import new_payment, payment_entry
from posapp.usecases.staff_names import acting_name


@dataclass(frozen=True, slots=True)
class TakeBalance:
    """Pay what reservation `key_text` still owes; `payment_id` is made when the pay sheet opens."""

    payment_id: str
    key_text: str
    tendered: Tendered


def take_balance(command: TakeBalance, *, uow: UnitOfWork, venue: Venue) -> PaymentResult:
    """Store the payment once and queue it; a repeat returns the first result."""
    reservation = uow.reservations.get(ReservationKey.parse(command.key_text))
    earlier = uow.payments.of_reservation(command.key_text)
    paid_here_cents = sum(payment.cents for payment in earlier)
    balance = balance_of(reservation, paid_here_cents=paid_here_cents).at_till(venue.currency)
    for payment in earlier:
        if payment.payment_id == command.payment_id:
            return PaymentResult(payment.cents, payment.change_cents, balance.remaining_cents)
    if balance.refusal:
        raise DomainError("balance_refused", balance.refusal)
    payment = new_payment(
        command.payment_id,
        tendered=command.tendered,
        due_cents=balance.remaining_cents,
        currency=balance.currency,
        uow=uow,
    )
    payment = replace(payment, reservation_key=command.key_text)
    uow.payments.add(payment)
    number = uow.orders.next_number()
    enqueue(
        balance_document(
            payment,
            number=number,
            reservation=reservation,
            terminal_id=uow.actor.terminal_id,
            cashier=acting_name(uow),
        ),
        uow=uow,
        operation=Operation.PUT_ORDER,
        aggregate=f"reservation:{command.key_text}",
        subject_id=payment.payment_id,
        title=f"Balance {number} · {reservation.name}",
    )
    uow.record(payment_entry(payment, verb=Verb.BALANCE_TAKEN, subject=command.key_text))
    uow.touch(Topic.PAYMENTS)
    remaining_cents = balance.remaining_cents - payment.cents
    return PaymentResult(payment.cents, payment.change_cents, remaining_cents)
