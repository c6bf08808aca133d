"""Bringing a store to the present schema: on a verified copy, which then takes its place at once.

The store itself is only read. Until the very last rename everything is as it was, and after it the
old file stays beside the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from posapp.ports.failures import StoreTrouble
from posapp.store.backup import make_backup, verify
from posapp.store.driver import DriverError, connect_reader, connect_writer
from posapp.store.figures import take_figures
from posapp.store.files import StoreFiles, put_in_place, remove_draft, sync_directory, sync_file
from posapp.store.migrations import STEPS
from posapp.store.migrations.runner import run_steps
from posapp.store.trouble import TroubleCode, opening_trouble_of, trouble

if TYPE_CHECKING:
    from sqlite3 import Connection


def migrate(
    files: StoreFiles,
    *,
    from_schema: int,
    now_ms: int,
    busy_ms: int,
    at_point: Callable[[str], None],
    steps: Sequence[Path] = STEPS,
) -> None:
    """Run the missing steps; raises StoreTrouble and leaves the store untouched when in doubt."""
    try:
        with closing(connect_writer(files.database, busy_ms=busy_ms)) as live:
            live.execute("BEGIN IMMEDIATE")
            _require_nothing_in_flight(live, now_ms=now_ms)
            _make_migrated_copy(files, from_schema, now_ms=now_ms, steps=steps, at_point=at_point)
            live.execute("ROLLBACK")
            _fold_wal_into(live)
        at_point("migration.before_swap")
        _swap(files, from_schema=from_schema)
        at_point("migration.after_swap")
    except DriverError as error:
        raise opening_trouble_of(error) or error from error
    except OSError as error:
        raise trouble(TroubleCode.MIGRATION_REFUSED, detail=str(error)) from error


def _require_nothing_in_flight(live: Connection, *, now_ms: int) -> None:
    (count,) = live.execute(
        "SELECT count(*) FROM outbox WHERE state = 'sending' AND lease_until_ms > ?", (now_ms,)
    ).fetchone()
    if count:
        raise trouble(TroubleCode.SENDING, detail=f"{count} in flight")


def _make_migrated_copy(
    files: StoreFiles,
    from_schema: int,
    *,
    now_ms: int,
    steps: Sequence[Path],
    at_point: Callable[[str], None],
) -> None:
    backup = make_backup(files, now_ms=now_ms, before_schema=from_schema + 1)
    at_point("migration.after_backup")
    remove_draft(files.migrating)
    shutil.copyfile(backup.path, files.migrating)
    before = verify(files.migrating)
    with closing(connect_reader(files.database)) as original:
        changed = before.differences(take_figures(original))
    _refuse_if(changed)
    try:
        run_steps(files.migrating, steps=steps)
    except (SQLAlchemyError, CommandError) as error:
        raise trouble(TroubleCode.MIGRATION_REFUSED, detail=str(error)) from error
    at_point("migration.after_steps")
    try:
        after = verify(files.migrating)
    except StoreTrouble as found:
        raise trouble(TroubleCode.MIGRATION_REFUSED, detail=found.cause) from found
    _refuse_if(before.differences(after))


def _refuse_if(differences: list[str]) -> None:
    if differences:
        raise trouble(TroubleCode.MIGRATION_REFUSED, detail="; ".join(differences))


def _fold_wal_into(live: Connection) -> None:
    busy, *_ = live.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise trouble(TroubleCode.LOCKED)


def _swap(files: StoreFiles, *, from_schema: int) -> None:
    # The old file's WAL is empty now; left behind, it would be taken for the new file's.
    for suffix in ("-wal", "-shm"):
        files.database.with_name(files.database.name + suffix).unlink(missing_ok=True)
    previous = files.previous(from_schema)
    previous.unlink(missing_ok=True)
    with suppress(OSError):
        os.link(files.database, previous)
    if not previous.exists():
        shutil.copyfile(files.database, previous)
        sync_file(previous)
    sync_directory(files.directory)
    put_in_place(files.migrating, files.database)
