"""Reads a CSV file row by row: a row that cannot be read is named with its column, and costs only
itself. Commas, semicolons and tabs are told by the header; UTF-8 with or without a mark.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from posapp.adapters.ecellar.cells import plain_cell
from posapp.adapters.ecellar.columns import Column
from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.errors import DomainError

_DELIMITERS = ",;\t"
_MAX_LINE = 256 * 1024
_MAX_LINES_A_ROW = 200
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"
_NEVER_ENDS = "unexpected end of data"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by column name, cells as plain texts; `number` is the spreadsheet's."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is set aside, and why; `column` "" when it is the row as a whole.

    `cells` are what could be told of it all the same.
    """

    number: int
    column: str
    message: str
    text: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file being read. `unknown` are the columns that mean nothing here."""

    name: str
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    _records: _Records
    _required: frozenset[str]

    def rows(self) -> Iterator[SheetRow | BadRow]:
        """Every row with something in it, once."""
        for number, cells in self._records:
            if isinstance(cells, _Spoiled):
                yield BadRow(number, "", cells.message, _shown(cells.text))
            elif any(cell.strip() for cell in cells):
                yield self._row(number, cells)

    def _row(self, number: int, cells: Sequence[str]) -> SheetRow | BadRow:
        found = {
            column: plain_cell(cell)
            for column, cell in zip(self.columns, cells, strict=False)
            if column not in self.unknown
        }
        column, message = self._fault(cells, found)
        if message:
            return BadRow(number, column, message, _shown(",".join(cells)), found)
        return SheetRow(number, found)

    def _fault(self, cells: Sequence[str], found: Mapping[str, str]) -> tuple[str, str]:
        """The column and what is wrong with it; two blanks when nothing is."""
        for column, cell in zip(self.columns, cells, strict=False):
            if any("\udc80" <= sign <= "\udcff" for sign in cell):
                message = "This is not UTF-8. Save the file as “CSV UTF-8” and import it again."
                return column, message
            if "\0" in cell:
                return column, "It holds a NUL character."
        if len(cells) < len(self.columns):
            message = f"The row ends before this column: {len(cells)} of {len(self.columns)} cells."
            return self.columns[len(cells)], message
        if any(cell.strip() for cell in cells[len(self.columns) :]):
            message = f"The row has {len(cells)} cells, the header {len(self.columns)}."
            return self.columns[-1], message
        for column in self.columns:
            if column in self._required and not found[column].strip():
                return column, "It is needed in every row."
        return "", ""


@contextmanager
def open_sheet(path: Path, *, columns: Sequence[Column]) -> Iterator[Sheet]:
    """Open a file with these columns; a DomainError names what is wrong with it as a whole."""
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"{path.name}: {error.strerror or error}."
        raise DomainError("cannot_open", message, field="file") from error
    with file:
        yield _sheet(path.name, _Lines(path.name, file), columns)


def columns_of(path: Path) -> frozenset[str]:
    """The names in a file's header, whatever kind of file it is."""
    with open_sheet(path, columns=()) as sheet:
        return frozenset(sheet.columns)


class _Lines:
    """The bytes of a file, which may become unreadable at any time: a stick is pulled out."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file

    def read(self) -> bytes:
        """The next line, or the beginning of one that is far too long."""
        try:
            return self._file.readline(_MAX_LINE)
        except OSError as error:
            message = f"{self._name} cannot be read any more: {error.strerror or error}."
            raise DomainError("cannot_read", message, field="file") from error


def _sheet(name: str, lines: _Lines, columns: Sequence[Column]) -> Sheet:
    head = lines.read()
    if head[:2] in _UTF16:
        raise _unusable(name, "it is UTF-16; save it as “CSV UTF-8”")
    first = head.removeprefix(_BOM).decode("utf-8", errors="surrogateescape")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        header = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error as error:
        raise _unusable(name, "row 1 names no columns") from error
    names = tuple("_".join(plain_cell(cell).lower().split()) for cell in header)
    known = {column.name for column in columns}
    for place, one in enumerate(names, start=1):
        if one in known and names.index(one) != place - 1:
            raise _unusable(name, f"row 1 names the column {one} twice")
    required = [column.name for column in columns if column.is_required]
    missing = [column for column in required if column not in names]
    if missing:
        raise _unusable(name, f"row 1 does not name the column {missing[0]}")
    unknown = tuple(_shown(one) for one in names if one not in known)
    records = _Records(lines, delimiter)
    return Sheet(name, names, unknown, records, frozenset(required))


def _unusable(name: str, why: str) -> DomainError:
    return DomainError("bad_file", f"{name} cannot be imported: {why}.", field="file")


@dataclass(frozen=True, slots=True)
class _Spoiled:
    """Lines that are no record."""

    message: str
    text: str


class _Records:
    """Records with their numbers, the header being 1. A quotation mark that is never closed spoils
    its own line, not the rest of the file.
    """

    def __init__(self, lines: _Lines, delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._pushed_back: deque[str] = deque()

    def __iter__(self) -> Iterator[tuple[int, list[str] | _Spoiled]]:
        number = 1
        while (line := self._line()) is not None:
            number += 1
            yield number, self._record(line)

    def _record(self, first: str) -> list[str] | _Spoiled:
        if len(first) >= _MAX_LINE:
            self._skip_line()
            return _Spoiled("The row is far too long.", first)
        lines = [first]
        while True:
            try:
                return next(csv.reader(lines, delimiter=self._delimiter, strict=True), [])
            except csv.Error as error:
                if _NEVER_ENDS not in str(error):
                    self._pushed_back.extendleft(reversed(lines[1:]))
                    return _Spoiled(f"This is no row of a CSV file: {error}.", first)
            following = self._line() if len(lines) < _MAX_LINES_A_ROW else None
            if following is None or len(following) >= _MAX_LINE:
                if following is not None:
                    lines.append(following)
                self._pushed_back.extendleft(reversed(lines[1:]))
                return _Spoiled("A quotation mark is opened and never closed.", first)
            lines.append(following)

    def _line(self) -> str | None:
        if self._pushed_back:
            return self._pushed_back.popleft()
        raw = self._lines.read()
        return raw.decode("utf-8", errors="surrogateescape") if raw else None

    def _skip_line(self) -> None:
        while (raw := self._lines.read()) and not raw.endswith(b"\n"):
            """The rest of it."""


def _shown(text: str) -> str:
    """A row's text as it may be kept."""
    plain = text.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    return mask_card_numbers(plain.replace("\0", "").strip())[:2_000]
