"""A guest's timeline in words, without Qt. Each entry says who told it and how long ago.

What Tock collected stands apart from money taken here: it is Tock's, and only shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.party import PartyState
from posapp.domain.visit import VisitState
from posapp.ports.office import PickupStage
from posapp.ports.people import EntryKind, TimelineEntry
from posapp.ui.format import Words
from posapp.ui.parcels import Parcel, parcel_of
from posapp.ui.screens.guests.profile import Titles, ago, date_text
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord, order_word, state_text, sync_word, visit_text

TOCK = "tock"
_READY = "ready"
_OURS = frozenset(("posapp", "local", ""))


class Show(StrEnum):
    """The filters of the timeline."""

    ALL = "all"
    VISITS = "visits"
    ORDERS = "orders"
    PICKUPS = "pickups"
    CLUBS = "clubs"


_KINDS: dict[Show, frozenset[EntryKind]] = {
    Show.ALL: frozenset(EntryKind),
    Show.VISITS: frozenset((EntryKind.RESERVATION, EntryKind.VISIT)),
    Show.ORDERS: frozenset((EntryKind.ORDER, EntryKind.REMOTE_ORDER)),
    Show.PICKUPS: frozenset((EntryKind.PICKUP,)),
    Show.CLUBS: frozenset((EntryKind.CLUB,)),
}
_TITLES = {
    Show.ALL: "All",
    Show.VISITS: "Visits",
    Show.ORDERS: "Orders",
    Show.PICKUPS: "Pickups",
    Show.CLUBS: "Clubs",
}
_NOTHING = {
    Show.ALL: "No visit and no order yet",
    Show.VISITS: "No visits yet",
    Show.ORDERS: "No orders yet",
    Show.PICKUPS: "Nothing was collected yet",
    Show.CLUBS: "No change of clubs yet",
}
_MARKS = {
    EntryKind.RESERVATION: ("calendar-days", Tone.ARRIVED),
    EntryKind.VISIT: ("armchair", Tone.SEATED),
    EntryKind.ORDER: ("receipt-text", Tone.NEUTRAL),
    EntryKind.REMOTE_ORDER: ("shopping-bag", Tone.NEUTRAL),
    EntryKind.PICKUP: ("package", Tone.LATE),
    EntryKind.CLUB: ("star", Tone.CLUB),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCard:
    """A line of the timeline. `tock_amount` is Tock's money, never added to ours."""

    key: str
    icon: str
    tone: Tone
    title: str
    when: str
    detail: str
    amount: str
    tock_amount: str
    status: str
    told: str
    tracking: str
    sync: StateWord | None

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        parts = (self.title, self.when, self.detail, self.amount, self.tock_amount, self.status)
        state = self.sync.text if self.sync else ""
        return ", ".join(part for part in (*parts, self.tracking, state, self.told) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail:
    """The entry picked: all of it, its parcels, and the screen that shows it."""

    key: str
    title: str
    lines: tuple[str, ...]
    parcels: tuple[Parcel, ...]
    opens: str = ""
    argument: str = ""


def keyed(entries: Sequence[TimelineEntry]) -> list[tuple[str, TimelineEntry]]:
    """Entries with a key each; equal ones are told apart by their place."""
    seen: Counter[str] = Counter()
    found = []
    for entry in entries:
        base = f"{entry.kind}|{entry.source}|{entry.subject}|{entry.at_ms}"
        seen[base] += 1
        found.append((f"{base}|{seen[base]}", entry))
    return found


def passes(entry: TimelineEntry, show: Show) -> bool:
    """True for an entry that a filter shows."""
    return entry.kind in _KINDS[show]


def chips() -> list[tuple[str, str, str]]:
    """The filters."""
    return [(show.value, _TITLES[show], "") for show in Show]


def nothing(show: Show) -> str:
    """The line of an empty timeline."""
    return _NOTHING[show]


def card_of(
    key: str, entry: TimelineEntry, *, words: Words, now_ms: int, titles: Titles
) -> EntryCard:
    """Put an entry into a line."""
    icon, tone = _MARKS[entry.kind]
    is_tock = entry.source == TOCK
    money = words.money(entry.cents, currency=entry.currency) if entry.cents is not None else ""
    numbers = [one.number for one in entry.tracking]
    more = f" + {len(numbers) - 1}" if len(numbers) > 1 else ""
    return EntryCard(
        key=key,
        icon=icon,
        tone=tone,
        title=entry.title,
        when=_when(entry.at_ms, words=words, now_ms=now_ms),
        detail=entry.detail,
        amount="" if is_tock else money,
        tock_amount=f"{money} in Tock" if is_tock and money else "",
        status=_status(entry),
        told=told(entry, now_ms=now_ms, titles=titles),
        tracking=f"{numbers[0]}{more}" if numbers else "",
        sync=sync_word(entry.sync_state),
    )


def _status(entry: TimelineEntry) -> str:
    """A state in the window's words; one that is not known is shown as it came."""
    match entry.kind:
        case EntryKind.RESERVATION if entry.status in set(PartyState):
            return state_text(PartyState(entry.status))
        case EntryKind.VISIT if entry.status in set(VisitState):
            return visit_text(VisitState(entry.status))
        case EntryKind.ORDER:
            return order_word(entry.status).text.capitalize()
        case _:
            return entry.status[:1].upper() + entry.status[1:]


def told(entry: TimelineEntry, *, now_ms: int, titles: Titles) -> str:
    """Who told an entry, and how long ago it was last told: “WineDirect · 4 min ago”.

    An order of this till that a back office tells of again names both.
    """
    is_ours = entry.source in _OURS
    if is_ours and not entry.told_again_by:
        return "This till"
    title = titles(entry.told_again_by or entry.source)
    title = f"This till, {title}" if is_ours else title
    return title if entry.as_of_ms is None else f"{title} · {ago(now_ms - entry.as_of_ms)}"


def detail_of(
    key: str, entry: TimelineEntry, *, words: Words, now_ms: int, titles: Titles, email: str
) -> EntryDetail:
    """All that is known of an entry."""
    card = card_of(key, entry, words=words, now_ms=now_ms, titles=titles)
    money = card.amount or card.tock_amount
    head = " · ".join(part for part in (card.when, card.status, money) if part)
    opens, argument = _opens(entry)
    return EntryDetail(
        key=key,
        title=card.title,
        lines=tuple(line for line in (head, card.detail, f"Source: {card.told}") if line),
        parcels=tuple(parcel_of(one, email=email, words=words) for one in entry.tracking),
        opens=opens,
        argument=argument,
    )


def _opens(entry: TimelineEntry) -> tuple[str, str]:
    match entry.kind:
        case EntryKind.ORDER if entry.subject:
            return "order", entry.subject
        case EntryKind.RESERVATION if entry.subject:
            return "arrivals", entry.subject
        case EntryKind.REMOTE_ORDER if entry.status == _READY:
            return "pickups", f"{PickupStage.READY}|{entry.subject}"
        case _:
            return "", ""


def _when(unix_ms: int, *, words: Words, now_ms: int) -> str:
    local = words.local(unix_ms)
    return f"{date_text(local.date(), today=words.local(now_ms).date())}, {local:%H:%M}"
