"""The store as the program holds it: writes, reads, backups, facts, and a clean end."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass

from posapp.domain.journal import Actor
from posapp.ports.office import OfficeCaps
from posapp.ports.store import UnitOfWork
from posapp.store.backup import Backup, list_backups, make_backup
from posapp.store.driver import DURABILITY, SQLITE_VERSION, connect_reader, pragma
from posapp.store.facts import StoreFacts
from posapp.store.figures import take_figures
from posapp.store.files import StoreFiles
from posapp.store.marker import Marker, write_marker
from posapp.store.payment_journal import read_journal
from posapp.store.reads.screens import ScreenReads
from posapp.store.recovery import Replay
from posapp.store.unit_of_work import MIN_FREE_BYTES, Writer, WriterParts


@dataclass(frozen=True, slots=True)
class Opened:
    """What the start found and did; `appended` payments were missing in the payment journal."""

    install_id: str
    schema: int
    replay: Replay
    appended: int = 0
    journal_notes: tuple[str, ...] = ()


class SqlStore:
    """Satisfies ports.store.Store. `reads` never waits for a writer."""

    def __init__(
        self, *, files: StoreFiles, parts: WriterParts, reads: ScreenReads, opened: Opened
    ) -> None:
        self._files = files
        self._parts = parts
        self._writer = Writer(parts)
        self.reads = reads
        self.opened = opened

    def write(self, name: str, *, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """A write transaction: commits at the end of the block, rolls back when it raises."""
        return self._writer.write(name, actor=actor)

    @property
    def caps(self) -> OfficeCaps:
        """What the connected back offices can do; every unit of work hands it on."""
        return self._parts.offices.caps

    @caps.setter
    def caps(self, caps: OfficeCaps) -> None:
        self._parts.offices.caps = caps

    def require_room_for_payments(self) -> None:
        """Raise StoreTrouble when a payment could not be recorded; ask before money moves."""
        self._writer.require_room_for_payments()

    def backup(self) -> Backup:
        """Make and check a copy now, while others read and write; raises StoreTrouble."""
        return make_backup(self._files, now_ms=self._parts.clock.now_ms())

    def health_facts(self) -> StoreFacts:
        """The store's condition; reads the whole payment journal, so not for every second."""
        with closing(connect_reader(self._files.database)) as connection:
            with self._writer.alone():
                # Both seen at one moment; counting and reading then hold up nobody.
                connection.execute("BEGIN")
                journal_mode = str(pragma(connection, "journal_mode"))
                connection.execute("SELECT max(seq) FROM payment").fetchone()
                written = self._parts.payment_journal.tail.seq
            figures = take_figures(connection)
        journal = read_journal(self._files.journal)
        backups = list_backups(self._files)
        return StoreFacts(
            at_ms=self._parts.clock.now_ms(),
            directory=str(self._files.directory),
            install_id=self.opened.install_id,
            terminal_id=self._parts.terminal_id,
            sqlite_version=SQLITE_VERSION,
            schema=self.opened.schema,
            journal_mode=journal_mode,
            synchronous=DURABILITY.synchronous,
            durability_warning=DURABILITY.warning,
            database_bytes=self._files.database.stat().st_size,
            wal_bytes=self._wal_bytes(),
            free_bytes=self._parts.free_bytes(),
            min_free_bytes=MIN_FREE_BYTES,
            rows=figures.rows,
            payment_cents=sum(figures.cents.values()),
            journal_lines=min(written, len(journal.lines)),
            journal_cents=sum(line.cents for line in journal.lines[:written]),
            journal_notes=tuple(dict.fromkeys((*self.opened.journal_notes, *journal.faults))),
            is_chain_sound=not journal.faults,
            replayed_payments=len(self.opened.replay.payments),
            backups=len(backups),
            last_backup_ms=backups[0].made_ms if backups else None,
        )

    def close(self) -> None:
        """End cleanly: the next start then needs only its short check. No write is taken after."""
        with self._writer.alone():
            self._end()
            marker = Marker(
                install_id=self.opened.install_id,
                schema=self.opened.schema,
                last_payment_seq=self._parts.payment_journal.tail.seq,
                was_closed=True,
            )
            # On a full disk the marker keeps saying "open": the next start checks longer, no more.
            with suppress(OSError):
                write_marker(self._files.marker, marker)

    def abandon(self) -> None:
        """End while others may still be at work: the next start makes its long check."""
        with self._writer.alone():
            self._end()

    def _end(self) -> None:
        self._writer.refuse()
        self.reads.close()
        self._parts.engine.dispose()

    def _wal_bytes(self) -> int:
        wal = self._files.database.with_name(self._files.database.name + "-wal")
        return wal.stat().st_size if wal.exists() else 0
