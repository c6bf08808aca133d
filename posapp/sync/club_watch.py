"""After each pull of the back office, look at the guests whose clubs it may have changed.

The marks lie in the store, so a crash in between loses nothing: the next round looks first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.club_tags import TagRules
from posapp.domain.journal import Actor
from posapp.ports.store import Store
from posapp.sync.pull import Pull
from posapp.sync.schedule import Plan
from posapp.usecases.club_news import note_members
from posapp.usecases.push_tags import follow_due

_GUESTS_A_UNIT = 5
"""Each takes some 2 ms, and a tap may be waiting for the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubWatch:
    """A pull with a look at the clubs behind it.

    `completes_clubs` is true of the pull after which, once read to its end, all clubs are known:
    what they are then is the beginning, and nobody is told of it.
    """

    pull: Pull
    rules: TagRules
    office: str
    completes_clubs: bool

    @property
    def stream(self) -> str:
        """The name its cursor is kept under."""
        return self.pull.stream

    @property
    def plan(self) -> Plan:
        """When it is due."""
        return self.pull.plan

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """When it ran last, as far as the store knows."""
        return self.pull.last_run_ms(store, actor=actor)

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Fetch everything new, then queue what changed for Tock. Raises Failure."""
        self._follow(store, actor=actor, is_stopping=is_stopping)
        as_of_ms = self.pull.run(store, actor=actor, is_stopping=is_stopping)
        if self.completes_clubs and not is_stopping():
            with store.write("tags.note", actor=actor) as uow:
                note_members(uow, office=self.office)
        self._follow(store, actor=actor, is_stopping=is_stopping)
        return as_of_ms

    def _follow(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> None:
        looked_at = _GUESTS_A_UNIT
        while looked_at == _GUESTS_A_UNIT and not is_stopping():
            with store.write("tags.follow", actor=actor) as uow:
                looked_at = follow_due(uow=uow, rules=self.rules, limit=_GUESTS_A_UNIT)
