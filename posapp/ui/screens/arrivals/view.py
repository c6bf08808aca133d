"""The arrivals board. Names: `arrivals.previous`, `arrivals.day`, `arrivals.next`,
`arrivals.today`, `arrivals.search`, `arrivals.walkin`, `arrivals.filter.all|due|late|here|done`,
`arrivals.ribbon`, `arrivals.list`, `arrivals.footer`, `arrivals.empty.walkin`; sheets name theirs.

In the list Enter seats (or opens the order), A arrives, S seats, D takes the balance, O opens Tock.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ui.desk import Desk
from posapp.ui.format import MINUTE_MS, day_text
from posapp.ui.safe import ElidedLabel
from posapp.ui.screen import Screen
from posapp.ui.screens.arrivals.bar import BoardBar
from posapp.ui.screens.arrivals.board import NOW_KEY, Entry, Filter
from posapp.ui.screens.arrivals.bring import bring
from posapp.ui.screens.arrivals.delegate import EntryDelegate
from posapp.ui.screens.arrivals.panel import PartyPanel
from posapp.ui.screens.arrivals.presenter import ArrivalsPresenter
from posapp.ui.screens.arrivals.walk_in_panel import WalkInPanel
from posapp.ui.tokens import Type, is_wide, panel_width
from posapp.ui.widgets.button import Button, follow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, ground, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages

_SHOWN_TOPICS = {
    Topic.RESERVATIONS,
    Topic.VISITS,
    Topic.ORDERS,
    Topic.PAYMENTS,
    Topic.GUESTS,
    Topic.OUTBOX,
}


def _spoken(entry: Entry) -> str:
    return entry.spoken


def _is_choice(entry: Entry) -> bool:
    return entry.is_choice


class ArrivalsScreen(Screen):
    """List at the left, sheet at the right; on a wide screen the sheet's place is always there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = ArrivalsPresenter(desk)
        self._is_stale = False
        self._is_picked = False
        self._has_scrolled = False
        self._minute = 0
        self.setObjectName("arrivals")
        self._bar = BoardBar()
        self._bar.show_brands(self._presenter.brands(), chosen=self._presenter.brand)
        self._model = KeyedModel(spoken_of=_spoken, is_choice=_is_choice, parent=self)
        self._list = ListView(
            self._model, EntryDelegate(), name="arrivals.list", spoken="Parties of the day"
        )
        self._empty_action = Button("Walk-in", name="arrivals.empty.walkin", icon="plus")
        self._empty = EmptyState("calendar-days", name="arrivals.empty", action=self._empty_action)
        self._footer = ElidedLabel(type_=Type.SMALL, ink="muted")
        self._footer.setObjectName("arrivals.footer")
        self._party = PartyPanel()
        self._walk_in_sheet = WalkInPanel(desk)
        self._blank = EmptyState("users", name="arrivals.blank")
        self._blank.say("Tap a party to see its details")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._stack = Pages()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        main = column(self._bar, self._stack, self._footer, margins=(16, 4, 16, 16), gap=8)
        main.setStretchFactor(self._stack, 1)
        self._side = Pages()
        ground(self._blank, "surface")
        for panel in (self._blank, self._party, self._walk_in_sheet):
            self._side.addWidget(panel)
        outer = row(boxed(main), self._side, gap=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        stops = (self._list, self._empty_action, *self._party.stops, *self._walk_in_sheet.stops)
        first, *others = self._bar.stops
        follow(first, *others, *stops)

    def _wire(self) -> None:
        bar = self._bar
        bar.turned.connect(self._turn)
        bar.today_wanted.connect(self._show_today)
        bar.searched.connect(self._look_for)
        bar.found.connect(self._choose_first)
        bar.walk_in_wanted.connect(self.open_walk_in)
        bar.filtered.connect(self._filter)
        bar.slot_wanted.connect(self._list.scroll_to_key)
        bar.brand_wanted.connect(self._show_brand)
        self._empty_action.clicked.connect(self.open_walk_in)
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(lambda _: self._party.press_primary())
        self._list.letter.connect(self._party.press_letter)
        self._list.touched_away.connect(self._catch_up)
        party = self._party
        party.close_button.clicked.connect(self._close)
        party.table.returnPressed.connect(party.seat.click)
        for button, verb in (
            (party.seat, self._seat),
            (party.arrive, self._presenter.mark_arrived),
            (party.take, self._presenter.take),
            (party.order, self._presenter.go_to_order),
            (party.finish, self._presenter.finish),
            (party.profile, self._presenter.open_profile),
            (party.tock, self._presenter.open_in_tock),
        ):
            button.clicked.connect(lambda _=False, verb=verb: self._run(verb))
        strip, answers = party.strip, self._presenter
        strip.accepted.connect(lambda kind: self._run(lambda: answers.accept_ask(kind)))
        strip.declined.connect(lambda kind: self._run(lambda: answers.decline_ask(kind)))
        self._walk_in_sheet.closed.connect(self._close)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        if argument == "walk-in":
            self._reload()
            self.open_walk_in()
            return
        if self._is_walk_in_open:
            self._side.setCurrentWidget(self._blank)
        if argument:
            self._is_picked = True
            bring(self._presenter, argument)
        self._reload()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._has_scrolled:
            self._has_scrolled = True
            self._list.scroll_to_key(NOW_KEY)

    def refresh(self, topics: Changes) -> None:
        if topics & _SHOWN_TOPICS:
            self._take_news()
        else:
            self._show_rest()

    def tick(self) -> None:
        self._footer.say(self._presenter.footer())
        if self._desk.now_ms // MINUTE_MS != self._minute:
            self._show()

    def escape(self) -> bool:
        if self._presenter.selected or self._is_walk_in_open:
            self._close()
            return True
        if self._bar.query:
            self._bar.clear_search()
            return True
        return False

    def start_search(self) -> None:
        self._bar.focus_search()

    @property
    def _is_walk_in_open(self) -> bool:
        return self._side.currentWidget() is self._walk_in_sheet

    def open_walk_in(self) -> None:
        """Open the sheet of a new walk-in."""
        self._presenter.selected = ""
        self._list.select_key("")
        self._show_side(self._walk_in_sheet)
        self._walk_in_sheet.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(panel_width(self.width()))
        self._show_side(self._side.currentWidget())

    # --- showing ---

    def _reload(self) -> None:
        if self._list.is_touched:
            self._is_stale = True
            return
        self._presenter.reload()
        self._show()

    def _take_news(self) -> None:
        """Of the thousands of bookings in a file, few are of this day: show only what changed."""
        if self._list.is_touched:
            self._is_stale = True
        elif self._presenter.reload():
            self._show()
        else:
            self._show_rest()

    def _show_rest(self) -> None:
        """What may have changed though the lines of the board have not."""
        self._empty.say(self._presenter.emptiness())
        self._footer.say(self._presenter.footer())
        self._show_party()

    def _catch_up(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self._reload()

    def _show(self) -> None:
        presenter = self._presenter
        self._minute = self._desk.now_ms // MINUTE_MS
        self._bar.show_day(day_text(presenter.day), is_today=presenter.is_today)
        self._bar.show_counts(presenter.counts(), chosen=presenter.filter)
        self._bar.show_ribbon(presenter.ribbon())
        entries = presenter.entries()
        self._list.show_lines(entries)
        self._list.select_key(presenter.selected)
        self._empty.say(presenter.emptiness())
        self._stack.setCurrentWidget(self._list if entries else self._empty)
        self._footer.say(presenter.footer())
        self._show_party()

    def _show_party(self) -> None:
        if self._is_walk_in_open:
            return
        state = self._presenter.sheet() if self._presenter.selected else None
        if state is None:
            self._show_side(None)
        else:
            self._party.show_state(state)
            self._show_side(self._party)

    def _show_side(self, panel: QWidget | None) -> None:
        shown = panel or self._blank
        self._side.setCurrentWidget(shown)
        self._side.setVisible(is_wide(self.width()) or shown is not self._blank)

    # --- doing ---

    def _run(self, verb: Callable[[], None]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self._show()

    def _seat(self) -> None:
        """Seat the party somebody picked; a hammered key does not seat the next one too."""
        if self._is_picked:
            self._presenter.seat(self._party.table.text())
            self._is_picked = False

    def _choose(self, key: str) -> None:
        self._is_picked = True
        self._presenter.select(key)
        if self._is_walk_in_open:
            self._side.setCurrentWidget(self._blank)
        self._show()

    def _close(self) -> None:
        self._presenter.selected = ""
        self._list.select_key("")
        self._show_side(None)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, days: int) -> None:
        self._presenter.turn(days)
        self._show()

    def _show_today(self) -> None:
        self._presenter.show_day(None)
        self._show()
        self._list.scroll_to_key(NOW_KEY)

    def _look_for(self, text: str) -> None:
        self._presenter.search(text)
        self._show()

    def _choose_first(self) -> None:
        """Enter in the search: the first party found, ready for A, S, D and O."""
        found = (entry.key for entry in self._presenter.entries() if entry.party is not None)
        first = next(found, "")
        if self._bar.query and first:
            self._choose(first)
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter(self, key: str) -> None:
        self._presenter.filter = Filter(key)
        self._show()

    def _show_brand(self, business_id: str) -> None:
        self._presenter.show_brand(business_id)
        self._show()
