"""State of the mapping screen, without Qt: names of one kind, what they stand for, what to choose.

Nothing is saved before its effect on history was shown; every answer can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from posapp.domain.guest import fold
from posapp.domain.mapping import LEAVE_OUT, MappingKind
from posapp.ports.mappings import NameRow, ProductChoice
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import count_of
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord

EXPERIENCES, ROOMS = MappingKind.EXPERIENCE.value, MappingKind.ROOM.value
ALL_BRANDS = ""
_CHOICES_SHOWN = 200
_LONGEST_SHOWN = 60
_LEFT_OUT = StateWord("Left out", "ban", is_quiet=True)
_TYPED = "typed:"


@dataclass(frozen=True, slots=True)
class NameCard:
    """A line of the list."""

    key: str
    title: str
    detail: str
    state: StateWord
    is_done: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.title}, {self.state.text}, {self.detail}"


@dataclass(frozen=True, slots=True)
class ChoiceCard:
    """A target to choose; `is_on` is the one that would be saved."""

    key: str
    title: str
    detail: str
    is_on: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.title}, {self.detail}" if self.detail else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSheet:
    """The panel at the right; `effect` is what saving would do to history."""

    key: str
    title: str
    stands_on: str
    state: StateWord
    prompt: str
    choices: tuple[ChoiceCard, ...]
    no_choice: str
    effect: str
    can_save: bool
    save_note: str
    can_leave_out: bool
    can_take_back: bool


@dataclass(slots=True)
class MappingsPresenter:
    """Reads on `reload`, everything else from what was read."""

    desk: Desk
    kind: MappingKind = MappingKind.EXPERIENCE
    brand: str = ALL_BRANDS
    selected: str = ""
    query: str = ""
    chosen: str | None = None
    _rows: dict[MappingKind, list[NameRow]] = field(default_factory=dict)
    _products: list[ProductChoice] = field(default_factory=list)
    _locations: list[str] = field(default_factory=list)

    def reload(self) -> None:
        """Read the names of both kinds and what there is to choose from."""
        reads = self.desk.reads.mappings
        rows = reads.names()
        for kind in (MappingKind.EXPERIENCE, MappingKind.ROOM):
            self._rows[kind] = [row for row in rows if row.kind is kind]
        self._products = reads.products()
        self._locations = reads.locations()
        if self._row() is None:
            self.pick("")

    # --- what is shown ---

    def tabs(self) -> list[tuple[str, str, str]]:
        """The kinds with how many names wait for an answer."""
        words = ((MappingKind.EXPERIENCE, "Experiences"), (MappingKind.ROOM, "Rooms"))
        return [(kind.value, title, str(len(self._open(kind)))) for kind, title in words]

    def brands(self) -> list[tuple[str, str, str]]:
        """The filter by brand; empty where there is one business only."""
        if len(self.desk.brands) < 2:
            return []
        chips = [(ALL_BRANDS, "All brands", "")]
        return chips + [(brand.business_id, brand.name, "") for brand in self.desk.brands]

    def headline(self) -> str:
        """How much is left to answer, in one line."""
        left = self._open(self.kind)
        if not left:
            return "All have an answer" if self._shown() else ""
        reservations = sum(row.rows for row in left)
        on = f" · {count_of(reservations, one='reservation')}" if reservations else ""
        return f"{len(left):,} to map{on}"

    def cards(self) -> list[NameCard]:
        """The list: what has no answer first, then by how often it occurs."""
        return [self._card(row) for row in self._shown()]

    def emptiness(self) -> str:
        """The line of an empty list."""
        if self.kind is MappingKind.ROOM:
            return "Nothing to map: no room of Tock has been seen yet"
        return "Nothing to map: every experience has its SKU"

    def sheet(self) -> NameSheet | None:
        """The panel of the name picked."""
        row = self._row()
        if row is None:
            return None
        is_room = row.kind is MappingKind.ROOM
        can_save = self.chosen is not None and self.chosen != row.target
        return NameSheet(
            key=_key(row),
            title=row.name,
            stands_on=" · ".join(part for part in (self._brand_of(row), self._count(row)) if part),
            state=_state(row),
            prompt="Location: type or choose" if is_room else "Product: name or SKU",
            choices=tuple(self._choices(row)),
            no_choice=_no_choice(row, query=self.query, has_products=bool(self._products)),
            effect=self._effect(row),
            can_save=can_save,
            save_note="" if can_save else "Choose first",
            can_leave_out=row.target != LEAVE_OUT,
            can_take_back=row.target is not None,
        )

    # --- what may be done ---

    def look_at(self, tab: str) -> None:
        """Show another kind."""
        self.kind = MappingKind(tab)
        self.pick("")

    def filter_by(self, brand: str) -> None:
        """Show the names of one business, or of all."""
        self.brand = brand
        if self._row() is None:
            self.pick("")

    def pick(self, key: str) -> None:
        """Pick a name; what was typed for another one is gone."""
        if key != self.selected:
            self.selected, self.query, self.chosen = key, "", None

    def pick_first(self) -> None:
        """Pick what should be answered next, so that its choices are on the screen at once."""
        left = self._open(self.kind)
        if left and not self.selected:
            self.pick(_key(left[0]))

    def search(self, text: str) -> None:
        """Narrow the choices."""
        self.query = text.strip()
        row = self._row()
        if row is not None and row.kind is MappingKind.ROOM:
            self.chosen = self.query or None

    def choose(self, key: str) -> None:
        """Choose a target, without saving it."""
        self.chosen = key.removeprefix(_TYPED)

    def choose_first(self) -> bool:
        """Choose the first one listed; False when nothing is."""
        row = self._row()
        choices = self._choices(row) if row is not None else []
        if not choices:
            return False
        self.choose(next((one.key for one in choices if one.is_on), choices[0].key))
        return True

    def save(self) -> None:
        """Keep what was chosen, and go on to the next name."""
        if self.chosen is not None:
            self._answer(self.chosen)

    def leave_out(self) -> None:
        """This name stands for nothing here."""
        self._answer(LEAVE_OUT)

    def take_back(self) -> None:
        """Nobody has said anything about this name."""
        self._answer(None)

    def _answer(self, target: str | None) -> None:
        row = self._row()
        if row is None:
            return
        before = self._map(row, target)

        def undo() -> None:
            if self.desk.attempt(lambda: self._map(row, before)):
                self.desk.window.go("mappings", argument=f"{row.kind}|{_key(row)}")

        self.desk.window.notify(Notice(_told(row, target), undo))
        self.selected, self.query, self.chosen = "", "", None
        self.reload()
        self.pick_first()

    def _map(self, row: NameRow, target: str | None) -> str | None:
        return self.desk.act.mappings.map_name(
            row.kind, business_id=row.business_id, name=row.name, target=target
        )

    # --- inside ---

    def _shown(self) -> list[NameRow]:
        rows = self._rows.get(self.kind, [])
        return [row for row in rows if self.brand in {ALL_BRANDS, row.business_id}]

    def _open(self, kind: MappingKind) -> list[NameRow]:
        return [
            row
            for row in self._rows.get(kind, [])
            if row.target is None and self.brand in {ALL_BRANDS, row.business_id}
        ]

    def _row(self) -> NameRow | None:
        return next((row for row in self._shown() if _key(row) == self.selected), None)

    def _brand_of(self, row: NameRow) -> str:
        names = {brand.business_id: brand.name for brand in self.desk.brands}
        return names.get(row.business_id, row.business_id) if len(names) > 1 else ""

    def _card(self, row: NameRow) -> NameCard:
        parts = [self._brand_of(row), self._count(row), row.title]
        detail = " · ".join(part for part in parts if part)
        return NameCard(_key(row), row.name, detail, _state(row), row.target is not None)

    def _count(self, row: NameRow) -> str:
        if not row.rows:
            return "No reservation now"
        if row.since_ms is None:
            return f"Seen {count_of(row.rows, one='time')}"
        return f"{count_of(row.rows, one='reservation')} since {self._month(row.since_ms)}"

    def _month(self, unix_ms: int) -> str:
        local, now = self.desk.words.local(unix_ms), self.desk.words.local(self.desk.now_ms)
        return f"{local:%B}" if local.year == now.year else f"{local:%B %Y}"

    def _effect(self, row: NameRow) -> str:
        target = self.chosen
        if target is None or target == row.target:
            return ""
        instead = f" instead of {row.target}" if row.target else ""
        if row.kind is MappingKind.ROOM:
            if row.since_ms is None:
                return f"Will be {target}{instead}. The next pull reads all files again for it."
            return f"{self._count(row)} will show {target} as their location{instead}."
        if not row.rows:
            return f"Reservations to come will count as SKU {target}{instead}."
        return f"{self._count(row)} will count as SKU {target}{instead}."

    def _choices(self, row: NameRow) -> list[ChoiceCard]:
        if row.kind is MappingKind.ROOM:
            return self._places(row)
        words = fold(self.query).split()
        alike = set(fold(row.name).split())
        found = [
            one
            for one in self._products
            if all(word in fold(f"{one.title} {one.sku} {one.category}") for word in words)
        ]
        found.sort(key=lambda one: -len(alike & set(fold(one.title).split())))
        wanted = self.chosen if self.chosen is not None else row.target
        return [
            ChoiceCard(one.sku, one.title, f"{one.sku} · {one.category}", one.sku == wanted)
            for one in found[:_CHOICES_SHOWN]
        ]

    def _places(self, row: NameRow) -> list[ChoiceCard]:
        words = fold(self.query).split()
        wanted = self.chosen if self.chosen is not None else row.target
        names = [one for one in self._locations if all(word in fold(one) for word in words)]
        cards = [ChoiceCard(one, one, "In use", one == wanted) for one in names]
        typed = self.query or ("" if row.name in self._locations else row.name)
        if typed and typed not in names:
            detail = "New location" if self.query else "The same name as at Tock"
            cards.insert(0, ChoiceCard(f"{_TYPED}{typed}", typed, detail, typed == wanted))
        return cards


def _key(row: NameRow) -> str:
    return f"{row.business_id}|{row.name}"


def _state(row: NameRow) -> StateWord:
    if row.target is None:
        word = "No location" if row.kind is MappingKind.ROOM else "No SKU"
        return StateWord(word, "circle-dashed", Tone.LATE)
    if row.target == LEAVE_OUT:
        return _LEFT_OUT
    icon = "map-pin" if row.kind is MappingKind.ROOM else "tag"
    return StateWord(row.target, icon, Tone.SEATED, is_quiet=True)


def _no_choice(row: NameRow, *, query: str, has_products: bool) -> str:
    if row.kind is MappingKind.ROOM:
        return "Type the name of a location"
    if not has_products:
        return "No products yet. Connect the back office and press Sync now (F5)."
    return f"No product found for “{query}”"


def _told(row: NameRow, target: str | None) -> str:
    name = row.name if len(row.name) <= _LONGEST_SHOWN else f"{row.name[:_LONGEST_SHOWN]}…"
    if target is None:
        return f"“{name}” has no answer again"
    if target == LEAVE_OUT:
        return f"“{name}” is left out"
    return f"“{name}” is {'SKU ' if row.kind is MappingKind.EXPERIENCE else ''}{target}"


def shown_kinds() -> Sequence[str]:
    """The tabs that list names; further tabs bring their own pane."""
    return (EXPERIENCES, ROOMS)
