"""What a search's row does not hold: an order's lines and tenders, a product's prices by level."""

from __future__ import annotations

from collections import OrderedDict

from posapp.adapters.backoffice.winedirect.fields import require_id
from posapp.adapters.backoffice.winedirect.order_records import order, products
from posapp.adapters.backoffice.winedirect.service import (
    GET_ORDER,
    GET_PRODUCT,
    SEARCH_TYPES,
    TITLE,
    Operation,
    RowRefused,
    Spoiled,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.domain.catalogue import Product
from posapp.domain.remote_order import RemoteOrder

_MOST_KEPT = 500


class Details:
    """Reads one order or product at a time; an order that has not changed is not read again."""

    def __init__(self, service: WineDirectService) -> None:
        self._service = service
        self._orders: OrderedDict[tuple[str, str], Node] = OrderedDict()

    def order(self, row: Node, *, share: float) -> RemoteOrder:
        """The order of a search's row; what only the row tells is taken from it.

        `share` is the part of the minute's budget that may be used up for it.
        """
        found = self._order_node(row, share=share)
        return self.order_of_row(Node(found.name, found.uri, {}, [*found.children, *row.children]))

    def order_of_row(self, row: Node) -> RemoteOrder:
        """The order as far as one row tells it."""
        choice = self._service.choice
        return order(
            row,
            currency=choice.currency,
            order_type=choice.order_type,
            now_ms=self._service.now_ms(),
        )

    def products(self, row: Node, *, share: float) -> tuple[Product, ...]:
        """The products of a search's row, with the prices of every level."""
        product_id = require_id(row, "ProductID")
        asked: list[Part] = [("ProductID", product_id)]
        node = self._ask(GET_PRODUCT, asked, what=f"product {product_id}", share=share)
        return products(node, currency=self._service.choice.currency)

    def _order_node(self, row: Node, *, share: float) -> Node:
        order_id, stamp = require_id(row, "OrderID"), row.value("DateModified") or ""
        known = self._orders.get((order_id, stamp)) if stamp else None
        if known is not None:
            return known
        node = self._ask(GET_ORDER, [("OrderID", order_id)], what=f"order {order_id}", share=share)
        found = node.child("Order")
        if found is None or (found.value("OrderID") or order_id).casefold() != order_id.casefold():
            raise RowRefused(f"it lists the order {order_id} and does not show it")
        if stamp:
            self._orders[order_id, stamp] = found
            while len(self._orders) > _MOST_KEPT:
                self._orders.popitem(last=False)
        return found

    def _ask(self, operation: Operation, parts: list[Part], *, what: str, share: float) -> Node:
        """One record's details. A server that fails only over this one loses only this one."""
        try:
            return self._service.ask(operation, parts, share=share).node
        except Spoiled:
            self._service.ask(SEARCH_TYPES, [("MaxRows", "1")], share=1.0)
        try:
            return self._service.ask(operation, parts, share=share).node
        except Spoiled as trouble:
            raise RowRefused(f"{TITLE} fails over {what} alone ({trouble.message})") from None
