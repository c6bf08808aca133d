"""Open an order for a visit, with the percentage the guest's club gives."""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.domain.club import best_discount
from posapp.domain.guest import email_key
from posapp.domain.order import Order, OrderState
from posapp.domain.venue import Venue
from posapp.ports.store import UnitOfWork


def start_order(
    order_id: str, *, visit_id: str, member_email: str, uow: UnitOfWork, venue: Venue
) -> Order:
    """Store and return a new open order; `member_email` may be ""."""
    clubs = uow.guests.clubs_of(email_key(member_email)) if member_email else []
    order = Order(
        order_id=order_id,
        number=uow.orders.next_number(),
        visit_id=visit_id,
        state=OrderState.OPEN,
        currency=venue.currency,
        tax_level=venue.tax.level,
        discount=best_discount(clubs),
        opened_ms=uow.now_ms,
    )
    uow.orders.save(order)
    uow.touch(Topic.ORDERS)
    return order
