"""A guest's record as it goes both ways between us and a back office, and its fields as text.

Fields are what is compared, merged and chosen: a shipping address and a contact type are one each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from posapp.domain.address import Address
from posapp.domain.guest import Contact, fold

Fields = Mapping[str, str]
"""Canonical texts by field name; "" and an absent name mean the same: nothing."""

REQUIRED = frozenset({"first_name", "last_name", "email"})
"""No record without all three, here or there: a blank one is never taken over."""

SHIPPING, CONTACT_TYPE = "shipping:", "contact_type:"
"""Begin the names of the fields that a record may have many of."""


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """One of a guest's addresses for parcels; `address_id` is the back office's, "" while new."""

    address: Address
    address_id: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class GuestDetails:
    """What is known of a guest beside name, e-mail and phone.

    `billing` is the address a back office bills; `birth_date` is ISO or ""; `contact_types` are
    names, sorted, each once (WineDirect's contact types, Commerce7's customer tags).
    """

    company: str = ""
    birth_date: str = ""
    billing: Address = field(default_factory=Address)
    shipping: tuple[ShippingAddress, ...] = ()
    contact_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """All that goes both ways."""

    contact: Contact
    details: GuestDetails = field(default_factory=GuestDetails)


_NEW = "new "
_PARTS = tuple(one.name for one in fields(Address))
_PLACE = tuple(part for part in _PARTS if part != "country")
_SET = "yes"
_BRACE = "{"
_PHONE_DIGITS = 7


def shipping_name(address: Address, *, address_id: str = "") -> str:
    """The field of an address; one that has no id over there yet is named by what it says."""
    if address_id:
        return f"{SHIPPING}{address_id}"
    digest = hashlib.blake2b(_said(address).encode(), digest_size=6).hexdigest()
    return f"{SHIPPING}{_NEW}{digest}"


def fields_of(record: GuestRecord) -> dict[str, str]:
    """The record as fields; what is blank has none."""
    contact, details = record.contact, record.details
    found = {
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
        "company": details.company,
        "birth_date": details.birth_date,
        "billing": "" if details.billing.is_blank else _text(details.billing),
    }
    for one in details.shipping:
        if not one.address.is_blank:
            name = shipping_name(one.address, address_id=one.address_id)
            found[name] = _text(one.address, is_primary=one.is_primary)
    for contact_type in details.contact_types:
        found[f"{CONTACT_TYPE}{contact_type}"] = _SET
    return {name: text for name, text in found.items() if text}


def record_of(found: Fields) -> GuestRecord:
    """The inverse; addresses come in the order of their names."""
    contact = Contact(
        first_name=found.get("first_name", ""),
        last_name=found.get("last_name", ""),
        email=found.get("email", ""),
        phone=found.get("phone", ""),
    )
    names = sorted(name for name in found if found[name])
    details = GuestDetails(
        company=found.get("company", ""),
        birth_date=found.get("birth_date", ""),
        billing=_address(found.get("billing", "")),
        shipping=tuple(_shipping(name, found) for name in names if name.startswith(SHIPPING)),
        contact_types=tuple(
            name.removeprefix(CONTACT_TYPE) for name in names if name.startswith(CONTACT_TYPE)
        ),
    )
    return GuestRecord(contact, details)


def align(mine: Fields, theirs: Fields) -> dict[str, str]:
    """`mine` with every address that is new here named by the id the same address has over there.

    The same means written the same, whatever case and blanks; which one is the first does not
    matter, nor a country.
    """
    there = {
        _said(_address(text), _PLACE): name
        for name, text in sorted(theirs.items(), reverse=True)
        if name.startswith(SHIPPING) and text and name not in mine
    }
    aligned: dict[str, str] = {}
    for name, text in mine.items():
        is_new = name.startswith(f"{SHIPPING}{_NEW}") and text
        known = there.pop(_said(_address(text), _PLACE), name) if is_new else name
        aligned[known] = text
    return aligned


def is_same(one: str, other: str) -> bool:
    """True for two texts of a field that say the same, such as a phone number written otherwise.

    Of two addresses, both are the first one, or neither is.
    """
    if one == other:
        return True
    if one.startswith(_BRACE) and other.startswith(_BRACE):
        return is_same_place(one, other) and _is_primary(one) == _is_primary(other)
    digits, others = _digits(one), _digits(other)
    is_number = not any(letter.isalpha() for letter in one + other)
    if is_number and min(len(digits), len(others)) >= _PHONE_DIGITS:
        return digits.endswith(others) or others.endswith(digits)
    return bool(one and other) and fold(one).strip() == fold(other).strip()


def is_same_place(one: str, other: str) -> bool:
    """True for the texts of two addresses that say the same, whatever case and blanks.

    A country that one of them does not name is no difference: systems fill it in.
    """
    first, second = _written(one), _written(other)
    if first is None or second is None:
        return False
    parts = _PARTS if first.country and second.country else _PLACE
    return _said(first, parts) == _said(second, parts)


def overtaken(there: Fields, *, was: Fields, wanted: Fields, names: Iterable[str]) -> list[str]:
    """The fields among `names` that somebody changed over there since they were `was`.

    What is there already as it is wanted is not one of them, nor what is only written otherwise,
    nor a name or an e-mail address that somebody emptied there.
    """
    return [
        name
        for name in sorted(names)
        if not (name in REQUIRED and not there.get(name, "").strip())
        and not any(
            is_same(there.get(name, ""), expected.get(name, "")) for expected in (was, wanted)
        )
    ]


def kind_of(name: str) -> str:
    """A field's name without what it says of a person, as the journal may keep it."""
    return name.partition(":")[0]


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _said(address: Address, parts: Iterable[str] = _PARTS) -> str:
    return "\n".join(" ".join(fold(getattr(address, part)).split()) for part in parts)


def _is_primary(text: str) -> bool:
    return "is_primary" in json.loads(text)


def _written(text: str) -> Address | None:
    """The address in a text of any field; None for a text that is none, whatever it begins with."""
    try:
        return _address(text) if text.startswith(_BRACE) else None
    except ValueError:
        return None


def _text(address: Address, *, is_primary: bool = False) -> str:
    written: dict[str, object] = {
        part: getattr(address, part) for part in _PARTS if getattr(address, part)
    }
    if is_primary:
        written["is_primary"] = True
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _address(text: str) -> Address:
    written = json.loads(text) if text else {}
    return Address(**{part: written[part] for part in _PARTS if part in written})


def _shipping(name: str, found: Fields) -> ShippingAddress:
    address_id = name.removeprefix(SHIPPING)
    return ShippingAddress(
        _address(found[name]),
        address_id="" if address_id.startswith(_NEW) else address_id,
        is_primary=_is_primary(found[name]),
    )
