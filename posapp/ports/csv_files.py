"""Files of customers and orders: what a look finds, what is taken in, what is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)


class FileKind(StrEnum):
    """What a file is about; its header says which."""

    CUSTOMERS = "customers"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of the rows. `waiting` were told of guests whom unsent work is about."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    parked: int = 0
    conflicts: int = 0
    waiting: int = 0

    def __add__(self, other: ImportCounts) -> ImportCounts:
        """Both together."""
        return ImportCounts(
            read=self.read + other.read,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            parked=self.parked + other.parked,
            conflicts=self.conflicts + other.conflicts,
            waiting=self.waiting + other.waiting,
        )


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is set aside: where it stands ("in.csv, row 4"), its column, and why."""

    origin: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of a file's records; `unknown` are columns that mean nothing here.

    `refused` are the first of `counts.parked`; `is_cut_short` says that somebody stopped it.
    """

    kind: FileKind
    counts: ImportCounts
    unknown: tuple[str, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    is_dry_run: bool = False
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class FileWish:
    """What is to be written: orders from one business day to another, both included.

    Of customers `first` is the day they changed at the earliest, and there is no `last`.
    """

    kind: FileKind
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that was written: `records` customers or orders in `rows` rows."""

    kind: FileKind
    path: str
    records: int
    rows: int


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column as it is documented."""

    name: str
    meaning: str
    is_required: bool = False


class FileJob(Protocol, Generic[Result_co]):
    """Work on a file, beside the window; Topic.FILES is published as it goes on and at its end."""

    @property
    def is_done(self) -> bool:
        """True once it has ended, however."""
        ...

    @property
    def done(self) -> int:
        """How many records are through so far."""
        ...

    @property
    def result(self) -> Result_co | None:
        """What came of it, also of one that was cancelled; None before, and when it failed."""
        ...

    @property
    def trouble(self) -> str:
        """Why it failed, as a sentence; "" when it did not."""
        ...

    @property
    def code(self) -> str:
        """The DomainError's code, where the trouble is one; "exists" can be replaced."""
        ...

    def cancel(self) -> None:
        """Stop after the page that is under way; what is done stays done."""
        ...
