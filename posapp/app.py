"""The composition root: the one place that knows which concrete part stands behind each port.

folder → settings → store → adapters → lanes → verbs → window.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posapp.adapters.pins import hash_pin, verify_pin
from posapp.adapters.tock.decode import decode_stored
from posapp.adapters.tock.directory import DirectoryReduction
from posapp.adapters.tock.export_file import ExportPage, file_chunks, read_export
from posapp.connections import (
    LaneMaker,
    OfficeConnections,
    TockConnections,
    open_desk,
    reduction_of,
)
from posapp.csv_files import CsvFiles
from posapp.csv_verbs import FileDesk
from posapp.domain.changes import Changes, Topic
from posapp.domain.journal import Actor
from posapp.domain.venue import Venue
from posapp.ports.failures import StoreTrouble
from posapp.ports.reads import Reads
from posapp.ports.reservations import KnownTexts, nothing_known
from posapp.settings import Settings, load_settings, tag_rules
from posapp.store.backup import copy_backup, list_backups
from posapp.store.files import StoreFiles
from posapp.store.holding import require_not_held
from posapp.store.opening import open_store
from posapp.store.recovery import Replayer
from posapp.store.restoring import Recovery, recover_from_backup, recover_from_journal, restore
from posapp.store.store import SqlStore
from posapp.store.trouble import TroubleCode
from posapp.surroundings import Surroundings
from posapp.sync.engine import SyncEngine
from posapp.sync.file_job import FileJobs
from posapp.sync.inquiry import Inquiries
from posapp.terminal import Terminal, TerminalParts
from posapp.usecases.add_staff import AddStaff, add_staff
from posapp.usecases.cut_down import cut_down

__all__ = [
    "DirectoryReduction",
    "ExportPage",
    "Program",
    "export_pages",
    "has_backup",
    "open_program",
    "require_store_unused",
    "restore_store",
]

log = logging.getLogger(__name__)

_BACKUP_EVERY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Program:
    """An opened terminal. `reads`, `verbs` and `engine` are all a window needs."""

    folder: Path
    settings: Settings
    venue: Venue
    store: SqlStore
    engine: SyncEngine
    verbs: Terminal
    around: Surroundings
    maker: LaneMaker
    desk: OfficeConnections
    inquiries: Inquiries
    jobs: FileJobs

    @property
    def files(self) -> FileDesk:
        """The files of customers and orders; the window's verbs use the same."""
        return self.verbs.files.desk

    @property
    def reads(self) -> Reads:
        """The queries of the screens."""
        return self.store.reads

    @property
    def checks(self) -> dict[str, Callable[[], str]]:
        """By name, what proves a connection, as a sentence; a DomainError says why not."""
        return self.desk.checks()

    @property
    def vault_trouble(self) -> str:
        """Why the vault gave no keys, "" when it answered; a till sells without."""
        return self.maker.vault_trouble

    def troubles(self) -> list[str]:
        """Why not everything that was to be connected is, a sentence each."""
        vault = self.vault_trouble
        others = [one for one in self.desk.troubles() if not (vault and vault in one)]
        return [vault, *others] if vault else others

    @property
    def reduction(self) -> DirectoryReduction | None:
        """What cuts Tock's news down before it is stored; None when all of it may be kept."""
        return reduction_of(self.settings, self.store)

    @property
    def program_actor(self) -> Actor:
        """The program itself, as the journal names it."""
        return self.maker.program_actor

    def add_staff(self, command: AddStaff) -> None:
        """Enter a person who may sign in."""
        with self.store.write("add_staff", actor=self.program_actor) as uow:
            add_staff(command, uow=uow, hash_pin=hash_pin)

    def back_up(self, *, to: Path | None) -> dict[str, Any]:
        """Make a verified copy in the terminal's backup folder, and a second one in `to`."""
        made = self.store.backup()
        second = None
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            second = copy_backup(made.path, to)
        return {
            "file": str(made.path),
            "second": str(second) if second else None,
            "bytes": made.path.stat().st_size,
        }

    def start(self) -> None:
        """Let the lanes run."""
        self.engine.start()

    def upkeep(self) -> None:
        """Make the daily backup when it is due; trouble is said in the log and by doctor."""
        last_ms = self.store.health_facts().last_backup_ms or 0
        if self.verbs.now_ms() - last_ms < _BACKUP_EVERY_MS:
            return
        try:
            self.store.backup()
        except StoreTrouble as trouble:
            log.warning("the daily backup was not made: %s", trouble.cause)

    def close(self) -> None:
        """End the lanes, cut what they wait for, and close the store cleanly.

        What does not end finds the store refusing, and the next start makes its long check.
        """
        self.inquiries.close()
        has_ended = self.jobs.close()
        for door in tuple(self.maker.doors):
            door.abort()
        has_ended = self.engine.stop() and has_ended
        self.maker.close()
        if has_ended:
            self.store.close()
            return
        log.warning("not everything ended in time; the store is not marked as closed")
        self.store.abandon()


@dataclass(frozen=True, slots=True)
class _Published:
    """Tells everybody who listens what a commit has changed."""

    listeners: list[Callable[[Changes], None]]

    def __call__(self, changes: Changes) -> None:
        """Tell them, in the order they came."""
        for listener in self.listeners:
            listener(changes)


def open_program(
    folder: Path, *, surroundings: Surroundings, settings: Settings | None = None
) -> Program:
    """Open everything; no lane runs until `engine.start`. Raises StoreTrouble or DomainError."""
    settings = settings or load_settings(folder)
    venue = settings.venue_rules()
    published = _Published([surroundings.on_commit])
    store = open_store(
        folder,
        clock=surroundings.clock,
        ids=surroundings.ids,
        terminal_id=settings.terminal.code,
        decode=decode_stored,
        zone=venue.zone,
        on_commit=published,
        at_point=surroundings.at_point,
    )
    with ExitStack() as undo:
        undo.callback(store.close)
        _cut_down(store, settings=settings)
        maker = LaneMaker(settings, surroundings, store)
        undo.callback(maker.close)
        inquiries = Inquiries(on_done=lambda: published(frozenset({Topic.CONNECTIONS})))
        tock, desk = TockConnections(maker), open_desk(maker, folder, inquiries)
        engine = SyncEngine([*tock.lanes(), *desk.open()])
        desk.use(engine)
        undo.pop_all()
    published.listeners.append(engine.on_commit)
    jobs = FileJobs(on_news=lambda: published(frozenset({Topic.FILES})))
    verbs = Terminal(
        TerminalParts(
            store=store,
            reads=store.reads,
            clock=surroundings.clock,
            ids=surroundings.ids,
            venue=venue,
            terminal_id=settings.terminal.code,
            verify_pin=verify_pin,
            ask_lanes=engine.sync_now,
            desk=desk,
            files=_files(store, settings=settings, desk=desk),
            jobs=jobs,
            is_directory=settings.directory.only,
            tag_rules=tag_rules(settings.tock),
            end_pull=tock.end_pull,
        )
    )
    return Program(
        folder=folder,
        settings=settings,
        venue=venue,
        store=store,
        engine=engine,
        verbs=verbs,
        around=surroundings,
        maker=maker,
        desk=desk,
        inquiries=inquiries,
        jobs=jobs,
    )


def _files(store: SqlStore, *, settings: Settings, desk: OfficeConnections) -> CsvFiles:
    return CsvFiles(
        store=store,
        listing=store.reads.listing,
        venue=settings.venue_rules(),
        defaults=settings.directory.defaults(),
        keeper=desk.people_keeper,
    )


def _cut_down(store: SqlStore, *, settings: Settings) -> None:
    """Bring a store from before the switch to what a directory may hold."""
    reduction = reduction_of(settings, store)
    if reduction is None:
        return
    actor = Actor("", settings.terminal.code)
    count = cut_down(
        store, actor=actor, reduce=lambda page, channel: reduction.page(page, channel=channel)
    )
    if count:
        log.warning("directory only: %d rows were cut down; older backups still hold them", count)


def restore_store(folder: Path, *, file: Path | None, around: Surroundings) -> dict[str, Any]:
    """Put a backup in the store's place and replay every later payment.

    Without `file` it is the newest good one; where there is none, the payment journal alone. The
    store must not be open; the former file is moved aside. Raises StoreTrouble.
    """
    settings = load_settings(folder)
    replayer = Replayer(
        clock=around.clock,
        ids=around.ids,
        terminal_id=settings.terminal.code,
        zone=settings.venue.zone,
    )
    recovery = _recover(folder, file=file, replayer=replayer)
    return {
        "file": str(recovery.source) if recovery.source else None,
        "replaced": str(recovery.replaced) if recovery.replaced else None,
        "replayed_payments": len(recovery.replay.payments),
        "replayed_cents": recovery.replay.cents,
        "in_doubt": recovery.in_doubt,
    }


def require_store_unused(folder: Path) -> None:
    """Raise StoreTrouble when another program has the store of `folder` open."""
    require_not_held(StoreFiles(folder).database)


def _recover(folder: Path, *, file: Path | None, replayer: Replayer) -> Recovery:
    if file is not None:
        return restore(folder, file, replayer=replayer)
    try:
        return recover_from_backup(folder, replayer=replayer)
    except StoreTrouble as trouble:
        if trouble.code != TroubleCode.NO_BACKUP:
            raise
        return recover_from_journal(folder, replayer=replayer)


def has_backup(folder: Path) -> bool:
    """True when a backup of the store in `folder` is kept there, sound or not."""
    return bool(list_backups(StoreFiles(folder)))


def export_pages(path: Path, *, known: KnownTexts = nothing_known) -> Iterator[ExportPage]:
    """The pages of a Tock export file; raises DomainError when it cannot be opened."""
    # A name that is not UTF-8 could neither be stored nor printed.
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return read_export(file_chunks(path), source="tock", origin=name, known=known)
