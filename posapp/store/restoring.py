"""Putting a store back, as staff choose it: from a backup, or from the payment journal alone.

The new file is finished and checked beside the old one, which is then moved aside, never deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from posapp.store.backup import Backup, newest_good_backup, verify
from posapp.store.driver import (
    DriverError,
    connect_frozen,
    create_draft,
    open_draft,
    pragma,
)
from posapp.store.files import StoreFiles, move_aside, put_in_place, remove_draft
from posapp.store.marker import Marker, read_marker, write_marker
from posapp.store.migrations import SCHEMA_NUMBER
from posapp.store.migrations.runner import run_steps
from posapp.store.payment_journal import PaymentJournal
from posapp.store.recovery import Replay, Replayer, doubt_open_work, skip_numbers
from posapp.store.trouble import TroubleCode, trouble, trouble_of


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came back; `in_doubt` is work that may have been sent, `replaced` the old file."""

    source: Path | None
    replay: Replay
    in_doubt: int
    replaced: Path | None
    journal_faults: tuple[str, ...]


def recover_from_backup(directory: Path, *, replayer: Replayer) -> Recovery:
    """Restore the newest backup that passes its check; raises StoreTrouble NO_BACKUP."""
    backup: Backup = newest_good_backup(StoreFiles(directory.absolute()))
    return restore(directory, backup.path, replayer=replayer)


def restore(directory: Path, backup: Path, *, replayer: Replayer) -> Recovery:
    """Restore this backup, then every payment of the journal it lacks; the store must be closed.

    Raises StoreTrouble and changes nothing when the backup fails its check.
    """
    verify(backup)
    with closing(connect_frozen(backup)) as copy:
        schema = int(pragma(copy, "user_version"))
    if schema > SCHEMA_NUMBER:
        raise trouble(TroubleCode.NEWER_SCHEMA, detail=f"the backup's schema is {schema}")

    def begin(draft: Path) -> None:
        shutil.copyfile(backup, draft)
        run_steps(draft)

    return _put_back(StoreFiles(directory.absolute()), begin, source=backup, replayer=replayer)


def recover_from_journal(directory: Path, *, replayer: Replayer) -> Recovery:
    """Start anew with nothing but the payments of the journal, when no backup is left."""
    files = StoreFiles(directory.absolute())
    marker = read_marker(files.marker)
    install_id = marker.install_id if marker is not None else ""

    def begin(draft: Path) -> None:
        create_draft(draft)
        run_steps(draft)
        with closing(open_draft(draft)) as connection:
            identity = (install_id or replayer.ids.new_id(), replayer.clock.now_ms())
            connection.execute("INSERT INTO store_identity VALUES (1, ?, ?)", identity)

    return _put_back(files, begin, source=None, replayer=replayer)


def _put_back(
    files: StoreFiles,
    begin: Callable[[Path], None],
    *,
    source: Path | None,
    replayer: Replayer,
) -> Recovery:
    now_ms = replayer.clock.now_ms()
    try:
        remove_draft(files.restoring)
        begin(files.restoring)
        journal = PaymentJournal(files.journal)
        reading = journal.open()
        with closing(open_draft(files.restoring)) as draft:
            in_doubt = doubt_open_work(draft)
            replay = replayer.replay(draft, reading.lines)
            if not replay.payments:
                skip_numbers(draft)
            (install_id,) = draft.execute("SELECT install_id FROM store_identity").fetchone()
        verify(files.restoring)
        replaced = move_aside(files.database, word="replaced", now_ms=now_ms)
        put_in_place(files.restoring, files.database)
        write_marker(files.marker, Marker(install_id, SCHEMA_NUMBER, journal.tail.seq))
    except (DriverError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise trouble_of(cause) or error from error
    except OSError as error:
        raise trouble(TroubleCode.DISK_ERROR, detail=str(error)) from error
    return Recovery(source, replay, in_doubt, replaced, reading.faults)
