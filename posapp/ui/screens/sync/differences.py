"""Records that both sides changed, as lines of the Sync centre; each leads to the choice."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.ports.people import ConflictRow
from posapp.ui.desk import Desk
from posapp.ui.format import age, count_of
from posapp.ui.screens.guests.compare import PREFIX, choice_of
from posapp.ui.screens.sync.work import WorkCard, WorkSheet
from posapp.ui.systems import system_titles
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord

_DIFFERS = StateWord("Differs", "columns-2", Tone.LATE)
_EXPLAINED = "Both sides changed this record. Until somebody chooses, it stays here as it is."


def difference_cards(desk: Desk, rows: Sequence[ConflictRow]) -> list[WorkCard]:
    """The lines, oldest first as they were read."""
    return [_card(desk, row) for row in rows]


def difference_sheet(desk: Desk, rows: Sequence[ConflictRow], *, key: str) -> WorkSheet | None:
    """The details of one, with both values of each field."""
    row = next((row for row in rows if row.conflict.conflict_id == key), None)
    if row is None:
        return None
    theirs = system_titles(desk)(row.conflict.backend)
    facts = []
    for one in row.conflict.fields:
        choice = choice_of(one, side=None)
        label, _, of_which = choice.label.partition(" “")
        which = f"“{of_which} " if of_which else ""
        facts.append((label, f"Here: {which}{_line(choice.ours.text)}"))
        facts.append(("", f"{theirs}: {which}{_line(choice.theirs.text)}"))
    return WorkSheet(
        key=key,
        title=row.name or row.email,
        state=_DIFFERS,
        explanation=_EXPLAINED,
        facts=tuple(facts),
        can_compare=True,
    )


def compare(desk: Desk, key: str) -> None:
    """Go and choose."""
    desk.window.go("guests", argument=f"{PREFIX}{key}")


def _card(desk: Desk, row: ConflictRow) -> WorkCard:
    conflict = row.conflict
    parts = (
        system_titles(desk)(conflict.backend),
        f"{age(desk.now_ms - conflict.created_ms)} old",
        count_of(len(conflict.fields), one="field"),
        ", ".join(choice_of(one, side=None).label for one in conflict.fields),
    )
    detail = " · ".join(parts)
    return WorkCard(conflict.conflict_id, row.name or row.email, detail, _DIFFERS, is_done=False)


def _line(text: str) -> str:
    return ", ".join(text.splitlines())
