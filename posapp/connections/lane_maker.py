"""What every lane is made with: store, clock, secrets, and doors that are closed at the end.

A locked vault gives no secret and shuts no till: `vault_trouble` says why, "" when it answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.journal import Actor
from posapp.domain.venue import Remote
from posapp.ports.failures import SecretsUnavailable
from posapp.settings import Settings
from posapp.store.store import SqlStore
from posapp.surroundings import Surroundings
from posapp.sync.drain import Drain, Outbound
from posapp.sync.lane import TICK_S, Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.pull import Pull
from posapp.usecases.outbox_work import WhyNot, takes_all

log = logging.getLogger(__name__)


@dataclass(slots=True)
class LaneMaker:
    """Makes lanes and what is in them. `doors` are all that are open, whoever asked for them."""

    settings: Settings
    surroundings: Surroundings
    store: SqlStore
    doors: list[HttpDoor] = field(default_factory=list)
    vault_trouble: str = ""

    @property
    def program_actor(self) -> Actor:
        """The program itself, as the journal names it."""
        return Actor("", self.settings.terminal.code)

    def lane(
        self,
        remote: Remote,
        title: str,
        *,
        lines: Sequence[Line],
        pause_s: Callable[[], float] = lambda: TICK_S,
    ) -> Lane:
        """A lane of this terminal."""
        return Lane(
            LaneParts(
                remote=remote,
                title=title,
                store=self.store,
                clock=self.surroundings.clock,
                actor=self.program_actor,
                lines=lines,
                pause_s=pause_s,
                on_fault=self.surroundings.on_fault,
            )
        )

    def line(self, *, pulls: Sequence[Pull] = (), drains: Sequence[Drain] = ()) -> Line:
        """What goes over one connection."""
        around = self.surroundings
        return Line(clock=around.clock, jitter=around.jitter, drains=drains, pulls=pulls)

    def drain(self, remote: Remote, outbound: Outbound, *, why_not: WhyNot = takes_all) -> Drain:
        """What sends the outbox of a role."""
        around = self.surroundings
        return Drain(
            remote=remote,
            outbound=outbound,
            jitter=around.jitter,
            at_point=around.at_point,
            why_not=why_not,
        )

    def secret(self, name: str) -> str | None:
        """The secret, if the vault opens; a locked vault must not keep the till shut."""
        try:
            return self.surroundings.secrets.get(name)
        except SecretsUnavailable as trouble:
            log.warning("%s", trouble.message)
            self.vault_trouble = trouble.message
            return None

    def door(self, policy: DoorPolicy) -> HttpDoor:
        """A door that the program cuts and closes at its end."""
        door = HttpDoor(policy, clock=self.surroundings.clock)
        self.doors.append(door)
        return door

    def give_up(self, doors: Sequence[HttpDoor]) -> None:
        """Close doors that nobody uses any more."""
        for door in doors:
            door.close()
            if door in self.doors:
                self.doors.remove(door)

    def close(self) -> None:
        """Close whatever is open."""
        self.give_up(tuple(self.doors))
