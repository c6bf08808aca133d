"""A customer's document as fields, and whether somebody came before it over there."""

from __future__ import annotations

from collections.abc import Collection

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import (
    GuestDetails,
    GuestRecord,
    ShippingAddress,
    fields_of,
    kind_of,
    overtaken,
)
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


def sent_fields(document: CustomerDocument) -> dict[str, str]:
    """What a document writes, by field; "" for what it takes away."""
    whole = fields_of(_record_in(document))
    if not document.changed:
        return whole
    return {name: whole.get(name, "") for name in document.changed}


def refuse_overtaken(
    document: CustomerDocument, there: GuestRecord, *, shown: Collection[str]
) -> None:
    """Raise Refused when somebody changed what is to be written, since both sides had the same.

    To be called with the record as it was just read, before it is written; `shown` are the kinds
    of field that were read. What is there already as it is wanted is fine.
    """
    found = overtaken(
        fields_of(there),
        was=document.was,
        wanted=sent_fields(document),
        names=[name for name in document.was if kind_of(name) in shown],
    )
    if found:
        kinds = sorted({kind_of(name) for name in found})
        words = " and the ".join(_WORDS.get(kind, kind) for kind in kinds)
        raise Refused(f"Somebody changed the {words} there meanwhile. It is read again first.")


def _record_in(document: CustomerDocument) -> GuestRecord:
    contact = Contact(document.first_name, document.last_name, document.email, document.phone)
    details = GuestDetails(
        company=document.company,
        birth_date=document.birth_date,
        billing=_address_in(document.billing) if document.billing else Address(),
        shipping=tuple(
            ShippingAddress(_address_in(one), one.address_id, one.is_primary)
            for one in document.shipping
        ),
        contact_types=document.contact_types,
    )
    return GuestRecord(contact, details)


def _address_in(document: AddressDocument) -> Address:
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
