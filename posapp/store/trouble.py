"""What the store tells staff when the file, the disk or the folder is at fault.

Every code has its own page: what was found, and what to do next.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from posapp.ports.failures import StoreTrouble


class TroubleCode(StrEnum):
    """The pages the store can ask for."""

    MISSING = "missing"
    EMPTY = "empty"
    NOT_A_DATABASE = "not_a_database"
    WRONG_APPLICATION = "wrong_application"
    OTHER_STORE = "other_store"
    NEWER_SCHEMA = "newer_schema"
    OLDER_SCHEMA = "older_schema"
    DAMAGED = "damaged"
    READ_ONLY = "read_only"
    CANNOT_OPEN = "cannot_open"
    LOCKED = "locked"
    BUSY = "busy"
    DISK_FULL = "disk_full"
    DISK_LOW = "disk_low"
    DISK_ERROR = "disk_error"
    JOURNAL_UNWRITTEN = "journal_unwritten"
    JOURNAL_DAMAGED = "journal_damaged"
    BAD_PLACE = "bad_place"
    MIGRATION_REFUSED = "migration_refused"
    SENDING = "sending"
    NO_BACKUP = "no_backup"
    BAD_BACKUP = "bad_backup"


_RECOVER = "Restore the latest backup; the payment journal then brings back every later payment."
_PAGES: dict[TroubleCode, tuple[str, str]] = {
    TroubleCode.MISSING: ("This terminal had a store, and its file is gone.", _RECOVER),
    TroubleCode.EMPTY: ("The store's file is empty.", _RECOVER),
    TroubleCode.NOT_A_DATABASE: ("The store's file is not a database.", _RECOVER),
    TroubleCode.WRONG_APPLICATION: (
        "The file in the store's place belongs to another program.",
        "Move it away and put the store back, or restore the latest backup.",
    ),
    TroubleCode.OTHER_STORE: (
        "The file in the store's place is another terminal's store.",
        "Put this terminal's own file back, or restore it from a backup.",
    ),
    TroubleCode.NEWER_SCHEMA: (
        "The store was written by a newer posapp.",
        "Install the newer posapp again. The store was not touched.",
    ),
    TroubleCode.OLDER_SCHEMA: (
        "The store was written by an older posapp.",
        "Start posapp once; it brings the store up to date on a copy.",
    ),
    TroubleCode.DAMAGED: ("The store's file is damaged.", _RECOVER),
    TroubleCode.READ_ONLY: (
        "The store cannot be written: its file or folder is read-only.",
        "Give this user the right to write there, then try again. Payments are off until then.",
    ),
    TroubleCode.CANNOT_OPEN: (
        "The store's file cannot be opened.",
        "Check that the disk is connected and the folder is yours, then try again.",
    ),
    TroubleCode.LOCKED: (
        "The store is in use by another program.",
        "Close the other posapp window, or pause the backup or virus scan, then try again.",
    ),
    TroubleCode.BUSY: (
        "The store was busy for too long.",
        "Try again. Nothing was changed.",
    ),
    TroubleCode.DISK_FULL: (
        "The disk is full; nothing was saved.",
        "Free some space, then try again.",
    ),
    TroubleCode.DISK_LOW: (
        "The disk is nearly full, so payments are off.",
        "Free some space before taking money.",
    ),
    TroubleCode.DISK_ERROR: (
        "The disk reported an error.",
        "Check the disk. Restart posapp; if it happens again, restore the latest backup.",
    ),
    TroubleCode.JOURNAL_UNWRITTEN: (
        "The payment is saved, but its second copy in the payment journal could not be written.",
        "Do not take it again. Free some space or check the disk before the next payment.",
    ),
    TroubleCode.JOURNAL_DAMAGED: (
        "The payment journal cannot be read to its end.",
        "Keep the file as it is and ask for help before taking money.",
    ),
    TroubleCode.BAD_PLACE: (
        "The store cannot live on a network drive or in a synchronised folder.",
        "Choose a folder on this machine's own disk.",
    ),
    TroubleCode.MIGRATION_REFUSED: (
        "The store could not be brought to this posapp's form; it was left as it was.",
        "Go on with the previous posapp and report this.",
    ),
    TroubleCode.SENDING: (
        "Work is being sent at this moment, so the store cannot be changed over.",
        "Wait half a minute, then try again.",
    ),
    TroubleCode.NO_BACKUP: (
        "There is no backup that can be trusted.",
        "Keep every file in the store's folder and ask for help.",
    ),
    TroubleCode.BAD_BACKUP: (
        "This backup failed its check.",
        "Choose an older backup.",
    ),
}

_BY_DRIVER_CODE = {
    5: TroubleCode.BUSY,
    6: TroubleCode.BUSY,
    8: TroubleCode.READ_ONLY,
    10: TroubleCode.DISK_ERROR,
    11: TroubleCode.DAMAGED,
    13: TroubleCode.DISK_FULL,
    14: TroubleCode.CANNOT_OPEN,
    26: TroubleCode.NOT_A_DATABASE,
}
_PRIMARY = 0xFF
_TAKEN = {TroubleCode.BUSY, TroubleCode.LOCKED}


def trouble(code: TroubleCode, *, detail: str = "", kept: Path | None = None) -> StoreTrouble:
    """The page for `code`; `detail` is what exactly was found, `kept` the damaged file's copy."""
    cause, next_step = _PAGES[code]
    if detail:
        cause = f"{cause} ({detail})"
    return StoreTrouble(
        code, cause=cause, next_step=next_step, kept_path="" if kept is None else str(kept)
    )


def trouble_of(error: BaseException | None) -> StoreTrouble | None:
    """The page for a driver's error, or None when the error is ours and must stay a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    page = _BY_DRIVER_CODE.get(code & _PRIMARY)
    return None if page is None else trouble(page, detail=str(error))


def opening_trouble_of(error: BaseException | None) -> StoreTrouble | None:
    """The same while the store is being opened, when a busy file means another program has it."""
    page = trouble_of(error)
    return trouble(TroubleCode.LOCKED) if page is not None and page.code in _TAKEN else page
