"""The start-up decision table: each state of the file has its own page, and nothing is lost.

A damaged file is kept byte for byte, never repaired in place and never replaced by an empty one.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest

from posapp.ports.failures import StoreTrouble
from posapp.store.driver import connect_writer, create_draft
from posapp.store.inspection import GUARDS
from posapp.store.marker import read_marker
from posapp.store.migrations import SCHEMA_NUMBER
from posapp.store.reads.fast import open_reads
from tests.store.builders import ANA, save_seated_order
from tests.store.conftest import Bench, content_of, crash, decode, fill, refusal_of

Damage = Callable[[Bench], None]
_ROOT = Path(__file__).parents[2]


# --- a first start ---------------------------------------------------------------------------


def test_a_first_start_makes_a_store_and_its_marker(empty_bench: Bench) -> None:
    """Only where no trace of an old one is left; the folder is made when it is missing."""
    store = empty_bench.open()
    facts = store.health_facts()
    marker = read_marker(empty_bench.files.marker)
    assert marker is not None
    assert (marker.schema, marker.install_id) == (facts.schema, facts.install_id)
    assert not marker.was_closed
    store.close()
    closed = read_marker(empty_bench.files.marker)
    assert closed is not None
    assert closed.was_closed


def test_a_second_start_finds_what_the_first_wrote(bench: Bench) -> None:
    """The ordinary start."""
    fill(bench)
    store = bench.open()
    assert store.health_facts().rows["reservation"] == 300
    assert store.opened.replay.payments == ()


def test_a_first_start_cut_off_is_begun_anew(empty_bench: Bench) -> None:
    """A half-made file beside the place is no store."""
    empty_bench.directory.mkdir()
    create_draft(empty_bench.files.creating)
    empty_bench.open()
    assert not empty_bench.files.creating.exists()


def test_a_lost_marker_is_written_again(bench: Bench) -> None:
    """The store itself is what counts; a garbled marker is no reason to stop either."""
    fill(bench)
    for content in (None, b"\x00\x00", b"[]", b'{"install_id": 5}'):
        if content is None:
            bench.files.marker.unlink()
        else:
            bench.files.marker.write_bytes(content)
        bench.open().close()
        marker = read_marker(bench.files.marker)
        assert marker is not None
        assert (marker.last_payment_seq, marker.schema) == (1, SCHEMA_NUMBER)


# --- the file is gone or is not what it was --------------------------------------------------


@pytest.mark.parametrize("trace", ["marker", "wal", "journal", "backup", "kept copy", "old schema"])
def test_a_store_that_is_gone_is_not_made_anew(bench: Bench, trace: str) -> None:
    """Any trace of it is enough: an empty store would hide the loss."""
    fill(bench)
    kept = {
        "marker": bench.files.marker,
        "wal": bench.files.database.with_name("store.db-wal"),
        "journal": bench.files.journal / "2026-10.jsonl",
        "backup": bench.files.backups / "store-20261010T150000000Z.db",
        "kept copy": bench.files.database.with_name("store.db.corrupt.20261010T150000000Z"),
        "old schema": bench.files.previous(1),
    }
    shutil.rmtree(bench.directory)
    kept[trace].parent.mkdir(parents=True, exist_ok=True)
    kept[trace].write_bytes(b"{}")
    refusal = refusal_of(bench)
    assert refusal.code == "missing"
    assert kept[trace].name in refusal.cause
    assert not bench.files.database.exists()


def _empty(bench: Bench) -> None:
    os.truncate(bench.files.database, 0)


def _text(bench: Bench) -> None:
    bench.files.database.write_bytes(b"Dear reader, this is no database. " * 300)


def _zero_header(bench: Bench) -> None:
    _overwrite(bench.files.database, at=0, content=bytes(100))


def _zero_page(bench: Bench) -> None:
    _overwrite(bench.files.database, at=_page_of(bench, "reservation"), content=bytes(4_096))


def _garbled_page(bench: Bench) -> None:
    _overwrite(bench.files.database, at=_page_of(bench, "payment"), content=b"\x5a" * 900)


def _cut_short(bench: Bench) -> None:
    os.truncate(bench.files.database, bench.files.database.stat().st_size // 2)


def _no_number(bench: Bench) -> None:
    _execute(bench, "PRAGMA user_version=0")


def _no_guard(bench: Bench) -> None:
    _execute(bench, "DROP TRIGGER payment_no_delete")


def _overwrite(path: Path, *, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def _page_of(bench: Bench, table: str) -> int:
    ((page,),) = bench.rows(f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    return int((page - 1) * 4_096)


def _execute(bench: Bench, sql: str) -> None:
    with closing(connect_writer(bench.files.database)) as connection:
        connection.execute(sql)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_empty, "empty"),
        (_text, "not_a_database"),
        (_zero_header, "not_a_database"),
        (_zero_page, "damaged"),
        (_garbled_page, "damaged"),
        (_cut_short, "damaged"),
        (_no_number, "damaged"),
        (_no_guard, "damaged"),
    ],
)
def test_a_damaged_file_is_kept_and_refused(bench: Bench, damage: Damage, code: str) -> None:
    """The page names the fault and the copy; the file itself has not a byte changed."""
    fill(bench)
    damage(bench)
    before = content_of(bench)
    refusal = refusal_of(bench)
    assert refusal.code == code
    assert content_of(bench) == before
    assert Path(refusal.kept_path).read_bytes() == before["store.db"]
    assert Path(refusal.kept_path).name.startswith("store.db.corrupt.2026")


def test_a_damaged_file_is_kept_with_what_its_wal_holds(bench: Bench) -> None:
    """After a crash the last commits are in the WAL alone."""
    store = bench.open()
    with store.write("fill", actor=ANA) as uow:
        save_seated_order(uow)
    shutil.copytree(bench.directory, bench.directory.with_name("crashed"))
    store.close()
    shutil.rmtree(bench.directory)
    bench.directory.with_name("crashed").rename(bench.directory)
    _overwrite(bench.files.database, at=4_096, content=bytes(4_096 * 60))
    before = content_of(bench)
    refusal = refusal_of(bench)
    kept = Path(refusal.kept_path)
    assert kept.read_bytes() == before["store.db"]
    assert kept.with_name(kept.name + "-wal").read_bytes() == before["store.db-wal"]
    assert content_of(bench) == before


def test_a_damaged_file_is_copied_once(bench: Bench) -> None:
    """Ten tries to start do not fill the disk."""
    fill(bench)
    _text(bench)
    kept = set()
    for _ in range(3):
        bench.clock.advance(60_000)
        kept.add(refusal_of(bench).kept_path)
    assert len(kept) == 1
    assert len(list(bench.directory.glob("*.corrupt.*"))) == 1


def test_a_damaged_file_without_room_for_a_copy_is_refused_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page comes without a copy, and half a copy is not left to be taken for the whole."""
    fill(bench)
    _text(bench)

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("posapp.store.files.sync_file", full)
    refusal = refusal_of(bench)
    assert (refusal.code, refusal.kept_path) == ("not_a_database", "")
    assert list(bench.directory.glob("*.corrupt.*")) == []


def test_a_store_that_cannot_note_its_end_is_checked_longer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing on a full disk raises nothing and loses nothing."""
    store = bench.open()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.store.write_marker", full)
        store.close()
    marker = read_marker(bench.files.marker)
    assert marker is not None
    assert not marker.was_closed
    bench.open()


def test_damage_that_a_clean_end_would_hide_is_found_after_a_crash(bench: Bench) -> None:
    """An index that lost its row passes the short check, not the long one."""
    fill(bench)
    with closing(pysqlite3.connect(str(bench.files.database))) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_guest_email_key ON guest (phone)'"
            " WHERE name = 'ix_guest_email_key'"
        )
        connection.commit()
    with closing(pysqlite3.connect(str(bench.files.database))) as connection:
        connection.execute(
            "INSERT INTO guest VALUES ('g','a','b','e','e','p','s','r','T1',1,1,'','','','','')"
        )
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_guest_email_key ON guest (email_key)'"
            " WHERE name = 'ix_guest_email_key'"
        )
        connection.commit()
    store = bench.open()
    crash(store)
    assert refusal_of(bench).code == "damaged"


def test_a_file_of_another_program_is_left_alone(bench: Bench) -> None:
    """A database, but not ours: not opened for writing, not copied."""
    fill(bench)
    bench.files.database.unlink()
    with closing(pysqlite3.connect(str(bench.files.database))) as connection:
        connection.execute("CREATE TABLE bookmark (url)")
    before = content_of(bench)
    assert refusal_of(bench).code == "wrong_application"
    assert content_of(bench) == before


def test_another_terminal_s_store_is_refused(bench: Bench, empty_bench: Bench) -> None:
    """The marker knows which store belongs here."""
    fill(bench)
    other = Bench(bench.directory.with_name("other"), bench._stack)
    other.ids.given = 9_000
    other.open().close()
    shutil.copyfile(other.files.database, bench.files.database)
    assert refusal_of(bench).code == "other_store"


def test_a_newer_store_is_refused_untouched(bench: Bench) -> None:
    """Never downgraded; the page says which schema it is."""
    fill(bench)
    _execute(bench, "PRAGMA user_version=7")
    before = content_of(bench)
    refusal = refusal_of(bench)
    assert refusal.code == "newer_schema"
    assert "7" in refusal.cause
    assert content_of(bench) == before


# --- the driver alone ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("PRAGMA user_version=7", "newer_schema"),
        ("PRAGMA user_version=0", "older_schema"),
        ("PRAGMA application_id=1", "wrong_application"),
    ],
)
def test_the_first_board_waits_when_the_store_is_not_ready(
    bench: Bench, sql: str, code: str
) -> None:
    """The driver-only reads look and never repair."""
    _execute(bench, sql)
    with pytest.raises(StoreTrouble) as caught:
        open_reads(bench.directory, decode=decode, clock=bench.clock)
    assert caught.value.code == code


def test_the_first_board_of_no_store_makes_none(empty_bench: Bench) -> None:
    """Nothing is created by looking."""
    with pytest.raises(StoreTrouble) as caught:
        open_reads(empty_bench.directory, decode=decode, clock=empty_bench.clock)
    assert caught.value.code == "missing"
    assert not empty_bench.directory.exists()


def test_the_first_board_needs_no_sqlalchemy() -> None:
    """Loading it before the first paint would triple the start."""
    code = (
        "import sys, posapp.store.reads.fast\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'alembic', 'pydantic', 'sqlite3', 'msgspec'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
    )
    assert done.stdout.strip() == "[]"


def test_the_marker_names_no_guest(bench: Bench) -> None:
    """It holds four facts about the store."""
    fill(bench)
    found = json.loads(bench.files.marker.read_text())
    assert found.keys() == {"install_id", "schema", "last_payment_seq", "was_closed"}
    assert GUARDS
