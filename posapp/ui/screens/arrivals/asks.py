"""What Tock says of walk-ins, as questions on the sheet and hints on the board, without Qt.

Nothing is taken over by itself: each question has its answer, each answer its way back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.party import PartyState
from posapp.domain.twins import SeatedHere, SeatedInTock, Twins
from posapp.domain.visit import NAMELESS
from posapp.ports.reads import BoardRow
from posapp.ports.walk_ins import WalkInNews
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import Words, count_of


class AskKind(StrEnum):
    """What a question is about; also the name of its place on the sheet."""

    STATUS = "status"
    SIZE = "size"
    TABLE = "table"
    TWIN = "twin"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its two answers; an absent answer is ""."""

    kind: AskKind
    text: str
    detail: str = ""
    accept: str = ""
    decline: str = ""


_KIND_OF = {
    DifferenceField.STATUS: AskKind.STATUS,
    DifferenceField.SIZE: AskKind.SIZE,
    DifferenceField.TABLE: AskKind.TABLE,
}
_STATUS_SAID = {PartyState.CANCELLED.value: "cancelled", PartyState.NO_SHOW.value: "no show"}
_GUESS = "Another party looks much the same: ask before you link them."


@dataclass(slots=True)
class TockAsks:
    """The day's news of Tock's walk-ins, and what staff answer to it."""

    desk: Desk
    news: WalkInNews = field(default_factory=WalkInNews)
    _joined_ms: int | None = None

    def reload(self, day: date) -> None:
        """Read the news of a day."""
        self.news = self.desk.reads.walk_ins(day)

    def hint(self, row: BoardRow) -> str:
        """What a row of the board says of it; "" for nothing."""
        found = self._differences(row)
        parts = [_said(one) for one in found]
        if len(found) == 1 and found[0].field is DifferenceField.SIZE:
            parts.append(f"here {found[0].ours}")
        hints = [f"Tock says {', '.join(parts)}"] if parts else []
        if self._twins(row) is not None:
            hints.append("Also seated in Tock?" if _is_local(row) else "Also seated here?")
        return " · ".join(hints)

    def asks(self, row: BoardRow) -> tuple[Ask, ...]:
        """The questions on the sheet of a party."""
        twins = self._twins(row)
        found = [_ask_of(one) for one in self._differences(row)]
        if twins is not None:
            found.append(_ask_of_twins(twins, row, words=self.desk.words))
        if row.key in self.news.linked:
            text = "One party: seated here and in Tock"
            found.append(Ask(AskKind.LINKED, text, decline="Separate"))
        return tuple(found)

    def _differences(self, row: BoardRow) -> tuple[Difference, ...]:
        return self.news.differences.get(row.visit_id or "", ())

    def _twins(self, row: BoardRow) -> Twins | None:
        for twins in self.news.twins:
            if row.key in {f"visit:{twins.here.visit_id}", twins.tock.key_text}:
                return twins
        return None

    # --- answers --------------------------------------------------------------------------------

    def accept(self, kind: str, row: BoardRow) -> str:
        """Answer yes; the key of the party to show then."""
        if self._is_resting:
            return row.key
        if kind == AskKind.TWIN:
            return self._link(row)
        difference, visit_id = self._asked(kind, row), row.visit_id
        if difference is not None and visit_id is not None:
            act, order_id = self.desk.act.walk_ins, self.desk.act.new_id()
            act.accept_difference(visit_id, difference)
            self._tell(
                f"{row.name}: {_accepted(difference)}",
                row.key,
                undo=lambda: act.put_back_difference(visit_id, difference, order_id=order_id),
            )
        return row.key

    def decline(self, kind: str, row: BoardRow) -> str:
        """Answer no; the key of the party to show then."""
        if self._is_resting:
            return row.key
        if kind == AskKind.TWIN:
            return self._tell_apart(row)
        if kind == AskKind.LINKED:
            return self._part(row)
        difference, visit_id = self._asked(kind, row), row.visit_id
        if difference is not None and visit_id is not None:
            act = self.desk.act.walk_ins
            act.keep_difference(visit_id, difference)
            self._tell(
                f"{row.name}: {_kept(difference)}",
                row.key,
                undo=lambda: act.show_difference_again(visit_id, difference),
            )
        return row.key

    def _asked(self, kind: str, row: BoardRow) -> Difference | None:
        found = (one for one in self._differences(row) if _KIND_OF[one.field] == kind)
        return next(found, None)

    def _link(self, row: BoardRow) -> str:
        twins = self._twins(row)
        if twins is None:
            return row.key
        act, visit_id, key_text = self.desk.act.walk_ins, twins.here.visit_id, twins.tock.key_text
        act.link_twins(visit_id, key_text)
        self._joined_ms = self.desk.now_ms
        self._tell(
            f"{_name(twins)} is one party now",
            row.key,
            undo=lambda: act.unlink_twins(visit_id, key_text),
        )
        return key_text

    def _tell_apart(self, row: BoardRow) -> str:
        twins = self._twins(row)
        if twins is not None:
            act, visit_id = self.desk.act.walk_ins, twins.here.visit_id
            key_text = twins.tock.key_text
            act.tell_twins_apart(visit_id, key_text)
            self._tell(
                f"{row.name}: not the same party",
                row.key,
                undo=lambda: act.propose_twins_again(visit_id, key_text),
            )
        return row.key

    def _part(self, row: BoardRow) -> str:
        visit_id = self.news.linked.get(row.key, "")
        if visit_id:
            act, key_text = self.desk.act.walk_ins, row.key
            act.unlink_twins(visit_id, key_text)
            self._joined_ms = self.desk.now_ms
            self._tell(
                f"{row.name}: two parties again",
                key_text,
                undo=lambda: act.link_twins(visit_id, key_text),
            )
        return row.key

    @property
    def _is_resting(self) -> bool:
        """True just after a link: the second of two quick taps must not answer the next sheet."""
        since_ms = None if self._joined_ms is None else self.desk.now_ms - self._joined_ms
        return since_ms is not None and 0 <= since_ms < self.desk.rest_ms

    def _tell(self, sentence: str, key: str, *, undo: Callable[[], None]) -> None:
        def take_back() -> None:
            if self.desk.attempt(undo):
                self._joined_ms = None
                self.desk.window.go("arrivals", argument=key)

        self.desk.window.notify(Notice(sentence, take_back))


def _is_local(row: BoardRow) -> bool:
    return row.key.startswith("visit:")


def _ask_of(one: Difference) -> Ask:
    theirs, ours = one.theirs, one.ours
    match one.field:
        case DifferenceField.SIZE:
            text = f"Tock says {_people(theirs)}, here {ours}"
            return Ask(AskKind.SIZE, text, accept=f"Use {theirs}", decline=f"Keep {ours}")
        case DifferenceField.TABLE:
            here = f"here {ours}" if ours else "none here"
            keep = f"Keep {ours}" if ours else "Keep none"
            text = f"Tock says table {theirs}, {here}"
            return Ask(AskKind.TABLE, text, accept=f"Use {theirs}", decline=keep)
        case DifferenceField.STATUS:
            return _ask_of_status(one)


def _ask_of_status(one: Difference) -> Ask:
    if one.can_accept:
        text = "Tock says the party has left"
        return Ask(AskKind.STATUS, text, accept="Party has left", decline="Still here")
    text = "Cancelled in Tock, but here"
    if one.theirs == PartyState.NO_SHOW:
        text = "Tock says no show, but here"
    detail = "The order stays. If nobody came, say that the party has left."
    return Ask(AskKind.STATUS, text, detail, decline="Keep ours")


def _said(one: Difference) -> str:
    match one.field:
        case DifferenceField.SIZE:
            return _people(one.theirs)
        case DifferenceField.TABLE:
            return f"table {one.theirs}"
        case DifferenceField.STATUS:
            return _STATUS_SAID.get(one.theirs, "party has left")


def _ask_of_twins(twins: Twins, row: BoardRow, *, words: Words) -> Ask:
    other: SeatedHere | SeatedInTock = twins.tock if _is_local(row) else twins.here
    where = "Seated in Tock" if _is_local(row) else "Seated here"
    name = "" if other.name == NAMELESS else other.name
    facts = (name, _people(str(other.size)), other.tables, words.clock(other.at_ms))
    detail = f"{where}: {' · '.join(fact for fact in facts if fact)}"
    if twins.is_ambiguous:
        detail = f"{detail}. {_GUESS}"
    return Ask(
        AskKind.TWIN,
        "Is this the same party?",
        detail,
        accept="Same party",
        decline="Not the same",
    )


def _people(size: str) -> str:
    return count_of(int(size), one="person", many="people")


def _name(twins: Twins) -> str:
    names = (twins.here.name, twins.tock.name)
    return next((name for name in names if name not in {"", NAMELESS}), "The walk-in")


def _accepted(one: Difference) -> str:
    match one.field:
        case DifferenceField.SIZE:
            return _people(one.theirs)
        case DifferenceField.TABLE:
            return f"table {one.theirs}"
        case DifferenceField.STATUS:
            return "has left"


def _kept(one: Difference) -> str:
    match one.field:
        case DifferenceField.SIZE:
            return f"stays {_people(one.ours)}"
        case DifferenceField.TABLE:
            return f"stays at table {one.ours}" if one.ours else "stays without a table"
        case DifferenceField.STATUS:
            return "is still here"
