"""A customer's document as fields, and whether somebody came before it over there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import (
    GuestDetails,
    GuestRecord,
    ShippingAddress,
    align,
    fields_of,
    is_same,
    kind_of,
    overtaken,
)
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.documents import AddressDocument, CustomerDocument
from posapp.ports.failures import Refused

_WORDS = {
    "first_name": "first name",
    "last_name": "last name",
    "email": "e-mail address",
    "phone": "phone number",
    "birth_date": "date of birth",
    "billing": "address",
    "shipping": "address for parcels",
    "contact_type": "contact type",
}

ALL_KINDS = frozenset({*_WORDS, "company"})
"""Every kind of field that a record has."""


@dataclass(frozen=True, slots=True)
class MetRecord:
    """A record as it was read right before it was to be written.

    `shown` are the kinds of field that were read; of the others it says nothing.
    """

    customer: CustomerRecord
    shown: frozenset[str]


class Overtaken(Refused):
    """Nothing was written: the record there is not as both sides knew it. `met` is what it is."""

    def __init__(self, message: str, *, met: MetRecord) -> None:
        super().__init__(message)
        self.met = met


def sent_fields(document: CustomerDocument) -> dict[str, str]:
    """What a document writes, by field; "" for what it takes away."""
    whole = fields_of(_record_in(document))
    if not document.changed:
        return whole
    return {name: whole.get(name, "") for name in document.changed}


def require_as_known(
    document: CustomerDocument, there: CustomerRecord, *, shown: Collection[str]
) -> None:
    """Raise Overtaken when somebody changed what is to be written, since both sides had the same.

    To be called with the record as it was just read, before it is written; `shown` are the kinds
    of field that were read. What is there already as it is wanted is fine. A new guest who has a
    record there already is to be taken in before anything of it is changed: then all must be alike.
    """
    found = _differing(document, there, shown=shown)
    if not found:
        return
    kinds = sorted({kind_of(name) for name in found})
    words = " and the ".join(_WORDS.get(kind, kind) for kind in kinds)
    message = f"Somebody changed the {words} there meanwhile."
    if not document.changed:
        message = f"{document.email} is there already, and differs in the {words}."
    raise Overtaken(message, met=MetRecord(there, frozenset(shown)))


def is_as_known(
    document: CustomerDocument, there: CustomerRecord, *, shown: Collection[str]
) -> bool:
    """True where `require_as_known` has nothing to say."""
    return not _differing(document, there, shown=shown)


def _differing(
    document: CustomerDocument, there: CustomerRecord, *, shown: Collection[str]
) -> list[str]:
    told, wanted = fields_of(there.record), sent_fields(document)
    if document.changed:
        names = [name for name in document.was if kind_of(name) in shown]
        return overtaken(told, was=document.was, wanted=wanted, names=names)
    ours = align(wanted, told)
    names = [name for name in sorted({*told, *ours}) if kind_of(name) in shown]
    return [name for name in names if not is_same(told.get(name, ""), ours.get(name, ""))]


def _record_in(document: CustomerDocument) -> GuestRecord:
    contact = Contact(document.first_name, document.last_name, document.email, document.phone)
    details = GuestDetails(
        company=document.company,
        birth_date=document.birth_date,
        billing=address_in(document.billing) if document.billing else Address(),
        shipping=tuple(
            ShippingAddress(address_in(one), one.address_id, one.is_primary)
            for one in document.shipping
        ),
        contact_types=document.contact_types,
    )
    return GuestRecord(contact, details)


def address_document(
    address: Address, *, address_id: str = "", is_primary: bool = False
) -> AddressDocument:
    """The inverse of `address_in`, with the id it has there and whether it comes first."""
    return AddressDocument(
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal=address.postal,
        country=address.country,
        name=address.name,
        company=address.company,
        phone=address.phone,
        address_id=address_id,
        is_primary=is_primary,
    )


def address_in(document: AddressDocument) -> Address:
    """The address without what names it."""
    return Address(
        line1=document.line1,
        line2=document.line2,
        city=document.city,
        region=document.region,
        postal=document.postal,
        country=document.country,
        name=document.name,
        company=document.company,
        phone=document.phone,
    )
