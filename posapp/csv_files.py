"""Customers and orders as CSV files, in and out: read and written a page at a time.

A dry run does everything the import would do, and takes each page back. The command line and the
window come in by the same doors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time, timedelta
from itertools import islice
from pathlib import Path
from typing import NoReturn

from posapp.adapters.ecellar.columns import CUSTOMERS, ORDERS, Column
from posapp.adapters.ecellar.customers import NAME, customer_row, read_customers
from posapp.adapters.ecellar.orders import balance_rows, order_rows, read_orders
from posapp.adapters.ecellar.reading import columns_of
from posapp.adapters.ecellar.writing import write_sheet
from posapp.domain.business_day import at_local, to_ms
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor, JournalEntry, Verb
from posapp.domain.origin import GuestDefaults
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.domain.venue import Venue
from posapp.ports.csv_files import (
    FileColumn,
    FileKind,
    FileReport,
    FileWish,
    ImportCounts,
    RefusedRow,
    WrittenFile,
)
from posapp.ports.csv_rows import ImportedCustomer, ListingReads
from posapp.ports.store import Store, UnitOfWork
from posapp.usecases.import_customers import import_customers
from posapp.usecases.import_orders import import_orders
from posapp.usecases.ingest_orders import OrderSource

_PAGE = 10
"""A customer takes some 4 ms, and a tap may be waiting for the store."""

_READ_AT_ONCE = 100
_MOST_REFUSED = 2_000
"""So many are told with a report; `show` is given all of them."""

_LATEST_MS = 1 << 62
_SOURCE = OrderSource(backend=NAME, title="eCELLAR")
_DOCUMENTED = {FileKind.CUSTOMERS: CUSTOMERS, FileKind.ORDERS: ORDERS}

Row = ImportedCustomer | RemoteOrder | Quarantined
Show = Callable[[RefusedRow], None]
Pace = Callable[[int], bool]
"""Is told how many records are through; False stops there."""


class _TakenBackError(Exception):
    """Ends a transaction of a dry run, so that nothing of it is kept."""


def _take_back() -> NoReturn:
    raise _TakenBackError


def _show_nobody(_row: RefusedRow) -> None:
    """The report tells of it."""


def _without_end(_done: int) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvFiles:
    """The files of one terminal. `keeper` says which system keeps the customers, "" for none."""

    store: Store
    listing: ListingReads
    venue: Venue
    defaults: GuestDefaults
    keeper: Callable[[], str]

    def why_no_customers(self) -> str:
        """Why no customers are taken in, as a sentence; "" when they are."""
        title = self.keeper()
        if not title:
            return ""
        return (
            f"{title} keeps the customers of this winery. Bring them in there: they come here from"
            " it. Files of orders are taken in here all the same."
        )

    def columns(self, kind: FileKind) -> list[FileColumn]:
        """The columns of a kind of file, with what they mean."""
        return documented_columns(kind)

    def take(
        self,
        path: Path,
        *,
        actor: Actor,
        is_dry_run: bool,
        show: Show = _show_nobody,
        pace: Pace = _without_end,
    ) -> FileReport:
        """Take a file of customers or of orders; its header says which it is.

        `show` is given every row that is set aside. Raises a DomainError for the file as a whole.
        """
        is_orders = {"order_number", "row"} <= columns_of(path)
        kind = FileKind.ORDERS if is_orders else FileKind.CUSTOMERS
        # Two masters of one guest would take each other's numbers from the record.
        if not is_orders and (refusal := self.why_no_customers()):
            raise DomainError("has_office", refusal, field="file")
        run = _Import(self, actor, is_dry_run=is_dry_run, show=show, pace=pace)
        if is_orders:
            venue = self.venue
            with read_orders(path, zone=venue.zone, currency=venue.currency) as (sheet, orders):
                run.take(orders)
        else:
            with read_customers(path) as (sheet, customers):
                run.take(customers)
        if not is_dry_run:
            self._note(Verb.FILE_TAKEN_IN, path, asdict(run.counts), actor=actor)
        return FileReport(
            kind=kind,
            counts=run.counts,
            unknown=sheet.unknown,
            refused=tuple(run.refused),
            is_dry_run=is_dry_run,
            is_cut_short=run.is_cut_short,
        )

    def write(
        self, path: Path, *, wish: FileWish, actor: Actor, pace: Pace = _without_end
    ) -> WrittenFile | None:
        """Write all that is wished for, or nothing: None when `pace` stopped it.

        What was at `path` stays until the new file is whole.
        """
        written = _Written(pace)
        rows = self._rows(wish)
        try:
            count = write_sheet(path, written.counted(rows), columns=_DOCUMENTED[wish.kind])
        except _TakenBackError:
            return None
        self._note(Verb.FILE_WRITTEN, path, {wish.kind.value: written.records}, actor=actor)
        return WrittenFile(kind=wish.kind, path=str(path), records=written.records, rows=count)

    def _rows(self, wish: FileWish) -> Iterator[Sequence[dict[str, str]]]:
        since_ms = 0 if wish.first is None else self._begins_ms(wish.first)
        if wish.kind is FileKind.CUSTOMERS:
            return _customer_rows(self.listing, since_ms=since_ms)
        until_ms = _LATEST_MS if wish.last is None else self._begins_ms(_day_after(wish.last))
        span = _Span(since_ms, until_ms, self.venue.zone)
        return _order_rows(self.listing, span)

    def _begins_ms(self, day: date) -> int:
        return to_ms(at_local(day, time.min, zone=self.venue.zone))

    def _note(self, verb: Verb, path: Path, after: dict[str, object], *, actor: Actor) -> None:
        with self.store.write(verb.value, actor=actor) as uow:
            uow.record(JournalEntry(verb, path.name, after=after))


@dataclass(slots=True)
class _Import:
    """Pages of a file on their way into the store, or only counted."""

    files: CsvFiles
    actor: Actor
    is_dry_run: bool
    show: Show
    pace: Pace
    counts: ImportCounts = field(default_factory=ImportCounts)
    refused: list[RefusedRow] = field(default_factory=list)
    is_cut_short: bool = False
    _seen: dict[int, int] = field(default_factory=dict)

    def take(self, rows: Iterator[Row]) -> None:
        """All of them, or as many as the pace lets through."""
        while page := list(islice(rows, _PAGE)):
            for row in self._counted(page) if self.is_dry_run else self._stored(page):
                self._refuse(row)
            if not self.pace(self.counts.read):
                self.is_cut_short = True
                return

    def _refuse(self, row: Quarantined) -> None:
        for fault in row.faults:
            told = RefusedRow(row.origin, fault.path, fault.message)
            self.show(told)
            if len(self.refused) < _MOST_REFUSED:
                self.refused.append(told)

    def _stored(self, page: Sequence[Row]) -> list[Quarantined]:
        with self.files.store.write("import.page", actor=self.actor) as uow:
            counts, bad = self._into(page, uow=uow)
        self.counts += counts
        return bad

    def _counted(self, page: Sequence[Row]) -> list[Quarantined]:
        """What `_stored` would have done: a row told on an earlier page is already there then."""
        counts, bad = ImportCounts(), []
        try:
            with self.files.store.write("import.try", actor=self.actor) as uow:
                for row in page:
                    told, faults = self._tried(row, uow=uow)
                    counts += told
                    bad += faults
                _take_back()
        except _TakenBackError:
            self.counts += counts
        for row in page:
            if not isinstance(row, Quarantined):
                self._seen[hash(_key(row))] = _said(row)
        return bad

    def _tried(self, row: Row, *, uow: UnitOfWork) -> tuple[ImportCounts, list[Quarantined]]:
        told, bad = self._into([row], uow=uow)
        if isinstance(row, Quarantined) or told.parked:
            return told, bad
        known = self._seen.get(hash(_key(row)))
        if known is None:
            return told, bad
        is_same = known == _said(row)
        return ImportCounts(read=1, unchanged=int(is_same), changed=int(not is_same)), bad

    def _into(
        self, page: Sequence[Row], *, uow: UnitOfWork
    ) -> tuple[ImportCounts, list[Quarantined]]:
        orders = [one for one in page if not isinstance(one, ImportedCustomer)]
        if any(isinstance(one, RemoteOrder) for one in page):
            return import_orders(orders, uow=uow, source=_SOURCE)
        customers = [one for one in page if not isinstance(one, RemoteOrder)]
        return import_customers(customers, uow=uow, source=NAME, defaults=self.files.defaults)


def _said(row: ImportedCustomer | RemoteOrder) -> int:
    """What a row says, wherever in the file it stands."""
    return hash(repr(replace(row, origin="") if isinstance(row, ImportedCustomer) else row))


def _key(row: ImportedCustomer | RemoteOrder) -> str:
    return row.customer.remote_id if isinstance(row, ImportedCustomer) else row.remote_id


@dataclass(slots=True)
class _Written:
    """Counts records while their rows are written."""

    pace: Pace
    records: int = 0

    def counted(self, records: Iterator[Sequence[dict[str, str]]]) -> Iterator[dict[str, str]]:
        """The rows of the records one after the other."""
        for rows in records:
            yield from rows
            self.records += 1
            if self.records % _READ_AT_ONCE == 0 and not self.pace(self.records):
                _take_back()


@dataclass(frozen=True, slots=True)
class _Span:
    """From a moment to before another."""

    since_ms: int
    until_ms: int
    zone: str


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _customer_rows(listing: ListingReads, *, since_ms: int) -> Iterator[Sequence[dict[str, str]]]:
    after = ""
    while guests := listing.guests(after_id=after, since_ms=since_ms, limit=_READ_AT_ONCE):
        for guest in guests:
            yield (customer_row(guest),)
        after = guests[-1].guest_id


def _order_rows(listing: ListingReads, span: _Span) -> Iterator[Sequence[dict[str, str]]]:
    after = (0, "")
    while orders := listing.sold(after=after, since_ms=span.since_ms, limit=_READ_AT_ONCE):
        for sold in orders:
            if sold.closed_ms < span.until_ms:
                yield tuple(order_rows(sold, zone=span.zone))
        after = (orders[-1].closed_ms, orders[-1].sheet.order.order_id)
        if orders[-1].closed_ms >= span.until_ms:
            break
    seq = 0
    while taken := listing.balances(after=seq, since_ms=span.since_ms, limit=_READ_AT_ONCE):
        for balance in taken:
            if balance.taken_ms < span.until_ms:
                yield tuple(balance_rows(balance, zone=span.zone))
        seq = taken[-1].seq


def documented_columns(kind: FileKind) -> list[FileColumn]:
    """The columns of a kind of file, with what they mean."""
    return [_documented(one) for one in _DOCUMENTED[kind]]


def _documented(column: Column) -> FileColumn:
    return FileColumn(column.name, column.meaning, is_required=column.is_required)
