"""A file to be written, without Qt: which records, of which days, where, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from posapp.domain.errors import DomainError
from posapp.ports.csv_files import FileJob, FileKind, FileWish, WrittenFile
from posapp.ui.desk import Desk
from posapp.ui.format import count_of

_EXISTS = "exists"
_ONE = {FileKind.CUSTOMERS: "customer", FileKind.ORDERS: "order"}


@dataclass(frozen=True, slots=True)
class Span:
    """Days to choose with one tap; "" is open."""

    key: str
    words: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSheet:
    """What the page shows; `asks_days` is of orders only."""

    kind: FileKind
    asks_days: bool
    is_busy: bool
    progress: str
    outcome: str
    trouble: str
    save: str
    why_not_save: str


@dataclass(slots=True)
class FileExport:
    """One file at a time."""

    desk: Desk
    kind: FileKind = FileKind.CUSTOMERS
    _job: FileJob[WrittenFile] | None = None
    _replaces: bool = False
    _trouble: str = ""
    _outcome: str = ""

    @property
    def is_busy(self) -> bool:
        """True while it is written."""
        return self._job is not None

    def choose(self, kind: FileKind) -> None:
        """Write the other kind."""
        if not self.is_busy:
            self.kind = kind
            self.forget()

    def forget(self) -> None:
        """Something else is wished for now."""
        if not self.is_busy:
            self._trouble = self._outcome = ""
            self._replaces = False

    def suggested_name(self) -> str:
        """What the file may be called."""
        return f"ecellar-{self.kind}-{self.desk.today().isoformat()}.csv"

    def spans(self) -> tuple[Span, ...]:
        """Days that are asked for most."""
        today = self.desk.today()
        last = today.isoformat()
        return (
            Span("today", "Today", last, last),
            Span("week", "Last 7 days", (today - timedelta(days=6)).isoformat(), last),
            Span("month", "This month", today.replace(day=1).isoformat(), last),
            Span("all", "All days", "", ""),
        )

    def write(self, path: str, *, first: str, last: str) -> None:
        """Write it; a DomainError names "file", "first" or "last"."""
        if self.is_busy:
            return
        replaces = self._replaces
        self.forget()
        is_orders = self.kind is FileKind.ORDERS
        days = (_day(first, "first"), _day(last, "last")) if is_orders else (None, None)
        wish = FileWish(self.kind, *days)
        self._job = self.desk.act.files.write(path, wish, replaces=replaces)

    def cancel(self) -> None:
        """Stop; what was there stays."""
        if self._job is not None:
            self._job.cancel()

    def follow(self) -> None:
        """Look how far it is."""
        job = self._job
        if job is None or not job.is_done:
            return
        self._job = None
        if job.code == _EXISTS:
            self._replaces = True
            self._trouble = f"{job.trouble} Write again to replace it, or choose another name."
        elif job.trouble:
            self._trouble = job.trouble
        elif job.result is None:
            self._outcome = "Stopped. No file was written, and what was there stays."
        else:
            self._outcome = _told(job.result)

    def news(self) -> str:
        """What became of a file whose page was left, "" when nothing is under way or unseen."""
        self.follow()
        sheet = self.sheet()
        return sheet.progress or sheet.trouble or sheet.outcome

    def sheet(self) -> ExportSheet:
        """The page as it stands."""
        done = self._job.done if self._job else 0
        so_far = f"Writing: {count_of(done, one=_ONE[self.kind])} so far"
        return ExportSheet(
            kind=self.kind,
            asks_days=self.kind is FileKind.ORDERS,
            is_busy=self.is_busy,
            progress=so_far if self.is_busy else "",
            outcome=self._outcome,
            trouble=self._trouble,
            save="Replace the file" if self._replaces and self._trouble else "Write the file",
            why_not_save="Under way" if self.is_busy else "",
        )


def _told(written: WrittenFile) -> str:
    counted = count_of(written.records, one=_ONE[written.kind])
    if not written.records:
        return f"There are none: {written.path} holds the names of the columns only."
    rows = f" in {count_of(written.rows, one='row')}" if written.rows != written.records else ""
    return f"{counted}{rows} written to {written.path}. Take it to eCELLAR."


def _day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        message = f"“{text.strip()[:20]}” is no day like 2026-10-10."
        raise DomainError("bad_date", message, field=field) from None
