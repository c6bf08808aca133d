"""The state of the exchange at a glance: the pill's two lines and the banner's sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.ports.reads import SyncOverview
from posapp.ports.store import HealthState
from posapp.ui.desk import is_offline, unheard
from posapp.ui.format import Words, age
from posapp.ui.tokens import Tone

_DOT = " · "


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the pill shows: an icon, a word, a second line (`short` where it is narrow), its tone.

    `joint` stands between the two where they share a line; `view` is the one of the Sync centre
    that a tap leads to, "" for whichever was there.
    """

    icon: str
    word: str
    note: str
    tone: Tone
    short: str = ""
    joint: str = " "
    view: str = ""

    @property
    def spoken(self) -> str:
        """Both lines as one sentence part."""
        return f"{self.word} {self.note}".strip()

    @property
    def line(self) -> str:
        """Both in one line."""
        return f"{self.word}{self.joint}{self.note}" if self.note else self.word


def pulse_of(overview: SyncOverview | None, *, now_ms: int) -> Pulse:
    """What needs a person first, then a lost connection, a choice, work to send, the news' age.

    What is done by hand elsewhere is everyday work: it is told beside the news' age, and never
    takes its place.
    """
    if overview is None:
        return Pulse("circle-dashed", "Starting", "", Tone.NEUTRAL)
    found = _wanted(overview) or _lost(overview, now_ms=now_ms) or _open(overview)
    if found is not None:
        return found
    if not overview.sources:
        return Pulse("circle-dashed", "Not", "connected", Tone.NEUTRAL)
    return _calm(overview, now_ms=now_ms)


def _wanted(overview: SyncOverview) -> Pulse | None:
    count = overview.need_attention
    if count:
        word = f"{count} {'needs' if count == 1 else 'need'}"
        return Pulse("triangle-alert", word, "attention", Tone.DANGER, view="outgoing")
    if overview.first_pulls:
        return Pulse("concierge-bell", "Tock asks", "see Sync", Tone.LATE, view="pulls")
    if any(health.state is HealthState.SIGN_IN_NEEDED for health in overview.sources):
        return Pulse("triangle-alert", "Sign-in", "needed", Tone.DANGER)
    return None


def _lost(overview: SyncOverview, *, now_ms: int) -> Pulse | None:
    lost = [health for health in overview.sources if is_offline(health, now_ms=now_ms)]
    if not lost:
        return None
    since_ms = min(health.failing_since_ms or now_ms for health in lost)
    all_lost = len(unheard(overview.sources, now_ms=now_ms)) == len(overview.sources)
    word = "Offline" if all_lost else f"{lost[0].title} off"
    note = f"{overview.to_send} to send" if overview.to_send else age(now_ms - since_ms)
    short = f"↑ {overview.to_send}" if overview.to_send else ""
    return Pulse("wifi-off", word, note, Tone.LATE, short=short, joint=_DOT)


def _open(overview: SyncOverview) -> Pulse | None:
    count = overview.to_compare
    if count:
        word = f"{count} {'differs' if count == 1 else 'differ'}"
        return Pulse("columns-2", word, "compare", Tone.LATE, joint=_DOT, view="differences")
    if overview.to_send:
        return Pulse("arrow-up", str(overview.to_send), "to send", Tone.ARRIVED, view="outgoing")
    return None


def _calm(overview: SyncOverview, *, now_ms: int) -> Pulse:
    times = (health.last_success_ms for health in overview.sources)
    told = [unix_ms for unix_ms in times if unix_ms is not None]
    if not told:
        return Pulse("circle-dashed", "Not yet", "reached", Tone.NEUTRAL)
    live = Pulse("circle-check", "Live", age(now_ms - max(told)), Tone.SEATED, joint=_DOT)
    if not overview.by_hand:
        return live
    note = f"{live.note}{_DOT}{overview.by_hand} to do by hand"
    return replace(live, note=note, short=f"{overview.by_hand} to do", view="by_hand")


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
    waits = f"{overview.to_send} to send" if overview.to_send else "nothing to send"
    return Offline(headline, f"Keep working: all is saved here, {waits} when it is back.")
