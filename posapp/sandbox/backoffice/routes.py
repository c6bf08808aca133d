"""The REST wire of the Sandbox back office: the catalogue, orders that tills push, gift cards."""

from __future__ import annotations

from posapp.sandbox.backoffice.desk import Desk
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.validation import check_order, text
from posapp.sandbox.call import Call
from posapp.sandbox.message import Response, error_response, json_response, parse_object
from posapp.sandbox.ops import Op


class BackOfficeRoutes:
    """Requests in, answers out; every applied write is entered in the ledger."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._office = desk.office

    def products(self, call: Call) -> Response:
        """GET /products."""
        return self._desk.listed(call, self._office.products)

    def clubs(self, call: Call) -> Response:
        """GET /clubs."""
        return self._desk.listed(call, self._office.clubs)

    def sales(self, call: Call) -> Response:
        """GET /sales: every order, whatever its channel; one of them with ?id=."""
        order_id = call.request.query().get("id")
        if order_id is None:
            return self._desk.listed(call, self._office.sales)
        return self._desk.listed(call, self._office.sales, only=lambda one: one.id == order_id)

    def find_orders(self, call: Call) -> Response:
        """GET /orders?number=."""
        self._desk.require_token(call)
        if self._office.mode(Op.ORDER_CREATE) is RepeatMode.NONE:
            return error_response(404, "not_supported", message="orders cannot be looked up")
        number = call.request.query().get("number", "")
        found = [
            order.wire()
            for order in self._office.orders_numbered(number)
            if order.at_ms <= call.as_of_ms
        ]
        return json_response(200, {"items": found})

    def create_order(self, call: Call) -> Response:
        """POST /orders."""
        return self._desk.write(call, self._create_order)

    def gift_card(self, call: Call) -> Response:
        """POST /gift-cards/balance: the code stands in the body, so that no log of addresses has
        it.
        """
        self._desk.require_token(call)
        code = text(parse_object(call.request), "code", path="code")
        card = self._office.gift_cards.get(code)
        if card is None:
            return error_response(404, "unknown_card", message="no such gift card")
        answer = {"code": code, "cents": card.cents, "currency": card.currency}
        return json_response(200, {**answer, "active": card.active})

    def _create_order(self, call: Call) -> Response:
        body = parse_object(call.request)
        check_order(body, is_known_sku=self._office.products.__contains__)
        number = str(body["number"])
        if self._office.mode(Op.ORDER_CREATE) is RepeatMode.NATURAL_KEY:
            known = self._office.orders_numbered(number)
            if known:
                return error_response(
                    409,
                    "exists",
                    message=f"order {number} exists",
                    field_name="number",
                    order=known[0].summary(),
                )
        order = self._office.store_order(body, call)
        self._desk.enter(call, reference=number, cents=order.total_cents)
        return json_response(201, order.summary())
