"""Put a product on an order at today's price and tax rate."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import LineItem, require_quantity
from posapp.domain.venue import Venue
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class AddItem:
    """Add `quantity` of `sku` as line `line_id`, made when the tile is tapped."""

    line_id: str
    order_id: str
    sku: str
    quantity: int


def add_item(command: AddItem, *, uow: UnitOfWork, venue: Venue) -> None:
    """Add the line; a repeat changes nothing."""
    if uow.orders.has_line(command.line_id):
        return
    order = uow.orders.get(command.order_id)
    order.require_open()
    require_quantity(command.quantity)
    product = uow.products.get(command.sku)
    if not product.is_active:
        raise DomainError("not_for_sale", f"{product.title} is no longer sold.", field="sku")
    if product.currency != order.currency:
        message = f"{product.title} is priced in {product.currency}, the order in {order.currency}."
        raise DomainError("wrong_currency", message, field="sku")
    lines = uow.orders.lines(order.order_id)
    line = LineItem(
        line_id=command.line_id,
        order_id=order.order_id,
        sku=product.sku,
        title=product.title,
        unit_cents=product.price_cents,
        quantity=command.quantity,
        tax_rate_ppm=venue.tax.rate_ppm(product.tax_category),
        position=max((line.position for line in lines), default=0) + 1,
    )
    uow.orders.save_line(line)
    uow.record(
        JournalEntry(
            Verb.ITEM_ADDED, order.order_id, after={"sku": line.sku, "quantity": line.quantity}
        )
    )
    uow.touch(Topic.ORDERS)
