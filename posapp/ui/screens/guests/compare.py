"""Compare and choose, without Qt: what both sides changed, field by field, ours or theirs.

Nothing is taken until every field has its answer; the answer can be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from posapp.domain.address import Address
from posapp.domain.guest_record import CONTACT_TYPE, SHIPPING
from posapp.domain.merge import FieldConflict, Side
from posapp.ports.people import ConflictRow
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import count_of
from posapp.ui.phones import phone_text
from posapp.ui.systems import system_titles

PREFIX = "compare:"
"""Begins the screen's argument that opens a conflict."""

NOTHING = "nothing"
_FIRST = "(first choice)"
_LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail",
    "phone": "Phone",
    "company": "Company",
    "birth_date": "Birth date",
    "billing": "Billing address",
}

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value with the parts of it that the last agreed one did not have, as (begin, end)."""

    text: str
    changed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One field: the last agreed value, ours, theirs, and what was chosen."""

    name: str
    label: str
    base: str
    ours: Shown
    theirs: Shown
    side: Side | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything the page shows."""

    conflict_id: str
    guest_id: str
    title: str
    theirs: str
    choices: tuple[Choice, ...]
    refusal: str


@dataclass(slots=True)
class ComparePresenter:
    """One conflict, or none."""

    desk: Desk
    after: Callable[[str], object] = lambda _: None
    row: ConflictRow | None = None
    _chosen: dict[str, Side] = field(default_factory=dict)

    def open(self, conflict_id: str) -> bool:
        """Show a conflict; False when it waits for nobody any more."""
        is_other = self.row is None or self.row.conflict.conflict_id != conflict_id
        rows = self.desk.reads.people.conflicts()
        self.row = next((row for row in rows if row.conflict.conflict_id == conflict_id), None)
        if is_other or self.row is None:
            self._chosen = {}
        return self.row is not None

    def close(self) -> None:
        """Leave it for later."""
        self.row = None
        self._chosen = {}

    def shown(self) -> Comparison | None:
        """The page as it stands."""
        if self.row is None:
            return None
        conflict = self.row.conflict
        left = sum(one.name not in self._chosen for one in conflict.fields)
        return Comparison(
            conflict_id=conflict.conflict_id,
            guest_id=conflict.guest_id,
            title=self.row.name or self.row.email,
            theirs=system_titles(self.desk)(conflict.backend),
            choices=tuple(
                choice_of(one, side=self._chosen.get(one.name)) for one in conflict.fields
            ),
            refusal=f"{count_of(left, one='field')} to choose" if left else "",
        )

    def choose(self, name: str, side: Side) -> None:
        """Take a side for one field."""
        self._chosen[name] = side

    def choose_all(self, side: Side) -> None:
        """Take a side for every field."""
        if self.row is not None:
            self._chosen = {one.name: side for one in self.row.conflict.fields}

    def settle(self) -> None:
        """Take what was chosen, and offer the way back."""
        shown = self.shown()
        if shown is None or shown.refusal:
            return
        conflict_id, guest_id, chosen = shown.conflict_id, shown.guest_id, dict(self._chosen)
        self.desk.act.guests.settle(conflict_id, chosen)
        self.close()

        def undo() -> None:
            if self.desk.attempt(lambda: self.desk.act.guests.unsettle(conflict_id)):
                self.desk.window.notify(Notice("Choice taken back"))
                self.desk.window.go("guests", argument=f"{PREFIX}{conflict_id}")

        self.desk.window.notify(Notice(_said(shown, chosen), undo))
        self.after(guest_id)


def _said(shown: Comparison, chosen: Mapping[str, Side]) -> str:
    sides = set(chosen.values())
    if sides == {Side.OURS}:
        return f"{shown.title}: kept as it is here"
    if sides == {Side.THEIRS}:
        return f"{shown.title}: as {shown.theirs} says"
    return f"{shown.title}: chosen field by field"


def choice_of(conflict: FieldConflict, *, side: Side | None) -> Choice:
    """A field in words, with what each side changed."""
    base, ours, theirs = (
        value_text(conflict.name, value)
        for value in (conflict.base, conflict.ours, conflict.theirs)
    )
    return Choice(
        name=conflict.name,
        label=field_label(conflict.name),
        base=base or NOTHING,
        ours=Shown(ours or NOTHING, changed_spans(base, ours or NOTHING)),
        theirs=Shown(theirs or NOTHING, changed_spans(base, theirs or NOTHING)),
        side=side,
    )


def field_label(name: str) -> str:
    """What staff call a field."""
    if name.startswith(SHIPPING):
        return "Shipping address"
    if name.startswith(CONTACT_TYPE):
        return f"Contact type “{name.removeprefix(CONTACT_TYPE)}”"
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def value_text(name: str, value: str) -> str:
    """A field's value as staff read it: an address in lines, a contact type as yes."""
    if name.startswith(CONTACT_TYPE):
        return "yes" if value else ""
    if name == "phone":
        return phone_text(value)
    if not value.startswith("{"):
        return value
    try:
        told = json.loads(value)
        known = {key: str(part) for key, part in told.items() if key in Address.__slots__}
        lines = Address(**known).lines
        return "\n".join((*lines, _FIRST) if told.get("is_primary") else lines)
    except (ValueError, AttributeError, TypeError):
        return value


def changed_spans(before: str, after: str) -> tuple[Span, ...]:
    """Where `after` differs from `before`, in whole words."""
    if before == after or (not before and after == NOTHING):
        return ()
    words, starts = _words(after)
    former, _ = _words(before)
    spans: list[Span] = []
    for tag, _, _, begin, end in SequenceMatcher(None, former, words, autojunk=False).get_opcodes():
        if tag in {"replace", "insert"} and end > begin:
            spans.append((starts[begin], starts[end - 1] + len(words[end - 1])))
    return tuple(spans)


def _words(text: str) -> tuple[list[str], list[int]]:
    words, starts, at = [], [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append(word)
        starts.append(at)
        at += len(word)
    return words, starts
