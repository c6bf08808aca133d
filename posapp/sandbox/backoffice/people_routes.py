"""Customers, who became one, and clubs on the wire.

A PUT leaves what it does not name as it is; a change of clubs is applied whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable

from posapp.sandbox.backoffice.club_change import change_clubs
from posapp.sandbox.backoffice.customer_patch import patched
from posapp.sandbox.backoffice.desk import Desk
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.records import Customer
from posapp.sandbox.backoffice.validation import rejected, text
from posapp.sandbox.call import Call
from posapp.sandbox.message import (
    JsonObject,
    Response,
    error_response,
    json_response,
    parse_object,
)
from posapp.sandbox.ops import Op

_MOST_FOUND = 20
_IDENTITY = ("email", "first_name", "last_name")


class PeopleRoutes:
    """Requests in, answers out; every applied write is entered in the ledger."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._office = desk.office

    def customers(self, call: Call) -> Response:
        """GET /customers, all of them, those with one e-mail, or the one with an id."""
        query = call.request.query()
        if "email" in query:
            email = query["email"].strip().lower()
            return self._found(call, lambda one: (one.email or "").lower() == email)
        if "id" in query:
            wanted = self._office.standing_id(query["id"])
            return self._found(call, lambda one: one.id == wanted)
        return self._desk.listed(call, self._office.customers)

    def search(self, call: Call) -> Response:
        """GET /customers/search?words=: every word must fit; at most 20."""
        words = call.request.query().get("words", "").lower().split()
        if not words:
            return error_response(400, "required", message="words are needed", field_name="words")
        return self._found(call, lambda one: all(one.answers_to(word) for word in words))

    def merges(self, call: Call) -> Response:
        """GET /merges."""
        return self._desk.listed(call, self._office.merges)

    def memberships(self, call: Call) -> Response:
        """GET /memberships, all of them or one customer's."""
        customer_id = call.request.query().get("customer_id")
        if customer_id is None:
            return self._desk.listed(call, self._office.memberships)
        wanted = self._office.standing_id(customer_id)
        return self._desk.listed(
            call, self._office.memberships, only=lambda one: one.customer_id == wanted
        )

    def upsert_customer(self, call: Call) -> Response:
        """PUT /customers."""
        return self._desk.write(call, self._upsert_customer)

    def set_clubs(self, call: Call) -> Response:
        """POST /club-changes."""
        return self._desk.write(call, self._set_clubs)

    def _upsert_customer(self, call: Call) -> Response:
        body = parse_object(call.request)
        known = self._known(body)
        for name in _IDENTITY:
            if known is None or name in body:
                text(body, name, path=name)
        if "@" not in str(body.get("email", "@")):
            return error_response(422, "invalid", message="not an e-mail", field_name="email")
        number = len(self._office.customers) + len(self._office.merges) + 1
        blank = Customer(f"n-{number:05d}", "", "", "")
        customer = patched(known or blank, body)
        kept = self._office.upsert(customer, call)
        self._desk.enter(call, reference=str(customer.email))
        return json_response(200 if known else 201, kept.wire())

    def _known(self, body: JsonObject) -> Customer | None:
        """The record that is meant: by id, else by e-mail where a PUT changes what is there."""
        given_id = body.get("id")
        if isinstance(given_id, str) and given_id:
            kept = self._office.customers.get(self._office.standing_id(given_id))
            if kept is None:
                raise rejected("unknown_customer", path="id", message="no such customer")
            return kept.record
        if self._office.mode(Op.CUSTOMER_UPSERT) in {RepeatMode.KEY, RepeatMode.NATURAL_KEY}:
            by_email = self._office.customer_by_email(str(body.get("email") or ""))
            return by_email.record if by_email else None
        return None

    def _set_clubs(self, call: Call) -> Response:
        body = parse_object(call.request)
        change_id = text(body, "change_id", path="change_id")
        customer_id = self._office.standing_id(text(body, "customer_id", path="customer_id"))
        if customer_id not in self._office.customers:
            raise rejected("unknown_customer", path="customer_id", message="no such customer")
        changes = change_clubs(body, customer_id=customer_id, office=self._office, call=call)
        if self._desk.seen_before(call, change_id):
            return error_response(409, "exists", message="this change was made", field_name=None)
        for membership in changes:
            self._office.memberships.put(membership, at_ms=call.now_ms, told_ms=call.told_ms)
        self._desk.enter(call, reference=change_id)
        return json_response(200, {"change_id": change_id, "customer_id": customer_id})

    def _found(self, call: Call, only: Callable[[Customer], bool]) -> Response:
        self._desk.require_token(call)
        found = [
            kept.wire()
            for kept in self._office.customers.kept()
            if kept.at_ms <= call.as_of_ms and only(kept.record)
        ]
        return json_response(200, {"items": found[:_MOST_FOUND], "next": None})
