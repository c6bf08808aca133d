"""What the fake Tock knows about a booking, as frozen values; `None` means never set.

Unset and zero are different things on Tock's wire, so every optional field keeps them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowKind(StrEnum):
    """Id spaces of bookings and walk-ins may overlap, so the kind is part of the key."""

    RESERVATION = "reservation"
    WALK_IN = "walk_in"


@dataclass(frozen=True, slots=True, order=True)
class RowKey:
    """What names a row for good: business, kind and its number."""

    business_id: int
    kind: RowKind
    number: int

    def __str__(self) -> str:
        return f"{self.business_id}:{self.kind.value}:{self.number}"


@dataclass(frozen=True, slots=True)
class Business:
    """A venue of the business group."""

    id: int
    name: str
    domain_name: str
    time_zone: str = "America/Los_Angeles"
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Patron:
    """A person as Tock keeps one; walk-ins may have nothing but an id, or not even that."""

    id: int | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    phone_country_code: str | None = None
    zip_code: str | None = None
    iso_country_code: str | None = None
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Purchased:
    """A fee or one unit of an add-on."""

    id: int
    name: str
    amount_cents: int
    pos_sku: str | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """What was booked."""

    id: int
    name: str
    amount_cents: int
    variety: str
    pos_sku: str | None = None


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount as a positive magnitude."""

    description: str
    amount_cents: int
    discount_type: str
    promo_code: str | None = None


@dataclass(frozen=True, slots=True)
class TockPayment:
    """PAY_ON_SITE means money deferred to the venue, not money collected."""

    id: int
    amount_cents: int
    payment_type: str


@dataclass(frozen=True, slots=True)
class TockRefund:
    """A refund as a positive magnitude."""

    id: int
    amount_cents: int
    status: str = "COMPLETE"
    is_dispute: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a room."""

    id: int
    name: str
    room: str
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class SeatingOption:
    """Indoors or out."""

    id: int
    name: str
    is_outdoors: bool


@dataclass(frozen=True, slots=True)
class Note:
    """BOOKING_GENERAL_NOTE, BOOKING_DIETARY_NOTE or GUEST_PROVIDED_NOTE."""

    note_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked while booking and its answers."""

    name: str
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Tock's own money of a booking, in cents; rates in percent and never to be computed from."""

    subtotal_cents: int
    total_cents: int
    net_paid_cents: int
    due_cents: int
    tax_cents: int = 0
    tax_rate: float | None = None
    service_cents: int | None = None
    service_rate: float | None = None
    gratuity_cents: int | None = None
    comp_cents: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One state of a reservation or walk-in; every edit makes a new one."""

    key: RowKey
    service_ms: int
    party_size: int
    owner: Patron
    diner: Patron
    created_ms: int
    updated_ms: int
    version_id: int
    sequence_id: int = 1
    party_state: str = "EXPECTED"
    is_cancelled: bool = False
    confirmation_code: str | None = None
    experience: Experience | None = None
    money: Money | None = None
    options: tuple[Purchased, ...] = ()
    fees: tuple[Purchased, ...] = ()
    discounts: tuple[Discount, ...] = ()
    payments: tuple[TockPayment, ...] = ()
    refunds: tuple[TockRefund, ...] = ()
    tables: tuple[Table, ...] = ()
    seating: SeatingOption | None = None
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    visit_tags: tuple[str, ...] = ()
    server_name: str | None = None
    transferred_out: bool | None = None
    transferred_out_cents: int | None = None
    key_values: tuple[tuple[str, str], ...] = ()

    def is_void(self) -> bool:
        """Cancelled by either of Tock's two marks."""
        return self.is_cancelled or self.party_state == "CANCELLED"

    def is_walk_in(self) -> bool:
        """True for a row that carries a walkinId instead of an id."""
        return self.key.kind is RowKind.WALK_IN
