"""One short transaction on the local store, as use cases see it.

A unit of work commits everything or nothing; no I/O and no other unit may happen inside one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from posapp.domain.catalogue import Product
from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership
from posapp.domain.guest import Guest
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import Actor, JournalEntry
from posapp.domain.order import LineItem, Order
from posapp.domain.outbox import OutboxItem
from posapp.domain.payment import Payment
from posapp.domain.reservation import Quarantined, Reservation, Version
from posapp.domain.staff import Staff
from posapp.domain.visit import Visit
from posapp.ports.directory import DirectoryRepo
from posapp.ports.mappings import MappingRepo, OriginRepo
from posapp.ports.office import OfficeCaps, OfficeRepo
from posapp.ports.people import PeopleRepo
from posapp.ports.pulls import PullRepo
from posapp.ports.reservations import IncomingReservation
from posapp.ports.tags import TagRepo
from posapp.ports.walk_ins import WalkInRepo


class ReservationRepo(Protocol):
    """Tock's rows as last told; written by ingest only."""

    def versions(self, key_texts: Sequence[str]) -> dict[str, Version]:
        """What is stored of these rows, by `key.text`; absent keys are absent."""
        ...

    def known_texts(self, digests: Sequence[int]) -> frozenset[int]:
        """Those of these digests whose very text is what is stored of a row."""
        ...

    def note_conflict(self, key: ReservationKey, *, digest: str, kept_digest: str) -> bool:
        """Count news of equal version and other content; True when it was not seen before."""
        ...

    def save(self, rows: Sequence[IncomingReservation]) -> None:
        """Insert or replace rows with their raw text and search text."""
        ...

    def get(self, key: ReservationKey) -> Reservation:
        """The row, decoded from its raw text; raises NotFoundError."""
        ...


class VisitRepo(Protocol):
    """Parties in the room."""

    def get(self, visit_id: str) -> Visit:
        """The visit; raises NotFoundError."""
        ...

    def find_by_reservation(self, key_text: str) -> Visit | None:
        """The visit of a reservation, if it has one."""
        ...

    def save(self, visit: Visit) -> None:
        """Insert or update."""
        ...

    def delete(self, visit_id: str) -> None:
        """Remove a visit (undo only); its orders must be gone."""
        ...

    def exists(self, visit_id: str) -> bool:
        """True when this visit is stored: a repeated command has nothing left to do."""
        ...

    def count_of_guest(self, guest_id: str) -> int:
        """How many visits have this guest."""
        ...


class OrderRepo(Protocol):
    """Orders with their lines."""

    def get(self, order_id: str) -> Order:
        """The head; raises NotFoundError."""
        ...

    def exists(self, order_id: str) -> bool:
        """True when this order is stored."""
        ...

    def of_visit(self, visit_id: str) -> list[Order]:
        """The orders of a visit, oldest first."""
        ...

    def save(self, order: Order) -> None:
        """Insert or update the head."""
        ...

    def lines(self, order_id: str) -> list[LineItem]:
        """All lines by position, voided ones too."""
        ...

    def line(self, line_id: str) -> LineItem:
        """One line; raises NotFoundError."""
        ...

    def has_line(self, line_id: str) -> bool:
        """True when this line is stored."""
        ...

    def save_line(self, line: LineItem) -> None:
        """Insert or update one line."""
        ...

    def delete(self, order_id: str) -> None:
        """Remove an open order without payments, and its lines (undo only)."""
        ...

    def next_number(self) -> str:
        """The next order number of this terminal: its code, a dash, six digits; never reused."""
        ...


class PaymentRepo(Protocol):
    """Append-only: triggers refuse any change and any deletion."""

    def add(self, payment: Payment) -> None:
        """Store one payment and, after the commit, its line in the payment journal file."""
        ...

    def exists(self, payment_id: str) -> bool:
        """True when this payment is stored: ten taps are one command."""
        ...

    def of_order(self, order_id: str) -> list[Payment]:
        """The payments of an order, oldest first."""
        ...

    def of_reservation(self, key_text: str) -> list[Payment]:
        """The balance payments taken here for a reservation, oldest first."""
        ...


class GuestRepo(Protocol):
    """Identified people."""

    def get(self, guest_id: str) -> Guest:
        """The guest; raises NotFoundError."""
        ...

    def find_by_email(self, email_key: str) -> Guest | None:
        """The guest with this folded address, if any."""
        ...

    def find_by_remote(self, source: str, remote_id: str) -> Guest | None:
        """The guest that came from `source` under `remote_id`, if any."""
        ...

    def save(self, guest: Guest) -> None:
        """Insert or update."""
        ...

    def clubs_of(self, email_key: str, *, office: str) -> list[Club]:
        """The clubs of an office the person with this folded address is an active member of.

        `office` "" is whichever one the person came from last.
        """
        ...

    def save_club(self, club: Club) -> None:
        """Insert or update a club."""
        ...

    def save_membership(self, membership: Membership) -> None:
        """Insert or update a membership."""
        ...

    def forget_membership(self, membership_id: str, *, backend: str) -> None:
        """Delete a membership that was entered here; the back office's own took its place."""
        ...


class ProductRepo(Protocol):
    """What can be sold."""

    def get(self, sku: str) -> Product:
        """The product; raises NotFoundError."""
        ...

    def save(self, products: Sequence[Product]) -> None:
        """Insert or update."""
        ...


class OutboxRepo(Protocol):
    """Work to send."""

    def add(self, item: OutboxItem) -> None:
        """Append; `seq` is assigned here. The same operation on the same subject is stored once."""
        ...

    def get(self, item_id: str) -> OutboxItem:
        """The item; raises NotFoundError."""
        ...

    def save(self, item: OutboxItem) -> None:
        """Update an item's state."""
        ...

    def next_due(self, remote: str, *, now_ms: int) -> OutboxItem | None:
        """The oldest WAITING or UNKNOWN item of `remote` that is due and first of its aggregate."""
        ...

    def has_open(self, aggregate: str) -> bool:
        """True while work of this aggregate is not CONFIRMED or SUPERSEDED."""
        ...

    def open_work(self, remote: str) -> list[OutboxItem]:
        """All work of this remote that is not CONFIRMED or SUPERSEDED, oldest first."""
        ...

    def tried(self, remote: str) -> list[OutboxItem]:
        """The same of what was sent at least once: of a long queue, hardly any."""
        ...

    def of_aggregate(self, aggregate: str) -> list[OutboxItem]:
        """All work of this aggregate in whatever state, oldest first."""
        ...

    def customer_work(self, guest_id: str) -> OutboxItem | None:
        """The first customer work of a guest in whatever state; None if none was ever queued."""
        ...

    def expired(self, *, now_ms: int) -> list[OutboxItem]:
        """SENDING items whose lease has run out."""
        ...


class StaffRepo(Protocol):
    """People who may sign in."""

    def get(self, staff_id: str) -> Staff:
        """The person; raises NotFoundError."""
        ...

    def all(self) -> list[Staff]:
        """Everybody, by name."""
        ...

    def save(self, staff: Staff) -> None:
        """Insert or update."""
        ...


class HealthState(StrEnum):
    """How a remote system was found at the last try."""

    NEVER = "never"
    LIVE = "live"
    FAILING = "failing"
    SIGN_IN_NEEDED = "sign_in_needed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Health:
    """A remote system's condition; times in ms since 1970, None for never."""

    remote: str
    title: str
    state: HealthState
    last_success_ms: int | None = None
    last_attempt_ms: int | None = None
    next_attempt_ms: int | None = None
    as_of_ms: int | None = None
    failing_since_ms: int | None = None
    message: str = ""


class FeedRepo(Protocol):
    """Where each pull resumes, how each remote is, and what could not be read."""

    def cursor(self, remote: str, stream: str) -> str:
        """The stored resume point, "" before the first page."""
        ...

    def save_cursor(self, remote: str, stream: str, cursor: str) -> None:
        """Store the resume point, in the transaction that stored its page."""
        ...

    def quarantine(self, row: Quarantined) -> bool:
        """Keep an unreadable row once, by its raw text; True when it is new."""
        ...

    def health(self, remote: str) -> Health | None:
        """The last known condition."""
        ...

    def save_health(self, health: Health) -> None:
        """Insert or update."""
        ...

    def forget_health(self, remote: str) -> None:
        """Nothing is connected for this remote any more, or something else; absent is fine."""
        ...


class UnitOfWork(Protocol):
    """The open transaction with its repositories; `now_ms` is fixed for its whole length."""

    actor: Actor
    now_ms: int
    reservations: ReservationRepo
    visits: VisitRepo
    orders: OrderRepo
    payments: PaymentRepo
    guests: GuestRepo
    products: ProductRepo
    outbox: OutboxRepo
    staff: StaffRepo
    feeds: FeedRepo
    mappings: MappingRepo
    directory: DirectoryRepo
    origins: OriginRepo
    tags: TagRepo
    walk_ins: WalkInRepo
    pulls: PullRepo
    people: PeopleRepo
    office: OfficeRepo
    caps: OfficeCaps

    def new_id(self) -> str:
        """A new time-ordered id."""
        ...

    def touch(self, *topics: Topic) -> None:
        """Say what this transaction changes; published once it is committed."""
        ...

    def record(self, entry: JournalEntry) -> None:
        """Write a journal line in this transaction."""
        ...


class Store(Protocol):
    """Opens units of work. `name` labels the transaction for crash tests and logs."""

    def write(self, name: str, *, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """A write transaction: commits at the end of the block, rolls back when it raises.

        Raises StoreTrouble when the disk is full, the file is read-only or stays locked.
        """
        ...
