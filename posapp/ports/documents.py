"""What we tell a back office, as it lies in the outbox: neutral, complete, and never changed again.

The stored text is decoded to send; an adapter turns a document into its system's words, always the
same way, so that every attempt carries the same bytes.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from posapp.domain.guest import Contact


class AddressDocument(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A postal address, as `posapp.domain.address.Address`; `address_id` is the back office's."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""
    address_id: str = ""
    is_primary: bool = False


class CustomerDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An identified person: first name, last name and e-mail are always there.

    `remote_id` is the back office's id where it is known, `backend` the system that gave it.
    `changed` are the fields to write, by the names of `posapp.domain.guest_record`; a system that
    replaces whole records leaves the others as it finds them. Empty means a new record: all that
    is here is written. `shipping` and `contact_types` are whole lists; the names of what was taken
    away are in `changed`.

    `was` holds the fields of `changed` as both sides last had them: a system that reads before it
    writes refuses when it finds something else (`posapp.ports.customer_fields.require_as_known`).
    """

    guest_id: str
    first_name: str
    last_name: str
    email: str
    phone: str = ""
    remote_id: str = ""
    backend: str = ""
    changed: tuple[str, ...] = ()
    was: dict[str, str] = {}
    company: str = ""
    birth_date: str = ""
    billing: AddressDocument | None = None
    shipping: tuple[AddressDocument, ...] = ()
    contact_types: tuple[str, ...] = ()


class LineDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One line sold; cents, tax already in `total_cents`."""

    sku: str
    title: str
    quantity: int
    unit_cents: int
    discount_cents: int
    tax_cents: int
    total_cents: int


class TenderDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One payment taken; a card by brand, last four and reference only."""

    payment_id: str
    kind: str
    cents: int
    tendered_cents: int
    change_cents: int
    taken_ms: int
    brand: str = ""
    last4: str = ""
    reference: str = ""


class ReservationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The Tock booking an order belongs to; `experience_sku` is what its experience counts as."""

    business_id: str
    remote_id: str
    confirmation_code: str = ""
    experience_sku: str = ""


class OrderDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A closed order, a reservation's balance taken here, or a refund.

    `kind` is "sale", "balance" or "refund"; a refund's cents are positive, as paid back, and
    `previous_number` is the order it refunds. `fulfilment` is a `Fulfilment`; `cashier` a name.
    """

    number: str
    kind: str
    currency: str
    placed_ms: int
    terminal_id: str
    party_name: str
    party_size: int
    visit_id: str
    started_ms: int
    lines: tuple[LineDocument, ...]
    tenders: tuple[TenderDocument, ...]
    subtotal_cents: int
    discount_cents: int
    tax_cents: int
    total_cents: int
    table_name: str = ""
    customer: CustomerDocument | None = None
    reservation: ReservationDocument | None = None
    fulfilment: str = "carry_out"
    ship_to: AddressDocument | None = None
    previous_number: str = ""
    cashier: str = ""


class PickupLineDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed over of one line; `quantity` is a decimal number as text."""

    sku: str
    quantity: str


class PickupDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A web order of `backend` handed over here; with UNDO_PICKUP: not after all."""

    pickup_id: str
    order_id: str
    number: str
    collected_by: str
    at_ms: int
    cashier: str
    lines: tuple[PickupLineDocument, ...] = ()
    location: str = ""
    backend: str = ""


class ClubDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A club to join, leave or rest in; `membership_id` where the back office gave one.

    `fulfilment` is "ship" or "pickup", the latter with the code of its location. `until_ms` ends a
    hold, None for no end.
    """

    club_id: str
    name: str
    membership_id: str = ""
    fulfilment: str = "ship"
    pickup_location: str = ""
    until_ms: int | None = None


class ClubsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a guest's clubs: a switch joins and leaves, and is whole or not done.

    An adapter makes it so by looking first at what is there and doing only what is missing. The ids
    are those of `backend`.
    """

    change_id: str
    guest_id: str
    customer_id: str
    email: str
    first_name: str
    last_name: str
    at_ms: int
    join: tuple[ClubDocument, ...] = ()
    leave: tuple[ClubDocument, ...] = ()
    hold: tuple[ClubDocument, ...] = ()
    resume: tuple[ClubDocument, ...] = ()
    reason: str = ""
    backend: str = ""


class GuestTagsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A guest's full list of club names for Tock; `managed` are all names we ever set there.

    `foreign` are the tags that others set, as last seen; None while no profile was seen.
    """

    email: str
    first_name: str
    last_name: str
    phone: str
    phone_country_code: str
    tags: tuple[str, ...]
    managed: tuple[str, ...]
    foreign: tuple[str, ...] | None = None


Document = OrderDocument | CustomerDocument | PickupDocument | ClubsDocument | GuestTagsDocument


def with_backend(document: Document, *, backend: str) -> Document:
    """The document with the name of the system that gave the ids in it, where it has a place."""
    if isinstance(document, CustomerDocument | ClubsDocument) and not document.backend:
        return msgspec.structs.replace(document, backend=backend)
    return document


def backend_of(document: Document) -> str:
    """The system whose ids are in a document and mean nothing elsewhere, "" when there are none."""
    match document:
        case PickupDocument() | ClubsDocument():
            return document.backend
        case CustomerDocument():
            return document.backend if document.remote_id else ""
        case _:
            return ""


def addressed(
    document: ClubsDocument, *, guest_id: str, customer_id: str, contact: Contact
) -> ClubsDocument:
    """The same change for the record that its guest's was made one with."""
    return msgspec.structs.replace(
        document,
        guest_id=guest_id,
        customer_id=customer_id,
        email=contact.email,
        first_name=contact.first_name,
        last_name=contact.last_name,
    )


def encode(document: Document) -> str:
    """The text stored in the outbox."""
    return msgspec.json.encode(document, order="deterministic").decode()


DocumentT = TypeVar("DocumentT", bound=Document)


def decode(payload: str, kind: type[DocumentT]) -> DocumentT:
    """The inverse; raises msgspec.ValidationError on a foreign text."""
    return msgspec.json.decode(payload, type=kind)


def decode_order(payload: str) -> OrderDocument:
    """The inverse for orders; raises msgspec.ValidationError on a foreign text."""
    return decode(payload, OrderDocument)


def decode_guest_tags(payload: str) -> GuestTagsDocument:
    """The inverse for club tags; raises msgspec.ValidationError on a foreign text."""
    return decode(payload, GuestTagsDocument)


def decode_customer(payload: str) -> CustomerDocument:
    """The inverse for customers; raises msgspec.ValidationError on a foreign text."""
    return decode(payload, CustomerDocument)
