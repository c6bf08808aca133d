"""Let a party's orders fit who it is now: the percentage, and where a parcel goes.

An address was its guest's: nobody else's parcel goes there, and a party without a guest has none.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.address import Address
from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import Order, OrderState
from posapp.domain.remote_order import Fulfilment
from posapp.domain.visit import Visit
from posapp.ports.store import UnitOfWork
from posapp.usecases.start_order import discount_of


def suit_orders(visit: Visit, *, was_guest_id: str | None, uow: UnitOfWork) -> None:
    """After a visit's guest was chosen: what is sold already stays as it was.

    With another guest an order still ships, and waits for the address; without one it is carried
    out.
    """
    discount = discount_of(visit.guest_id, uow=uow)
    for order in uow.orders.of_visit(visit.visit_id):
        suited = order
        if order.state is OrderState.OPEN:
            suited = replace(suited, discount=discount)
        if order.state is not OrderState.CLOSED and visit.guest_id != was_guest_id:
            suited = _readdressed(suited, guest_id=visit.guest_id)
        if suited == order:
            continue
        uow.orders.save(suited)
        if suited.fulfilment is not order.fulfilment:
            after: dict[str, object] = {"fulfilment": suited.fulfilment.value}
            uow.record(JournalEntry(Verb.SHIPPING_CHOSEN, order.order_id, after=after))
        uow.touch(Topic.ORDERS)


def _readdressed(order: Order, *, guest_id: str | None) -> Order:
    if order.fulfilment is not Fulfilment.SHIP:
        return order
    if guest_id is None:
        return replace(order, fulfilment=Fulfilment.CARRY_OUT, ship_to=Address())
    return replace(order, ship_to=Address())
