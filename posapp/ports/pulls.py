"""Reports of pulls: what a file source was asked, how it ended, what became of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

KEPT_REPORTS = 200
"""The latest reports are kept, and shown in the Sync centre."""


class PullState(StrEnum):
    """How a pull ended; a PREVIEW was only counted and waits for a person to accept it."""

    RUNNING = "running"
    DONE = "done"
    PREVIEW = "preview"
    CANCELLED = "cancelled"
    FAILED = "failed"


class PullAnswer(StrEnum):
    """What a person said to a preview."""

    NONE = ""
    ACCEPTED = "accepted"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullCounts:
    """What became of the rows of a pull; `new_guests` are e-mails nobody here has."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    conflicts: int = 0
    guests: int = 0
    new_guests: int = 0

    def __add__(self, other: PullCounts) -> PullCounts:
        return PullCounts(
            read=self.read + other.read,
            new=self.new + other.new,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            quarantined=self.quarantined + other.quarantined,
            conflicts=self.conflicts + other.conflicts,
            guests=self.guests + other.guests,
            new_guests=self.new_guests + other.new_guests,
        )


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A name of the other side that is nothing here yet, and on how many rows it stands."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReport:
    """One pull of one business. Times are UTC ms since 1970; `as_of_ms` is when the files are of.

    `files_done` of the `files` were read or, being unchanged, `files_skipped`. `tries` counts
    attempts that failed one after the other before a row was read. A preview also names what is
    not mapped; `takes_guests` says that its new guests were accepted too.
    """

    report_id: str
    stream: str
    business_id: str
    state: PullState
    started_ms: int
    ended_ms: int | None = None
    as_of_ms: int | None = None
    files: int = 0
    files_done: int = 0
    files_skipped: int = 0
    counts: PullCounts = field(default_factory=PullCounts)
    message: str = ""
    tries: int = 1
    experiences: tuple[Unmapped, ...] = ()
    rooms: tuple[Unmapped, ...] = ()
    answer: PullAnswer = PullAnswer.NONE
    takes_guests: bool = False

    @property
    def is_asking(self) -> bool:
        """True for a preview that nobody has accepted."""
        return self.state is PullState.PREVIEW and self.answer is not PullAnswer.ACCEPTED


def waiting_previews(reports: Sequence[PullReport]) -> list[PullReport]:
    """The previews that wait for a person: of each stream the latest, unless it was pulled since.

    `reports` are the latest first.
    """
    told: dict[str, PullReport] = {}
    for report in reports:
        if report.state in {PullState.PREVIEW, PullState.DONE}:
            told.setdefault(report.stream, report)
    return [report for report in told.values() if report.is_asking]


class PullRepo(Protocol):
    """Reports of pulls, and what a pull needs to know of the store."""

    def get(self, report_id: str) -> PullReport:
        """The report; raises NotFoundError."""
        ...

    def save(self, report: PullReport) -> None:
        """Insert or update; of all reports the latest KEPT_REPORTS stay."""
        ...

    def latest(self, stream: str, *, now_ms: int) -> PullReport | None:
        """The report of a stream that was begun last, leaving out what is the future now."""
        ...

    def unfinished(self, stream: str) -> list[PullReport]:
        """The reports of a stream that say it is running."""
        ...

    def last_served(self, stream: str, *, now_ms: int) -> PullReport | None:
        """The latest report of a stream that stands for a run of its plan: neither failed nor
        broken off by the end of the program, nor begun in what is the future now.
        """
        ...

    def has_rows(self, business_id: str) -> bool:
        """True when files of a business were read into this store, by a pull or by hand."""
        ...

    def unknown_emails(self, email_keys: Sequence[str]) -> frozenset[str]:
        """Those of these folded addresses that no guest here has."""
        ...

    def mapped_names(self, business_id: str) -> frozenset[tuple[str, str]]:
        """(kind, name) of everything that staff have mapped, for a business or for all."""
        ...

    def remember_tags(self, names: Sequence[str]) -> None:
        """Keep the guest tags that the reservation system knows, as spelt there."""
        ...


class PullReads(Protocol):
    """What the Sync centre asks about pulls."""

    def pulls(self) -> list[PullReport]:
        """The reports that are kept, the latest first."""
        ...
