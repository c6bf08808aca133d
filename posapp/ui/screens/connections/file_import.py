"""A file on its way in, without Qt: looked at first, then taken in, then what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from posapp.ports.csv_files import FileJob, FileKind, FileReport, ImportCounts
from posapp.ui.desk import Desk
from posapp.ui.format import count_of
from posapp.ui.tokens import Tone

_ONE = {FileKind.CUSTOMERS: "customer", FileKind.ORDERS: "order"}


class Stage(StrEnum):
    """How far a file is."""

    CHOOSING = "choosing"
    LOOKING = "looking"
    LOOKED = "looked"
    TAKING = "taking"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts."""

    number: str
    words: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line beside the file: a refused row, or a column as it is documented."""

    key: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSheet:
    """What the page shows. `share` is None while the end is not known.

    `outcome` is said of a look or of what was taken in; `next_steps` follow it.
    """

    note: str
    is_busy: bool
    progress: str
    share: float | None
    trouble: str
    outcome: str
    figures: tuple[Figure, ...]
    next_steps: tuple[str, ...]
    refused_title: str
    refused: tuple[SheetLine, ...]
    save: str
    why_not_save: str
    is_over: bool


@dataclass(slots=True)
class FileImport:
    """One file at a time; the job goes on while another screen, or the lock, is in front."""

    desk: Desk
    stage: Stage = Stage.CHOOSING
    _job: FileJob[FileReport] | None = None
    _looked: FileReport | None = None
    _taken: FileReport | None = None
    _trouble: str = ""

    @property
    def is_busy(self) -> bool:
        """True while a file is looked at or taken in."""
        return self.stage in {Stage.LOOKING, Stage.TAKING}

    def forget(self) -> None:
        """Another path stands there: what was found is not true of it."""
        if not self.is_busy:
            self.stage, self._job, self._trouble = Stage.CHOOSING, None, ""
            self._looked = self._taken = None

    def look(self, path: str) -> None:
        """Count what the file would bring."""
        if not self.is_busy:
            self.forget()
            self._job = self.desk.act.files.look(path)
            self.stage = Stage.LOOKING

    def take(self, path: str) -> None:
        """Take it in."""
        if self.stage is Stage.LOOKED and self._can_save():
            self._job = self.desk.act.files.take(path)
            self.stage = Stage.TAKING

    def cancel(self) -> None:
        """Stop what is under way."""
        if self._job is not None:
            self._job.cancel()

    def follow(self) -> None:
        """Look how far the job is."""
        job = self._job
        if not self.is_busy or job is None or not job.is_done:
            return
        self._trouble, report = job.trouble, job.result
        if self.stage is Stage.TAKING:
            self._taken = report
            self.stage = Stage.LOOKED if report is None else Stage.TAKEN
        else:
            is_whole = report is not None and not report.is_cut_short
            self._looked = report if is_whole else None
            self.stage = Stage.LOOKED if is_whole else Stage.CHOOSING

    # --- what is shown ---

    def news(self) -> str:
        """What became of a file whose page was left, "" when nothing is under way or unseen."""
        self.follow()
        sheet = self.sheet()
        return sheet.progress or sheet.trouble or (sheet.outcome if sheet.is_over else "")

    def sheet(self) -> ImportSheet:
        """The page as it stands."""
        report = self._taken or self._looked
        is_over = self.stage is Stage.TAKEN
        return ImportSheet(
            note=self._note(),
            is_busy=self.is_busy,
            progress=self._progress() if self.is_busy else "",
            share=self._share(),
            trouble=self._trouble,
            outcome=self._outcome(),
            figures=_figures(report.counts) if report else (),
            next_steps=tuple(self._next_steps(report)) if report else (),
            refused_title=_refused_title(report) if report else "",
            refused=_refused(report) if report else (),
            save="Done" if is_over else self._save_words(),
            why_not_save="" if is_over else self._why_not_save(),
            is_over=is_over,
        )

    def _note(self) -> str:
        return self.desk.act.files.why_no_customers() if self.desk.commands else ""

    def _total(self) -> int:
        return self._looked.counts.read if self._looked and self.stage is Stage.TAKING else 0

    def _progress(self) -> str:
        done, total = (self._job.done if self._job else 0), self._total()
        if self.stage is Stage.LOOKING:
            return f"Looking at the file: {count_of(done, one='record')} so far"
        return f"Taking in: {done:,} of {count_of(total, one='record')}"

    def _share(self) -> float | None:
        total = self._total()
        return self._job.done / total if total and self._job else None

    def _outcome(self) -> str:
        if self._taken is not None:
            counts, kind = self._taken.counts, self._taken.kind
            if self._taken.is_cut_short:
                total = self._looked.counts.read if self._looked else counts.read
                told = f"Stopped after {counts.read:,} of {count_of(total, one=_ONE[kind])}."
                return f"{told} What is in stays; the same file again takes in the rest."
            return f"Taken in. {count_of(counts.read, one=_ONE[kind])} of the file gone through."
        if self._looked is None:
            return ""
        told = count_of(self._looked.counts.read, one=_ONE[self._looked.kind])
        return f"{told}." if self.stage is Stage.TAKING else f"{told}. Nothing is stored yet."

    def _next_steps(self, report: FileReport) -> Iterator[str]:
        counts, is_taken = report.counts, not report.is_dry_run
        if report.unknown:
            yield f"Columns that mean nothing here are left out: {', '.join(report.unknown)}."
        if counts.parked:
            yield (
                f"{count_of(counts.parked, one='row')} refused. Mend them in the file and import it"
                " again: what is in stays as it is."
            )
        if counts.conflicts:
            yield (
                f"{count_of(counts.conflicts, one='guest')} changed here and in the file. What is"
                " here stays until somebody chooses, in the guest’s profile."
            )
        if counts.waiting:
            yield (
                f"{count_of(counts.waiting, one='guest')} with unsent work: the row is looked at"
                " after it."
            )
        if is_taken and counts.new + counts.changed:
            yield (
                "They are under Guests now."
                if report.kind is FileKind.CUSTOMERS
                else "They stand in the history of the guest with the same number or e-mail."
            )

    def _can_save(self) -> bool:
        return not self._why_not_save()

    def _save_words(self) -> str:
        return (
            f"Take in {_coming(self._looked.counts):,}"
            if self._can_save() and self._looked
            else "Take in"
        )

    def _why_not_save(self) -> str:
        if self.is_busy:
            return "Under way"
        if self._looked is None:
            return "Check the file first"
        return "" if _coming(self._looked.counts) else "Nothing new in it"


def _coming(counts: ImportCounts) -> int:
    return counts.new + counts.changed + counts.conflicts + counts.waiting


def _figures(counts: ImportCounts) -> tuple[Figure, ...]:
    always = (
        Figure(f"{counts.new:,}", "new", Tone.SEATED if counts.new else Tone.NEUTRAL),
        Figure(f"{counts.changed:,}", "changed", Tone.ARRIVED if counts.changed else Tone.NEUTRAL),
        Figure(f"{counts.unchanged:,}", "unchanged"),
        Figure(f"{counts.parked:,}", "refused", Tone.DANGER if counts.parked else Tone.NEUTRAL),
    )
    seldom = (
        Figure(f"{counts.conflicts:,}", "to choose", Tone.LATE),
        Figure(f"{counts.waiting:,}", "waiting", Tone.LATE),
    )
    return always + tuple(one for one in seldom if one.number != "0")


def _refused_title(report: FileReport) -> str:
    count = report.counts.parked
    if not count:
        return ""
    more = count - len(report.refused)
    shown = f", the first {len(report.refused):,} of them" if more > 0 else ""
    return f"{count_of(count, one='refused row')}{shown}"


def _refused(report: FileReport) -> tuple[SheetLine, ...]:
    lines = []
    for at, one in enumerate(report.refused):
        place = one.origin.rpartition(", ")[2]
        title = place[:1].upper() + place[1:]
        column = "" if one.column == "row" else f" · {one.column}"
        lines.append(SheetLine(f"{at}", f"{title}{column}", one.reason))
    return tuple(lines)
