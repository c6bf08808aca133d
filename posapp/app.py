"""The composition root: the one place that knows which concrete part stands behind each port.

folder → settings → store → adapters → lanes → verbs → window.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from posapp.adapters import backoffice
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.adapters.pins import hash_pin, verify_pin
from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.adapters.tock.decode import decode_stored
from posapp.adapters.tock.export_file import ExportPage, file_chunks, read_export
from posapp.adapters.tock.source_exports import TockExports
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.domain.changes import Changes
from posapp.domain.errors import DomainError
from posapp.domain.journal import Actor
from posapp.domain.venue import Remote, Venue
from posapp.ports.backoffice import Cap, CommerceBackend, Connection, Kind
from posapp.ports.failures import SecretsUnavailable, StoreTrouble
from posapp.ports.reads import Reads
from posapp.settings import Settings, load_settings
from posapp.store.backup import copy_backup, list_backups
from posapp.store.files import StoreFiles
from posapp.store.holding import require_not_held
from posapp.store.opening import open_store
from posapp.store.recovery import Replayer
from posapp.store.restoring import Recovery, recover_from_backup, recover_from_journal, restore
from posapp.store.store import SqlStore
from posapp.store.trouble import TroubleCode
from posapp.surroundings import Surroundings, machine, memory_secrets, seeded_ids
from posapp.sync.drain import BackOfficeOutbound, Drain
from posapp.sync.engine import SyncEngine
from posapp.sync.lane import Lane, LaneParts
from posapp.sync.pull import Pull, RecordPull, ReservationPull
from posapp.terminal import Terminal, TerminalParts
from posapp.usecases.add_staff import AddStaff, add_staff

__all__ = [
    "ExportPage",
    "Program",
    "Surroundings",
    "export_pages",
    "machine",
    "memory_secrets",
    "open_program",
    "seeded_ids",
]

log = logging.getLogger(__name__)

_BACKUP_EVERY_MS = 24 * 3_600_000

TOCK_KEY = "tock.key"
RELAY_TOKEN = "tock.relay_token"  # noqa: S105 - the name it is kept under
_ORDERS_SECRET = "orders.{}"  # noqa: S105
_CAP_OF_KIND = {
    Kind.CLUB: Cap.READ_CLUB,
    Kind.PRODUCT: Cap.READ_PRODUCT,
    Kind.CUSTOMER: Cap.READ_CUSTOMER,
    Kind.MEMBERSHIP: Cap.READ_MEMBERSHIP,
}


@dataclass(frozen=True, slots=True)
class Program:
    """An opened terminal. `reads`, `verbs` and `engine` are all a window needs.

    `vault_trouble` says why the vault gave no keys, "" when it answered; a till sells without.
    """

    folder: Path
    settings: Settings
    venue: Venue
    store: SqlStore
    engine: SyncEngine
    verbs: Terminal
    around: Surroundings
    checks: dict[str, Callable[[], None]]
    doors: tuple[HttpDoor, ...]
    vault_trouble: str

    @property
    def reads(self) -> Reads:
        """The queries of the screens."""
        return self.store.reads

    @property
    def program_actor(self) -> Actor:
        """The program itself, as the journal names it."""
        return Actor("", self.settings.terminal.code)

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
        """End the lanes, cut what they wait for, and close the store cleanly."""
        for door in self.doors:
            door.abort()
        self.engine.stop()
        for door in self.doors:
            door.close()
        self.store.close()


def open_program(
    folder: Path, *, surroundings: Surroundings, settings: Settings | None = None
) -> Program:
    """Open everything; no lane runs until `engine.start`. Raises StoreTrouble or DomainError."""
    settings = settings or load_settings(folder)
    venue = settings.venue_rules()
    listeners: list[Callable[[Changes], None]] = [surroundings.on_commit]

    def publish(changes: Changes) -> None:
        for listener in listeners:
            listener(changes)

    store = open_store(
        folder,
        clock=surroundings.clock,
        ids=surroundings.ids,
        terminal_id=settings.terminal.code,
        decode=decode_stored,
        zone=venue.zone,
        on_commit=publish,
        at_point=surroundings.at_point,
    )
    with ExitStack() as undo:
        undo.callback(store.close)
        lanes = _Lanes(settings, surroundings, store)
        undo.callback(lanes.close_doors)
        engine = SyncEngine(lanes.all())
        undo.pop_all()
    listeners.append(engine.on_commit)
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
        checks=lanes.checks,
        doors=tuple(lanes.doors),
        vault_trouble=lanes.vault_trouble,
    )


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


def export_pages(path: Path) -> Iterator[ExportPage]:
    """The pages of a Tock export file; raises DomainError when it cannot be opened."""
    # A name that is not UTF-8 could neither be stored nor printed.
    name = os.fsencode(path.name).decode("utf-8", "replace")
    return read_export(file_chunks(path), source="tock", origin=name)


def _is_this_machine(url: str) -> bool:
    """True for a sandbox: only an address that itself is loopback may be spoken to without TLS."""
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}


@dataclass(slots=True)
class _Lanes:
    """Makes the lanes of the connections that are set up."""

    settings: Settings
    surroundings: Surroundings
    store: SqlStore
    checks: dict[str, Callable[[], None]] = field(default_factory=dict)
    doors: list[HttpDoor] = field(default_factory=list)
    vault_trouble: str = ""

    def close_doors(self) -> None:
        """Give up the connections."""
        for door in self.doors:
            door.close()

    def all(self) -> list[Lane]:
        """One lane for each remote that is connected."""
        return [lane for lane in (self._tock(), self._orders()) if lane is not None]

    def _tock(self) -> Lane | None:
        """Reservations: the relay's feed for today, the export files for everything else."""
        tock, venue = self.settings.tock, self.settings.venue
        pulls: list[Pull] = []
        if key := self._secret(TOCK_KEY):
            door = self._door(
                tock_policy(
                    tock.export_url,
                    file_hosts=tock.export_file_hosts,
                    allow_loopback_http=_is_this_machine(tock.export_url),
                )
            )
            access = TockAccess(
                url=tock.export_url,
                key=key,
                business_id=venue.business_id,
                business_group_id=venue.business_group_id,
            )
            every_ms = int(tock.export_every_s * 1_000)
            exports = TockExports(door, access=access)
            pulls.append(ReservationPull(exports, Remote.TOCK, "export", every_ms))
        token = self._secret(RELAY_TOKEN)
        if tock.relay_url and token:
            door = self._door(
                relay_policy(tock.relay_url, allow_loopback_http=_is_this_machine(tock.relay_url))
            )
            feed = RelayFeed(door, url=tock.relay_url, token=token, business_id=venue.business_id)
            every_ms = int(tock.feed_every_s * 1_000)
            pulls.append(ReservationPull(feed, Remote.TOCK, "feed", every_ms, is_live=True))
        return self._lane(Remote.TOCK, "Tock", pulls=pulls) if pulls else None

    def _orders(self) -> Lane | None:
        """The back office: catalogue and people come in, orders and new customers go out."""
        chosen = self.settings.orders
        if not chosen.backend:
            return None
        spec = backoffice.discover().get(chosen.backend)
        if spec is None:
            message = f"There is no back office called “{chosen.backend}”."
            raise DomainError("unknown_backend", message, field="orders.backend")
        values = dict(chosen.fields)
        for setting in spec.fields:
            if setting.is_secret:
                values[setting.name] = self._secret(_ORDERS_SECRET.format(setting.name)) or ""
        backend = spec.make(Connection(values), self._door)
        self.checks[spec.title] = backend.check
        every_ms = int(chosen.pull_every_s * 1_000)
        pulls = [
            RecordPull(backend, Remote.ORDERS, kind, every_ms)
            for kind in Kind
            if _CAP_OF_KIND[kind] in backend.caps
        ]
        return self._lane(Remote.ORDERS, spec.title, pulls=pulls, backend=backend)

    def _secret(self, name: str) -> str | None:
        """The secret, if the vault opens; a locked vault must not keep the till shut."""
        try:
            return self.surroundings.secrets.get(name)
        except SecretsUnavailable as trouble:
            log.warning("%s", trouble.message)
            self.vault_trouble = trouble.message
            return None

    def _lane(
        self,
        remote: Remote,
        title: str,
        *,
        pulls: Sequence[Pull],
        backend: CommerceBackend | None = None,
    ) -> Lane:
        around = self.surroundings
        drain = backend and Drain(
            remote=remote,
            outbound=BackOfficeOutbound(backend),
            jitter=around.jitter,
            at_point=around.at_point,
        )
        return Lane(
            LaneParts(
                remote=remote,
                title=title,
                store=self.store,
                clock=around.clock,
                actor=Actor("", self.settings.terminal.code),
                jitter=around.jitter,
                drain=drain or None,
                pulls=pulls,
                on_fault=around.on_fault,
            )
        )

    def _door(self, policy: DoorPolicy) -> HttpDoor:
        door = HttpDoor(policy, clock=self.surroundings.clock)
        self.doors.append(door)
        return door
