"""`posapp import tock`: what lands, what is counted, and that nothing is ever dropped."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.export_files import profile, walk_in, write
from tests.support.clock import SATURDAY_MS
from tests.support.till import wire_row

DAY = "2026-10-10"
COUNTS = ["read", "new", "changed", "unchanged", "quarantined"]
BAD = wire_row(0, partySize="many")


def counts(**named: int) -> dict[str, int]:
    return dict.fromkeys(COUNTS, 0) | named


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [wire_row(1), walk_in(2), BAD, wire_row(3)]
    return write(tmp_path / "reservation-1.json", rows)


def test_counts_are_one_object_with_these_keys(posapp: Run, file: Path) -> None:
    """In this order; what was read is the sum of what became of it."""
    shown = posapp("import", "tock", file, "--json")
    assert (shown.status, shown.err) == (0, "")
    assert list(shown.value) == COUNTS
    assert shown.value == counts(read=4, new=3, quarantined=1)


def test_the_same_file_again_changes_nothing(posapp: Run, file: Path) -> None:
    """Read again, each row is unchanged, the unreadable one is kept once, the board is the same."""
    posapp("import", "tock", file)
    before = posapp("today", "--date", DAY, "--json").value
    again = posapp("import", "tock", file, "--json").value
    assert again == counts(read=4, unchanged=3, quarantined=1)
    assert posapp("today", "--date", DAY, "--json").value == before
    assert len(posapp("quarantine", "--json").value) == 1


def test_news_changes_a_row_and_old_news_does_not(posapp: Run, tmp_path: Path) -> None:
    """The later update wins, whichever file is read first."""
    newer = wire_row(1, partySize=5, lastUpdatedTimestamp=SATURDAY_MS + 1, sequenceId=2)
    first = write(tmp_path / "1.json", [wire_row(1)])
    second = write(tmp_path / "2.json", [newer])
    posapp("import", "tock", first)
    assert posapp("import", "tock", second, "--json").value == counts(read=1, changed=1)
    assert posapp("import", "tock", first, "--json").value == counts(read=1, unchanged=1)
    [row] = posapp("today", "--date", DAY, "--json").value
    assert row["size"] == 5


def test_several_files_are_one_import(posapp: Run, tmp_path: Path) -> None:
    """Reservations and guest profiles in one command; the counts are of all files."""
    booked = write(tmp_path / "reservation-1.json", [wire_row(n) for n in range(1, 401)])
    more = write(tmp_path / "reservation-2.json", [wire_row(n) for n in range(301, 601)])
    people = write(tmp_path / "guest-profile-1.json", [profile(n) for n in range(1, 6)])
    shown = posapp("import", "tock", booked, more, people, "--json")
    assert shown.value == counts(read=705, new=605, unchanged=100)
    again = posapp("import", "tock", people, "--json")
    assert again.value == counts(read=5, unchanged=5)
    said = posapp("import", "tock", booked, people)
    assert said.out == ("2 files: 405 read, 0 new, 0 changed, 405 unchanged, 0 quarantined\n")


def test_a_known_guest_stays_as_known(posapp: Run, tmp_path: Path) -> None:
    """The back office owns names; a profile without an e-mail is no guest, and no fault."""
    posapp("import", "tock", write(tmp_path / "1.json", [profile(1), profile(2)]))
    later = [profile(1, lastName="Green"), profile(2), profile(3, email="")]
    shown = posapp("import", "tock", write(tmp_path / "2.json", later), "--json")
    assert shown.value == counts(read=3, unchanged=3)


def test_rows_may_come_in_any_order_and_twice(posapp: Run, tmp_path: Path) -> None:
    """A row that stands twice in a file is stored once, in its latest version."""
    rows = [
        wire_row(n, sequenceId=version, partySize=version)
        for n in range(1, 41)
        for version in (1, 2, 3)
    ]
    random.Random(7).shuffle(rows)
    shown = posapp("import", "tock", write(tmp_path / "f.json", rows), "--json").value
    assert (shown["read"], shown["new"], shown["quarantined"]) == (120, 40, 0)
    assert shown["new"] + shown["changed"] + shown["unchanged"] == 120
    board = posapp("today", "--date", DAY, "--json").value
    assert [row["size"] for row in board] == [3] * 40


def test_ids_above_what_a_database_counts(posapp: Run, tmp_path: Path) -> None:
    """Tock's ids go to 2^64-1; as number or as digits it is the same row."""
    most = 2**64 - 1
    first = write(tmp_path / "1.json", [wire_row(most), wire_row(2**63)])
    second = write(tmp_path / "2.json", [wire_row(most, id=str(most))])
    assert posapp("import", "tock", first, "--json").value == counts(read=2, new=2)
    assert posapp("import", "tock", second, "--json").value["new"] == 0
    keys = {row["key"] for row in posapp("today", "--date", DAY, "--json").value}
    assert keys == {f"tock:31415:r:{most}", f"tock:31415:r:{2**63}"}


def test_a_file_that_cannot_be_opened_costs_only_itself(
    posapp: Run, tmp_path: Path, file: Path
) -> None:
    """The others land and are counted; the command fails and names the one."""
    for missing in (tmp_path / "none.json", tmp_path):
        shown = posapp("import", "tock", file, missing, "--json")
        assert shown.value["read"] == 4
        assert missing.name in shown.refusal
    last = write(tmp_path / "last.json", [wire_row(9)])
    shown = posapp("import", "tock", tmp_path / "none.json", last, "--json")
    assert shown.status == 1
    assert shown.value == counts(read=1, new=1)


def test_an_unreadable_row_is_told_of_as_it_comes(posapp: Run, file: Path) -> None:
    """File, place and every fault, then the counts."""
    told, total = posapp("import", "tock", file).out.splitlines()
    assert told.startswith("reservation-1.json row 3 (byte ")
    assert told.endswith("$.partySize expected a whole number, found text")
    assert total == "1 file: 4 read, 3 new, 0 changed, 0 unchanged, 1 quarantined"


def test_the_quarantine_holds_the_row_itself(posapp: Run, file: Path) -> None:
    """`posapp quarantine` lists origin, faults with their paths, and the raw text."""
    posapp("import", "tock", file)
    [kept] = posapp("quarantine", "--json").value
    assert kept["source"] == "tock"
    assert kept["origin"].startswith("reservation-1.json row 3")
    assert [fault["path"] for fault in kept["faults"]] == ["$.partySize"]
    assert '"partySize":"many"' in kept["raw"].replace(": ", ":")
    assert kept["received"].startswith("2026-10-10T08:00:00")
    said = posapp("quarantine").out
    assert "reservation-1.json row 3" in said
    assert "$.partySize expected a whole number, found text" in said


def test_an_empty_quarantine_says_so(posapp: Run) -> None:
    """Nothing kept is a sentence, or an empty list."""
    assert posapp("quarantine").out == "Every row could be read.\n"
    assert posapp("quarantine", "--json").value == []


def test_an_import_never_touches_what_is_not_in_the_file(posapp: Run, tmp_path: Path) -> None:
    """A shorter file removes nothing: cancellations are said, never guessed."""
    posapp("import", "tock", write(tmp_path / "1.json", [wire_row(n) for n in range(1, 6)]))
    assert posapp("import", "tock", write(tmp_path / "2.json", []), "--json").value == counts()
    assert len(posapp("today", "--date", DAY, "--json").value) == 5
