"""A guest's profile. Names: `profile.back`, `profile.name`, `profile.start`, `profile.edit`; the
record, the timeline and the club sheet name theirs. C joins a club, S starts an
order, E edits, wherever nothing is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.ui.desk import Desk, Notice
from posapp.ui.parcels import Parcel
from posapp.ui.safe import ElidedLabel
from posapp.ui.screens.guests.club_panel import ClubPanel
from posapp.ui.screens.guests.clubs import Way
from posapp.ui.screens.guests.presenter import ProfilePresenter
from posapp.ui.screens.guests.profile import ProfileState
from posapp.ui.screens.guests.record_cards import RecordCards
from posapp.ui.screens.guests.timeline_pane import TimelinePane
from posapp.ui.tokens import NARROW_BELOW, RAIL_WIDTH, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.layout import Hairline, boxed, column, row
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.paint import IconMark, StateChip
from posapp.ui.widgets.rest import Rest

_HEAD_HEIGHT = 80


class ProfilePage(QWidget):
    """Record at the left, timeline at the right; the club sheet takes the timeline's place."""

    back_wanted = Signal()
    edit_wanted = Signal()
    compare_wanted = Signal(str)

    def __init__(self, desk: Desk, presenter: ProfilePresenter) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = presenter
        self.setObjectName("profile")
        self._back = Button("Guests", name="profile.back", kind=Kind.QUIET, icon="chevron-left")
        self._edit = Button("Edit", name="profile.edit", icon="pencil")
        self._start = Button(
            "Start order", name="profile.start", kind=Kind.PRIMARY, icon="receipt-text"
        )
        self._name = ElidedLabel(type_=Type.TITLE)
        self._name.setObjectName("profile.name")
        self._star = IconMark("star-filled", size=18, ink="club")
        self._clubs = ElidedLabel(type_=Type.SMALL_STRONG, ink="club")
        self._clubs.setObjectName("profile.clubs")
        self._sync = StateChip(name="profile.sync")
        self.record = RecordCards()
        self.timeline = TimelinePane()
        self.club = ClubPanel()
        self._right = Pages()
        self._rest = Rest(self, ms=desk.rest_ms)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        top = row(self._name, self._sync, gap=12)
        below = row(self._star, self._clubs, gap=6)
        words = column(None, top, below, None, gap=0)
        head = row(
            self._back,
            words,
            self._edit,
            self._start,
            gap=12,
            margins=(12, 8, 24, 8),
        )
        head.setStretch(1, 1)
        self._edit.setFixedHeight(64)
        bar = boxed(head)
        bar.setFixedHeight(_HEAD_HEIGHT)
        for page in (self.timeline, self.club):
            self._right.addWidget(page)
        self._body = row(self.record, self._right, gap=0)
        outer = column(bar, Hairline(), self._body, gap=0)
        outer.setStretchFactor(self._body, 1)
        self.setLayout(outer)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        stops = [*self.record.stops, *self.timeline.stops, *self.club.stops]
        follow(self._back, self._edit, self._start, *stops)

    def _wire(self) -> None:
        presenter, record, timeline, club = (
            self._presenter,
            self.record,
            self.timeline,
            self.club,
        )
        self._back.clicked.connect(self.back_wanted)
        self._edit.clicked.connect(self.edit_wanted)
        self._start.clicked.connect(self._start_order)
        record.join.clicked.connect(lambda: self._open_club(Way.JOIN, ""))
        record.club_wanted.connect(self._open_club)
        record.compare.clicked.connect(self._compare)
        record.attention.clicked.connect(presenter.look_in_sync)
        record.taken_back.connect(lambda key: self._run(lambda: presenter.take_back(key)))
        record.other_wanted.connect(lambda other: self._desk.window.go("guests", argument=other))
        timeline.filters.chosen.connect(lambda key: self._run(lambda: presenter.filter_by(key)))
        timeline.list.chosen.connect(self._pick)
        timeline.list.touched_away.connect(self.show_all)
        timeline.list.letter.connect(self._press_letter)
        timeline.close_button.clicked.connect(lambda: self._pick(""))
        timeline.open.clicked.connect(lambda: self._run(presenter.open_entry))
        timeline.parcels.copied.connect(self._copy)
        timeline.parcels.page_wanted.connect(
            lambda parcel: self._run(lambda: presenter.open_parcel(cast("Parcel", parcel)))
        )
        timeline.parcels.mail_wanted.connect(
            lambda parcel: self._run(lambda: presenter.mail_parcel(cast("Parcel", parcel)))
        )
        timeline.laid_out.connect(self._set_tab_order)
        club.close_button.clicked.connect(self._close_club)
        club.tier_chosen.connect(self._choose_tier)
        club.delivery.chosen.connect(lambda key: self._choose("delivery", key))
        club.hold.chosen.connect(lambda key: self._choose("hold", key))
        club.reason_given.connect(lambda words: self._choose("reason", words))
        club.location.edit.textEdited.connect(lambda text: self._choose("location", text.strip()))
        club.save.clicked.connect(lambda: self._run(presenter.clubs.save))

    # --- what the screen asks ---

    def rest(self) -> None:
        """“Save” was tapped where “Start order” is now: a second tap starts none."""
        self._rest.begin()

    def enter(self) -> None:
        """The profile comes to the front."""
        self.show_all()
        if not self._presenter.clubs.is_open:
            self._rest_focus()

    def _rest_focus(self) -> None:
        """The focus is the timeline's, or with nobody where there is none."""
        rest = self.timeline.list if self.timeline.list.isVisible() else self
        rest.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        if letter.isalpha() and not event.isAutoRepeat():
            self._press_letter(letter)
        else:
            super().keyPressEvent(event)

    def escape(self) -> bool:
        """Close the club sheet or the entry picked."""
        if self._presenter.clubs.is_open:
            self._close_club()
        elif self._presenter.selected:
            self._pick("")
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW - RAIL_WIDTH
        self.record.stack(is_narrow=is_narrow)
        left, right = (2, 3) if is_narrow else (14, 11)
        self._body.setStretch(0, left)
        self._body.setStretch(1, right)

    # --- showing ---

    def show_all(self) -> None:
        """Show the guest as last read."""
        presenter = self._presenter
        state = presenter.profile()
        if state is None:
            return
        self._show_head(state)
        self.record.show_profile(state)
        self.timeline.filters.offer(presenter.chips())
        self.timeline.filters.turn_on(presenter.show)
        self.timeline.show_entries(
            presenter.cards(), selected=presenter.selected, nothing=presenter.emptiness()
        )
        self.timeline.show_detail(presenter.detail())
        sheet = presenter.clubs.shown()
        if sheet is not None:
            self.club.show_sheet(sheet)
        self._right.setCurrentWidget(self.timeline if sheet is None else self.club)
        self._set_tab_order()

    def _show_head(self, state: ProfileState) -> None:
        self._name.say(state.name)
        self._sync.show_word(state.sync)
        self._clubs.say(state.clubs)
        for widget in (self._star, self._clubs):
            widget.setVisible(bool(state.clubs))

    # --- doing ---

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self.show_all()

    def _start_order(self) -> None:
        if not self._rest.holds():
            self._run(self._presenter.start_order)

    def _pick(self, key: str) -> None:
        self._presenter.selected = key
        self.show_all()

    def _open_club(self, way: str, club_id: str) -> None:
        self._run(lambda: self._presenter.open_club(Way(way), club_id))
        if self._presenter.clubs.is_open:
            self.club.start()

    def _close_club(self) -> None:
        self._presenter.clubs.close()
        self.show_all()
        self._rest_focus()

    def _press_letter(self, letter: str) -> None:
        keys = {"C": self.record.join, "S": self._start, "E": self._edit}
        button = keys.get(letter)
        if button is not None and button.isEnabled() and not self._presenter.clubs.is_open:
            self._rest.end()  # a key lies under no finger
            button.click()

    def _choose_tier(self, club_id: str) -> None:
        self._choose("chosen", club_id)
        if self.club.save.isEnabled():
            self.club.save.setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, what: str, key: str) -> None:
        clubs = self._presenter.clubs
        match what:
            case "chosen":
                clubs.chosen = key
            case "delivery":
                clubs.delivery = key
            case "hold":
                clubs.hold = key
            case "reason":
                clubs.reason = key
            case _:
                clubs.location = key
        self.show_all()

    def _compare(self) -> None:
        state = self._presenter.profile()
        if state is not None and state.conflict_id:
            self.compare_wanted.emit(state.conflict_id)

    def _copy(self, parcel: object) -> None:
        number = cast("Parcel", parcel).tracking.number
        QGuiApplication.clipboard().setText(number)
        self._desk.window.notify(Notice(f"{number} copied"))
