"""Where the store keeps what, and the file moves that survive a power cut.

Never read or copy the live database file here while a connection of this program is open on it:
closing any handle drops SQLite's POSIX locks.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_COMPANIONS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class StoreFiles:
    """The names inside the store's folder."""

    directory: Path

    @property
    def database(self) -> Path:
        """The store itself."""
        return self.directory / "store.db"

    @property
    def marker(self) -> Path:
        """Says that a store was here, from outside the database."""
        return self.directory / "store.json"

    @property
    def journal(self) -> Path:
        """The payment journal, one file a month."""
        return self.directory / "journal"

    @property
    def backups(self) -> Path:
        """Verified copies."""
        return self.directory / "backups"

    @property
    def creating(self) -> Path:
        """A first store before it takes its place."""
        return self.directory / "store.creating.db"

    @property
    def migrating(self) -> Path:
        """The copy that migration steps run on."""
        return self.directory / "store.migrating.db"

    @property
    def restoring(self) -> Path:
        """A backup on its way back."""
        return self.directory / "store.restoring.db"

    def previous(self, schema: int) -> Path:
        """The store as it was before it left schema number `schema`."""
        return self.directory / f"store.v{schema}.db"


def stamp_of(now_ms: int) -> str:
    """A time for file names: UTC, sorts as text."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=now_ms)
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1_000:03d}Z"


def companions(database: Path) -> list[Path]:
    """The database file and those of its side files that exist."""
    paths = [database.with_name(database.name + suffix) for suffix in _COMPANIONS]
    return [path for path in paths if path.exists()]


def has_content(path: Path) -> bool:
    """False for the empty WAL and the shared memory that merely looking at a store leaves."""
    return not path.name.endswith("-shm") and (path.suffix == ".db" or path.stat().st_size > 0)


def sync_directory(directory: Path) -> None:
    """Make renames in a folder durable; Windows does it by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def write_durably(path: Path, text: str) -> None:
    """Replace a small file as a whole: after a power cut it is the old one or the new one."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_directory(path.parent)


def put_in_place(draft: Path, database: Path) -> None:
    """Let a finished database take the store's place at once; `draft` has no side files."""
    sync_file(draft)
    draft.replace(database)
    sync_directory(database.parent)


def keep_copy(database: Path, *, now_ms: int) -> Path:
    """Copy a damaged database with its side files beside it, byte for byte; the original stays.

    An equal copy made by an earlier start is used again. Returns the copy of the database; raises
    OSError and leaves no copy when there is no room for one.
    """
    earlier = sorted(database.parent.glob(f"{database.name}.corrupt.*Z"))
    for path in earlier:
        if _is_equal(database, path):
            return path
    kept = database.with_name(f"{database.name}.corrupt.{stamp_of(now_ms)}")
    copies = {
        path: kept.with_name(kept.name + path.name.removeprefix(database.name))
        for path in filter(has_content, companions(database))
    }
    try:
        for path, target in copies.items():
            shutil.copy2(path, target)
            sync_file(target)
    except OSError:
        # Half a copy would pass for the whole file later.
        for target in copies.values():
            target.unlink(missing_ok=True)
        raise
    sync_directory(database.parent)
    return kept


def move_aside(database: Path, *, word: str, now_ms: int) -> Path | None:
    """Rename a database and its side files to `*.<word>.<time>`; None when there is nothing.

    The database goes first: cut off in between, the store is missing, never quietly older.
    """
    aside = database.with_name(f"{database.name}.{word}.{stamp_of(now_ms)}")
    moved = companions(database)
    for path in moved:
        path.replace(aside.with_name(aside.name + path.name.removeprefix(database.name)))
    sync_directory(database.parent)
    return aside if moved else None


def remove_draft(database: Path) -> None:
    """Delete what an interrupted run left of a draft."""
    for path in companions(database):
        path.unlink()


def _is_equal(database: Path, kept: Path) -> bool:
    return all(
        filecmp.cmp(path, other, shallow=False) if other.exists() else False
        for path in filter(has_content, companions(database))
        for other in [kept.with_name(kept.name + path.name.removeprefix(database.name))]
    )
