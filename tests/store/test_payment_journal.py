"""The payment journal: every payment once, in order, in a chain, and whole after a power cut."""

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posapp.domain.payment import CardSlip, Tender
from posapp.ports.failures import StoreTrouble
from posapp.store.payment_journal import (
    START,
    JournalReading,
    PaymentJournal,
    PaymentLine,
    read_journal,
)
from posapp.store.store import SqlStore
from tests.store.builders import ANA, payment, save_seated_order
from tests.store.conftest import Bench
from tests.support.clock import SATURDAY_MS

_MONTH_MS = 31 * 86_400_000


def _line(number: int, *, taken_ms: int = SATURDAY_MS) -> PaymentLine:
    return PaymentLine(
        payment_id=f"p{number}",
        order_id=f"o{number}",
        order_number=f"T1-{number:06d}",
        reservation_key=None,
        tender="cash",
        cents=100 + number,
        currency="USD",
        tendered_cents=500,
        taken_ms=taken_ms,
        staff_id="ana",
        terminal_id="T1",
    )


@pytest.fixture
def journal(tmp_path: Path) -> PaymentJournal:
    journal = PaymentJournal(tmp_path / "journal")
    journal.open()
    return journal


def _fail(*_args: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _read(tmp_path: Path) -> JournalReading:
    return read_journal(tmp_path / "journal")


def _file(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "2026-10.jsonl"


def test_a_payment_is_one_line_of_plain_facts(bench: Bench, store: SqlStore) -> None:
    """Ids, cents, tender, order number, time, the chain; no card data and no guest's name."""
    slip = CardSlip("Visa", "4242", "A17")
    with store.write("pay", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment(tender=Tender.CARD, tendered_cents=100_00, slip=slip))
        uow.payments.add(payment("p2", reservation_key="tock:31415:r:9"))
    first, second = (bench.files.journal / "2026-10.jsonl").read_text().splitlines()
    assert json.loads(first) == {
        "seq": 1,
        "payment_id": "p1",
        "order_id": "o1",
        "order_number": "T1-000001",
        "reservation_key": None,
        "tender": "card",
        "cents": 100_00,
        "currency": "USD",
        "tendered_cents": 100_00,
        "taken_ms": SATURDAY_MS,
        "staff_id": "ana",
        "terminal_id": "T1",
        "prev": START,
    }
    assert json.loads(second)["reservation_key"] == "tock:31415:r:9"
    assert "4242" not in first


def test_lines_are_on_the_disk_before_append_returns(
    tmp_path: Path, journal: PaymentJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file's bytes are synced, and the folder too when the month is new."""
    synced: list[int] = []
    monkeypatch.setattr("posapp.store.payment_journal.os.fsync", synced.append)
    folders: list[Path] = []
    monkeypatch.setattr("posapp.store.payment_journal.sync_directory", folders.append)
    journal.append([_line(1)])
    journal.append([_line(2)])
    assert len(synced) == 2
    assert folders == [tmp_path / "journal"]


def test_what_was_written_is_read_back_in_order(tmp_path: Path, journal: PaymentJournal) -> None:
    """Also over a month's end and after a new start."""
    journal.append([_line(1), _line(2)])
    again = PaymentJournal(tmp_path / "journal")
    again.open()
    again.append([_line(3, taken_ms=SATURDAY_MS + _MONTH_MS)])
    reading = _read(tmp_path)
    assert reading.lines == (_line(1), _line(2), _line(3, taken_ms=SATURDAY_MS + _MONTH_MS))
    assert (reading.faults, reading.tail) == ((), again.tail)
    assert sorted(path.name for path in (tmp_path / "journal").iterdir()) == [
        "2026-10.jsonl",
        "2026-11.jsonl",
    ]


def test_a_clock_set_back_over_a_month_does_not_break_the_chain(
    tmp_path: Path, journal: PaymentJournal
) -> None:
    """A line never goes into an older file than the line before it."""
    journal.append([_line(1, taken_ms=SATURDAY_MS + _MONTH_MS)])
    journal.append([_line(2)])
    assert not _file(tmp_path).exists()
    assert _read(tmp_path).faults == ()


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda lines: [lines[0].replace(b'"cents":101', b'"cents":901'), *lines[1:]], "line 2"),
        (lambda lines: [lines[0], lines[2]], "line 2"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line 1"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b"garbage\n", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b'{"seq":2}\n', *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b"[]\n", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], b"\xff\xfe\n", *lines[1:]], "line 2"),
    ],
)
def test_every_change_to_the_file_breaks_the_chain(
    tmp_path: Path,
    journal: PaymentJournal,
    tamper: Callable[[list[bytes]], list[bytes]],
    fault: str,
) -> None:
    """An altered, lost, swapped, repeated or foreign line is named; the others are still read."""
    journal.append([_line(1), _line(2), _line(3)])
    lines = _file(tmp_path).read_bytes().splitlines(keepends=True)
    _file(tmp_path).write_bytes(b"".join(tamper(lines)))
    reading = _read(tmp_path)
    assert fault in reading.faults[0]
    assert len(reading.lines) >= 2


@pytest.mark.parametrize("torn", [b'{"seq":3,"paym', b"\x00" * 40, b'{"seq":3}'])
def test_a_line_cut_off_by_a_power_failure_is_removed(
    tmp_path: Path, journal: PaymentJournal, torn: bytes
) -> None:
    """Without its end of line nobody was told "Saved"; the next follows the last whole one."""
    journal.append([_line(1), _line(2)])
    with _file(tmp_path).open("ab") as file:
        file.write(torn)
    assert len(_read(tmp_path).lines) == 2
    again = PaymentJournal(tmp_path / "journal")
    again.open()
    again.append([_line(3)])
    reading = _read(tmp_path)
    assert [line.payment_id for line in reading.lines] == ["p1", "p2", "p3"]
    assert reading.faults == ()


def test_a_line_that_fails_leaves_no_half_of_itself(
    tmp_path: Path, journal: PaymentJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the sync fails the file is as before; the next append brings both lines."""
    journal.append([_line(1)])
    before = _file(tmp_path).read_bytes()

    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.payment_journal.os.fsync", _fail)
        with pytest.raises(OSError, match="No space"):
            journal.append([_line(2)])
    assert (_file(tmp_path).read_bytes(), journal.is_behind) == (before, True)
    journal.append([_line(3)])
    assert [line.payment_id for line in _read(tmp_path).lines] == ["p1", "p2", "p3"]
    assert not journal.is_behind


def test_a_line_whose_folder_cannot_be_synced_is_written_once(
    tmp_path: Path, journal: PaymentJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first line of a month: it is taken back, and the next append syncs the folder again."""
    synced: list[Path] = []
    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.payment_journal.sync_directory", _fail)
        with pytest.raises(OSError, match="No space"):
            journal.append([_line(1)])
    monkeypatch.setattr("posapp.store.payment_journal.sync_directory", synced.append)
    journal.append([])
    reading = _read(tmp_path)
    assert [line.payment_id for line in reading.lines] == ["p1"]
    assert reading.faults == ()
    assert synced == [tmp_path / "journal"]


def test_a_payment_told_twice_counts_once(tmp_path: Path, journal: PaymentJournal) -> None:
    """The break of the chain is named; the money is not doubled."""
    journal.append([_line(1), _line(2)])
    lines = _file(tmp_path).read_bytes().splitlines(keepends=True)
    _file(tmp_path).write_bytes(b"".join([lines[0], lines[1], lines[1]]))
    reading = _read(tmp_path)
    assert [line.payment_id for line in reading.lines] == ["p1", "p2"]
    assert "line 3" in reading.faults[0]


def test_a_start_gives_the_journal_what_it_lost(bench: Bench) -> None:
    """A journal deleted whole is written again from the database, and doctor says it was short."""
    store = bench.open()
    with store.write("pay", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment("p1"))
        uow.payments.add(payment("p2", reservation_key="tock:31415:r:9"))
    before = read_journal(bench.files.journal).lines
    store.close()
    (bench.files.journal / "2026-10.jsonl").unlink()
    again = bench.open()
    assert again.opened.appended == 2
    assert read_journal(bench.files.journal).lines == before
    facts = again.health_facts()
    assert facts.journal_notes == ("The payment journal had 2 lines; 0 were found.",)
    findings = {finding.name: finding.verdict for finding in facts.findings()}
    assert findings["payments"] == "warn"


def test_a_start_that_cannot_write_the_journal_keeps_payments_off(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The missing lines stay owed; the first payment after space is there writes them."""
    store = bench.open()
    with store.write("pay", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment("p1"))
    store.close()
    (bench.files.journal / "2026-10.jsonl").unlink()
    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.payment_journal._write_all", _fail)
        again = bench.open()
        with pytest.raises(StoreTrouble, match="second copy"):
            again.require_room_for_payments()
    again.require_room_for_payments()
    assert [line.payment_id for line in read_journal(bench.files.journal).lines] == ["p1"]
