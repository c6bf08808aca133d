"""Turn what was sold into the document a back office gets; written once, when an order closes."""

from __future__ import annotations

from posapp.domain.business_day import to_ms
from posapp.domain.guest import Guest
from posapp.domain.ids import ReservationKey
from posapp.domain.order import LineItem, Order
from posapp.domain.payment import Payment
from posapp.domain.pricing import OrderPrice
from posapp.domain.remote_order import Fulfilment
from posapp.domain.reservation import Reservation
from posapp.domain.visit import Visit
from posapp.ports.customer_fields import address_document
from posapp.ports.documents import (
    CustomerDocument,
    LineDocument,
    OrderDocument,
    ReservationDocument,
    TenderDocument,
)


def customer_document(guest: Guest) -> CustomerDocument:
    """An identified guest as a back office knows people."""
    contact = guest.contact
    return CustomerDocument(
        guest_id=guest.guest_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        email=contact.email,
        phone=contact.phone,
    )


def sale_document(
    order: Order,
    *,
    visit: Visit,
    guest: Guest | None,
    lines: list[LineItem],
    price: OrderPrice,
    payments: list[Payment],
    placed_ms: int,
    terminal_id: str,
    experience_sku: str = "",
    cashier: str = "",
) -> OrderDocument:
    """A closed order; voided lines are not part of what was sold. `cashier` is a name."""
    by_id = {line.line_id: line for line in lines}
    sold = tuple(
        LineDocument(
            sku=by_id[priced.line_id].sku,
            title=by_id[priced.line_id].title,
            quantity=by_id[priced.line_id].quantity,
            unit_cents=by_id[priced.line_id].unit_cents,
            discount_cents=priced.discount_cents,
            tax_cents=priced.tax_cents,
            total_cents=priced.total_cents,
        )
        for priced in price.lines
    )
    key = ReservationKey.parse(visit.reservation_key) if visit.reservation_key else None
    is_shipped = order.fulfilment is Fulfilment.SHIP and not order.ship_to.is_blank
    return OrderDocument(
        number=order.number,
        kind="sale",
        currency=order.currency,
        placed_ms=placed_ms,
        terminal_id=terminal_id,
        party_name=visit.name,
        party_size=visit.party_size,
        visit_id=visit.visit_id,
        started_ms=visit.started_ms,
        table_name=visit.table_name,
        lines=sold,
        tenders=tuple(tender_document(payment) for payment in payments),
        subtotal_cents=price.subtotal_cents,
        discount_cents=price.discount_cents,
        tax_cents=price.tax_cents,
        total_cents=price.total_cents,
        customer=customer_document(guest) if guest else None,
        reservation=ReservationDocument(
            business_id=key.business_id, remote_id=key.remote_id, experience_sku=experience_sku
        )
        if key
        else None,
        fulfilment=order.fulfilment.value,
        ship_to=address_document(order.ship_to) if is_shipped else None,
        cashier=cashier,
    )


def balance_document(
    payment: Payment,
    *,
    number: str,
    reservation: Reservation,
    terminal_id: str,
    cashier: str = "",
) -> OrderDocument:
    """A reservation's balance taken here: no lines, so no revenue is counted twice."""
    key = reservation.key
    return OrderDocument(
        number=number,
        kind="balance",
        currency=payment.currency,
        placed_ms=payment.taken_ms,
        terminal_id=terminal_id,
        party_name=reservation.name,
        party_size=max(1, reservation.party_size),
        visit_id=key.text,
        started_ms=to_ms(reservation.starts_at),
        lines=(),
        tenders=(tender_document(payment),),
        subtotal_cents=payment.cents,
        discount_cents=0,
        tax_cents=0,
        total_cents=payment.cents,
        reservation=ReservationDocument(
            business_id=key.business_id,
            remote_id=key.remote_id,
            confirmation_code=reservation.confirmation_code,
        ),
        cashier=cashier,
    )


def tender_document(payment: Payment) -> TenderDocument:
    """One payment; the card is its slip, nothing more."""
    slip = payment.slip
    return TenderDocument(
        payment_id=payment.payment_id,
        kind=payment.tender.value,
        cents=payment.cents,
        tendered_cents=payment.tendered_cents,
        change_cents=payment.change_cents,
        taken_ms=payment.taken_ms,
        brand=slip.brand if slip else "",
        last4=slip.last_four if slip else "",
        reference=slip.reference if slip else "",
    )
