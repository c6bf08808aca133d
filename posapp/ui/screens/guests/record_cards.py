"""The record at the left of a profile: what differs, contact, clubs, tags, where known, lookalikes.

Names: `profile.attention`, `profile.compare`, `profile.join`, `profile.other.<id>`,
`profile.club.<id>.switch|hold|leave|resume`, `profile.choice.<id>`, `profile.tags`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from posapp.ui.safe import ElidedLabel, wrapped
from posapp.ui.screens.guests.clubs import Way
from posapp.ui.screens.guests.profile import (
    Fact,
    KnownIn,
    MembershipCard,
    Other,
    ProfileState,
    Settled,
)
from posapp.ui.tokens import GRID, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import (
    Hairline,
    beside,
    boxed,
    card,
    clear,
    column,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import IconMark, StateChip

_INSIDE = (16, 12, 16, 14)
_FOOT = 96
"""The last card can be scrolled above a notice."""
_NO_CLUB = "In no club yet"


class MembershipBlock(QWidget):
    """One membership with what may be done about it; changed in place, so that focus stays."""

    wanted = Signal(str, str)

    def __init__(self, club_id: str) -> None:
        super().__init__()
        self.setObjectName(f"profile.club.{club_id}")
        self._name = wrapped(type_=Type.STRONG)
        self._detail = wrapped(type_=Type.SMALL, ink="muted")
        self._state = StateChip(name=f"profile.club.{club_id}.state")
        self._sync = StateChip(name=f"profile.club.{club_id}.sync")
        self._buttons = {
            way: Button(words, name=f"profile.club.{club_id}.{way}", kind=kind)
            for way, words, kind in (
                (Way.SWITCH, "Switch", Kind.SECONDARY),
                (Way.RESUME, "Resume", Kind.TONAL),
                (Way.HOLD, "Hold", Kind.SECONDARY),
                (Way.LEAVE, "Cancel", Kind.SECONDARY),
            )
        }
        for way, button in self._buttons.items():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(72)
            button.clicked.connect(lambda _=False, way=way: self.wanted.emit(way, club_id))
        head = row(IconMark("star-filled", ink="club"), self._name, self._state, gap=10)
        head.setStretch(1, 1)
        verbs = row(*self._buttons.values(), gap=GRID)
        for at in range(verbs.count()):
            verbs.setStretch(at, 1)
        self.setLayout(column(head, row(self._detail, self._sync), verbs, gap=6))

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return list(self._buttons.values())

    def show_card(self, membership: MembershipCard) -> None:
        """Show a membership."""
        self._name.say(membership.name)
        self._detail.say(membership.detail)
        self._state.show_word(membership.state)
        self._sync.show_word(membership.sync)
        shown = {Way.LEAVE}
        shown |= {Way.SWITCH, Way.HOLD} if membership.is_active else {Way.RESUME}
        for way, button in self._buttons.items():
            spoken = f"{button.text()} {membership.name}"
            button.say(button.text(), spoken=spoken)
            button.setVisible(way in shown)


class RecordCards(QWidget):
    """Two columns beside each other, or one above the other where there is little room."""

    club_wanted = Signal(str, str)
    other_wanted = Signal(str)
    taken_back = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ProfileState | None = None
        self._blocks: dict[str, MembershipBlock] = {}
        self._others: list[Button] = []
        self.compare = Button("Compare", name="profile.compare", kind=Kind.TONAL, icon="columns-2")
        self.join = Button("Join a club", name="profile.join", kind=Kind.TONAL, icon="star")
        self.attention = Button(
            "Look at it in Sync", name="profile.attention", icon="triangle-alert"
        )
        self._trouble = wrapped(type_=Type.STRONG, ink="danger")
        self._trouble.setObjectName("profile.trouble")
        self._question = wrapped(type_=Type.STRONG, ink="late")
        self._facts: QVBoxLayout = column(gap=10)
        self._clubs: QVBoxLayout = column(gap=16)
        self._no_club = wrapped(_NO_CLUB, ink="muted")
        self._past: QVBoxLayout = column(gap=4)
        self._tags = wrapped(type_=Type.STRONG)
        self._tags.setObjectName("profile.tags")
        self._still = wrapped(type_=Type.SMALL_STRONG, ink="late")
        self._known: QVBoxLayout = column(gap=6)
        self._lookalikes: QVBoxLayout = column(gap=GRID)
        self._choices: QVBoxLayout = column(gap=4)
        self._choice_stops: list[Button] = []
        self._lay_out()

    def _lay_out(self) -> None:
        self.join.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.compare.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        ask = row(
            IconMark("columns-2", ink="late"), self._question, self.compare, margins=_INSIDE, gap=12
        )
        ask.setStretch(1, 1)
        self._asking: QFrame = card(ask)
        tell = beside(IconMark("triangle-alert", ink="danger"), column(self._trouble))
        self._trouble_card: QFrame = card(
            column(tell, row(self.attention, None), margins=_INSIDE, gap=10)
        )
        contact = card(column(section("Contact"), self._facts, margins=_INSIDE, gap=10))
        self._others_card: QFrame = card(
            column(section("Possible duplicates"), self._lookalikes, margins=_INSIDE)
        )
        self._known_card: QFrame = card(
            column(section("Known in"), self._known, margins=_INSIDE, gap=6)
        )
        clubs = card(
            column(
                section("Clubs"),
                self._no_club,
                self._clubs,
                self._past,
                self.join,
                margins=_INSIDE,
                gap=12,
            )
        )
        tags = card(
            column(section("Club tags at Tock"), self._tags, self._still, margins=_INSIDE, gap=4)
        )
        self._choices_card: QFrame = card(
            column(section("Choices made"), self._choices, margins=_INSIDE, gap=4)
        )
        left = column(contact, self._choices_card, None, gap=12)
        right = column(clubs, tags, self._others_card, self._known_card, None, gap=12)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(12)
        for part, share in ((boxed(left), 10), (boxed(right), 11)):
            self._columns.addWidget(part, share)
        inside = column(
            self._trouble_card,
            self._asking,
            self._columns,
            margins=(24, 12, 12, _FOOT),
            gap=12,
        )
        self.area = scrolled(boxed(inside), name="profile.record", spoken="Record")
        self.setLayout(column(self.area))

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        held = [stop for block in self._blocks.values() for stop in block.stops]
        asked = [self.attention, self.compare]
        return [*asked, *self._choice_stops, *held, self.join, *self._others]

    def stack(self, *, is_narrow: bool) -> None:
        """One column where there is little room, clubs first."""
        way = QBoxLayout.Direction.BottomToTop if is_narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)

    def show_profile(self, state: ProfileState) -> None:
        """Show a guest; the scroll position stays while it is the same."""
        if state == self._shown:
            return
        before, self._shown = self._shown, state
        is_other = before is None or before.guest_id != state.guest_id
        if is_other:
            self.area.verticalScrollBar().setValue(0)
        self._trouble.say(state.trouble)
        self._trouble_card.setVisible(bool(state.trouble))
        self._question.say(state.question)
        self._asking.setVisible(bool(state.question))
        clear(self._facts)
        for fact in state.facts:
            self._facts.addWidget(_fact_line(fact))
        self._show_clubs(state)
        self._tags.say(state.tags.sent)
        self._still.say(state.tags.still)
        self._still.setVisible(bool(state.tags.still))
        clear(self._known)
        for known in state.known_in:
            self._known.addWidget(_known_line(known))
        self._known_card.setVisible(bool(state.known_in))
        if before is None or before.others != state.others:
            self._show_others(state.others)
        if before is None or before.settled != state.settled:
            self._show_choices(state.settled)

    def _show_choices(self, settled: tuple[Settled, ...]) -> None:
        clear(self._choices)
        self._choice_stops = []
        for one in settled:
            back = Button(
                "Take back",
                name=f"profile.choice.{one.conflict_id}",
                kind=Kind.QUIET,
                spoken=f"Take back the choice of {one.text}",
            )
            back.clicked.connect(lambda _=False, key=one.conflict_id: self.taken_back.emit(key))
            self._choice_stops.append(back)
            line = row(wrapped(one.text, type_=Type.SMALL), back)
            line.setStretch(0, 1)
            self._choices.addLayout(line)
        self._choices_card.setVisible(bool(settled))

    def _show_clubs(self, state: ProfileState) -> None:
        wanted = {one.club_id for one in state.memberships}
        for club_id in [club_id for club_id in self._blocks if club_id not in wanted]:
            gone = self._blocks.pop(club_id)
            self._clubs.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for at, one in enumerate(state.memberships):
            block = self._blocks.get(one.club_id)
            if block is None:
                block = MembershipBlock(one.club_id)
                block.wanted.connect(self.club_wanted)
                self._blocks[one.club_id] = block
            self._clubs.insertWidget(at, block)
            block.show_card(one)
        self._no_club.setVisible(not state.memberships)
        clear(self._past)
        for words in state.past:
            self._past.addWidget(wrapped(words, type_=Type.SMALL, ink="muted"))
        self.join.say("Join a club", note=state.no_join)
        self.join.setEnabled(not state.no_join)

    def _show_others(self, others: tuple[Other, ...]) -> None:
        clear(self._lookalikes)
        self._others = []
        for at, other in enumerate(others):
            if at:
                self._lookalikes.addWidget(Hairline())
            self._lookalikes.addWidget(self._other_line(other))
        self._others_card.setVisible(bool(others))

    def _other_line(self, other: Other) -> QWidget:
        open_it = Button(
            "Open", name=f"profile.other.{other.guest_id}", spoken=f"Open {other.name}"
        )
        open_it.clicked.connect(lambda: self.other_wanted.emit(other.guest_id))
        self._others.append(open_it)
        about = column(
            ElidedLabel(other.name, type_=Type.STRONG),
            wrapped(other.text, type_=Type.SMALL, ink="muted"),
            gap=2,
        )
        line = row(boxed(about), open_it, gap=12)
        line.setStretch(0, 1)
        return boxed(line)


def _fact_line(fact: Fact) -> QWidget:
    label = ElidedLabel(fact.label, type_=Type.SMALL, ink="muted")
    return boxed(beside(IconMark(fact.icon), column(label, wrapped(fact.text), gap=0)))


def _known_line(known: KnownIn) -> QWidget:
    words = column(
        ElidedLabel(known.title, type_=Type.STRONG),
        wrapped(known.text, type_=Type.SMALL, ink="muted"),
        gap=0,
    )
    return boxed(beside(IconMark("link"), words))
