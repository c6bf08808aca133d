"""Verified copies of the store, made while it is in use.

A copy counts only once it was opened again and found to hold the same rows and cents.
"""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from posapp.ports.failures import StoreTrouble
from posapp.store.driver import (
    APPLICATION_ID,
    DriverError,
    connect_frozen,
    connect_reader,
    copy_database,
    pragma,
)
from posapp.store.figures import Figures, find_damage, take_figures
from posapp.store.files import StoreFiles, remove_draft, stamp_of, sync_directory, sync_file
from posapp.store.trouble import TroubleCode, trouble, trouble_of

if TYPE_CHECKING:
    from sqlite3 import Connection

KEPT_DAYS = 7
KEPT_WEEKS = 4

_NAME = re.compile(r"store-(\d{8})T(\d{6})(\d{3})Z(-before-v\d+)?\.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy in the backup folder; `made_ms` comes from its name."""

    path: Path
    made_ms: int
    is_before_migration: bool

    @property
    def day(self) -> date:
        """The UTC day it was made on."""
        return datetime.fromtimestamp(self.made_ms / 1_000, tz=UTC).date()


def make_backup(files: StoreFiles, *, now_ms: int, before_schema: int | None = None) -> Backup:
    """Copy the store, check the copy against it, and drop the copies that are no longer kept.

    Raises StoreTrouble; nothing that was there before is dropped then.
    """
    suffix = "" if before_schema is None else f"-before-v{before_schema}"
    path = files.backups / f"store-{stamp_of(now_ms)}{suffix}.db"
    draft = files.backups / "store.draft.db"
    try:
        files.backups.mkdir(exist_ok=True)
        remove_draft(draft)
        with closing(connect_reader(files.database)) as source:
            copy_verified(source, draft)
        sync_file(draft)
        draft.replace(path)
        sync_directory(files.backups)
    except DriverError as error:
        raise trouble_of(error) or error from error
    except OSError as error:
        raise trouble(TroubleCode.DISK_ERROR, detail=str(error)) from error
    rotate(files)
    return _backup(path)


def copy_backup(backup: Path, folder: Path) -> Path:
    """A second copy in another folder, verified there before it counts; raises StoreTrouble."""
    draft, path = folder / f"{backup.name}.draft", folder / backup.name
    try:
        shutil.copyfile(backup, draft)
        sync_file(draft)
        verify(draft)
        draft.replace(path)
        sync_directory(folder)
    except OSError as error:
        raise trouble(TroubleCode.DISK_ERROR, detail=str(error)) from error
    return path


def copy_verified(source: Connection, target: Path) -> Figures:
    """Copy what `source` sees and prove that the copy is sound and holds the same."""
    source.execute("BEGIN")
    try:
        expected = take_figures(source)
        copy_database(source, target)
    finally:
        source.execute("ROLLBACK")
    differences = expected.differences(verify(target))
    if differences:
        raise trouble(TroubleCode.BAD_BACKUP, detail="; ".join(differences))
    return expected


def verify(path: Path) -> Figures:
    """Check a copy from end to end; raises StoreTrouble BAD_BACKUP, else what it holds."""
    try:
        with closing(connect_frozen(path)) as copy:
            if pragma(copy, "application_id") != APPLICATION_ID:
                raise trouble(TroubleCode.BAD_BACKUP, detail=f"{path.name} is not a store")
            if damage := find_damage(copy):
                raise trouble(TroubleCode.BAD_BACKUP, detail=f"{path.name}: {damage[0]}")
            return take_figures(copy)
    except DriverError as error:
        raise trouble(TroubleCode.BAD_BACKUP, detail=f"{path.name}: {error}") from error


def list_backups(files: StoreFiles) -> list[Backup]:
    """Every copy, newest first."""
    found = [_backup(path) for path in files.backups.glob("*.db") if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda backup: (backup.made_ms, backup.path.name), reverse=True)


def newest_good_backup(files: StoreFiles) -> Backup:
    """The newest copy that passes its check; raises StoreTrouble NO_BACKUP."""
    reasons = []
    for backup in list_backups(files):
        try:
            verify(backup.path)
        except StoreTrouble as error:
            reasons.append(error.cause)
            continue
        return backup
    raise trouble(TroubleCode.NO_BACKUP, detail="; ".join(reasons))


def rotate(files: StoreFiles) -> None:
    """Keep the newest copy of each of 7 days and of 4 weeks, and all made before a migration."""
    backups = list_backups(files)
    kept = {backup.path for backup in backups if backup.is_before_migration}
    days: dict[date, Path] = {}
    weeks: dict[tuple[int, int], Path] = {}
    for backup in backups:
        if not backup.is_before_migration:
            days.setdefault(backup.day, backup.path)
            weeks.setdefault(backup.day.isocalendar()[:2], backup.path)
    kept |= set(list(days.values())[:KEPT_DAYS]) | set(list(weeks.values())[:KEPT_WEEKS])
    for backup in backups:
        if backup.path not in kept:
            backup.path.unlink()


def _backup(path: Path) -> Backup:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise ValueError(f"{path.name} is no backup's name")
    day, clock, thousandths, before = match.groups()
    moment = datetime.strptime(day + clock, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return Backup(path, int(moment.timestamp()) * 1_000 + int(thousandths), before is not None)
