"""The fields of a Tock row that matter here, as they are seen on the wire.

The published schema and the wire differ: ids and numbers come as numbers or digits, and anything
that is unset is left out. Fields not listed are ignored; they live on in the raw text.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

MAX_ID = 10**39  # far above the documented uint64; the decoder itself cannot check it
MAX_MS = 253_402_300_799_999
MAX_CENTS = 10**12
MAX_PARTY = 100_000
MAX_SEQUENCE = 2**63 - 1

Id = Annotated[int, Meta(ge=0)] | str | None
Stamp = Annotated[int, Meta(ge=0, le=MAX_MS)] | None
Cents = Annotated[int, Meta(ge=-MAX_CENTS, le=MAX_CENTS)] | None
Size = Annotated[int, Meta(ge=0, le=MAX_PARTY)] | None
Sequence = Annotated[int, Meta(ge=0, le=MAX_SEQUENCE)] | None
Revision = Annotated[int, Meta(ge=0)] | None
Code = Annotated[int, Meta(ge=0)] | str | None


class WireBusiness(Struct, rename="camel", gc=False):
    """The venue; its zone decides which day a visit belongs to."""

    id: Id
    time_zone: str
    name: str | None = None
    domain_name: str | None = None
    currency_code: str | None = None


class WirePatron(Struct, rename="camel", gc=False):
    """A person."""

    id: Id = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: Code = None
    phone_country_code: Code = None


class WireItem(Struct, rename="camel", gc=False):
    """An experience, an option, a fee or a custom charge: one element per unit bought."""

    id: Id = None
    name: str | None = None
    amount_cents: Cents = None
    pos_sku: Code = None
    variety: str | None = None


class WirePayment(Struct, rename="camel", gc=False):
    """A payment; the processor's ids are never read."""

    amount: Cents = None
    payment_type: str | None = None


class WireRefund(Struct, rename="camel", gc=False):
    """A refund, a positive magnitude."""

    amount: Cents = None
    is_dispute: bool | None = None
    status: str | None = None


class WireNote(Struct, rename="camel", gc=False):
    """A note."""

    note_type: str | None = None
    text: str | None = None


class WireQuestion(Struct, rename="camel", gc=False):
    """A question with the answers ticked."""

    name: str | None = None
    response: list[str] | None = None


class WireTag(Struct, rename="camel", gc=False):
    """A tag of this visit."""

    tag: str | None = None


class WireTable(Struct, rename="camel", gc=False):
    """A table."""

    id: Id = None
    name: Code = None
    room: str | None = None


class WireSeating(Struct, rename="camel", gc=False):
    """Where the party sits."""

    name: str | None = None


class WireReservation(Struct, rename="camel", gc=False):
    """One bare row of the export or the feed."""

    business: WireBusiness
    id: Id = None
    walkin_id: Id = None
    # Only read when the timestamp is missing, so a broken one need not cost the row.
    date_time: msgspec.Raw = msgspec.Raw(b"null")
    service_date_timestamp: Stamp = None
    last_updated_timestamp: Stamp = None
    sequence_id: Sequence = None
    version_id: Revision = None
    party_size: Size = None
    party_state: str | None = None
    is_cancelled: bool | None = None
    transferred_out: bool | None = None
    owner_patron: WirePatron | None = None
    diner_patron: WirePatron | None = None
    experience: WireItem | None = None
    option: list[WireItem] | None = None
    fee: list[WireItem] | None = None
    custom_charge: list[WireItem] | None = None
    note: list[WireNote] | None = None
    question: list[WireQuestion] | None = None
    visit_tag: list[WireTag] | None = None
    table: list[WireTable] | None = None
    seating_option: WireSeating | None = None
    server_name: str | None = None
    confirmation_code: Code = None
    subtotal_cents: Cents = None
    tax_cents: Cents = None
    gratuity_cents: Cents = None
    service_charge_cents: Cents = None
    total_price_cents: Cents = None
    net_amount_paid_cents: Cents = None
    amount_due_cents: Cents = None
    payment: list[WirePayment] | None = None
    refund: list[WireRefund] | None = None


# Not strict: "1000" is read as 1000, which is how Tock writes some amounts.
ROW = msgspec.json.Decoder(WireReservation, strict=False)
