"""What every presenter works with, without Qt: questions, verbs, words, the clock and the window.

The verbs may arrive after the first paint; until then asking for them is a sentence, not an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from posapp.domain.brand import BrandName
from posapp.domain.errors import DomainError
from posapp.domain.venue import CHANNELS
from posapp.ports.clock import Clock
from posapp.ports.failures import StoreTrouble
from posapp.ports.reads import Reads, SyncOverview
from posapp.ports.store import Health, HealthState
from posapp.ui.commands import Commands
from posapp.ui.format import Words
from posapp.ui.tokens import Tone

OFFLINE_AFTER_MS = 30_000
"""A source that has not answered for this long is called offline; a hiccup is not."""


SAVED_WITHOUT_COPY = "journal_unwritten"
"""The trouble of the store that comes after saving: only the second copy is missing."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the snackbar, with the way back if there is one."""

    text: str
    undo: Callable[[], object] | None = None
    tone: Tone = Tone.NEUTRAL


class Shell(Protocol):
    """What a screen may ask of the window around it."""

    @property
    def is_covered(self) -> bool:
        """True while a page lies over the screen; the focus is the page's then."""
        ...

    def go(self, name: str, *, argument: str = "") -> None:
        """Show a screen."""
        ...

    def back(self) -> None:
        """Return to the screen before."""
        ...

    def notify(self, notice: Notice) -> None:
        """Show a notice for a few seconds."""
        ...

    def show_trouble(self, trouble: StoreTrouble) -> None:
        """Show that the store refused, with cause and next step."""
        ...


@dataclass(slots=True)
class Desk:
    """One terminal's working place.

    `overview` is the last look at the lanes, kept by the shell; with `idle_lock_s` 0 nothing locks
    by itself. `brands` are all businesses of ours, the till's own first.
    """

    reads: Reads
    clock: Clock
    today: Callable[[], date]
    words: Words
    open_url: Callable[[str], bool]
    site_name: str = ""
    is_demo: bool = False
    rest_ms: int = 1_000
    idle_lock_s: int = 0
    commands: Commands | None = None
    brands: tuple[BrandName, ...] = ()
    overview: SyncOverview | None = None
    shell: Shell | None = None

    @property
    def act(self) -> Commands:
        """The verbs; raises a DomainError while the program is still starting."""
        if self.commands is None:
            raise DomainError("starting", "posapp is still starting. Try again in a moment.")
        return self.commands

    @property
    def window(self) -> Shell:
        """The window; there is one as soon as a screen exists."""
        assert self.shell is not None
        return self.shell

    @property
    def now_ms(self) -> int:
        """The time."""
        return self.clock.now_ms()

    def refresh_overview(self) -> None:
        """Look at the lanes and the outbox again."""
        self.overview = self.reads.sync_overview()

    def source(self, remote: str) -> Health | None:
        """The condition of a source as last seen."""
        sources = self.overview.sources if self.overview else ()
        return next((health for health in sources if health.remote == remote), None)

    def channels(self, source: str) -> list[Health]:
        """The lanes that bring the news of a reservation source, as last seen."""
        remotes = CHANNELS.get(source, ())
        return [health for remote in remotes if (health := self.source(remote)) is not None]

    def is_online(self, source: str) -> bool:
        """True unless no channel of a reservation source is known to answer."""
        channels = self.channels(source)
        return not channels or len(unheard(channels, now_ms=self.now_ms)) < len(channels)

    def attempt(
        self,
        action: Callable[[], object],
        *,
        at_field: Callable[[DomainError], bool] | None = None,
    ) -> bool:
        """Run a verb; what staff can put right goes to its field, else to the snackbar."""
        try:
            action()
        except DomainError as refusal:
            if at_field is None or not at_field(refusal):
                self.window.notify(Notice(refusal.message, tone=Tone.DANGER))
            return False
        except StoreTrouble as trouble:
            self.window.show_trouble(trouble)
            return False
        return True


def unheard(sources: Sequence[Health], *, now_ms: int) -> list[Health]:
    """Those that do not answer, and the channels beside them that were not asked since.

    A file that is fetched twice a day vouches for nothing in between.
    """
    lost = [health for health in sources if is_offline(health, now_ms=now_ms)]
    silent = [
        health
        for health in sources
        if health not in lost
        and any(
            (health.last_success_ms or 0) < (one.failing_since_ms or 0)
            for one in lost
            if _are_channels(health, one)
        )
    ]
    return [*lost, *silent]


def _are_channels(one: Health, other: Health) -> bool:
    return any({one.remote, other.remote} <= set(channels) for channels in CHANNELS.values())


def is_offline(health: Health, *, now_ms: int) -> bool:
    """True for a source that has failed for half a minute; a paused one is not offline."""
    if health.state is not HealthState.FAILING:
        return False
    since_ms = health.failing_since_ms
    return since_ms is not None and now_ms - since_ms >= OFFLINE_AFTER_MS
