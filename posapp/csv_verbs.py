"""The verbs about files of customers and orders: a manager's, done beside the window.

The disk too is only asked there: a folder may lie on a network that does not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.staff import Role as StaffRole
from posapp.domain.staff import Staff
from posapp.ports.csv_files import (
    FileColumn,
    FileJob,
    FileKind,
    FileReport,
    FileWish,
    RefusedRow,
    WrittenFile,
)
from posapp.sync.file_job import FileJobs

Pace = Callable[[int], bool]
Show = Callable[[RefusedRow], None]


class FileDesk(Protocol):
    """Files, as far as a person may have them read and written."""

    def why_no_customers(self) -> str:
        """Why no customers are taken in, "" when they are."""
        ...

    def columns(self, kind: FileKind) -> Sequence[FileColumn]:
        """The columns of a kind of file."""
        ...

    def take(
        self, path: Path, *, actor: Actor, is_dry_run: bool, show: Show = ..., pace: Pace = ...
    ) -> FileReport:
        """Take a file in, or only count it; `show` is given every row that is set aside."""
        ...

    def write(
        self, path: Path, *, wish: FileWish, actor: Actor, pace: Pace = ...
    ) -> WrittenFile | None:
        """Write a file; None when it was stopped."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerbs:
    """Satisfies `posapp.ui.file_commands.FileCommands`; see there for each verb.

    `actor` says who acts, and raises a DomainError when nobody is signed in; `staff` is who.
    """

    desk: FileDesk
    jobs: FileJobs
    actor: Callable[[], Actor]
    staff: Callable[[], Staff | None]

    def why_no_customers(self) -> str:
        """Why no customers are taken in."""
        return self.desk.why_no_customers()

    def columns(self, kind: FileKind) -> Sequence[FileColumn]:
        """The columns of a kind of file."""
        return self.desk.columns(kind)

    def look(self, path: str) -> FileJob[FileReport]:
        """Count what a file would bring."""
        return self._take(path, is_dry_run=True)

    def take(self, path: str) -> FileJob[FileReport]:
        """Take a file in."""
        return self._take(path, is_dry_run=False)

    def write(self, path: str, wish: FileWish, *, replaces: bool) -> FileJob[WrittenFile]:
        """Write a file."""
        actor, place = self._require_manager(), _place(path)
        if wish.first and wish.last and wish.last < wish.first:
            raise DomainError("bad_span", "This is before the first day.", field="last")

        def write(pace: Pace) -> WrittenFile | None:
            with _asking_disk(place):
                has_folder, is_there = place.parent.is_dir(), place.exists()
            if not has_folder:
                raise DomainError("no_folder", f"There is no folder {place.parent}.", field="file")
            if is_there and not replaces:
                raise DomainError("exists", f"{place.name} is there already.", field="file")
            return self.desk.write(place, wish=wish, actor=actor, pace=pace)

        return self.jobs.start(write)

    def _take(self, path: str, *, is_dry_run: bool) -> FileJob[FileReport]:
        actor, place = self._require_manager(), _place(path)

        def take(pace: Pace) -> FileReport:
            with _asking_disk(place):
                is_file, is_folder = place.is_file(), place.is_dir()
            if not is_file:  # a pipe or a device would never end
                what = "a folder" if is_folder else "not there"
                raise DomainError("no_file", f"{place.name} is {what}.", field="file")
            return self.desk.take(place, actor=actor, is_dry_run=is_dry_run, pace=pace)

        return self.jobs.start(take)

    def _require_manager(self) -> Actor:
        actor, staff = self.actor(), self.staff()
        if staff is None or staff.role is not StaffRole.MANAGER:
            message = "Files are a manager's to take in and to write. Let a manager sign in."
            raise DomainError("manager_needed", message)
        return actor


@contextmanager
def _asking_disk(place: Path) -> Iterator[None]:
    """A folder that may not be entered, or a share that fails, is said of the path."""
    try:
        yield
    except OSError as error:
        message = f"{place.name}: {error.strerror or error}."
        raise DomainError("cannot_open", message, field="file") from error


def _place(path: str) -> Path:
    text = path.strip()
    if not text:
        raise DomainError("missing", "Choose a file.", field="file")
    try:
        place = Path(text).expanduser()
    except RuntimeError as error:  # ~nobody
        raise DomainError("no_home", f"{error}", field="file") from error
    if "\0" in text or not place.is_absolute():
        message = "Say where the file is, from the beginning, or use “Browse”."
        raise DomainError("not_absolute", message, field="file")
    return place
