"""Customers and orders as CSV files, in and out: read and written a page at a time.

A dry run does everything the import would do, and takes each page back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from posapp.adapters.ecellar.columns import CUSTOMERS, ORDERS, Column
from posapp.adapters.ecellar.customers import NAME, customer_row, read_customers
from posapp.adapters.ecellar.orders import balance_rows, order_rows, read_orders
from posapp.adapters.ecellar.reading import columns_of
from posapp.adapters.ecellar.writing import write_sheet
from posapp.app import Program
from posapp.chores import opened
from posapp.domain.business_day import at_local, to_ms
from posapp.domain.errors import DomainError
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.csv_rows import ImportedCustomer
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.import_customers import ImportCounts, import_customers
from posapp.usecases.import_orders import import_orders
from posapp.usecases.ingest_orders import OrderSource

_PAGE = 100
_SOURCE = OrderSource(backend=NAME, title="eCELLAR")

Row = ImportedCustomer | RemoteOrder | Quarantined
Show = Callable[[Quarantined], None]


class _TakenBackError(Exception):
    """Ends a transaction of a dry run, so that nothing of it is kept."""


def _take_back() -> NoReturn:
    raise _TakenBackError


@dataclass(frozen=True, slots=True)
class CsvReport:
    """What became of the rows; `unknown` are columns that mean nothing here."""

    kind: str
    counts: ImportCounts
    unknown: tuple[str, ...] = ()
    is_dry_run: bool = False

    def values(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "kind": self.kind,
            "dry_run": self.is_dry_run,
            "unknown_columns": list(self.unknown),
            **asdict(self.counts),
        }

    @property
    def lines(self) -> list[str]:
        """The report as sentences."""
        counts = ", ".join(f"{count} {name}" for name, count in asdict(self.counts).items())
        said = [f"{self.kind}: {counts}"]
        if self.unknown:
            said.append(f"Columns that are not known here were left out: {', '.join(self.unknown)}")
        if self.counts.waiting:
            said.append("Those who wait have unsent work here; their rows are looked at after it.")
        if self.is_dry_run:
            said.append("Dry run: nothing was stored.")
        return said


def import_file(directory: Path | None, *, path: Path, is_dry_run: bool, show: Show) -> CsvReport:
    """Take a file of customers or of orders; its header says which it is.

    `show` is given every row that is set aside. Raises a DomainError for the file as a whole.
    """
    is_orders = {"order_number", "row"} <= columns_of(path)
    with opened(directory) as program:
        run = _Import(program, is_dry_run=is_dry_run, show=show)
        if is_orders:
            venue = program.venue
            with read_orders(path, zone=venue.zone, currency=venue.currency) as (sheet, rows):
                run.take(rows)
                return CsvReport("orders", run.counts, sheet.unknown, is_dry_run)
        _require_no_office(program)
        with read_customers(path) as (sheet, customers):
            run.take(customers)
            return CsvReport("customers", run.counts, sheet.unknown, is_dry_run)


def _require_no_office(program: Program) -> None:
    """Two masters of one guest would take each other's numbers from the record."""
    title = program.desk.caps.title(Role.PEOPLE)
    if title:
        message = f"{title} keeps the customers of this winery: import the file there."
        raise DomainError("has_office", message, field="file")


@dataclass(slots=True)
class _Import:
    """Pages of a file on their way into the store, or only counted."""

    program: Program
    is_dry_run: bool
    show: Show
    counts: ImportCounts = field(default_factory=ImportCounts)
    _seen: dict[int, int] = field(default_factory=dict)

    def take(self, rows: Iterator[Row]) -> None:
        """All of them."""
        while page := list(islice(rows, _PAGE)):
            bad = self._counted(page) if self.is_dry_run else self._stored(page)
            for row in bad:
                self.show(row)

    def _stored(self, page: Sequence[Row]) -> list[Quarantined]:
        with self.program.store.write("import.page", actor=self.program.program_actor) as uow:
            counts, bad = self._into(page, uow=uow)
        self.counts += counts
        return bad

    def _counted(self, page: Sequence[Row]) -> list[Quarantined]:
        """What `_stored` would have done: a row told on an earlier page is already there then."""
        counts, bad = ImportCounts(), []
        try:
            with self.program.store.write("import.try", actor=self.program.program_actor) as uow:
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
        defaults = self.program.settings.directory.defaults()
        return import_customers(customers, uow=uow, source=NAME, defaults=defaults)


def _said(row: ImportedCustomer | RemoteOrder) -> int:
    """What a row says, wherever in the file it stands."""
    return hash(repr(replace(row, origin="") if isinstance(row, ImportedCustomer) else row))


def _key(row: ImportedCustomer | RemoteOrder) -> str:
    return row.customer.remote_id if isinstance(row, ImportedCustomer) else row.remote_id


def export_file(
    directory: Path | None, *, kind: str, path: Path, since: date | None
) -> dict[str, Any]:
    """Write all customers or closed orders, or those since a day; returns how many rows."""
    with opened(directory) as program:
        zone = program.venue.zone
        since_ms = 0 if since is None else to_ms(at_local(since, time.min, zone=zone))
        if kind == "customers":
            rows = _customer_rows(program, since_ms=since_ms)
            count = write_sheet(path, rows, columns=CUSTOMERS)
        else:
            orders = _order_rows(program, since_ms=since_ms, zone=zone)
            count = write_sheet(path, orders, columns=ORDERS)
    return {"kind": kind, "file": str(path), "rows": count}


def _customer_rows(program: Program, *, since_ms: int) -> Iterator[dict[str, str]]:
    listing, after = program.store.reads.listing, ""
    while page := listing.guests(after_id=after, since_ms=since_ms, limit=_PAGE):
        for guest in page:
            yield customer_row(guest)
        after = page[-1].guest_id


def _order_rows(program: Program, *, since_ms: int, zone: str) -> Iterator[dict[str, str]]:
    listing, after = program.store.reads.listing, (0, "")
    while page := listing.sold(after=after, since_ms=since_ms, limit=_PAGE):
        for sold in page:
            yield from order_rows(sold, zone=zone)
        after = (page[-1].closed_ms, page[-1].sheet.order.order_id)
    seq = 0
    while taken := listing.balances(after=seq, since_ms=since_ms, limit=_PAGE):
        for balance in taken:
            yield from balance_rows(balance, zone=zone)
        seq = taken[-1].seq


def documented_columns() -> dict[str, list[dict[str, Any]]]:
    """The columns of both files by name, with what they mean."""
    return {"customers": _documented(CUSTOMERS), "orders": _documented(ORDERS)}


def _documented(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [
        {"column": one.name, "required": one.is_required, "meaning": one.meaning} for one in columns
    ]
