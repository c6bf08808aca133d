"""The SQLite driver as the store uses it: the settings of every connection, and the version gate.

No SQLAlchemy here: the first board is read through this module alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2 as sqlite

if TYPE_CHECKING:
    # Only its type: a second SQLite in the process could drop the locks of the first.
    from sqlite3 import Connection

APPLICATION_ID = 0x706F7361
"""Marks a file as posapp's store ("posa"); checked before anything else is read."""

DEFAULT_BUSY_MS = 5_000

SQLITE_VERSION: str = sqlite.sqlite_version

DriverError: type[Exception] = sqlite.Error

_RESET_BUG_FROM = (3, 7, 0)
_RESET_BUG_UNTIL = (3, 51, 3)
_RESET_BUG_BACKPORTS = {(3, 44): 6, (3, 50): 7}


@dataclass(frozen=True, slots=True)
class Durability:
    """How commits reach the disk; `warning` is for doctor, "" when all is well."""

    journal_mode: str
    synchronous: str
    warning: str = ""


def durability_of(version: str) -> Durability:
    """WAL and FULL, unless this SQLite may lose an acknowledged commit when a WAL is reset.

    Source: sqlite.org/wal.html#the_wal_reset_bug; 3.51.3 fixed it, 3.44.6 and 3.50.7 carry the fix.
    """
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    is_backport = patch >= _RESET_BUG_BACKPORTS.get((major, minor), sys.maxsize)
    if is_backport or not _RESET_BUG_FROM <= (major, minor, patch) < _RESET_BUG_UNTIL:
        return Durability("WAL", "FULL")
    warning = (
        f"SQLite {version} can lose a saved payment in WAL mode. The store runs in a slower, safe "
        "mode; install posapp's own SQLite (pysqlite3) to leave it."
    )
    return Durability("TRUNCATE", "EXTRA", warning)


DURABILITY = durability_of(SQLITE_VERSION)


def connect_writer(
    path: Path, *, busy_ms: int = DEFAULT_BUSY_MS, durability: Durability = DURABILITY
) -> Connection:
    """A connection that may write; transactions are begun and ended by their own statements.

    Never creates the file: a store that has vanished must not come back empty.
    """
    connection = _connect(path, options="mode=rw", busy_ms=busy_ms)
    try:
        for pragma in (
            f"journal_mode={durability.journal_mode}",
            f"synchronous={durability.synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",
            # A pull of many short transactions touches the same pages again and again.
            "cache_size=-16384",
            "wal_autocheckpoint=4000",
            *(("fullfsync=ON", "checkpoint_fullfsync=ON") if sys.platform == "darwin" else ()),
        ):
            connection.execute(f"PRAGMA {pragma}")
    except DriverError:
        connection.close()
        raise
    return connection


def connect_reader(path: Path, *, busy_ms: int = DEFAULT_BUSY_MS) -> Connection:
    """A connection that can only read; in WAL mode it never waits for a writer."""
    connection = _connect(path, options="mode=ro", busy_ms=busy_ms)
    connection.execute("PRAGMA query_only=ON")
    return connection


def connect_frozen(path: Path) -> Connection:
    """Read a file on a medium that cannot be written, where SQLite cannot index the WAL.

    Only for files nobody writes; a WAL beside the file is not read.
    """
    return _connect(path, options="mode=ro&immutable=1", busy_ms=0)


def create_draft(path: Path) -> None:
    """Make a new, empty database with our mark at `path`."""
    connection = _connect(path, options="mode=rwc", busy_ms=DEFAULT_BUSY_MS)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.close()


def open_draft(path: Path) -> Connection:
    """Write to a file that is not yet the store: a rollback journal, so that it is one file.

    References are not enforced: with them on, rebuilding a table deletes what refers to it.
    """
    connection = _connect(path, options="mode=rw", busy_ms=DEFAULT_BUSY_MS)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=OFF")
    return connection


def copy_database(source: Connection, target: Path) -> None:
    """Copy what `source` sees into a new file at `target`, while others go on writing.

    One step for the whole file: in WAL mode it reads one snapshot and hinders nobody.
    """
    copy = sqlite.connect(str(target), isolation_level=None)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Write as a whole or not at all, on a connection without SQLAlchemy."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # A full disk has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def pragma(connection: Connection, name: str) -> int | str:
    """The value of a pragma."""
    value: int | str = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _connect(path: Path, *, options: str, busy_ms: int) -> Connection:
    connection: Connection = sqlite.connect(
        f"{path.absolute().as_uri()}?{options}",
        uri=True,
        timeout=busy_ms / 1_000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in ("trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {setting}")
    except DriverError:
        connection.close()
        raise
    return connection
