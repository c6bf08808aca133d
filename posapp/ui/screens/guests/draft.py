"""A guest's record as the form's texts, without Qt. What the form does not show is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from posapp.domain.address import Address
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.ports.people import GuestDraft

PARTS: tuple[tuple[str, str], ...] = (
    ("line1", "Street"),
    ("line2", "Suite, floor"),
    ("city", "City"),
    ("region", "State"),
    ("postal", "ZIP code"),
    ("country", "Country"),
)
"""The parts of an address as the form asks for them, with their labels."""

LONGEST = 200
"""What a record takes of one text; the form must not shorten what it shows."""

_BAD_DATE = "Write the date as 1981-03-14."
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ShippingTexts:
    """A shipping address as typed; `kept` is what it was, with its parts that are not shown."""

    parts: Mapping[str, str]
    is_primary: bool = False
    kept: ShippingAddress = field(default_factory=lambda: ShippingAddress(Address()))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTexts:
    """All that the form holds."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    birth_date: str = ""
    billing: Mapping[str, str] = field(default_factory=dict)
    shipping: tuple[ShippingTexts, ...] = ()
    contact_types: tuple[str, ...] = ()


def texts_of(record: GuestRecord) -> FormTexts:
    """What the form shows of a record."""
    contact, details = record.contact, record.details
    return FormTexts(
        first_name=contact.first_name,
        last_name=contact.last_name,
        email=contact.email,
        phone=contact.phone,
        company=details.company,
        birth_date=details.birth_date,
        billing=parts_of(details.billing),
        shipping=tuple(
            ShippingTexts(parts_of(one.address), one.is_primary, one) for one in details.shipping
        ),
        contact_types=details.contact_types,
    )


def parts_of(address: Address) -> dict[str, str]:
    """The parts of an address that the form asks for."""
    return {name: str(getattr(address, name)) for name, _ in PARTS}


def as_it_was(typed: str, *, shown: str, original: str) -> str:
    """What was typed; the original where nobody touched what the field showed of it."""
    return original if typed == shown.strip() else typed


def draft_of(texts: FormTexts, *, before: GuestRecord | None, today: date) -> GuestDraft:
    """The draft of what was typed; blank shipping addresses go. Raises DomainError at a field."""
    known = before.details if before else GuestDetails()
    shipping = [_shipping(one) for one in texts.shipping]
    contact_types = {one.strip() for one in texts.contact_types if one.strip()}
    return GuestDraft(
        contact=Contact(texts.first_name, texts.last_name, texts.email, texts.phone),
        details=GuestDetails(
            company=texts.company,
            birth_date=_birth_date(texts.birth_date, today=today),
            billing=replace(known.billing, **_tidy(texts.billing)),
            shipping=_one_primary([one for one in shipping if not one.address.is_blank]),
            contact_types=tuple(sorted(contact_types)),
        ),
        shown=before,
    )


def _tidy(parts: Mapping[str, str]) -> dict[str, str]:
    return {name: parts.get(name, "").strip() for name, _ in PARTS}


def _shipping(texts: ShippingTexts) -> ShippingAddress:
    address = replace(texts.kept.address, **_tidy(texts.parts))
    return replace(texts.kept, address=address, is_primary=texts.is_primary)


def _one_primary(addresses: list[ShippingAddress]) -> tuple[ShippingAddress, ...]:
    """At most one address is the first choice: the first that says so."""
    first = next((at for at, one in enumerate(addresses) if one.is_primary), -1)
    return tuple(replace(one, is_primary=at == first) for at, one in enumerate(addresses))


def _birth_date(text: str, *, today: date) -> str:
    written = text.strip()
    if not written:
        return ""
    try:
        day = date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or day > today:
        raise DomainError("bad_birth_date", _BAD_DATE, field="birth_date")
    return written
