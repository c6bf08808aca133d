"""Pushes what was sold under our own number, and (where it is switched on) marks pickups.

UpsertOrder is an upsert on the order number, so sending again is safe; what is there under a number
is looked for first all the same, because an upsert would overwrite it.
"""

from __future__ import annotations

from posapp.adapters.backoffice.reading import iso_utc
from posapp.adapters.backoffice.winedirect.contacts import Contacts, only_result
from posapp.adapters.backoffice.winedirect.fields import (
    BadFieldError,
    cents,
    ident,
    number,
    require_id,
)
from posapp.adapters.backoffice.winedirect.listing import Listing, every_row
from posapp.adapters.backoffice.winedirect.order_parts import (
    BALANCE,
    Buyer,
    is_left_out,
    order_parts,
    sums_of,
)
from posapp.adapters.backoffice.winedirect.order_records import folded, is_reservation
from posapp.adapters.backoffice.winedirect.people_records import OURS
from posapp.adapters.backoffice.winedirect.service import (
    GET_ORDER,
    SEARCH_ORDERS,
    TITLE,
    UPSERT_ORDER,
    WineDirectService,
)
from posapp.adapters.soap import Node, Part
from posapp.ports.backoffice import Ack
from posapp.ports.documents import OrderDocument, PickupDocument
from posapp.ports.failures import NoProof, Refused

_A_DAY_MS = 86_400_000
_PICKED_UP = "Picked Up"
_MOST_DIGITS = 15


class Orders:
    """Writes orders."""

    def __init__(self, service: WineDirectService, contacts: Contacts) -> None:
        self._service = service
        self._contacts = contacts

    def put(self, document: OrderDocument, key: str) -> Ack:
        """Send an order under our number; what is there under it must be the same sale."""
        del key
        choice = self._service.choice
        if is_left_out(document, choice):
            return Ack("", document.number, document.total_cents)
        self._require_skus(document)
        there = self._same(document)
        if there is not None:  # writing it again would undo what was done to it over there
            return Ack(ident(there, "OrderID"), document.number, document.total_cents)
        parts = order_parts(document, choice, self._buyer(document))
        returned = self._service.ask(UPSERT_ORDER, [("Orders", [("Order", parts)])]).node
        row = only_result(self._service, returned)
        order_id = ident(row, "OrderID") or ident(row, "InternalKeyCode")
        told = number(row, "OrderNumber") or number(row, "ExternalKeyCode")
        if told and told != number_of(document.number):
            raise NoProof(f"{TITLE} answered about another order.")
        if not (order_id and told):  # it does not always say what it took
            found = self._same(document)
            if found is None:
                raise NoProof(f"{TITLE} took order {document.number} and does not show it.")
            order_id = ident(found, "OrderID")
        return Ack(order_id, document.number, document.total_cents)

    def find(self, document: OrderDocument) -> Ack | None:
        """The order under our number; Refused when it is another sale."""
        if is_left_out(document, self._service.choice):
            return Ack("", document.number, document.total_cents)
        found = self._same(document)
        if found is None:
            return None
        return Ack(ident(found, "OrderID"), document.number, document.total_cents)

    def _same(self, document: OrderDocument) -> Node | None:
        rows = self._numbered(document)
        if len({ident(row, "OrderID") for row in rows}) > 1:
            raise Refused(f"{TITLE} holds order {document.number} {len(rows)} times. Void one.")
        if not rows:
            return None
        if self._total_of(rows[0]) != sums_of(document, self._service.choice).total_cents:
            raise Refused(f"{TITLE} holds another order {document.number}, with a different total.")
        return rows[0]

    def _total_of(self, row: Node) -> int:
        """What the order of a search's row comes to; its details are asked where the row is mute.

        BadFieldError when neither tells: then nobody knows whose order it is.
        """
        there = cents(row, "OrderTotal")
        if there is None:
            details = self._details_of(require_id(row, "OrderID"), ident(row, "OrderNumber"))
            there = cents(details, "Total")
        if there is None:
            raise BadFieldError("OrderTotal", "The order has no total.")
        return abs(there)

    def _numbered(self, document: OrderDocument) -> list[Node]:
        """The orders under our number. Only a whole number can be asked for: it is a double there.

        Any other is looked for among the orders of the days around it.
        """
        ours = number_of(document.number)
        asked: list[Part] = [("IncludeExternalOrders", "1")]
        if ours.isascii() and ours.isdigit() and len(ours) <= _MOST_DIGITS:
            asked.append(("OrderNumber", ours))
        else:
            asked += [
                ("Type", self._service.choice.order_type),
                ("DateSubmittedFrom", iso_utc(max(0, document.placed_ms - _A_DAY_MS))),
                ("DateSubmittedTo", iso_utc(document.placed_ms + _A_DAY_MS)),
            ]
        listing = Listing(
            operation=SEARCH_ORDERS,
            rows="Orders",
            key="OrderID",
            parts=tuple(asked),
            since="",
            share=1.0,
        )
        return [
            row
            for row in every_row(self._service, listing)
            if not is_reservation(row)
            and ours in {number(row, "OrderNumber"), number(row, "AltOrderNumber")}
        ]

    def _require_skus(self, document: OrderDocument) -> None:
        if all(line.sku for line in sums_of(document, self._service.choice).lines):
            return
        if document.kind == BALANCE:
            raise Refused(
                "Name the product that stands for a Tock balance in the settings of"
                f" {TITLE}, or leave such balances out there."
            )
        raise Refused(f"A line of order {document.number} names no product.")

    def _buyer(self, document: OrderDocument) -> Buyer:
        person = document.customer
        if person is None or not person.email.strip():
            guest = self._service.choice.guest_email
            if not guest:
                raise Refused(
                    f"{TITLE} takes no order without an e-mail. Enter the winery's guest customer"
                    " in the settings, then try again."
                )
            return Buyer("Guest", "Customer", guest)
        row = self._contacts.find(
            remote_id=person.remote_id, guest_id=person.guest_id, email=person.email
        )
        return Buyer(
            person.first_name,
            person.last_name,
            person.email,
            contact_id="" if row is None else ident(row, "ContactID"),
            our_id=f"{OURS}{person.guest_id}",
        )

    # -- pickups, only where the winery has switched them on ----------------------------------

    def mark_picked_up(self, document: PickupDocument, key: str) -> Ack:
        """Set an order's status to picked up, and believe it only when the order shows it."""
        del key
        before = self._details(document)
        if _is_picked_up(before):
            return Ack(document.order_id, document.number)
        parts: list[Part] = [
            ("OrderNumber", number(before, "OrderNumber") or document.number),
            ("OrderDate", before.value("DateSubmitted") or before.value("OrderDate") or ""),
            ("OrderType", before.value("Type") or ""),
            ("ContactID", ident(before, "ContactID") or ident(before, "BillContact", "ContactID")),
            ("ShippingStatus", _PICKED_UP),
        ]
        sent: list[Part] = [(name, value) for name, value in parts if value]
        returned = self._service.ask(UPSERT_ORDER, [("Orders", [("Order", sent)])]).node
        only_result(self._service, returned)
        after = self._details(document)
        if not _is_picked_up(after) or cents(after, "Total") != cents(before, "Total"):
            raise Refused(
                f"{TITLE} took it, but order {document.number} does not show as it should."
                " Look at it there, mark it by hand, and switch this off in the settings."
            )
        return Ack(document.order_id, document.number)

    def find_picked_up(self, document: PickupDocument) -> Ack | None:
        """Whether the order shows as picked up."""
        is_done = _is_picked_up(self._details(document))
        return Ack(document.order_id, document.number) if is_done else None

    def _details(self, document: PickupDocument) -> Node:
        return self._details_of(document.order_id, document.number)

    def _details_of(self, order_id: str, number: str) -> Node:
        asked: list[Part] = [("OrderID", order_id)]
        found = self._service.ask(GET_ORDER, asked).node.child("Order")
        if found is None:
            raise Refused(f"{TITLE} has no order {number} any more.")
        if ident(found, "OrderID").casefold() not in {"", order_id.casefold()}:
            raise NoProof(f"{TITLE} answered about another order.")
        return found


def number_of(text: str) -> str:
    """Our number as it comes back: a whole one may come as a double."""
    return number(Node("", children=[Node("Number", text=text)]), "Number")


def _is_picked_up(order: Node) -> bool:
    return folded(order.value("ShippingStatus") or "") == folded(_PICKED_UP)
