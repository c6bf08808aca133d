"""What a PUT changes of a customer: only what it names; "" and an empty list take away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from posapp.sandbox.backoffice.people import Customer, ShippingAddress
from posapp.sandbox.backoffice.sales import address_of
from posapp.sandbox.backoffice.validation import objects, rejected
from posapp.sandbox.message import JsonObject

_TEXTS = ("email", "first_name", "last_name", "phone", "company", "birth_date", "our_id")


def patched(customer: Customer, body: JsonObject) -> Customer:
    """The customer after the PUT; RejectedError with 422 for what cannot be kept.

    `contact_types` is a whole list; `contact_types_add` and `contact_types_remove` are changes of
    it. A shipping address with an id takes that one's place, one without is new.
    """
    texts: dict[str, Any] = {
        name: _text(body, name) for name in _TEXTS if body.get(name) is not None
    }
    changed = replace(customer, **texts)
    if "billing" in body:
        changed = replace(changed, billing=_billing(body))
    if body.get("shipping") is not None:
        changed = replace(changed, shipping=_shipping(body, customer=customer))
    types = set(changed.contact_types)
    if body.get("contact_types") is not None:
        types = set(_names(body, "contact_types"))
    types |= set(_names(body, "contact_types_add"))
    types -= set(_names(body, "contact_types_remove"))
    return replace(changed, contact_types=tuple(sorted(types)))


def _text(body: JsonObject, name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise rejected("invalid", path=name, message=f"{name} is a text")
    return value.strip()


def _names(body: JsonObject, name: str) -> list[str]:
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise rejected("invalid", path=name, message=f"{name} is a list of texts")
    return value


def _billing(body: JsonObject) -> Any:
    value = body["billing"]
    if value is not None and not isinstance(value, Mapping):
        raise rejected("invalid", path="billing", message="billing is an address")
    return address_of(value) if value else None


def _shipping(body: JsonObject, *, customer: Customer) -> tuple[ShippingAddress, ...]:
    taken = {address.id for address in customer.shipping}
    kept: list[ShippingAddress] = []
    for item in objects(body, "shipping"):
        given_id, address = str(item.get("id") or ""), address_of(item)
        same = [one.id for one in customer.shipping if one.address == address]
        address_id = given_id if given_id in taken else (same or [_new_id(customer.id, taken)])[0]
        taken.add(address_id)
        kept.append(ShippingAddress(address_id, address, item.get("is_primary") is True))
    return tuple(kept)


def _new_id(customer_id: str, taken: set[str]) -> str:
    number = 1
    while (found := f"{customer_id}/a{number}") in taken:
        number += 1
    return found
