"""What we tell a back office, as it lies in the outbox: neutral, complete, and never changed again.

The stored text is decoded to send; an adapter turns a document into its system's words, always the
same way, so that every attempt carries the same bytes.
"""

from __future__ import annotations

import msgspec


class CustomerDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An identified person: first name, last name and e-mail are always there."""

    guest_id: str
    first_name: str
    last_name: str
    email: str
    phone: str = ""


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
    """A closed order, or a reservation's balance taken here (`kind` "sale" or "balance")."""

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


def encode(document: OrderDocument | CustomerDocument | GuestTagsDocument) -> str:
    """The text stored in the outbox."""
    return msgspec.json.encode(document, order="deterministic").decode()


def decode_order(payload: str) -> OrderDocument:
    """The inverse for orders; raises msgspec.ValidationError on a foreign text."""
    return msgspec.json.decode(payload, type=OrderDocument)


def decode_guest_tags(payload: str) -> GuestTagsDocument:
    """The inverse for club tags; raises msgspec.ValidationError on a foreign text."""
    return msgspec.json.decode(payload, type=GuestTagsDocument)


def decode_customer(payload: str) -> CustomerDocument:
    """The inverse for customers; raises msgspec.ValidationError on a foreign text."""
    return msgspec.json.decode(payload, type=CustomerDocument)
