"""Opening the store: look first, then create, migrate or refuse, then reconcile the payments.

A new, empty store is made only where no trace of an old one is left.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from posapp.domain.changes import Changes
from posapp.ports.clock import Clock, IdSource
from posapp.ports.failures import StoreTrouble
from posapp.store.decoding import Decode
from posapp.store.driver import (
    DEFAULT_BUSY_MS,
    DriverError,
    connect_writer,
    create_draft,
    open_draft,
)
from posapp.store.engine import make_engine
from posapp.store.files import StoreFiles, put_in_place, remove_draft
from posapp.store.inspection import inspect, is_first_start
from posapp.store.marker import Marker, read_marker, write_marker
from posapp.store.migrations import SCHEMA_NUMBER, STEPS
from posapp.store.offices import Offices
from posapp.store.payment_journal import JournalReading, PaymentJournal
from posapp.store.places import file_system_of, require_good_place
from posapp.store.reads.run import ReadConnections
from posapp.store.reads.screens import ScreenReads
from posapp.store.reconciling import reconcile
from posapp.store.recovery import Replayer
from posapp.store.store import Opened, SqlStore
from posapp.store.trouble import TroubleCode, opening_trouble_of, trouble
from posapp.store.unit_of_work import WriterParts, free_bytes_of

if TYPE_CHECKING:
    from sqlite3 import Connection


def no_point(_name: str) -> None:
    """The ordinary answer to a named point: nothing happens there."""


def probe_write(directory: Path) -> None:
    """Write and remove a file in `directory`; raises OSError when that is not possible."""
    with tempfile.TemporaryFile(dir=directory, prefix="probe-") as file:
        file.write(b"posapp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the machine contributes; tests replace it piece by piece."""

    busy_ms: int = DEFAULT_BUSY_MS
    free_bytes: Callable[[Path], int] = free_bytes_of
    probe_write: Callable[[Path], None] = probe_write
    file_system_of: Callable[[Path], str] = file_system_of
    newest_schema: int = SCHEMA_NUMBER
    steps: Sequence[Path] = STEPS


ORDINARY = Surroundings()


def open_store(
    directory: Path,
    *,
    clock: Clock,
    ids: IdSource,
    terminal_id: str,
    decode: Decode,
    on_commit: Callable[[Changes], None],
    at_point: Callable[[str], None] = no_point,
    zone: str = "UTC",
    surroundings: Surroundings = ORDINARY,
) -> SqlStore:
    """The store in `directory`, created there on a first start; raises StoreTrouble.

    `zone` is the business's, for parties without a booking. `on_commit` is called after every
    commit on the thread that made it.
    """
    require_good_place(directory, file_system="")
    files = StoreFiles(directory.absolute())
    _require_place(files, surroundings)
    marker = _make_ready(files, clock=clock, ids=ids, at_point=at_point, surroundings=surroundings)
    journal = PaymentJournal(files.journal)
    replayer = Replayer(clock=clock, ids=ids, terminal_id=terminal_id, zone=zone)
    opened = _reconcile(
        files, marker, journal=journal, replayer=replayer, surroundings=surroundings
    )
    offices = Offices()
    parts = WriterParts(
        engine=make_engine(files.database, busy_ms=surroundings.busy_ms),
        clock=clock,
        ids=ids,
        terminal_id=terminal_id,
        decode=decode,
        on_commit=on_commit,
        at_point=at_point,
        payment_journal=journal,
        free_bytes=lambda: surroundings.free_bytes(files.directory),
        lock_timeout_s=surroundings.busy_ms / 1_000,
        offices=offices,
    )
    reads = ScreenReads(
        ReadConnections(files.database, busy_ms=surroundings.busy_ms),
        decode=decode,
        clock=clock,
        zone=zone,
        offices=offices,
    )
    return SqlStore(files=files, parts=parts, reads=reads, opened=opened)


def _make_ready(
    files: StoreFiles,
    *,
    clock: Clock,
    ids: IdSource,
    at_point: Callable[[str], None],
    surroundings: Surroundings,
) -> Marker | None:
    """Create, inspect and migrate as the decision table says; returns the marker that was found."""
    for draft in (files.creating, files.migrating, files.restoring):
        remove_draft(draft)
    if is_first_start(files):
        _create(files, ids=ids, now_ms=clock.now_ms(), surroundings=surroundings)
    marker = read_marker(files.marker)
    schema = inspect(
        files,
        marker=marker,
        newest_schema=surroundings.newest_schema,
        busy_ms=surroundings.busy_ms,
        now_ms=clock.now_ms(),
    )
    if schema < surroundings.newest_schema:
        # Alembic takes longer to import than all of the opening, and is needed once a version.
        from posapp.store.migrating import migrate  # noqa: PLC0415

        migrate(
            files,
            from_schema=schema,
            now_ms=clock.now_ms(),
            busy_ms=surroundings.busy_ms,
            at_point=at_point,
            steps=surroundings.steps,
        )
    return marker


def _require_place(files: StoreFiles, surroundings: Surroundings) -> None:
    require_good_place(files.directory, file_system="")
    try:
        files.directory.mkdir(parents=True, exist_ok=True)
        kind = surroundings.file_system_of(files.directory)
        require_good_place(files.directory, file_system=kind)
        surroundings.probe_write(files.directory)
    except OSError as error:
        raise _place_trouble(error) from error


def _place_trouble(error: OSError) -> StoreTrouble:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return trouble(TroubleCode.DISK_FULL, detail=str(error))
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return trouble(TroubleCode.READ_ONLY, detail=str(error))
    return trouble(TroubleCode.CANNOT_OPEN, detail=str(error))


def _create(files: StoreFiles, *, ids: IdSource, now_ms: int, surroundings: Surroundings) -> None:
    """Make a first store beside its place, complete, then let it take the place at once."""
    from posapp.store.migrations.runner import run_steps  # noqa: PLC0415  (as in open_store)

    try:
        create_draft(files.creating)
        run_steps(files.creating, steps=surroundings.steps)
        with closing(open_draft(files.creating)) as draft:
            draft.execute("INSERT INTO store_identity VALUES (1, ?, ?)", (ids.new_id(), now_ms))
        put_in_place(files.creating, files.database)
    except (DriverError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise opening_trouble_of(cause) or error from error
    except OSError as error:
        raise _place_trouble(error) from error


def _reconcile(
    files: StoreFiles,
    marker: Marker | None,
    *,
    journal: PaymentJournal,
    replayer: Replayer,
    surroundings: Surroundings,
) -> Opened:
    """Take the store for writing, once: locked and read-only files show here, not at the till."""
    try:
        with closing(connect_writer(files.database, busy_ms=surroundings.busy_ms)) as connection:
            _require_writable(connection)
            reading = journal.open()
            replay, appended = reconcile(
                connection, journal=journal, reading=reading, replayer=replayer
            )
            (install_id,) = connection.execute("SELECT install_id FROM store_identity").fetchone()
    except DriverError as error:
        raise opening_trouble_of(error) or error from error
    except OSError as error:
        raise trouble(TroubleCode.JOURNAL_DAMAGED, detail=str(error)) from error
    opened = Opened(
        install_id=install_id,
        schema=surroundings.newest_schema,
        replay=replay,
        appended=appended,
        journal_notes=_notes(reading, marker=marker),
    )
    present = Marker(install_id, opened.schema, last_payment_seq=journal.tail.seq)
    try:
        write_marker(files.marker, present)
    except OSError as error:
        raise _place_trouble(error) from error
    return opened


def _notes(reading: JournalReading, *, marker: Marker | None) -> tuple[str, ...]:
    lines, expected = reading.tail.seq, 0 if marker is None else marker.last_payment_seq
    if lines >= expected:
        return reading.faults
    return (*reading.faults, f"The payment journal had {expected} lines; {lines} were found.")


def _require_writable(connection: Connection) -> None:
    # On a read-only file BEGIN IMMEDIATE succeeds without a word; only a change shows it.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE store_identity SET only = only")
    connection.execute("ROLLBACK")
