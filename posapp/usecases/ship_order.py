"""Let an open order ship to its guest, or be carried out of the room."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.address import Address
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.remote_order import Fulfilment
from posapp.ports.store import UnitOfWork
from posapp.usecases.edit_guest import checked_address

_PARTS = (("line1", "a street"), ("city", "a city"), ("postal", "a postal code"))


@dataclass(frozen=True, slots=True)
class ShipOrder:
    """Where an order goes; None is out of the room by hand."""

    order_id: str
    ship_to: Address | None


def ship_order(command: ShipOrder, *, uow: UnitOfWork) -> None:
    """Choose how the order leaves; a repeat changes nothing.

    Shipping takes an identified guest and an address a parcel can be sent to.
    """
    order = uow.orders.get(command.order_id)
    if command.ship_to is None:
        chosen = replace(order, fulfilment=Fulfilment.CARRY_OUT, ship_to=Address())
    else:
        address = checked_address(command.ship_to, field="ship_to")
        chosen = replace(order, fulfilment=Fulfilment.SHIP, ship_to=address)
    if chosen == order:
        return
    if order.state is OrderState.CLOSED:
        message = f"Order {order.number} is paid. Change where it goes in the back office."
        raise DomainError("order_closed", message)
    if not order.needs_address:  # with a payment only what is missing can still be said
        order.require_open()
    if chosen.fulfilment is Fulfilment.SHIP:
        if uow.visits.get(order.visit_id).guest_id is None:
            message = "To ship, enter first name, last name and e-mail of the guest first."
            raise DomainError("not_identified", message, field="guest")
        missing = [words for part, words in _PARTS if not getattr(chosen.ship_to, part)]
        if missing:
            message = f"To ship, the address still needs {' and '.join(missing)}."
            raise DomainError("bad_address", message, field="ship_to")
    uow.orders.save(chosen)
    after: dict[str, object] = {"fulfilment": chosen.fulfilment.value}
    uow.record(JournalEntry(Verb.SHIPPING_CHOSEN, order.order_id, after=after))
    uow.touch(Topic.ORDERS)
