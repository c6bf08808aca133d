"""How a read reaches the database: SQL text with `:named` values in, plain tuples out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from posapp.store.driver import DEFAULT_BUSY_MS, DriverError, connect_frozen, connect_reader
from posapp.store.trouble import TroubleCode, trouble_of

if TYPE_CHECKING:
    from sqlite3 import Connection

_NO_ROOM_FOR_INDEX = {TroubleCode.CANNOT_OPEN, TroubleCode.READ_ONLY}

Row = tuple[Any, ...]
Run = Callable[[str, Mapping[str, object]], list[Row]]


class ReadConnections:
    """Read-only connections to one database, lent to one read at a time, on any thread.

    A read never waits for a writer: in WAL mode it sees the last commit.
    """

    def __init__(self, database: Path, *, busy_ms: int = DEFAULT_BUSY_MS) -> None:
        self._database = database
        self._busy_ms = busy_ms
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._is_closed = False

    @contextmanager
    def snapshot(self) -> Iterator[Run]:
        """Every statement run inside sees the same commit; raises StoreTrouble."""
        try:
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield lambda sql, values: connection.execute(sql, values).fetchall()
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.close()
        except DriverError as error:
            page = trouble_of(error)
            if page is None:
                raise
            raise page from error
        self._give_back(connection)

    def close(self) -> None:
        """Close every connection; those on loan are closed when they come back."""
        self._is_closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def _borrow(self) -> Connection:
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._connect()

    def _give_back(self, connection: Connection) -> None:
        self._idle.put(connection)
        if self._is_closed:
            self.close()

    def _connect(self) -> Connection:
        connection = connect_reader(self._database, busy_ms=self._busy_ms)
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except DriverError as error:
            connection.close()
            page = trouble_of(error)
            wal = self._database.with_name(self._database.name + "-wal")
            has_wal = wal.exists() and wal.stat().st_size > 0
            if page is None or page.code not in _NO_ROOM_FOR_INDEX or has_wal:
                raise
            # A read-only folder has no room for the index of a WAL, but here is no WAL to read.
            return connect_frozen(self._database)
        return connection


def listed(values: Sequence[object], *, prefix: str) -> tuple[str, dict[str, object]]:
    """Named placeholders for an IN list, and their values."""
    named = {f"{prefix}{number}": value for number, value in enumerate(values)}
    return ", ".join(f":{name}" for name in named), named


def columns(names: Sequence[str], *, of: str) -> str:
    """These columns of a table's alias, for a SELECT."""
    return ", ".join(f"{of}.{name}" for name in names)


def named(names: Sequence[str], row: Row) -> dict[str, Any]:
    """The first values of a row by their columns' names."""
    return dict(zip(names, row, strict=False))
