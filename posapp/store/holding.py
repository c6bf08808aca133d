"""Is another program at work on a store? Asked without SQLite, which would change a damaged file.

A connection in WAL mode holds a shared lock on fixed bytes of the file for as long as it is open.
"""

from __future__ import annotations

import sys
from pathlib import Path

from posapp.store.trouble import TroubleCode, trouble

# Fixed by SQLite's file format: the byte after PENDING and RESERVED, and how many there are.
_SHARED_FIRST, _SHARED_SIZE = 0x4000_0002, 510


def require_not_held(database: Path) -> None:
    """Raise StoreTrouble LOCKED when another program has this file open as its store.

    Call it only where this program has no connection to the file: closing it here drops their
    locks. Windows lets nobody move an open file, so there is nothing to ask there.
    """
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        with database.open("r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        return  # nothing to protect, or for the opening to judge
    except BlockingIOError as error:
        raise trouble(TroubleCode.LOCKED, detail="another posapp has it open") from error
