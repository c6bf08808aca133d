"""Queries for screens, and their immutable rows. Amounts are cents; times are UTC ms since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from posapp.domain.balance import BalanceDue
from posapp.domain.guest import Contact
from posapp.domain.order import LineItem, Order
from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyState
from posapp.domain.payment import Payment
from posapp.domain.pricing import OrderPrice
from posapp.domain.reservation import Fault, Reservation
from posapp.domain.staff import Role
from posapp.domain.visit import Visit, VisitState
from posapp.ports.mappings import MappingReads
from posapp.ports.office import OfficeReads
from posapp.ports.people import PeopleReads
from posapp.ports.pulls import PullReads
from posapp.ports.store import Health
from posapp.ports.tags import TagReads
from posapp.ports.walk_ins import WalkInNews


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A line of the arrivals board: a Tock row with what happened to it here, or a local walk-in.

    `key` is the reservation's key text or `visit:<id>`; Tock's money is as Tock states it.
    `location` is what Tock's room is mapped to.
    """

    key: str
    source: str
    business_id: str
    start_ms: int
    zone: str
    name: str
    size: int
    party_state: PartyState
    party_state_raw: str
    is_cancelled: bool
    is_walk_in: bool
    experience: str
    tables: str
    confirmation_code: str
    email: str
    phone: str
    total_cents: int | None
    paid_cents: int | None
    due_cents: int | None
    paid_here_cents: int
    currency: str
    club_name: str
    has_dietary_note: bool
    visit_id: str | None
    visit_state: VisitState | None
    local_table: str
    order_id: str | None
    order_total_cents: int | None
    sync_state: OutboxState | None
    location: str = ""


@dataclass(frozen=True, slots=True)
class ReservationSheet:
    """Everything the detail sheet shows of one reservation."""

    reservation: Reservation
    balance: BalanceDue
    club_name: str
    visit: Visit | None
    orders: tuple[Order, ...]
    sync_state: OutboxState | None


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """An order as the pad and the pay sheet show it; `contact` is its guest's record, if any."""

    order: Order
    visit: Visit
    guest_name: str
    contact: Contact | None
    lines: tuple[LineItem, ...]
    price: OrderPrice
    payments: tuple[Payment, ...]
    sync_state: OutboxState | None

    @property
    def paid_cents(self) -> int:
        """What has been paid here."""
        return sum(payment.cents for payment in self.payments)

    @property
    def due_cents(self) -> int:
        """What is left to pay."""
        return self.price.total_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class OpenOrderRow:
    """An order in the list of orders of the day."""

    order_id: str
    number: str
    visit_id: str
    name: str
    table_name: str
    state: str
    total_cents: int
    currency: str
    opened_ms: int
    sync_state: OutboxState | None


@dataclass(frozen=True, slots=True)
class SaleRow:
    """Money taken on a day: a closed order (`kind` "sale") or a reservation's balance ("balance").

    `payments` are (payment id, cents). `number` is "" and `sync_state` None when the payment has
    no piece of work, which must never be: the day's check looks for exactly that.
    """

    number: str
    kind: str
    total_cents: int
    payments: tuple[tuple[str, int], ...]
    sync_state: OutboxState | None


@dataclass(frozen=True, slots=True)
class Tile:
    """A product on the order pad."""

    sku: str
    title: str
    category: str
    price_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class StaffTile:
    """A person on the lock screen."""

    staff_id: str
    name: str
    role: Role
    locked_until_ms: int


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A piece of work as the Sync centre lists it."""

    item_id: str
    remote: str
    title: str
    state: OutboxState
    reason: str
    attempts: int
    created_ms: int
    not_before_ms: int
    is_in_doubt: bool
    aggregate: str


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A row that could not be read, with the path of each fault and its raw text."""

    row_id: str
    source: str
    origin: str
    received_ms: int
    faults: tuple[Fault, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class SyncOverview:
    """The Sync centre in one read; `outbox` has open items oldest first, then the latest sent.

    `first_pulls` were counted and wait for a person to accept them, `to_compare` are records that
    both sides changed, `by_hand` is what a person does in another system.
    """

    sources: tuple[Health, ...]
    outbox: tuple[OutboxRow, ...]
    quarantine: tuple[QuarantineRow, ...]
    to_send: int
    need_attention: int
    oldest_unsent_ms: int | None
    first_pulls: int = 0
    to_compare: int = 0
    by_hand: int = 0


class Reads(PullReads, Protocol):
    """What screens and commands may ask. Safe from any thread; never waits for a writer."""

    @property
    def tags(self) -> TagReads:
        """Club names as tags at Tock."""
        ...

    @property
    def mappings(self) -> MappingReads:
        """What Tock's names stand for here."""
        ...

    @property
    def people(self) -> PeopleReads:
        """Guests, their clubs and their history."""
        ...

    @property
    def office(self) -> OfficeReads:
        """Web orders, pickups and tasks."""
        ...

    def board(self, day: date) -> list[BoardRow]:
        """The parties of a business day in board order: time, then name, then key."""
        ...

    def walk_ins(self, day: date) -> WalkInNews:
        """What Tock says otherwise of a day's walk-ins, and which records may be one party's."""
        ...

    def search(self, text: str, *, limit: int) -> list[BoardRow]:
        """Parties of any day by folded name, e-mail, phone or code, nearest to today first."""
        ...

    def reservation(self, key_text: str) -> ReservationSheet:
        """One reservation; raises NotFoundError."""
        ...

    def order(self, order_id: str) -> OrderSheet:
        """One order; raises NotFoundError."""
        ...

    def order_numbered(self, number: str) -> str | None:
        """The id of the order with this number of ours, None where there is none."""
        ...

    def orders(self, day: date) -> list[OpenOrderRow]:
        """The orders opened on a business day, open ones first, then newest first."""
        ...

    def sales(self, day: date) -> list[SaleRow]:
        """The orders closed and balances taken that were begun on a business day, by number."""
        ...

    def tiles(self) -> list[Tile]:
        """Active products by category, position and title; its first product places a category."""
        ...

    def staff(self) -> list[StaffTile]:
        """Who may sign in, by name."""
        ...

    def sync_overview(self) -> SyncOverview:
        """The state of every source and every piece of work."""
        ...

    def quarantine(self) -> Sequence[QuarantineRow]:
        """Everything that could not be read, newest first."""
        ...
