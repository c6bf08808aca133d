"""SQLAlchemy on our SQLite driver: one writing connection, every transaction immediate.

The one place of the ORM side that knows SQLite; PostgreSQL would be a second function here.
"""

from __future__ import annotations

from pathlib import Path

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from posapp.store.driver import DEFAULT_BUSY_MS, connect_writer


def make_engine(path: Path, *, busy_ms: int = DEFAULT_BUSY_MS) -> Engine:
    """An engine on the file at `path`, with a single connection: writers queue in the program."""
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: connect_writer(path, busy_ms=busy_ms),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # a statement's values are guests' names; errors reach reports
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    # A deferred transaction that reads, then writes after another commit fails at once with
    # SQLITE_BUSY_SNAPSHOT, whatever the busy timeout.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
