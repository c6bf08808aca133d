"""Where the relay keeps things: a SQLite file for one room, a PostgreSQL database for a group.

A commit is on the disk when it returns; this is what every 2xx to Tock rests on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Protocol

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    QueuePool,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from posapp.relay import tables

FILE_NAME = "relay.db"
CHANNEL = "posapp_relay"
READERS = 8

_POOL = READERS + 3  # the writer, the sweep and one to spare
_BUSY_MS = 5_000
_FORGET_MS = 100
_AGAIN_S = 0.01
_SCHEMA_LOCK = 7_021_991_003  # any number that nobody else of this database takes
_SAFE_WAL = (3, 51, 3)  # sqlite.org/wal.html#the_wal_reset_bug
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "posapp relay",
}


class StoreRefused(Exception):
    """The store cannot be used; the message says why and never holds a password."""


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...
    def close(self) -> None: ...


class _DriverConnection(Protocol):
    def cursor(self) -> _Cursor: ...
    def commit(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, and the same for writing; `path` or `conninfo` is for who listens for news."""

    engine: Engine
    writing: Engine
    path: Path | None = None
    conninfo: str = ""

    @property
    def is_shared(self) -> bool:
        """True on PostgreSQL, where other relays may write to it too."""
        return self.path is None

    def forget(self) -> bool:
        """Let what was erased leave SQLite's log too; False when a reader is in the way.

        On PostgreSQL its own vacuum does this.
        """
        if self.path is None:
            return True
        try:
            # Writers wait as long as this waits for readers; there will be another time.
            connection = connect_file(self.path, busy_ms=_FORGET_MS)
            try:
                is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.close()
        except sqlite.Error:
            return False
        return not is_busy

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_folder(folder: Path, *, busy_ms: int = _BUSY_MS) -> Database:
    """The SQLite file in `folder`, made when it is missing, readable by this user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.touch(mode=0o600)
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: connect_file(path, busy_ms=busy_ms),
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=busy_ms / 1_000,
        hide_parameters=True,  # they are guests' bodies
    )
    event.listen(engine, "begin", _begin)
    return _prepared(Database(engine, engine.execution_options(writes=True), path=path))


def open_url(text: str) -> Database:
    """The PostgreSQL database at `text`, a postgresql:// address."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreRefused("The database is no address like postgresql://user@host/name.") from None
    if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
        raise StoreRefused("The relay shares its store on PostgreSQL only: postgresql://…")
    url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        url,
        connect_args=_PATIENCE,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=0,
        pool_timeout=5,
        pool_use_lifo=True,
        pool_pre_ping=True,  # the server was restarted, and Tock will not ask a fourth time
        isolation_level="READ COMMITTED",  # the numbering waits for a row, then sees it anew
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_session)
    return _prepared(Database(engine, engine, conninfo=_conninfo(url)))


def connect_file(path: Path, *, busy_ms: int = _BUSY_MS) -> sqlite.Connection:
    """One connection to the file; transactions are begun and ended by their own statements."""
    connection = sqlite.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_ms / 1_000,
        isolation_level=None,
        check_same_thread=False,
    )
    has_safe_wal = sqlite.sqlite_version_info >= _SAFE_WAL
    for pragma in (
        f"journal_mode={'WAL' if has_safe_wal else 'TRUNCATE'}",
        f"synchronous={'FULL' if has_safe_wal else 'EXTRA'}",
        "fullfsync=ON",
        "checkpoint_fullfsync=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        try:
            _set(connection, pragma, patience_s=busy_ms / 1_000)
        except sqlite.Error:
            connection.close()
            raise
    return connection


def _set(connection: Any, pragma: str, *, patience_s: float) -> None:
    """Set a pragma; SQLite does not wait by itself while another begins or ends the WAL."""
    deadline_s = time.monotonic() + patience_s
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline_s:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def announce(connection: Connection, *, origin: str = "") -> None:
    """Tell the other relays on this database, as soon as this transaction is committed."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_notify('{CHANNEL}', %(origin)s)", {"origin": origin})


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    # A deferred transaction that reads and then writes fails at once when another has committed.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_up_session(connection: _DriverConnection, _record: object) -> None:
    cursor = connection.cursor()
    # A relay that is frozen amid a transaction must not hold up the others for long.
    for setting in (
        "idle_in_transaction_session_timeout = '10s'",
        "lock_timeout = '5s'",
        "statement_timeout = '30s'",
    ):
        cursor.execute(f"SET {setting}")
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') <> 'remote_apply'"
    )
    cursor.close()
    connection.commit()  # or else the first rollback takes the settings along


def _conninfo(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _prepared(database: Database) -> Database:
    try:
        with database.writing.begin() as connection:
            if database.is_shared:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
            _lead_up(connection)
    except (SQLAlchemyError, sqlite.Error) as error:
        database.close()
        raise StoreRefused(f"The relay's store cannot be opened: {told(error)}") from None
    except StoreRefused:
        database.close()
        raise
    return database


def _lead_up(connection: Connection) -> None:
    """Bring the tables to this program's number, inside the caller's transaction."""
    if not inspect(connection).has_table(tables.schema.name):
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.schema).values(number=tables.SCHEMA_NUMBER))
        # In every cursor: one of another store, or of this one before it was made anew, is unknown.
        store_id = token_hex(4)
        connection.execute(insert(tables.numbering).values(id=1, store_id=store_id, last=0))
        return
    number = connection.execute(select(tables.schema.c.number)).scalar_one()
    if number > tables.SCHEMA_NUMBER:
        raise StoreRefused("The relay's store was written by a newer posapp; update this one.")
    while number < tables.SCHEMA_NUMBER:
        tables.STEPS[number](connection)
        number += 1
        connection.execute(update(tables.schema).values(number=number))


def told(error: Exception) -> str:
    """What a driver said, on one line, without a statement and its values."""
    words = str(getattr(error, "orig", None) or error)
    return " ".join(words.split("\n", maxsplit=1)[0].split()) or type(error).__name__
