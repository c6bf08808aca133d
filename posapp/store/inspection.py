"""The start-up decision table: what lies in the store's place, looked at without touching it.

Nothing is ever repaired or created here, and a damaged file is first copied aside byte for byte.
"""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from posapp.ports.failures import StoreTrouble
from posapp.store.driver import APPLICATION_ID, DriverError, connect_reader, connect_writer, pragma
from posapp.store.files import StoreFiles, companions, keep_copy
from posapp.store.marker import Marker
from posapp.store.trouble import TroubleCode, opening_trouble_of, trouble

if TYPE_CHECKING:
    from sqlite3 import Connection

GUARDS = frozenset(
    [f"{table}_no_update" for table in ("payment", "journal")]
    + [f"{table}_no_delete" for table in ("payment", "journal", "outbox")]
    + [f"{table}_no_replace" for table in ("payment", "journal", "outbox")]
    + ["outbox_no_rewrite"]
)
"""Triggers without which the store does not keep its promises."""

_KEPT = {TroubleCode.EMPTY, TroubleCode.NOT_A_DATABASE, TroubleCode.DAMAGED}
# SQLITE_READONLY_RECOVERY and _ROLLBACK: a crash left work that a reader may not finish.
_NEEDS_WRITER = {264, 776}


def is_first_start(files: StoreFiles) -> bool:
    """True when no trace of a store is here; raises StoreTrouble when only its file is gone."""
    if files.database.exists():
        return False
    traces = [
        files.marker,
        *companions(files.database),
        *files.directory.glob(f"{files.database.name}.*"),
        *files.directory.glob("store.v*.db"),
        *files.journal.glob("*.jsonl"),
        *files.backups.glob("*.db"),
    ]
    found = next((trace for trace in traces if trace.exists()), None)
    if found is not None:
        raise trouble(TroubleCode.MISSING, detail=f"{found.name} is still there")
    return True


def inspect(
    files: StoreFiles, *, marker: Marker | None, newest_schema: int, busy_ms: int, now_ms: int
) -> int:
    """The store's schema number, once it has been found sound; raises StoreTrouble otherwise."""
    try:
        if files.database.stat().st_size == 0:
            raise trouble(TroubleCode.EMPTY)
        with closing(_connect(files.database, busy_ms=busy_ms)) as connection:
            return _inspect(connection, marker=marker, newest_schema=newest_schema)
    except DriverError as error:
        page = opening_trouble_of(error) or trouble(TroubleCode.DAMAGED, detail=str(error))
        raise _kept(page, files=files, now_ms=now_ms) from error
    except StoreTrouble as page:
        raise _kept(page, files=files, now_ms=now_ms) from page


def _inspect(connection: Connection, *, marker: Marker | None, newest_schema: int) -> int:
    application_id = pragma(connection, "application_id")
    if application_id != APPLICATION_ID:
        raise trouble(TroubleCode.WRONG_APPLICATION, detail=f"its mark is {application_id}")
    schema = int(pragma(connection, "user_version"))
    if schema > newest_schema:
        detail = f"its schema is {schema}, this posapp knows {newest_schema}"
        raise trouble(TroubleCode.NEWER_SCHEMA, detail=detail)
    if schema < 1:
        raise trouble(TroubleCode.DAMAGED, detail="it has no schema number")
    # After a crash or a power cut the long check; it also compares every index with its rows.
    check = "quick_check" if marker is not None and marker.was_closed else "integrity_check"
    found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(5)")]
    if found != ["ok"]:
        raise trouble(TroubleCode.DAMAGED, detail=found[0])
    _require_guards(connection)
    (install_id,) = connection.execute("SELECT install_id FROM store_identity").fetchone()
    if marker is not None and marker.install_id not in {"", install_id}:
        raise trouble(TroubleCode.OTHER_STORE)
    return schema


def _require_guards(connection: Connection) -> None:
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    if absent := GUARDS - {row[0] for row in triggers}:
        raise trouble(
            TroubleCode.DAMAGED, detail=f"its guards are gone: {', '.join(sorted(absent))}"
        )


def _connect(database: Path, *, busy_ms: int) -> Connection:
    connection = connect_reader(database, busy_ms=busy_ms)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except DriverError as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) not in _NEEDS_WRITER:
            raise
        return connect_writer(database, busy_ms=busy_ms)
    return connection


def _kept(page: StoreTrouble, *, files: StoreFiles, now_ms: int) -> StoreTrouble:
    if page.code not in _KEPT:
        return page
    # Without room for a copy the file itself is still there, untouched, and the page still comes.
    with suppress(OSError):
        page.kept_path = str(keep_copy(files.database, now_ms=now_ms))
    return page
