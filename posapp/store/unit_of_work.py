"""The store: one write transaction at a time, and what follows a commit.

Order of a unit: commit, payment journal synced, then the topics are published. The lock is held
until the journal is written, so that its lines follow the commits.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from posapp.domain.changes import Changes, Topic
from posapp.domain.journal import Actor, JournalEntry
from posapp.ports.clock import Clock, IdSource
from posapp.ports.directory import DirectoryRepo
from posapp.ports.mappings import MappingRepo, OriginRepo
from posapp.ports.office import OfficeCaps, OfficeRepo
from posapp.ports.people import PeopleRepo
from posapp.ports.pulls import PullRepo
from posapp.ports.store import (
    FeedRepo,
    GuestRepo,
    OrderRepo,
    OutboxRepo,
    PaymentRepo,
    ProductRepo,
    ReservationRepo,
    StaffRepo,
    VisitRepo,
)
from posapp.ports.tags import TagRepo
from posapp.ports.walk_ins import WalkInRepo
from posapp.store.bulk import BulkStatement
from posapp.store.decoding import Decode
from posapp.store.offices import Offices
from posapp.store.payment_journal import PaymentJournal, PaymentLine
from posapp.store.repos.directory import SqlDirectoryRepo
from posapp.store.repos.feeds import SqlFeedRepo
from posapp.store.repos.guests import SqlGuestRepo
from posapp.store.repos.mappings import SqlMappingRepo
from posapp.store.repos.office import SqlOfficeRepo
from posapp.store.repos.orders import SqlOrderRepo
from posapp.store.repos.origins import SqlOriginRepo
from posapp.store.repos.outbox import SqlOutboxRepo
from posapp.store.repos.payments import SqlPaymentRepo
from posapp.store.repos.people import SqlPeopleRepo
from posapp.store.repos.products import SqlProductRepo
from posapp.store.repos.pulls import SqlPullRepo
from posapp.store.repos.reservations import SqlReservationRepo
from posapp.store.repos.scope import Scope
from posapp.store.repos.staff import SqlStaffRepo
from posapp.store.repos.tags import SqlTagRepo
from posapp.store.repos.visits import SqlVisitRepo
from posapp.store.repos.walk_ins import SqlWalkInRepo
from posapp.store.trouble import TroubleCode, trouble, trouble_of

MIN_FREE_BYTES = 200 * 1024 * 1024
"""Below this much free space no payment is begun (reliability reference §2.4)."""

_LINE = (
    *("id", "at_ms", "unit", "verb", "subject", "before_json", "after_json"),
    *("staff_id", "terminal_id", "approved_by"),
)
# Every page of a pull writes one: half a millisecond less for each.
_RECORD = BulkStatement(
    f"INSERT INTO journal ({', '.join(_LINE)}) VALUES ({', '.join(f':{name}' for name in _LINE)})",  # noqa: S608
    _LINE,
)


def free_bytes_of(directory: Path) -> int:
    """The free space of the disk that holds `directory`."""
    return shutil.disk_usage(directory).free


@dataclass(slots=True, kw_only=True)
class SqlUnitOfWork:
    """Satisfies ports.store.UnitOfWork."""

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
    scope: Scope
    name: str
    topics: set[Topic] = field(default_factory=set)

    def new_id(self) -> str:
        """A new time-ordered id."""
        return self.scope.ids.new_id()

    def touch(self, *topics: Topic) -> None:
        """Say what this transaction changes; published once it is committed."""
        self.topics.update(topics)

    def record(self, entry: JournalEntry) -> None:
        """Write a journal line in this transaction."""
        line = (
            self.scope.ids.new_id(),
            self.now_ms,
            self.name,
            entry.verb.value,
            entry.subject,
            _json(entry.before),
            _json(entry.after),
            self.actor.staff_id,
            self.actor.terminal_id,
            entry.approved_by,
        )
        _RECORD.run(self.scope.session.connection(), [line])


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterParts:
    """What a writer is made of; `at_point` is called at every point a crash test may strike."""

    engine: Engine
    clock: Clock
    ids: IdSource
    terminal_id: str
    decode: Decode
    on_commit: Callable[[Changes], None]
    at_point: Callable[[str], None]
    payment_journal: PaymentJournal
    free_bytes: Callable[[], int]
    lock_timeout_s: float
    offices: Offices = field(default_factory=Offices)


class Writer:
    """Satisfies ports.store.Store: runs units of work one after the other, from any thread."""

    def __init__(self, parts: WriterParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._thread_id: int | None = None
        self._is_closed = False

    @contextmanager
    def write(self, name: str, *, actor: Actor) -> Iterator[SqlUnitOfWork]:
        """A write transaction: commits at the end of the block, rolls back when it raises.

        Raises StoreTrouble when the disk is full, the file is read-only or stays locked, and BUSY
        once the store is closed; with JOURNAL_UNWRITTEN the payment itself is saved.
        """
        parts = self._parts
        with self.alone():
            if self._is_closed:
                raise trouble(TroubleCode.BUSY, detail="posapp is being closed")
            with self._transaction(name, actor=actor) as (unit, added):
                yield unit
            parts.at_point(f"{name}.after_commit")
            unwritten = self._append(added)
            parts.at_point(f"{name}.after_journal")
        if unit.topics:
            parts.on_commit(frozenset(unit.topics))
        # A unit without a payment owes the journal nothing: it is saved whole, and payments stay
        # off until the lines of the earlier one are written.
        if added and unwritten is not None:
            raise trouble(TroubleCode.JOURNAL_UNWRITTEN, detail=str(unwritten)) from unwritten

    def refuse(self) -> None:
        """Begin no more units; called by whoever holds the lock with `alone`."""
        self._is_closed = True

    def require_room_for_payments(self) -> None:
        """Raise StoreTrouble before money moves when the disk could not hold its record."""
        journal, free = self._parts.payment_journal, self._parts.free_bytes()
        if free < MIN_FREE_BYTES:
            raise trouble(TroubleCode.DISK_LOW, detail=f"{free // 1024**2} MB free")
        if journal.is_behind and (error := self._append([])) is not None:
            raise trouble(TroubleCode.JOURNAL_UNWRITTEN, detail=str(error)) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off every other unit; raises StoreTrouble when one takes too long."""
        if self._thread_id == threading.get_ident():
            raise RuntimeError("a unit of work is already open on this thread")
        if not self._lock.acquire(timeout=self._parts.lock_timeout_s):
            raise trouble(TroubleCode.BUSY)
        self._thread_id = threading.get_ident()
        try:
            yield
        finally:
            self._thread_id = None
            self._lock.release()

    @contextmanager
    def _transaction(
        self, name: str, *, actor: Actor
    ) -> Iterator[tuple[SqlUnitOfWork, list[PaymentLine]]]:
        parts = self._parts
        try:
            with (
                parts.engine.connect() as connection,
                connection.begin(),
                Session(connection, autoflush=False, expire_on_commit=False) as session,
            ):
                scope = Scope(session, parts.clock.now_ms(), parts.terminal_id, parts.ids)
                payments = SqlPaymentRepo(scope, require_room=self.require_room_for_payments)
                yield self._unit(name, actor=actor, scope=scope, payments=payments), payments.added
                parts.at_point(f"{name}.before_commit")
        except DBAPIError as error:
            page = trouble_of(error.orig)
            if page is None:
                raise
            raise page from error

    def _unit(
        self, name: str, *, actor: Actor, scope: Scope, payments: SqlPaymentRepo
    ) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            actor=actor,
            now_ms=scope.now_ms,
            reservations=SqlReservationRepo(scope, decode=self._parts.decode),
            visits=SqlVisitRepo(scope),
            orders=SqlOrderRepo(scope),
            payments=payments,
            guests=SqlGuestRepo(scope),
            products=SqlProductRepo(scope),
            outbox=SqlOutboxRepo(scope),
            staff=SqlStaffRepo(scope),
            feeds=SqlFeedRepo(scope),
            mappings=SqlMappingRepo(scope),
            directory=SqlDirectoryRepo(scope),
            origins=SqlOriginRepo(scope),
            tags=SqlTagRepo(scope),
            walk_ins=SqlWalkInRepo(scope),
            pulls=SqlPullRepo(scope),
            people=SqlPeopleRepo(scope),
            office=SqlOfficeRepo(scope),
            caps=self._parts.offices.caps,
            scope=scope,
            name=name,
        )

    def _append(self, lines: list[PaymentLine]) -> OSError | None:
        try:
            self._parts.payment_journal.append(lines)
        except OSError as error:
            return error
        return None


def _json(fields: dict[str, object] | None) -> str | None:
    return None if fields is None else json.dumps(fields, ensure_ascii=False, sort_keys=True)
