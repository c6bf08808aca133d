"""State of the club tags tab, without Qt: each club, its tag at Tock, and what to choose.

Nothing is saved before its effect was shown; every answer can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.guest import fold
from posapp.domain.mapping import LEAVE_OUT
from posapp.ports.tags import ClubTagRow, TagStanding, TagTable
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import count_of
from posapp.ui.screens.mappings.presenter import ChoiceCard, NameCard, NameSheet
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord

TAB = "tag"
_CHOICES_SHOWN = 200
_LONGEST_SHOWN = 60
_STATES = {
    TagStanding.KNOWN: StateWord("At Tock", "check", Tone.SEATED, is_quiet=True),
    TagStanding.UNKNOWN: StateWord("Not at Tock", "triangle-alert", Tone.LATE),
    TagStanding.NOT_CHECKED: StateWord("Not checked", "circle-dashed"),
    TagStanding.LEFT_OUT: StateWord("Not sent", "ban", is_quiet=True),
}


@dataclass(slots=True)
class TagsPresenter:
    """Reads on `reload`, everything else from what was read."""

    desk: Desk
    selected: str = ""
    query: str = ""
    chosen: str | None = None
    table: TagTable = field(default_factory=lambda: TagTable((), ()))

    def reload(self) -> None:
        """Read the clubs and the tags Tock has."""
        self.table = self.desk.reads.tags.tag_table()
        if self._row() is None:
            self.pick("")

    # --- what is shown ---

    def headline(self) -> str:
        """Where the clubs stand, in one line."""
        if not self.desk.act.tags.is_on:
            return "Clubs are not sent to Tock: that is switched off in the settings"
        if not self.table.known:
            return "Not checked yet: Tock’s tags come with its guest profiles"
        left = self.table.need_attention
        if left:
            return f"{count_of(left, one='club')} without a tag at Tock"
        return "Every club has its tag at Tock"

    def cards(self) -> list[NameCard]:
        """The clubs: what needs a person first."""
        return [
            NameCard(
                row.club_name,
                row.club_name,
                self._count(row),
                _STATES[row.standing],
                row.standing is not TagStanding.UNKNOWN,
            )
            for row in self.table.clubs
        ]

    def emptiness(self) -> str:
        """The line of an empty list."""
        return "No clubs yet. Connect the back office and press Sync now (F5)."

    def sheet(self) -> NameSheet | None:
        """The panel of the club picked."""
        row = self._row()
        if row is None:
            return None
        can_save = self.chosen is not None and (self.chosen != row.tag or not row.is_mapped)
        return NameSheet(
            key=row.club_name,
            title=row.club_name,
            stands_on=self._count(row),
            state=_STATES[row.standing],
            prompt="Tag at Tock: type or choose",
            choices=tuple(self._choices(row)),
            no_choice=f"Tock has no tag like “{self.query}”",
            effect=self._effect(row),
            can_save=can_save,
            save_note="" if can_save else "Choose a tag first",
            can_leave_out=row.standing is not TagStanding.LEFT_OUT,
            can_take_back=row.is_mapped,
        )

    # --- what may be done ---

    def pick(self, key: str) -> None:
        """Pick a club; what was typed for another one is gone."""
        if key != self.selected:
            self.selected, self.query, self.chosen = key, "", None

    def pick_first(self) -> None:
        """Pick the club that needs a person."""
        first = next(iter(self.table.clubs), None)
        if first is not None and first.standing is TagStanding.UNKNOWN and not self.selected:
            self.pick(first.club_name)

    def search(self, text: str) -> None:
        """Narrow the tags."""
        self.query = text.strip()

    def choose(self, key: str) -> None:
        """Choose a tag, without saving it."""
        self.chosen = key

    def choose_first(self) -> bool:
        """Choose the first one listed; False when nothing is."""
        row = self._row()
        choices = self._choices(row) if row is not None else []
        if choices:
            self.choose(choices[0].key)
        return bool(choices)

    def save(self) -> None:
        """Keep what was chosen, and go on to the next club."""
        if self.chosen is not None:
            self._answer(self.chosen)

    def leave_out(self) -> None:
        """This club is not told to Tock."""
        self._answer(LEAVE_OUT)

    def take_back(self) -> None:
        """Nobody has said anything about this club."""
        self._answer(None)

    def _answer(self, tag: str | None) -> None:
        row = self._row()
        if row is None:
            return
        name = row.club_name
        answer = self.desk.act.tags.map_tag(name, tag)

        def undo() -> None:
            if self.desk.attempt(lambda: self.desk.act.tags.map_tag(name, answer.before)):
                self.reload()

        self.desk.window.notify(Notice(_told(name, tag, released=answer.released), undo))
        self.selected, self.query, self.chosen = "", "", None
        self.reload()
        self.pick_first()

    # --- inside ---

    def _row(self) -> ClubTagRow | None:
        return next((row for row in self.table.clubs if row.club_name == self.selected), None)

    def _count(self, row: ClubTagRow) -> str:
        parts = [count_of(row.members, one="member")]
        if row.tag and row.tag != row.club_name:
            parts.append(f"sent as “{_short(row.tag)}”")
        if row.waiting:
            parts.append(f"{count_of(row.waiting, one='guest')} waiting")
        return " · ".join(parts)

    def _effect(self, row: ClubTagRow) -> str:
        if self.chosen is None:
            if row.nearest:
                return f"Tock has no tag “{_short(row.tag)}”. Did you mean “{_short(row.nearest)}”?"
            return ""
        if row.waiting:
            return f"{count_of(row.waiting, one='waiting list')} will go to Tock."
        return f"Sent as “{_short(self.chosen)}” from each guest’s next change on."

    def _choices(self, row: ClubTagRow) -> list[ChoiceCard]:
        words = fold(self.query).split()
        wanted = self.chosen if self.chosen is not None else row.tag
        known = [tag for tag in self.table.known if all(word in fold(tag) for word in words)]
        known.sort(key=lambda tag: tag != row.nearest)
        cards = [
            ChoiceCard(tag, tag, "Nearest" if tag == row.nearest else "At Tock", tag == wanted)
            for tag in known[:_CHOICES_SHOWN]
        ]
        if row.club_name not in self.table.known and not words:
            detail = "As the club is called here: Tock has this tag"
            name = row.club_name
            cards.append(ChoiceCard(name, name, detail, name == self.chosen))
        return cards


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"


def _told(name: str, tag: str | None, *, released: int) -> str:
    if tag is None:
        said = f"“{_short(name)}” has no answer again"
    elif tag == LEAVE_OUT:
        said = f"“{_short(name)}” is not sent to Tock"
    else:
        said = f"“{_short(name)}” is “{_short(tag)}” at Tock"
    return f"{said} · {count_of(released, one='guest')} on the way" if released else said
