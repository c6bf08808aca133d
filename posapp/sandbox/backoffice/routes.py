"""The REST wire of the Sandbox back office: four lists, orders, customers."""

from __future__ import annotations

from posapp.sandbox.backoffice.office import BackOffice, RepeatMode
from posapp.sandbox.backoffice.records import Customer
from posapp.sandbox.backoffice.shelf import RecordT, Shelf
from posapp.sandbox.backoffice.validation import check_order, text
from posapp.sandbox.call import Call
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import (
    JsonObject,
    RejectedError,
    Response,
    error_response,
    json_response,
    parse_object,
)
from posapp.sandbox.ops import Op


class BackOfficeRoutes:
    """Requests in, answers out; every applied write is entered in the ledger."""

    def __init__(self, office: BackOffice, *, ledger: Ledger, credentials: Credentials) -> None:
        self._office = office
        self._ledger = ledger
        self._token = credentials.backoffice_token

    def products(self, call: Call) -> Response:
        """GET /products."""
        return self._listed(call, self._office.products)

    def clubs(self, call: Call) -> Response:
        """GET /clubs."""
        return self._listed(call, self._office.clubs)

    def memberships(self, call: Call) -> Response:
        """GET /memberships."""
        return self._listed(call, self._office.memberships)

    def customers(self, call: Call) -> Response:
        """GET /customers, all of them or those with one e-mail."""
        email = call.request.query().get("email")
        if email is None:
            return self._listed(call, self._office.customers)
        self._require_token(call)
        found = [
            kept.wire()
            for kept in self._office.customers.kept()
            if (kept.record.email or "").lower() == email.strip().lower()
            and kept.at_ms <= call.as_of_ms
        ]
        return json_response(200, {"items": found, "next": None})

    def find_orders(self, call: Call) -> Response:
        """GET /orders?number=."""
        self._require_token(call)
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
        self._require_token(call)
        return self._office.once(call, lambda: self._create_order(call))

    def upsert_customer(self, call: Call) -> Response:
        """PUT /customers."""
        self._require_token(call)
        return self._office.once(call, lambda: self._upsert_customer(call))

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
        self._ledger.append(call.entry(reference=number, cents=order.total_cents))
        return json_response(201, order.summary())

    def _upsert_customer(self, call: Call) -> Response:
        body = parse_object(call.request)
        email, first_name, last_name = (
            text(body, name, path=name) for name in ("email", "first_name", "last_name")
        )
        if "@" not in email:
            return error_response(422, "invalid", message="not an e-mail", field_name="email")
        mode = self._office.mode(Op.CUSTOMER_UPSERT)
        is_upsert = mode in {RepeatMode.KEY, RepeatMode.NATURAL_KEY}
        known = self._office.customer_by_email(email) if is_upsert else None
        customer = Customer(
            id=known.record.id if known else f"n-{len(self._office.customers) + 1:05d}",
            email=known.record.email if known else email,
            first_name=first_name,
            last_name=last_name,
            phone=_phone(body) or (known.record.phone if known else None),
        )
        kept = self._office.upsert(customer, call)
        self._ledger.append(call.entry(reference=email, cents=0))
        return json_response(200 if known else 201, kept.wire())

    def _listed(self, call: Call, shelf: Shelf[RecordT]) -> Response:
        self._require_token(call)
        try:
            items, following = shelf.page(
                cursor=call.request.query().get("cursor", ""),
                limit=call.page_limit(),
                updated_after=call.whole_number("updated_after", default=-1),
                as_of_ms=call.as_of_ms,
            )
        except ValueError:
            return error_response(400, "bad_cursor", message="this list never gave that cursor out")
        return json_response(200, {"items": items, "next": following})

    def _require_token(self, call: Call) -> None:
        if call.request.bearer() != self._token:
            raise RejectedError(error_response(401, "unauthorized", message="a token is needed"))


def _phone(body: JsonObject) -> str | None:
    value = body.get("phone")
    return value if isinstance(value, str) and value.strip() else None
