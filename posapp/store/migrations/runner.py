"""Runs the steps on a database file that nobody else has open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, NullPool, create_engine, event

from posapp.store.driver import open_draft
from posapp.store.migrations import STEPS

_HERE = Path(__file__).parent


def run_steps(draft: Path, *, steps: Sequence[Path] = STEPS) -> None:
    """Bring the database file at `draft` to the newest step; each step is one transaction."""
    engine = create_engine(
        "sqlite://",
        module=sqlite,
        creator=lambda: open_draft(draft),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_immediate)
    config = Config()
    config.set_main_option("script_location", _escaped(_HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(path) for path in steps))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
