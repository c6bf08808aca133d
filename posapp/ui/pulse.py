"""The state of the exchange at a glance: the pill's two lines and the banner's sentences."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.ports.reads import SyncOverview
from posapp.ports.store import Health, HealthState
from posapp.ui.desk import is_offline, unheard
from posapp.ui.format import Words, age, count_of
from posapp.ui.tokens import Tone

_DOT = " · "


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the pill shows: an icon, a word, a second line (`short` where it is narrow), its tone.

    `joint` stands between the two where they share a line.
    """

    icon: str
    word: str
    note: str
    tone: Tone
    short: str = ""
    joint: str = " "

    @property
    def spoken(self) -> str:
        """Both lines as one sentence part."""
        return f"{self.word} {self.note}".strip()

    @property
    def line(self) -> str:
        """Both in one line."""
        return f"{self.word}{self.joint}{self.note}" if self.note else self.word


def pulse_of(overview: SyncOverview | None, *, now_ms: int) -> Pulse:
    """What needs a person first, then a lost connection, then work to send, then the news' age."""
    if overview is None:
        return Pulse("circle-dashed", "Starting", "", Tone.NEUTRAL)
    to_send = f"{overview.to_send} to send" if overview.to_send else ""
    if overview.need_attention:
        need = "needs" if overview.need_attention == 1 else "need"
        return Pulse(
            "triangle-alert", f"{overview.need_attention} {need}", "attention", Tone.DANGER
        )
    if overview.first_pulls:
        return Pulse("concierge-bell", "Tock asks", "see Sync", Tone.LATE)
    if any(health.state is HealthState.SIGN_IN_NEEDED for health in overview.sources):
        return Pulse("triangle-alert", "Sign-in", "needed", Tone.DANGER)
    lost = [health for health in overview.sources if is_offline(health, now_ms=now_ms)]
    if lost:
        since_ms = min(health.failing_since_ms or now_ms for health in lost)
        all_lost = len(unheard(overview.sources, now_ms=now_ms)) == len(overview.sources)
        word = "Offline" if all_lost else f"{lost[0].title} off"
        note = to_send or age(now_ms - since_ms)
        short = f"↑ {overview.to_send}" if to_send else ""
        return Pulse("wifi-off", word, note, Tone.LATE, short=short, joint=_DOT)
    if to_send:
        return Pulse("arrow-up", str(overview.to_send), "to send", Tone.ARRIVED)
    if not overview.sources:
        return Pulse("circle-dashed", "Not", "connected", Tone.NEUTRAL)
    return _calm(overview.sources, now_ms=now_ms)


def _calm(sources: tuple[Health, ...], *, now_ms: int) -> Pulse:
    told = [health.last_success_ms for health in sources if health.last_success_ms is not None]
    if not told:
        return Pulse("circle-dashed", "Not yet", "reached", Tone.NEUTRAL)
    return Pulse("circle-check", "Live", age(now_ms - max(told)), Tone.SEATED, joint=_DOT)


@dataclass(frozen=True, slots=True)
class Offline:
    """The banner: what is lost, what still works, what waits."""

    headline: str
    effect: str


def offline_of(overview: SyncOverview | None, *, words: Words, now_ms: int) -> Offline | None:
    """The banner's sentences, None while everything answers."""
    if overview is None:
        return None
    lost = [health for health in overview.sources if is_offline(health, now_ms=now_ms)]
    if not lost:
        return None
    since_ms = min(health.failing_since_ms or now_ms for health in lost)
    names = " and ".join(health.title for health in lost)
    whole = len(unheard(overview.sources, now_ms=now_ms)) == len(overview.sources)
    headline = "Offline" if whole else f"No answer from {names}"
    headline += f" since {words.clock(since_ms)} ({age(now_ms - since_ms)})"
    waits = (
        f"{count_of(overview.to_send, one='thing')} will be sent when it is back"
        if overview.to_send
        else "nothing is waiting"
    )
    return Offline(headline, f"Keep working: everything is saved here, {waits}.")
