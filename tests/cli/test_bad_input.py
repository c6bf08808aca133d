"""Files that are not what they should be: what is good lands, what is bad is kept and listed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Outcome, Run
from tests.cli.export_files import MACHINE_MADE, MACHINE_MADE_FAULTS, walk_in, write
from tests.support.till import wire_row

DAY = "2026-10-10"
GOOD = [wire_row(1), walk_in(2)]


def text_of(*rows: dict[str, Any] | str) -> str:
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    return "[" + ",".join(texts) + "]"


@pytest.fixture
def imported(posapp: Run, tmp_path: Path) -> Run:
    """Imports a file with this content; returns how that ended."""

    def run(content: bytes | str, *, name: str = "f.json") -> Outcome:
        body = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
        (tmp_path / name).write_bytes(body)
        shown = posapp("import", "tock", tmp_path / name, "--json")
        assert shown.value["read"] == sum(shown.value.values()) - shown.value["read"]
        return shown

    return run


def names_on_board(posapp: Run) -> list[str]:
    return [row["key"] for row in posapp("today", "--date", DAY, "--json").value]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "f.json is empty."),
        (b" \n", "f.json is empty."),
        (b"reservations", "not JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "not JSON"),
        (b"<html><body>Sign in</body></html>", "not JSON"),
        (b'{"result": {"reservationDataUrls": []}}', "no array"),
        (json.dumps(GOOD[0]).encode(), "no array"),
        (b'"text"', "no array"),
        (b"17", "no array"),
        (b"null", "not JSON"),
        (text_of(*GOOD).encode("utf-16"), "UTF-16; save it as UTF-8"),
        (text_of(*GOOD).encode("utf-16-be"), "UTF-16; save it as UTF-8"),
        (gzip.compress(text_of(*GOOD).encode()), "compressed; unpack it first"),
    ],
)
def test_a_file_that_is_no_array_of_rows(
    posapp: Run, imported: Run, content: bytes, said: str
) -> None:
    """It fails with the reason in one line, its text is kept, and nothing lands."""
    shown = imported(content)
    assert said in shown.refusal
    assert names_on_board(posapp) == []
    kept = posapp("quarantine", "--json").value
    assert len(kept) == shown.value["quarantined"] == (1 if content.strip() else 0)
    assert all(row["raw"] and row["faults"] for row in kept)


def test_a_byte_order_mark_is_no_fault(posapp: Run, imported: Run) -> None:
    """Windows programs begin UTF-8 with one."""
    shown = imported(b"\xef\xbb\xbf" + text_of(*GOOD).encode())
    assert (shown.status, shown.value["new"]) == (0, 2)


@pytest.mark.parametrize("cut", [1, 2, 30, 500])
def test_a_file_cut_off(posapp: Run, imported: Run, cut: int) -> None:
    """What was whole lands, the piece is kept, and the command says that the end is missing."""
    shown = imported(text_of(*GOOD, wire_row(3))[:-cut])
    assert "cut off" in shown.refusal
    is_whole = cut == 1
    assert len(names_on_board(posapp)) == (3 if is_whole else 2)
    assert shown.value["quarantined"] == (0 if is_whole else 1)


def test_the_machine_made_row_among_good_ones(posapp: Run, imported: Run) -> None:
    """The good rows land; the bad one is kept as it came, with the path of every fault."""
    shown = imported(text_of(GOOD[0], MACHINE_MADE, GOOD[1]))
    assert (shown.status, shown.err) == (0, "")
    assert (shown.value["new"], shown.value["quarantined"]) == (2, 1)
    assert len(names_on_board(posapp)) == 2
    [kept] = posapp("quarantine", "--json").value
    assert [fault["path"] for fault in kept["faults"]] == MACHINE_MADE_FAULTS
    row = json.loads(kept["raw"])
    assert set(row) == set(json.loads(MACHINE_MADE))
    assert row["serviceDateTimestamp"] == "18:45"
    assert "pin-of-a-card" not in kept["raw"]
    assert "number-of-a-processor" not in kept["raw"]


def test_a_file_of_the_machine_made_row_alone(posapp: Run, imported: Run) -> None:
    """As an array it is one unreadable row; as a lone object the file is also no array."""
    assert imported(f"[{MACHINE_MADE}]").status == 0
    lone = imported(MACHINE_MADE, name="g.json")
    assert "no array" in lone.refusal
    kept = posapp("quarantine", "--json").value
    assert {row["origin"].split()[0] for row in kept} <= {"f.json", "g.json"}
    assert all(len(row["faults"]) >= len(MACHINE_MADE_FAULTS) for row in kept)


BAD_ROWS = [
    "null",
    "17",
    '"a row"',
    "[]",
    "{}",
    '{"id": 9}',
    '{"id": 9,}',
    "{'id': 9}",
    json.dumps(wire_row(9, id=None)),
    json.dumps(wire_row(9, id={})),
    json.dumps(wire_row(9, id="nine")),
    json.dumps(wire_row(9, id=-1)),
    json.dumps(wire_row(9, id=10**60)),
    json.dumps(wire_row(9, business={})),
    json.dumps(wire_row(9, business={"id": 31415, "timeZone": "Mars/Base"})),
    json.dumps(wire_row(9, serviceDateTimestamp=None, dateTime="18:45")),
    json.dumps(wire_row(9, serviceDateTimestamp=None, dateTime="2026-10-35T11:00")),
    json.dumps(wire_row(9, serviceDateTimestamp=10**18)),
    json.dumps(wire_row(9, totalPriceCents="example")),
    json.dumps(wire_row(9, totalPriceCents=12.5)),
    json.dumps(wire_row(9, totalPriceCents=10**15)),
    json.dumps(wire_row(9, partySize={})),
    json.dumps(wire_row(9, partyState={})),
    json.dumps(wire_row(9, note={})),
    json.dumps(wire_row(9))[:-1],
    json.dumps(wire_row(9))[:-150],
    '{"id": 9, "name": "\udcff"}',
    "[" * 2_000,
    '{"a":' * 2_000 + "1" + "}" * 2_000,
]


def test_each_bad_row_costs_only_itself(posapp: Run, imported: Run) -> None:
    """Good rows between twenty-nine bad ones land; each bad one is kept with its faults."""
    rows: list[dict[str, Any] | str] = []
    for number, bad in enumerate(BAD_ROWS):
        rows += [wire_row(1_000 + number), bad]
    shown = imported(text_of(*rows, wire_row(2_000)))
    assert len(names_on_board(posapp)) == shown.value["new"] == len(BAD_ROWS) + 1
    assert shown.value["quarantined"] == len(BAD_ROWS)
    kept = posapp("quarantine", "--json").value
    assert len(kept) == len(BAD_ROWS)
    assert all(row["raw"] and row["faults"] and row["origin"] for row in kept)
    assert posapp("doctor", "--json").status == 0


def test_bad_rows_of_one_text_are_kept_once(posapp: Run, imported: Run) -> None:
    """Each is counted as it is read; a list of the same row over and over would help nobody."""
    shown = imported(text_of("{}", "{}", wire_row(1), "{}"))
    assert shown.value["quarantined"] == 3
    assert len(posapp("quarantine", "--json").value) == 1


def test_nul_and_huge_text(posapp: Run, imported: Run) -> None:
    """NUL in a name, a note of two megabytes and odd letters are text like any other."""
    odd = wire_row(
        1,
        dinerPatron={"id": 1, "firstName": "Nu\0l", "lastName": "🍇\u202e\ud83d"},
        note=[{"noteType": "GUEST", "text": "x" * 2_000_000}],
    )
    shown = imported(text_of(odd, wire_row(2)))
    assert (shown.status, shown.value["new"]) == (0, 2)
    assert len(names_on_board(posapp)) == 2
    assert posapp("today", "--date", DAY).status == 0


def test_a_row_too_large_to_be_one(posapp: Run, imported: Run) -> None:
    """Only the head of five megabytes is kept; the rows around it land."""
    shown = imported(text_of(wire_row(1), wire_row(2, serverName="y" * 5_000_000), wire_row(3)))
    assert (shown.value["new"], shown.value["quarantined"]) == (2, 1)
    [kept] = posapp("quarantine", "--json").value
    assert 1_000 < len(kept["raw"]) < 100_000
    assert "too large" in kept["faults"][0]["message"]


def test_two_arrays_and_a_remainder(posapp: Run, imported: Run) -> None:
    """Files glued together are both read; what follows the end is kept and told of."""
    shown = imported(text_of(GOOD[0]) + text_of(GOOD[1]) + "and so on")
    assert shown.value["new"] == 2
    assert "goes on after the end" in shown.refusal


def test_a_name_that_is_no_text(posapp: Run, imported: Run, tmp_path: Path) -> None:
    """A file's name may hold any bytes; its rows land and its origin can be shown."""
    name = os.fsdecode(b"export-\xff.json")
    try:
        (tmp_path / name).touch()
    except OSError:  # a file system that insists on Unicode
        name = "export-é.json"
    shown = imported(text_of("{}", wire_row(1)), name=name)
    assert (shown.status, shown.value["new"]) == (0, 1)
    [kept] = posapp("quarantine", "--json").value
    assert kept["origin"].startswith("export-")


def test_a_file_nobody_may_read(posapp: Run, tmp_path: Path, monkeypatch: Any) -> None:
    """The system's reason in one line; root may read everything, so the refusal is played."""
    file = write(tmp_path / "f.json", [wire_row(1)])
    file.chmod(0)
    if os.access(file, os.R_OK):
        monkeypatch.setattr(Path, "open", _refuse(file, Path.open))
    shown = posapp("import", "tock", file)
    assert "f.json cannot be read: Permission denied." in shown.refusal


def _refuse(file: Path, open_file: Any) -> Any:
    def refuse(path: Path, *arguments: Any, **named: Any) -> Any:
        if path == file:
            raise PermissionError(13, "Permission denied", str(path))
        return open_file(path, *arguments, **named)

    return refuse
