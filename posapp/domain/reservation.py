"""A Tock booking as posapp reads it; read-only here.

Money is shown as Tock states it and never recomputed; an absent amount is None, not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from posapp.domain.business_day import day_of
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyState, PartyStatus


class Channel(IntEnum):
    """The way news came; the higher wins a tie, because a webhook is never a stale file."""

    EXPORT = 1
    FEED = 2


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Total order of the news about one reservation, in the order the fields are written.

    Tock's timestamps have whole-second resolution, so `sequence_id` decides within a second;
    `version_id` is no number across channels, so it comes after the channel; the digest makes
    two different bodies of equal version resolve the same way in every order of arrival.
    """

    updated_ms: int
    sequence_id: int
    channel: Channel
    version_id: int
    digest: str

    def outranks(self, other: Version) -> bool:
        """True when this news replaces `other`.

        Equal content of a later version does too: were its version not kept, older news with
        other content could still come and win.
        """
        return self > other


@dataclass(frozen=True, slots=True)
class Patron:
    """Tock's person record: the owner (who paid) or the diner (whose name is on the book)."""

    patron_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    phone_country_code: str = ""

    @property
    def name(self) -> str:
        """First and last name as staff read them; "" when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class BookedItem:
    """An experience, add-on, fee or charge with how often it was bought; cents are for one unit."""

    item_id: str
    name: str
    quantity: int = 1
    unit_cents: int | None = None
    sku: str = ""
    variety: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the booking; `kind` is Tock's word."""

    text: str
    kind: str = ""

    @property
    def is_dietary(self) -> bool:
        """True for notes Tock files as dietary."""
        return self.kind == "BOOKING_DIETARY_NOTE"


@dataclass(frozen=True, slots=True)
class Question:
    """A question the guest answered before the visit, with all the answers ticked."""

    name: str
    responses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table Tock assigned."""

    table_id: str
    name: str
    room: str = ""


@dataclass(frozen=True, slots=True)
class TockPayment:
    """A payment as Tock lists it. PAY_ON_SITE means deferred to the winery: not collected."""

    cents: int
    kind: str


@dataclass(frozen=True, slots=True)
class TockRefund:
    """A refund at Tock: a positive magnitude."""

    cents: int
    is_dispute: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class TockMoney:
    """What Tock states about the booking's money, in cents of `currency`; None is "not stated"."""

    currency: str
    subtotal_cents: int | None = None
    tax_cents: int | None = None
    gratuity_cents: int | None = None
    service_charge_cents: int | None = None
    total_cents: int | None = None
    paid_cents: int | None = None
    due_cents: int | None = None
    payments: tuple[TockPayment, ...] = ()
    refunds: tuple[TockRefund, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """False when due is not total less paid; a hint for staff (refunds do it), no error."""
        if self.total_cents is None or self.paid_cents is None or self.due_cents is None:
            return True
        return self.due_cents == self.total_cents - self.paid_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One row of the reservation system, decoded. `starts_at` is UTC, `zone` the business's."""

    key: ReservationKey
    version: Version
    starts_at: datetime
    zone: str
    party_size: int
    party: PartyStatus
    business_name: str = ""
    domain_name: str = ""
    is_cancelled_flag: bool = False
    is_transferred_out: bool = False
    diner: Patron | None = None
    owner: Patron | None = None
    experience: BookedItem | None = None
    add_ons: tuple[BookedItem, ...] = ()
    fees: tuple[BookedItem, ...] = ()
    charges: tuple[BookedItem, ...] = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    visit_tags: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    seating_area: str = ""
    server_name: str = ""
    confirmation_code: str = ""
    money: TockMoney

    @property
    def day(self) -> date:
        """The business day of the visit."""
        return day_of(self.starts_at, zone=self.zone)

    @property
    def patron(self) -> Patron:
        """Whose name is shown: the diner, else the owner (a concierge books for the diner)."""
        return self.diner or self.owner or Patron()

    @property
    def is_walk_in(self) -> bool:
        """True for a party Tock seated without a booking."""
        return self.key.kind is ReservationKind.WALK_IN

    @property
    def name(self) -> str:
        """The party's name on the board."""
        return self.patron.name or ("Walk-in" if self.is_walk_in else "No name")

    @property
    def is_cancelled(self) -> bool:
        """Either of Tock's two marks counts, as they may disagree."""
        return self.is_cancelled_flag or self.party.state is PartyState.CANCELLED

    @property
    def is_visit(self) -> bool:
        """False for pick-up and delivery, which are orders and not parties in the room."""
        return self.experience is None or self.experience.variety not in {"PICKUP", "DELIVERY"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value of a payload; `path` like `$.experience.amountCents`."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that could not be read: kept whole as `raw` text with every fault found."""

    source: str
    origin: str
    raw: str
    faults: tuple[Fault, ...]
