"""A guest in the words of UpsertContact.

What an omitted field means there is not documented, so a change is sent with everything the contact
already has: nothing is emptied by not being named. User names and passwords are never sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from posapp.adapters.backoffice.winedirect.fields import birth_date, ident, words
from posapp.adapters.backoffice.winedirect.people_records import OURS
from posapp.adapters.backoffice.winedirect.service import TITLE
from posapp.adapters.soap import Node, Part
from posapp.domain.address import Address
from posapp.domain.guest_record import CONTACT_TYPE
from posapp.ports.documents import AddressDocument, CustomerDocument
from posapp.ports.failures import Refused

_US_PHONE = re.compile(r"(?:\+?1)?(\d{3})(\d{3})(\d{4})")
_MOST = {
    "FirstName": 50,
    "LastName": 50,
    "City": 50,
    "ZipCode": 50,
    "Address": 255,
    "Address2": 255,
    "Company": 255,
    "Email": 100,
}
_KEPT = (
    "Title", "Company", "Address", "Address2", "City", "StateCode", "ZipCode", "CountryCode",
    "FirstName", "LastName", "Email",
)  # fmt: skip


def _no_billing(document: CustomerDocument) -> AddressDocument:
    return document.billing or AddressDocument()


_FIELDS: Mapping[str, Mapping[str, Callable[[CustomerDocument], str]]] = {
    "first_name": {"FirstName": lambda one: one.first_name},
    "last_name": {"LastName": lambda one: one.last_name},
    "email": {"Email": lambda one: one.email},
    "phone": {"MainPhone": lambda one: phone_text(one.phone)},
    "company": {"Company": lambda one: one.company},
    "birth_date": {"Birthdate": lambda one: one.birth_date},
    "billing": {
        "Address": lambda one: _no_billing(one).line1,
        "Address2": lambda one: _no_billing(one).line2,
        "City": lambda one: _no_billing(one).city,
        "StateCode": lambda one: state_code(_no_billing(one).region),
        "ZipCode": lambda one: _no_billing(one).postal,
        "CountryCode": lambda one: _no_billing(one).country,
    },
}


def new_parts(document: CustomerDocument) -> list[Part]:
    """A contact that is not there yet; what is empty is left to WineDirect."""
    values = {name: tell(document) for one in _FIELDS.values() for name, tell in one.items()}
    ours: Part = ("AltContactID", f"{OURS}{document.guest_id}")
    return [ours, *((name, value) for name, value in values.items() if value)]


def changed_parts(document: CustomerDocument, row: Node) -> list[Part]:
    """A contact that is there, with what changed; nothing when it is so already."""
    has = _values_of(row)
    values = dict(has)
    for name in document.changed:
        values |= {place: tell(document) for place, tell in _FIELDS.get(name, {}).items()}
    if values == has:
        return []
    foreign = ident(row, "AltContactID")
    ours = foreign or f"{OURS}{document.guest_id}"
    return [
        ("ContactID", ident(row, "ContactID")),
        ("AltContactID", ours),  # another system's own id is left to it
        *((name, value) for name, value in values.items() if value or has.get(name)),
    ]


def _values_of(row: Node) -> dict[str, str]:
    values = {name: row.value(name) or "" for name in _KEPT}
    values["MainPhone"] = phone_text(words(row, "MainPhone") or words(row, "Phone"))
    values["Birthdate"] = birth_date(row, "BirthDate")
    return values


def type_changes(document: CustomerDocument, *, is_new: bool) -> dict[str, bool]:
    """The contact types to add (True) and to take away (False), by name."""
    wanted = {name.casefold(): name for name in document.contact_types}
    if is_new or not document.changed:
        return dict.fromkeys(document.contact_types, True)
    changed = (
        name.removeprefix(CONTACT_TYPE)
        for name in document.changed
        if name.startswith(CONTACT_TYPE)
    )
    return {wanted.get(name.casefold(), name): name.casefold() in wanted for name in changed}


def require_lengths(document: CustomerDocument) -> None:
    """Refuse a text that WineDirect would cut."""
    for name, most in _MOST.items():
        tell = next(one[name] for one in _FIELDS.values() if name in one)
        if len(tell(document)) > most:
            raise Refused(f"{TITLE} takes at most {most} characters here: {name}. Shorten it.")


def is_wanted(wanted: AddressDocument, there: list[Address]) -> bool:
    """True when an address is among those that are there, whatever its writing."""
    return any(
        _plain(wanted.line1, wanted.line2, wanted.city, wanted.postal)
        == _plain(one.line1, one.line2, one.city, one.postal)
        for one in there
    )


def _plain(*parts: str) -> str:
    return " ".join(" ".join(parts).casefold().split())


def phone_text(phone: str) -> str:
    """A number as WineDirect writes American ones; others as they are."""
    found = _US_PHONE.fullmatch(re.sub(r"[\s().-]", "", phone))
    return "-".join(found.groups()) if found else phone.strip()


def state_code(region: str) -> str:
    """Two letters; a longer name would be refused, so it is left out."""
    return region.strip().upper() if len(region.strip()) == 2 else ""
