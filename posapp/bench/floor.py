"""The floor: what the hand-written least does with the same rows, in the very same tables.

It decodes every row and upserts it by one `executemany` in one transaction. Its columns are made
beforehand, so that it is quicker than any program could be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posapp.adapters.tock.wire import ROW
from posapp.store.driver import connect_reader, connect_writer

_TABLES = ("reservation", "reservation_raw")


@dataclass(frozen=True, slots=True)
class Batch:
    """An upsert of one table and its rows."""

    statement: str
    values: list[tuple[Any, ...]]


def batches_of(database: Path) -> list[Batch]:
    """The rows of a filled store, ready to be written into an empty one."""
    with closing(connect_reader(database)) as connection:
        return [_batch(connection, table) for table in _TABLES]


def decode_all(bodies: Sequence[bytes]) -> None:
    """Decode every row into the same structs, and nothing else."""
    for body in bodies:
        ROW.decode(body)


@contextmanager
def floor_store(database: Path) -> Iterator[Any]:
    """A connection to a store, with the settings that every writer has."""
    with closing(connect_writer(database)) as connection:
        yield connection


def upsert_all(connection: Any, batches: Sequence[Batch]) -> None:
    """Write all rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    for batch in batches:
        connection.executemany(batch.statement, batch.values)
    connection.execute("COMMIT")


def _batch(connection: Any, table: str) -> Batch:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    names = [name for name in names if name != "row_no"]
    listed = ", ".join(names)
    kept = ", ".join(f"{name} = excluded.{name}" for name in names if name != "key")
    statement = (
        f"INSERT INTO {table} ({listed}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        f" ON CONFLICT (key) DO UPDATE SET {kept}"
    )
    values = connection.execute(f"SELECT {listed} FROM {table}").fetchall()  # noqa: S608
    return Batch(statement, values)
