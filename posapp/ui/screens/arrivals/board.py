"""From board rows to the lines of the list: slots, the now marker, the fold at the end. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from posapp.ports.reads import BoardRow
from posapp.ui.format import Words, count_of, day_text
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import (
    StateWord,
    is_done,
    is_here,
    is_late,
    party_word,
    remaining_cents,
    sync_word,
)

FOLD_KEY, NOW_KEY = "fold:cancelled", "now"


class Filter(StrEnum):
    """Which parties of the day are listed."""

    ALL = "all"
    DUE = "due"
    LATE = "late"
    HERE = "here"
    DONE = "done"


class EntryKind(StrEnum):
    """What a line of the list is."""

    SLOT = "slot"
    NOW = "now"
    PARTY = "party"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Badge:
    """Money at the end of a row: DUE $50.00, or PAID."""

    text: str
    tone: Tone
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCard:
    """A party as its row shows it."""

    size: int
    name: str
    club: str
    has_dietary_note: bool
    detail: str
    table: str
    state: StateWord
    badge: Badge | None
    order: str
    sync: StateWord | None
    is_faded: bool
    is_struck: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list with its identity."""

    key: str
    kind: EntryKind
    title: str
    note: str = ""
    party: PartyCard | None = None

    @property
    def is_choice(self) -> bool:
        """True for lines that can be picked."""
        return self.kind in {EntryKind.PARTY, EntryKind.FOLD}

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        party = self.party
        if party is None:
            return f"{self.title} {self.note}".strip()
        parts = [
            self.title,
            party.name,
            f"party of {party.size}",
            f"club {party.club}" if party.club else "",
            party.state.text,
            party.badge.text if party.badge else "",
            f"table {party.table}" if party.table else "",
            "dietary note" if party.has_dietary_note else "",
            party.hint,
            party.sync.text if party.sync else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers on the filter chips."""

    all: int
    due: int
    late: int
    here: int
    done: int
    guests: int


def passes(row: BoardRow, chosen: Filter, *, now_ms: int) -> bool:
    """True when a row belongs under a filter."""
    match chosen:
        case Filter.DUE:
            return remaining_cents(row) > 0
        case Filter.LATE:
            return is_late(row, now_ms=now_ms)
        case Filter.HERE:
            return is_here(row)
        case Filter.DONE:
            return is_done(row)
        case Filter.ALL:
            return True


def is_folded(row: BoardRow) -> bool:
    """Cancelled parties go to the end, unless they came all the same."""
    return row.is_cancelled and row.visit_state is None


def count(rows: Sequence[BoardRow], *, now_ms: int) -> Counts:
    """Count a day's parties; cancelled ones do not count."""
    live = [row for row in rows if not is_folded(row)]

    def number(chosen: Filter) -> int:
        return sum(passes(row, chosen, now_ms=now_ms) for row in live)

    return Counts(
        len(live),
        number(Filter.DUE),
        number(Filter.LATE),
        number(Filter.HERE),
        number(Filter.DONE),
        sum(row.size for row in live),
    )


def card_of(row: BoardRow, *, words: Words, now_ms: int) -> PartyCard:
    """A row in words."""
    slot_ms = words.slot_ms(row.start_ms)
    table = row.local_table or row.tables or row.location
    exact = words.clock(row.start_ms) if row.start_ms != slot_ms else ""
    is_named = not row.name.startswith("Walk-in")
    what = row.experience or ("Walk-in" if row.is_walk_in and is_named else "")
    detail = [exact, what, row.confirmation_code]
    order = ""
    if row.order_id and row.order_total_cents:
        order = words.money(row.order_total_cents, currency=row.currency)
    return PartyCard(
        size=row.size,
        name=row.name,
        club=row.club_name,
        has_dietary_note=row.has_dietary_note,
        detail=" · ".join(part for part in detail if part),
        table=table,
        state=party_word(row, now_ms=now_ms),
        badge=_badge(row, words=words),
        order=order,
        sync=sync_word(row.sync_state),
        is_faded=is_done(row) or is_folded(row),
        is_struck=is_folded(row),
    )


def _badge(row: BoardRow, *, words: Words) -> Badge | None:
    left_cents = remaining_cents(row)
    if left_cents > 0:
        return Badge(f"DUE {words.money(left_cents, currency=row.currency)}", Tone.LATE)
    if is_folded(row) or row.due_cents is None:
        return None
    if (row.total_cents or 0) > 0 or row.paid_here_cents > 0:
        return Badge("PAID", Tone.SEATED, is_quiet=True)
    return None


def day_entries(
    rows: Sequence[BoardRow], *, words: Words, now_ms: int, is_today: bool, is_unfolded: bool
) -> list[Entry]:
    """The list of a day: parties by quarter hour, now between them, cancelled at the end."""
    entries: list[Entry] = []
    now_slot_ms = words.slot_ms(now_ms)
    is_marked = not is_today
    live = [row for row in rows if not is_folded(row)]
    for slot_ms, members in groupby(live, key=lambda row: words.slot_ms(row.start_ms)):
        if not is_marked and slot_ms > now_slot_ms:
            entries.append(_now_entry(words, now_ms=now_ms))
            is_marked = True
        entries += _slot(slot_ms, list(members), words=words, now_ms=now_ms)
    if not is_marked and live:
        entries.append(_now_entry(words, now_ms=now_ms))
    folded = [row for row in rows if is_folded(row)]
    if folded:
        note = "Hide" if is_unfolded else "Show"
        entries.append(Entry(FOLD_KEY, EntryKind.FOLD, f"Cancelled {len(folded)}", note))
    if is_unfolded:
        entries += [_party(row, words=words, now_ms=now_ms) for row in folded]
    return entries


def found_entries(rows: Sequence[BoardRow], *, words: Words, now_ms: int) -> list[Entry]:
    """The list of a search: parties under their day, nearest day first as they were found."""
    by_day: dict[str, list[Entry]] = {}
    for row in rows:
        day = words.local(row.start_ms).date()
        head = Entry(f"day:{day.isoformat()}", EntryKind.SLOT, day_text(day))
        lines = by_day.setdefault(head.key, [head])
        lines.append(_party(row, words=words, now_ms=now_ms))
    return [entry for lines in by_day.values() for entry in lines]


def hinted(entries: Sequence[Entry], *, hints: Mapping[str, str]) -> list[Entry]:
    """The lines with what Tock says otherwise of a party, by the party's key."""
    return [
        replace(entry, party=replace(entry.party, hint=hints[entry.key]))
        if entry.party is not None and hints.get(entry.key)
        else entry
        for entry in entries
    ]


def _now_entry(words: Words, *, now_ms: int) -> Entry:
    return Entry(NOW_KEY, EntryKind.NOW, f"now {words.clock(now_ms)}")


def _slot(slot_ms: int, rows: list[BoardRow], *, words: Words, now_ms: int) -> list[Entry]:
    guests = count_of(sum(row.size for row in rows), one="guest")
    head = Entry(f"slot:{slot_ms}", EntryKind.SLOT, words.clock(slot_ms), guests)
    return [head, *(_party(row, words=words, now_ms=now_ms) for row in rows)]


def _party(row: BoardRow, *, words: Words, now_ms: int) -> Entry:
    card = card_of(row, words=words, now_ms=now_ms)
    return Entry(row.key, EntryKind.PARTY, words.clock(row.start_ms), party=card)


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter hour of the day ribbon: guests by how far they are."""

    start_ms: int
    done: int
    here: int
    late: int
    to_come: int

    @property
    def guests(self) -> int:
        """All of them."""
        return self.done + self.here + self.late + self.to_come


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The day as a picture: guests per quarter hour from first to last, and where now is."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[int, str], ...]
    now_ms: int | None


def ribbon_of(rows: Sequence[BoardRow], *, words: Words, now_ms: int, is_today: bool) -> Ribbon:
    """Draw up the ribbon of a day; cancelled parties are not in it."""
    by_slot: dict[int, list[BoardRow]] = {}
    for row in rows:
        if not is_folded(row):
            by_slot.setdefault(words.slot_ms(row.start_ms), []).append(row)
    bars: list[Bar] = []
    for slot_ms, members in sorted(by_slot.items()):
        done = sum(row.size for row in members if is_done(row))
        here = sum(row.size for row in members if is_here(row))
        late = sum(row.size for row in members if is_late(row, now_ms=now_ms))
        rest = sum(row.size for row in members) - done - here - late
        bars.append(Bar(slot_ms, done, here, late, rest))
    hours = sorted({words.slot_ms(bar.start_ms, minutes=60) for bar in bars})
    labels = tuple((hour_ms, f"{words.local(hour_ms):%H}") for hour_ms in hours)
    return Ribbon(tuple(bars), labels, now_ms if is_today else None)
