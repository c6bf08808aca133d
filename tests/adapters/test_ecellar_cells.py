"""Cells no spreadsheet runs, and files read row by row whatever is in them."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.adapters.ecellar.cells import plain_cell, safe_cell
from posapp.adapters.ecellar.columns import Column
from posapp.adapters.ecellar.reading import BadRow, SheetRow, open_sheet
from posapp.adapters.ecellar.writing import write_sheet
from posapp.domain.card_numbers import holds_card_number
from posapp.domain.errors import DomainError

COLUMNS = (Column("email", "e-mail", is_required=True), Column("name", "name"), Column("club", ""))
PLACE: list[Path] = []
RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "'=1", "'", "''-")


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_could_run_is_marked_and_comes_back(text):
    """The mark is the apostrophe spreadsheets know; our reader takes exactly that one off."""
    assert safe_cell(text).startswith("'")
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "Ann", "O'Brien", "a=b", "1-2", "x@y.example"])
def test_what_is_harmless_is_left_alone(text):
    """Most cells look as they are."""
    assert safe_cell(text) == text == plain_cell(text)


@given(st.text() | st.text("=+-@;\t\n\r' a,\""))
def test_every_text_comes_back_as_it_was(text):
    """Whatever a name holds; and no cell begins like a formula, nor any within it."""
    cell = safe_cell(text)
    assert plain_cell(cell) == text
    for part in re.split("[;\t\r\n]", cell):
        assert part.lstrip()[:1] not in {"=", "+", "-", "@"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_a_file_written_is_read_equal(texts):
    """Quotes, line breaks, delimiters and formulas of every sort survive both ways."""
    kept = [text for text in texts if not holds_card_number(text)]
    path = PLACE[0] / "round.csv"
    write_sheet(path, [{"email": "a@b", "name": text} for text in kept], columns=COLUMNS)
    with open_sheet(path, columns=COLUMNS) as sheet:
        assert [row.cells["name"] for row in sheet.rows()] == kept


@pytest.fixture(scope="module", autouse=True)
def _place(tmp_path_factory):
    """One folder for all examples of a property."""
    PLACE[:] = [tmp_path_factory.mktemp("csv")]


def read(path: Path):
    with open_sheet(path, columns=COLUMNS) as sheet:
        return list(sheet.rows())


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"email,name,club\r\na@b,Zo\xc3\xab,X\r\n",
        b"\xef\xbb\xbfemail,name,club\na@b,Zo\xc3\xab,X",
        b'Email;Name;Club\r\n"a@b";"Zo\xc3\xab";X\r\n',
        b"name\temail\tclub\nZo\xc3\xab\ta@b\tX\n",
        b"email,name,club,eye colour\na@b,Zo\xc3\xab,X,green\n",
        b"email,name,club\n\n,,\na@b,Zo\xc3\xab,X,,\n",
    ],
)
def test_files_as_programs_write_them(tmp_path, content):
    """With and without a mark, commas, semicolons or tabs, other columns, empty rows."""
    (row,) = read(write(tmp_path, content))
    assert isinstance(row, SheetRow)
    assert row.cells == {"email": "a@b", "name": "Zoë", "club": "X"}


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (b"a@b,Zo\xeb,X", "name", "UTF-8"),
        (b"a@b,Ann", "club", "2 of 3"),
        (b"a@b", "name", "1 of 3"),
        (b"a@b,Ann;Lee,X,Y", "club", "4 cells"),
        (b",Ann,X", "email", "needed"),
        (b"a@b,A\0nn,X", "name", "NUL"),
        (b'a@b,"Ann,X', "", "never closed"),
        (b'a@b,"Ann"x,X', "", "no row of a CSV file"),
        (b"a@b," + b"x" * 300_000 + b",X", "", "too long"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_taken(tmp_path, line, column, message):
    """By row and column; the rows around it arrive."""
    content = b"email,name,club\r\nx@y,Before,X\r\n" + line + b"\r\nx@y,After,X\r\n"
    before, bad, after = read(write(tmp_path, content))
    assert isinstance(bad, BadRow)
    assert (bad.number, bad.column) == (3, column)
    assert message in bad.message
    assert (before.cells["name"], after.cells["name"], after.number) == ("Before", "After", 4)


@given(st.binary(max_size=400) | st.text("\"',;\r\n ab=").map(str.encode))
def test_whatever_bytes_follow_the_header_end_as_rows(content):
    """Nothing crashes, no row is told twice, and rows are numbered upwards."""
    path = PLACE[0] / "any.csv"
    path.write_bytes(b"email,name,club\n" + content)
    numbers = [row.number for row in read(path)]
    assert numbers == sorted(set(numbers))


@given(st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_are_named(content):
    """Read or refused as a whole, in words."""
    path = PLACE[0] / "any.csv"
    path.write_bytes(content)
    with suppress(DomainError):
        assert all(row.number > 1 for row in read(path))


def test_a_card_number_in_a_bad_row_is_not_kept(tmp_path):
    """The text beside the reason is masked."""
    (bad,) = read(write(tmp_path, b"email,name,club\n,4111 1111 1111 1111,X\n"))
    assert "4111 1111" not in bad.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "row 1 does not name the column email"),
        (b"name,club\nAnn,X\n", "row 1 does not name the column email"),
        (b"email,name,email\n", "names the column email twice"),
        ("email,name\n".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.4", "does not name"),
    ],
)
def test_a_file_that_is_none_is_named_whole(tmp_path, content, message):
    """Before anything of it is taken."""
    with pytest.raises(DomainError, match=message):
        read(write(tmp_path, content))
    with pytest.raises(DomainError, match="No such file"):
        read(tmp_path / "missing.csv")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    """A fault in the middle leaves the former file and nothing beside it."""
    path = tmp_path / "out.csv"
    write_sheet(path, [{"email": "old@b"}], columns=COLUMNS)
    before = path.read_bytes()

    def rows():
        yield {"email": "new@b"}
        raise OSError(28, "No space left on device")

    with pytest.raises(DomainError, match="No space left"):
        write_sheet(path, rows(), columns=COLUMNS)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]
    with pytest.raises(DomainError, match="cannot be written"):
        write_sheet(tmp_path / "no" / "folder.csv", [], columns=COLUMNS)


def test_a_semicolon_begins_no_cell_of_its_own(tmp_path):
    """Where the spreadsheet's list sign is another, the quotes still hold a cell together."""
    path = tmp_path / "out.csv"
    write_sheet(path, [{"email": "a@b", "name": "Ann;=1+1", "club": "\t|cmd"}], columns=COLUMNS)
    text = path.read_text("utf-8-sig")
    for cells in csv.reader(io.StringIO(text), delimiter=";"):
        assert all(not cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.heavy
def test_a_large_file_takes_no_more_memory(tmp_path):
    """Thirty thousand rows are read one at a time."""
    import tracemalloc

    path = tmp_path / "large.csv"
    line = b"someone@somewhere.example,Some Body,Estate Club\r\n"
    path.write_bytes(b"email,name,club\r\n" + line * 30_000)
    tracemalloc.start()
    with open_sheet(path, columns=COLUMNS) as sheet:
        count = sum(1 for _ in sheet.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 1_000_000
