"""Every connection is set up the same safe way, and only on a SQLite that keeps its word."""

from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest

from posapp.store.driver import (
    Durability,
    connect_frozen,
    connect_reader,
    connect_writer,
    create_draft,
    durability_of,
    pragma,
)
from tests.store.conftest import Bench

WAL = ("WAL", "FULL")
SAFE = ("TRUNCATE", "EXTRA")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.6.23", WAL),
        ("3.7.0", SAFE),
        ("3.40.1", SAFE),
        ("3.44.5", SAFE),
        ("3.44.6", WAL),
        ("3.45.0", SAFE),
        ("3.50.6", SAFE),
        ("3.50.7", WAL),
        ("3.51.2", SAFE),
        ("3.51.3", WAL),
        ("3.53.4", WAL),
        ("4.0.0", WAL),
    ],
)
def test_a_sqlite_with_the_wal_reset_bug_runs_without_a_wal(
    version: str, expected: tuple[str, str]
) -> None:
    """The affected versions get the slower safe mode and a warning, the others WAL and none."""
    found = durability_of(version)
    assert (found.journal_mode, found.synchronous) == expected
    assert bool(found.warning) is (expected == SAFE)


def test_a_writer_is_durable_and_strict(bench: Bench) -> None:
    """WAL, FULL sync, foreign keys, secure delete, an untrusted schema and no memory map."""
    with closing(connect_writer(bench.files.database)) as connection:
        found = {
            name: pragma(connection, name)
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "busy_timeout",
                "trusted_schema",
                "secure_delete",
                "cell_size_check",
                "temp_store",
                "mmap_size",
            )
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5_000,
        "trusted_schema": 0,
        "secure_delete": 1,
        "cell_size_check": 1,
        "temp_store": 2,
        "mmap_size": 0,
    }


def test_the_degraded_mode_is_set_on_the_connection(bench: Bench) -> None:
    """On an affected SQLite the store leaves WAL and syncs the directory too."""
    with closing(connect_writer(bench.files.database, durability=Durability(*SAFE))) as connection:
        assert pragma(connection, "journal_mode") == "truncate"
        assert pragma(connection, "synchronous") == 3


def test_a_writer_never_creates_the_file(tmp_path: Path) -> None:
    """A store that has vanished does not come back empty."""
    with pytest.raises(pysqlite3.OperationalError, match="unable to open"):
        connect_writer(tmp_path / "gone.db")
    assert not (tmp_path / "gone.db").exists()


@pytest.mark.parametrize("connect", [connect_reader, connect_frozen])
def test_a_reader_cannot_write(bench: Bench, connect: object) -> None:
    """Reads have no way to change anything."""
    assert callable(connect)
    with (
        closing(connect(bench.files.database)) as connection,
        pytest.raises(pysqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM staff")


def test_a_path_with_odd_characters_is_one_path(tmp_path: Path) -> None:
    """A question mark, a percent sign or a space in the folder is no option of the driver."""
    path = tmp_path / "50% of? #the store" / "store.db"
    path.parent.mkdir()
    create_draft(path)
    with closing(connect_reader(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x706F7361,)
