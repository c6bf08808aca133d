"""Every field of a Tock reservation, as it is seen on the wire; none but the business is required.

The published schema and the wire differ: ids and numbers come as numbers or digits, and anything
that is unset is left out. What is not listed here is not read: unknown fields, the ids that card
processors gave (`processorId`) and the PINs of gift cards (`externalPin`).
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
Number = int | None
Stamp = Annotated[int, Meta(ge=0, le=MAX_MS)] | None
Cents = Annotated[int, Meta(ge=-MAX_CENTS, le=MAX_CENTS)] | None
Size = Annotated[int, Meta(ge=0, le=MAX_PARTY)] | None
Sequence = Annotated[int, Meta(ge=0, le=MAX_SEQUENCE)] | None
Revision = Annotated[int, Meta(ge=0)] | None
Code = Annotated[int, Meta(ge=0)] | str | None
Rate = float | None


class WireBusiness(Struct, rename="camel", gc=False, omit_defaults=True):
    """The venue; its zone decides which day a visit belongs to."""

    id: Number
    time_zone: str
    name: str | None = None
    domain_name: str | None = None
    locale: str | None = None
    currency_code: str | None = None


class WirePatron(Struct, rename="camel", gc=False, omit_defaults=True):
    """A person."""

    id: Number = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: Code = None
    phone_country_code: Code = None
    zip_code: Code = None
    image_url: str | None = None
    iso_country_code: str | None = None
    loyalty_program_card_number: Code = None
    loyalty_program_account_id: Code = None


class WireItem(Struct, rename="camel", gc=False, omit_defaults=True):
    """An experience, an option, a fee or a custom charge: one element per unit bought."""

    id: Number = None
    name: str | None = None
    amount_cents: Cents = None
    pos_sku: Code = None
    variety: str | None = None


class WireKeyValue(Struct, rename="camel", gc=False, omit_defaults=True):
    """A mark of the link that the guest booked by."""

    attribute: str | None = None
    attribute_value: Code = None


class WireGiftCard(Struct, rename="camel", gc=False, omit_defaults=True):
    """A gift card without its PIN."""

    gift_card_provider: str | None = None
    external_identifier: Code = None


class WireLoyalty(Struct, rename="camel", gc=False, omit_defaults=True):
    """A loyalty account."""

    provider_type: str | None = None
    account_id: Code = None


class WireDiscount(Struct, rename="camel", gc=False, omit_defaults=True):
    """A discount, a positive magnitude."""

    description: str | None = None
    amount_cents: Cents = None
    discount_type: str | None = None
    gift_card: WireGiftCard | None = None
    confirmation_number: Code = None
    promo_code: Code = None
    ticket_type_promo_code_id: Number = None
    loyalty_program: WireLoyalty | None = None


class WirePayout(Struct, rename="camel", gc=False, omit_defaults=True):
    """A transfer to the winery's bank."""

    id: Number = None
    arrival_date: Code = None


class WirePayment(Struct, rename="camel", gc=False, omit_defaults=True):
    """A payment; the processor's id is never read."""

    id: Number = None
    amount: Cents = None
    payout: WirePayout | None = None
    payment_type: str | None = None
    processor_fee_cents: Cents = None
    tock_fee_cents: Cents = None


class WireRefund(Struct, rename="camel", gc=False, omit_defaults=True):
    """A refund, a positive magnitude; the processor's id is never read."""

    id: Number = None
    amount: Cents = None
    is_dispute: bool | None = None
    status: str | None = None
    payout: WirePayout | None = None
    processor_fee_refunded_cents: Cents = None
    tock_fee_refunded_cents: Cents = None


class WireFeedback(Struct, rename="camel", gc=False, omit_defaults=True):
    """What the guest said afterwards."""

    id: Number = None
    rating: str | None = None
    message: str | None = None
    is_locked: bool | None = None
    created_at_epoch_sec: int | None = None
    rating_type: str | None = None
    rating_score: int | None = None


class WireNote(Struct, rename="camel", gc=False, omit_defaults=True):
    """A note."""

    note_type: str | None = None
    text: str | None = None


class WireQuestion(Struct, rename="camel", gc=False, omit_defaults=True):
    """A question with the answers ticked."""

    name: str | None = None
    response: list[str] | None = None


class WireTag(Struct, rename="camel", gc=False, omit_defaults=True):
    """A tag of this visit."""

    tag: str | None = None


class WireTable(Struct, rename="camel", gc=False, omit_defaults=True):
    """A table."""

    id: Number = None
    name: Code = None
    room: str | None = None
    external_id: Code = None


class WireSeating(Struct, rename="camel", gc=False, omit_defaults=True):
    """Where the party sits."""

    id: Number = None
    name: str | None = None
    is_outdoors: bool | None = None


class WireReservation(Struct, rename="camel", gc=False, omit_defaults=True):
    """One bare row of the export or the feed."""

    business: WireBusiness
    id: Number = None
    walkin_id: Number = None
    # Only read when the timestamp is missing, so a broken one need not cost the row.
    date_time: msgspec.Raw = msgspec.Raw(b"null")
    created_timestamp: Stamp = None
    service_date_timestamp: Stamp = None
    last_updated_timestamp: Stamp = None
    sequence_id: Sequence = None
    version_id: Revision = None
    party_size: Size = None
    party_state: str | None = None
    is_cancelled: bool | None = None
    transferred_out: bool | None = None
    transferred_out_amount_cents: Cents = None
    owner_patron: WirePatron | None = None
    diner_patron: WirePatron | None = None
    experience: WireItem | None = None
    option: list[WireItem] | None = None
    fee: list[WireItem] | None = None
    custom_charge: list[WireItem] | None = None
    key_value: list[WireKeyValue] | None = None
    note: list[WireNote] | None = None
    question: list[WireQuestion] | None = None
    visit_tag: list[WireTag] | None = None
    visit_feedback: list[WireFeedback] | None = None
    table: list[WireTable] | None = None
    seating_option: WireSeating | None = None
    server_name: str | None = None
    confirmation_code: Code = None
    loyalty_program_card_number_used: Code = None
    comp_amount_cents: Cents = None
    subtotal_cents: Cents = None
    tax_rate: Rate = None
    tax_cents: Cents = None
    service_charge_rate: Rate = None
    service_charge_cents: Cents = None
    selected_gratuity_rate: Rate = None
    gratuity_cents: Cents = None
    event_fee_rate: Rate = None
    event_fee_cents: Cents = None
    custom_fee_rate: Rate = None
    custom_fee_cents: Cents = None
    custom_fee_name: str | None = None
    total_price_cents: Cents = None
    net_amount_paid_cents: Cents = None
    amount_due_cents: Cents = None
    discount: list[WireDiscount] | None = None
    payment: list[WirePayment] | None = None
    refund: list[WireRefund] | None = None


# Not strict: "1000" is read as 1000, which is how Tock writes some amounts.
ROW = msgspec.json.Decoder(WireReservation, strict=False)
