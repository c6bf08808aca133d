"""The SQL of all stores of a test run is compiled once, as it is once in the day of a program.

A store keeps what it compiled as long as it is open, and tests open thousands of stores.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Dialect, Engine, create_engine

from posapp.store import engine as real
from posapp.store import opening

_COMPILED: dict[Any, Any] = {}


def share_sql() -> None:
    """Let every store that this process opens from now on use what others compiled."""
    opening.make_engine = _make_engine  # type: ignore[assignment]


def _make_engine(path: Path, *, busy_ms: int) -> Engine:
    engine = real.make_engine(path, busy_ms=busy_ms)
    engine.dialect = _dialect()  # a part of every key
    engine.update_execution_options(compiled_cache=_COMPILED)
    return engine


@cache
def _dialect() -> Dialect:
    """One that has met its SQLite, as it would at the first connection."""
    engine = create_engine("sqlite://", module=sqlite)
    with engine.connect():
        return engine.dialect
