"""The searches and details: at most 100 rows a page, in no order that anybody promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.records import Contact, Order, Stamped
from posapp.sandbox.winedirect.wire import Asked, Fields, moment, money, stamp

MAX_ROWS = 100
_TRUE = frozenset({"1", "true"})
_ORDER_FIELDS: dict[str, Callable[[Order], str]] = {
    "OrderNumber": lambda order: order.number,
    "OrderID": lambda order: order.order_id,
    "Type": lambda order: order.kind,
    "ContactID": lambda order: order.contact_id,
    "PickupLocationCode": lambda order: order.location,
    "ShippingStatus": lambda order: order.shipping_status.replace(" ", ""),
}


class FaultError(Exception):
    """A ColdFusion exception that nobody caught."""


class RefusedError(Exception):
    """An answer with IsSuccessful=false."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Changed(Protocol):
    @property
    def changed(self) -> Stamped: ...


class Reads:
    """Operations by name; each returns the payload of an answer."""

    def __init__(self, office: WineDirectOffice) -> None:
        self._office = office
        self.operations: dict[str, Callable[[Asked, int], dict[str, object]]] = {
            "SearchContacts": self._contacts,
            "SearchShippingAddresses": self._addresses,
            "SearchContactTypes": self._types,
            "SearchMergedContacts": self._merged,
            "SearchClubs": self._clubs,
            "SearchClubMemberships": self._memberships,
            "SearchProducts": self._products,
            "GetProductDetail": self._product,
            "SearchOrders": self._orders,
            "GetOrderDetail": self._order,
            "GetGiftCardBalance": self._gift_card,
        }

    def _contacts(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        found = [
            contact.wire()
            for contact in self._office.contacts.values()
            if self._is_asked_for(contact, asked) and _is_fresh(contact, asked, as_of_ms)
        ]
        return self._paged("Contacts", found, asked)

    def _is_asked_for(self, contact: Contact, asked: Asked) -> bool:
        row = contact.values
        digits = "".join(filter(str.isdigit, asked.text("Phone")))
        held = "".join(filter(str.isdigit, row.get("MainPhone", "")))
        kind = asked.text("ContactType")
        return (
            asked.text("ContactID") in {"", contact.contact_id}
            and asked.text("AltContactID") in {"", row.get("AltContactID", "")}
            and asked.text("Email").lower() in {"", contact.email}
            and (not digits or digits in held)
            and (not kind or kind in contact.types)
            and all(
                asked.text(name).lower() in row.get(name, "").lower()
                for name in ("FirstName", "LastName", "City")
            )
        )

    def _addresses(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        wanted = asked.text("ContactID")
        found = [
            address.wire()
            for address in self._office.addresses.values()
            if wanted in {"", address.contact_id} and _is_fresh(address, asked, as_of_ms)
        ]
        return self._paged("ShippingAddresses", found, asked)

    def _types(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        del as_of_ms
        found: list[Fields] = [
            {"ContactTypeID": type_id, "ContactType": name, "IsPublic": False}
            for type_id, name in self._office.types.items()
        ]
        return self._paged("ContactTypes", found, asked)

    def _merged(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        del as_of_ms
        found: list[Fields] = [
            {"ContactID": gone, "MergedIntoContactID": kept, "DateMerged": stamp(told_ms)}
            for gone, (kept, told_ms) in self._office.merges.items()
        ]
        return self._paged("MergedContacts", found, asked)

    def _clubs(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        del as_of_ms
        found: list[Fields] = [
            {"ClubID": club_id, "ClubName": name} for club_id, name in self._office.clubs.items()
        ]
        return self._paged("Clubs", found, asked)

    def _memberships(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        office = self._office
        found = [
            one.wire(office.clubs.get(one.club_id, ""))
            for one in office.memberships.values()
            if asked.text("ContactID") in {"", one.contact_id} and _is_fresh(one, asked, as_of_ms)
        ]
        return self._paged("ClubMemberships", found, asked)

    def _products(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        found = [
            product.row()
            for product in self._office.products.values()
            if _is_fresh(product, asked, as_of_ms)
        ]
        return self._paged("Products", found, asked)

    def _product(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        del as_of_ms
        found = self._office.products.get(asked.text("ProductID"))
        if found is None:
            raise RefusedError("NotFound", "The product was not found.")
        self._stumble(found.product_id)
        return {"Product": found.detail(), "RecordCount": 1}

    def _orders(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        number = asked.text("OrderNumber")
        if number and not number.replace(".", "").isdigit():
            raise FaultError("java.lang.NumberFormatException: For input string")
        tests = self._order_tests(asked)
        found = [
            order.row()
            for order in self._office.orders.values()
            if _is_fresh(order, asked, as_of_ms) and all(test(order) for test in tests)
        ]
        return self._paged("Orders", found, asked)

    def _order_tests(self, asked: Asked) -> list[Callable[[Order], bool]]:
        from_ms, to_ms = (moment(asked.text(f"DateSubmitted{end}")) for end in ("From", "To"))
        tests: list[Callable[[Order], bool]] = []
        for name, value_of in _ORDER_FIELDS.items():
            if wanted := asked.text(name):
                tests.append(partial(_has, value_of, wanted))
        if asked.text("IsPendingPickup") in _TRUE:
            tests.append(lambda order: order.is_pending_pickup)
        if asked.text("IncludeExternalOrders") in {"0", "false"}:
            tests.append(lambda order: not order.is_external)
        if from_ms is not None:
            tests.append(lambda order: order.placed_ms >= from_ms)
        if to_ms is not None:
            tests.append(lambda order: order.placed_ms <= to_ms)
        return tests

    def _order(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        found = self._office.orders.get(asked.text("OrderID"))
        if found is None or found.changed.at_ms > as_of_ms:
            raise RefusedError("NotFound", "The order was not found.")
        self._stumble(found.order_id)
        contact = self._office.contacts.get(found.contact_id)
        return {"Order": found.detail(contact), "RecordCount": 1}

    def _gift_card(self, asked: Asked, as_of_ms: int) -> dict[str, object]:
        del as_of_ms
        code = asked.text("Code") or asked.text("CardNumber")
        cents = self._office.gift_cards.get(code)
        if cents is None:
            raise RefusedError("InvalidGiftCard", "The gift card could not be found.")
        return {"Balance": money(cents), "RecordCount": 1}

    def _stumble(self, record_id: str) -> None:
        if record_id in self._office.faults_over:
            raise FaultError(
                "[coldfusion.xml.rpc.CFCInvocationException : [java.lang.NullPointerException]]"
            )

    def _paged(self, name: str, found: Sequence[Fields], asked: Asked) -> dict[str, object]:
        rows = min(_whole(asked.text("MaxRows"), MAX_ROWS), MAX_ROWS)
        start = (max(1, _whole(asked.text("Page"), 1)) - 1) * rows
        if self._office.repeats_pages:
            start = 0
        page = list(found[start : start + rows])
        if self._office.short_pages and len(page) > 1:
            self._office.short_pages -= 1
            page = page[: len(page) // 2]
        return {name: page, "RecordCount": len(found)}


def _has(value_of: Callable[[Order], str], wanted: str, order: Order) -> bool:
    return value_of(order) == wanted


def _is_fresh(record: _Changed, asked: Asked, as_of_ms: int) -> bool:
    since_ms = moment(asked.text("DateModifiedFrom"))
    is_known = record.changed.at_ms <= as_of_ms
    return is_known and (since_ms is None or record.changed.told_ms >= since_ms)


def _whole(text: str, default: int) -> int:
    return int(float(text)) if text.replace(".", "").isdigit() else default
