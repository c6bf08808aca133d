"""Files that a test sets up; a job goes on and ends when the test says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from posapp.domain.errors import DomainError
from posapp.ports.csv_files import FileColumn, FileKind, FileReport, FileWish, WrittenFile

Result = TypeVar("Result")

COLUMNS = {
    FileKind.CUSTOMERS: (
        FileColumn("customer_number", "eCELLAR's number; without one the e-mail is who it is"),
        FileColumn("email", "e-mail; one customer each", is_required=True),
        FileColumn("first_name", "first name", is_required=True),
        FileColumn("last_name", "last name", is_required=True),
        FileColumn("consent", "yes or no: may get mailings; blank when nobody asked"),
        FileColumn("club", "names of wine clubs, with a semicolon between two"),
    ),
    FileKind.ORDERS: (
        FileColumn("order_number", "the order; its rows follow one another", is_required=True),
        FileColumn("row", "order, line or tender: one order row, then its lines", is_required=True),
        FileColumn("total", "of an order what was paid, of a line with its tax"),
    ),
}


@dataclass
class FakeJob(Generic[Result]):
    """Satisfies ports.csv_files.FileJob; the test sets what comes of it."""

    is_done: bool = False
    done: int = 0
    result: Result | None = None
    trouble: str = ""
    code: str = ""
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def end(self, result: Result | None = None, *, trouble: str = "", code: str = "") -> None:
        """It has ended."""
        self.result, self.trouble, self.code, self.is_done = result, trouble, code, True


@dataclass
class FakeFiles:
    """Notes every call; `refusal` is what the verbs say instead, `refused_field` its field."""

    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    looks: list[FakeJob[FileReport]] = field(default_factory=list)
    takes: list[FakeJob[FileReport]] = field(default_factory=list)
    writes: list[FakeJob[WrittenFile]] = field(default_factory=list)
    kept_by: str = ""
    refusal: str = ""
    refused_field: str = ""

    def why_no_customers(self) -> str:
        return self.kept_by

    def columns(self, kind: FileKind) -> Sequence[FileColumn]:
        return COLUMNS[kind]

    def look(self, path: str) -> FakeJob[FileReport]:
        self._note("look", path)
        self.looks.append(FakeJob())
        return self.looks[-1]

    def take(self, path: str) -> FakeJob[FileReport]:
        self._note("take", path)
        self.takes.append(FakeJob())
        return self.takes[-1]

    def write(self, path: str, wish: FileWish, *, replaces: bool) -> FakeJob[WrittenFile]:
        self._note("write", path, wish, replaces)
        self.writes.append(FakeJob())
        return self.writes[-1]

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))
        if self.refusal:
            raise DomainError("refused", self.refusal, field=self.refused_field)
