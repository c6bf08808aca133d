"""Fetch news page by page, a short transaction each; none waits for a wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.journal import Actor
from posapp.domain.origin import GuestDefaults
from posapp.ports.reservations import ReservationSource
from posapp.ports.store import Store
from posapp.sync.schedule import Every, Plan
from posapp.usecases.ingest_profiles import ingest_profiles
from posapp.usecases.ingest_reservations import OnWalkIn, ingest_reservations, start_nothing
from posapp.usecases.known_texts import texts_known_to


class Pull(Protocol):
    """One stream of news of a lane."""

    @property
    def stream(self) -> str:
        """The name its cursor is kept under."""
        ...

    @property
    def plan(self) -> Plan:
        """When it is due."""
        ...

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """When it ran last, as far as the store knows; None where that is not kept."""
        ...

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Fetch everything new; returns the time the news is of, None for now. Raises Failure."""
        ...


@dataclass(frozen=True, slots=True)
class ReservationPull:
    """News of a reservation source; `stream` names the channel whose cursor is kept.

    A live stream is of now once it has been read to its end; a file is of when it was written.
    """

    source: ReservationSource
    remote: str
    stream: str
    every_ms: int
    is_live: bool = False
    on_walk_in: OnWalkIn = start_nothing
    defaults: GuestDefaults | None = None

    @property
    def plan(self) -> Plan:
        """Every so often."""
        return Every(self.every_ms)

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """Not kept: it runs at every start."""

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Pull every page since the stored cursor; each is stored with where to resume."""
        with store.write("pull.cursor", actor=actor) as uow:
            cursor = uow.feeds.cursor(self.remote, self.stream)
        as_of_ms = None
        known = texts_known_to(store, actor=actor)
        for page in self.source.changes(cursor, known=known):
            with store.write("pull.page", actor=actor) as uow:
                ingest_reservations(
                    page,
                    uow=uow,
                    remote=self.remote,
                    stream=self.stream,
                    on_walk_in=self.on_walk_in,
                )
                if page.people:
                    ingest_profiles(page.people, uow=uow, defaults=self.defaults)
            as_of_ms = page.as_of_ms or as_of_ms
            if is_stopping():
                return as_of_ms
        return None if self.is_live else as_of_ms
