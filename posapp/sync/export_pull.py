"""The pull of a business's export files, by plan: reported, cancellable, and counted first.

What was stored stays whatever ends it; a file counts as read only when it was read to its end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from posapp.domain.journal import Actor
from posapp.domain.origin import GuestDefaults
from posapp.ports.clock import Clock
from posapp.ports.failures import Failure
from posapp.ports.pulls import PullCounts, PullReport, PullState
from posapp.ports.reservations import ReservationPage, ReservationSource
from posapp.ports.store import Store, UnitOfWork
from posapp.sync.schedule import Plan
from posapp.usecases.ingest_profiles import ingest_profiles
from posapp.usecases.ingest_reservations import OnWalkIn, ingest_reservations, start_nothing
from posapp.usecases.known_texts import texts_known_to
from posapp.usecases.preview_pull import Preview, preview_page
from posapp.usecases.pull_reports import BeginPull, Begun, begin_pull, last_run_ms, note_pull
from posapp.usecases.take_guest_files import take_guests

_NOTED_EVERY_MS = 250
"""Progress is written and shown this often at most."""

CANCELLED = "Cancelled. What was stored stays; the next pull takes the rest."
CLOSED = "posapp was closed. It goes on from the last whole file."
WAITS = "Nothing is stored yet: accept the first pull in the Sync centre."


_PEOPLE_A_UNIT = 20
"""People are written one by one, each with what is known of them: staff wait for no more."""


class Interrupt(Protocol):
    """Ends the source's running exchange, from any thread."""

    def __call__(self) -> None:
        """Let it fail now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportParts:
    """What a pull works with. `guest_defaults` are for the new guests that may be stored.

    `is_directory` says that new guests are always wanted; else only when a person accepted them.
    """

    source: ReservationSource
    interrupt: Interrupt
    remote: str
    stream: str
    business_id: str
    plan: Plan
    clock: Clock
    guest_defaults: GuestDefaults
    needs_accept: bool = True
    is_directory: bool = False
    on_walk_in: OnWalkIn = start_nothing


class ExportPull:
    """Satisfies posapp.sync.pull.Pull."""

    def __init__(self, parts: ExportParts) -> None:
        self._parts = parts
        self._cancelled = threading.Event()
        self._is_running = False

    @property
    def stream(self) -> str:
        """The name its cursor and its reports are kept under."""
        return self._parts.stream

    @property
    def plan(self) -> Plan:
        """When it is due."""
        return self._parts.plan

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """When it was begun last, by its reports."""
        with store.write("pull.last", actor=actor) as uow:
            return last_run_ms(self.stream, uow=uow)

    def cancel(self) -> None:
        """A person ends the running pull; without one there is nothing to do."""
        if self._is_running:
            self._cancelled.set()
            self._parts.interrupt()

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Read every file that changed; raises Failure when not all of them could be read."""
        self._cancelled.clear()
        self._is_running = True
        parts = self._parts
        try:
            with store.write("pull.begin", actor=actor) as uow:
                command = BeginPull(
                    remote=parts.remote,
                    stream=parts.stream,
                    business_id=parts.business_id,
                    needs_accept=parts.needs_accept,
                )
                begun = begin_pull(command, uow=uow)
            run = _Run(
                parts,
                begun,
                store,
                actor,
                is_cancelled=self._cancelled.is_set,
                is_stopping=is_stopping,
            )
            return run.to_the_end()
        finally:
            self._is_running = False


class _Run:
    """One pull under way."""

    def __init__(
        self,
        parts: ExportParts,
        begun: Begun,
        store: Store,
        actor: Actor,
        *,
        is_cancelled: Callable[[], bool],
        is_stopping: Callable[[], bool],
    ) -> None:
        self._parts = parts
        self._begun = begun
        self._store = store
        self._actor = actor
        self._is_cancelled = is_cancelled
        self._is_stopping = is_stopping
        self._report = begun.report
        self._noted_ms = begun.report.started_ms
        self._preview = Preview(parts.business_id)
        takes_guests = parts.is_directory or begun.takes_guests
        self._defaults = parts.guest_defaults if takes_guests else None

    def to_the_end(self) -> int | None:
        """Read until it is done, cancelled or fails; the report says which."""
        try:
            self._read()
        except Failure as failure:
            if self._is_cancelled():
                self._end(PullState.CANCELLED, CANCELLED)
            else:
                self._end(PullState.FAILED, CLOSED if self._is_stopping() else failure.message)
                raise
        else:
            self._end(*self._ending())
        return self._report.as_of_ms or 0

    def _read(self) -> None:
        cursor = self._begun.cursor
        source = self._parts.source
        if self._begun.is_preview:
            pages = source.changes(cursor)
        else:
            known = texts_known_to(self._store, actor=self._actor)
            pages = source.changes(cursor, known=known)
        for page in _small_pages(pages):
            with self._store.write("pull.page", actor=self._actor) as uow:
                if self._begun.is_preview:
                    preview_page(page, preview=self._preview, uow=uow)
                    counts = self._preview.counts
                else:
                    counts = self._report.counts + self._take(page, uow=uow)
                self._note(page, counts=counts, uow=uow)
            if self._is_cancelled() or self._is_stopping():
                return

    def _take(self, page: ReservationPage, *, uow: UnitOfWork) -> PullCounts:
        parts = self._parts
        told = ingest_reservations(
            page, uow=uow, remote=parts.remote, stream=parts.stream, on_walk_in=parts.on_walk_in
        )
        guests = take_guests(page.guests, uow=uow, defaults=self._defaults)
        people = ingest_profiles(page.people, uow=uow, defaults=self._defaults)
        return PullCounts(
            read=told.read + guests.read,
            new=told.new,
            changed=told.changed,
            unchanged=told.unchanged,
            quarantined=told.quarantined,
            conflicts=told.conflicts,
            guests=guests.read,
            new_guests=guests.new + people.new,
        )

    def _note(self, page: ReservationPage, *, counts: PullCounts, uow: UnitOfWork) -> None:
        """Bring the report up to date; it is written only now and then."""
        report = replace(
            self._report,
            counts=counts,
            as_of_ms=page.as_of_ms or self._report.as_of_ms,
        )
        if page.progress is not None:
            report = replace(
                report,
                files=page.progress.files,
                files_done=page.progress.done,
                files_skipped=page.progress.skipped,
            )
        self._report = report
        now_ms = self._parts.clock.now_ms()
        if abs(now_ms - self._noted_ms) >= _NOTED_EVERY_MS:
            self._noted_ms = now_ms
            note_pull(report, uow=uow)

    def _ending(self) -> tuple[PullState, str]:
        is_whole = self._report.files_done == self._report.files
        if self._is_cancelled() and not is_whole:
            return PullState.CANCELLED, CANCELLED
        if self._is_stopping() and not is_whole:
            return PullState.FAILED, CLOSED
        if self._begun.is_preview:
            return PullState.PREVIEW, WAITS
        return PullState.DONE, ""

    def _end(self, state: PullState, message: str) -> None:
        report: PullReport = replace(
            self._report,
            state=state,
            ended_ms=self._parts.clock.now_ms(),
            message=message,
            experiences=self._preview.experiences,
            rooms=self._preview.rooms,
            takes_guests=self._defaults is not None,
        )
        with self._store.write("pull.end", actor=self._actor) as uow:
            note_pull(report, uow=uow)


def _small_pages(pages: Iterable[ReservationPage]) -> Iterator[ReservationPage]:
    """The pages with few people in each; all parts of one resume at the same place."""
    for page in pages:
        yield replace(page, guests=(), people=())
        rest = replace(page, rows=(), rooms=(), unchanged=0)
        for start in range(0, max(len(page.guests), len(page.people)), _PEOPLE_A_UNIT):
            part = slice(start, start + _PEOPLE_A_UNIT)
            yield replace(rest, guests=page.guests[part], people=page.people[part])
