"""The pull of a source that tells at once: it holds its answer until there is news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.journal import Actor
from posapp.domain.origin import GuestDefaults
from posapp.ports.reservations import ReservationSource
from posapp.ports.store import Store
from posapp.sync.pull import ReservationPull
from posapp.sync.schedule import Every, Plan
from posapp.usecases.ingest_reservations import OnWalkIn, start_nothing


class LiveSource(ReservationSource, Protocol):
    """A source that may hold an answer."""

    @property
    def is_held(self) -> bool:
        """True while the other side holds its answers."""
        ...


@dataclass(frozen=True, slots=True)
class LivePull:
    """Asks again at once while answers are held, else every `poll_ms`."""

    source: LiveSource
    remote: str
    stream: str
    poll_ms: int
    on_walk_in: OnWalkIn = start_nothing
    defaults: GuestDefaults | None = None

    @property
    def plan(self) -> Plan:
        """How long its news may be old."""
        return Every(0 if self.source.is_held else self.poll_ms)

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """Not kept: it runs at every start."""

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Read to the end, which is of now."""
        pull = ReservationPull(
            self.source,
            self.remote,
            self.stream,
            self.poll_ms,
            is_live=True,
            on_walk_in=self.on_walk_in,
            defaults=self.defaults,
        )
        return pull.run(store, actor=actor, is_stopping=is_stopping)
