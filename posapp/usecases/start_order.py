"""Open an order for a visit. Its percentage is its guest's: a party nobody knows gets none."""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.domain.club import MemberDiscount, best_discount
from posapp.domain.order import Order, OrderState
from posapp.domain.venue import Venue
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork


def start_order(
    order_id: str, *, visit_id: str, guest_id: str | None, uow: UnitOfWork, venue: Venue
) -> Order:
    """Store and return a new open order; `guest_id` is None while nobody knows who the party is."""
    order = Order(
        order_id=order_id,
        number=uow.orders.next_number(),
        visit_id=visit_id,
        state=OrderState.OPEN,
        currency=venue.currency,
        tax_level=venue.tax.level,
        discount=discount_of(guest_id, uow=uow),
        opened_ms=uow.now_ms,
    )
    uow.orders.save(order)
    uow.touch(Topic.ORDERS)
    return order


def discount_of(guest_id: str | None, *, uow: UnitOfWork) -> MemberDiscount:
    """The percentage of a guest's clubs; none for a party without a guest."""
    if guest_id is None:
        return MemberDiscount()
    email_key = uow.guests.get(guest_id).email_key
    return best_discount(uow.guests.clubs_of(email_key, office=uow.caps.name(Role.PEOPLE)))
