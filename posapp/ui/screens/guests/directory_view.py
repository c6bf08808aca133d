"""The guest list. Names: `guests.search`, `guests.gift`, `guests.new`, `guests.list`,
`guests.empty`, `guests.ask` (in the empty list), `guests.elsewhere` (below the list).

Enter in the search opens the first guest, or asks the back office where nobody is found here.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ui.desk import Desk
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.screens.guests.delegate import guest_delegate
from posapp.ui.screens.guests.directory import DirectoryPresenter, GuestCard
from posapp.ui.screens.guests.elsewhere_panel import ElsewherePanel
from posapp.ui.screens.guests.gift_card import GiftCardPresenter
from posapp.ui.screens.guests.gift_card_panel import GiftCardPanel
from posapp.ui.tokens import HEADER_HEIGHT, Type, panel_width
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.field import SearchField
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages

_SHOWN_TOPICS = {Topic.GUESTS, Topic.CONFLICTS, Topic.VISITS, Topic.RESERVATIONS}


def _spoken(card: GuestCard) -> str:
    return card.spoken


class DirectoryPage(QWidget):
    """List at the left; at the right what the back office answers, or the gift card."""

    created = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = DirectoryPresenter(desk)
        self._gift = GiftCardPresenter(desk)
        self.setObjectName("guests.directory")
        self._search = SearchField(name="guests.search", placeholder="Name, e-mail, phone")
        self._gift_button = Button("Gift card", name="guests.gift", icon="gift")
        self._new = Button("New guest", name="guests.new", kind=Kind.PRIMARY, icon="user-plus")
        self._headline = ElidedLabel(type_=Type.SMALL, ink="muted")
        self._headline.setObjectName("guests.headline")
        self._model = KeyedModel(spoken_of=_spoken, parent=self)
        self._list = ListView(self._model, guest_delegate(), name="guests.list", spoken="Guests")
        self._ask = Button("Search", name="guests.ask", kind=Kind.TONAL, icon="search")
        self._empty = EmptyState("users", name="guests.empty", action=self._ask)
        self._elsewhere = Button("Search", name="guests.elsewhere", kind=Kind.QUIET, icon="search")
        self._there = ElsewherePanel()
        self._gift_panel = GiftCardPanel()
        self._stack = Pages()
        self._side = Pages()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        for page in (self._list, self._empty):
            self._stack.addWidget(page)
        for panel in (self._there, self._gift_panel):
            self._side.addWidget(panel)
        self._side.hide()
        self._title = Label("Guests", type_=Type.TITLE)
        head = row(self._title, self._search, self._gift_button, self._new, gap=12)
        head.setStretchFactor(self._search, 1)
        top = boxed(head)
        top.setFixedHeight(HEADER_HEIGHT)
        self._foot = boxed(row(self._elsewhere, None))
        main = column(top, self._headline, self._stack, self._foot, margins=(24, 8, 24, 12), gap=8)
        main.setStretchFactor(self._stack, 1)
        outer = row(boxed(main), self._side, gap=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        follow(
            self._search,
            self._gift_button,
            self._new,
            self._list,
            self._ask,
            self._elsewhere,
            *self._there.stops,
            *self._gift_panel.stops,
        )

    def _wire(self) -> None:
        self._search.textChanged.connect(self._look_for)
        self._search.returnPressed.connect(self._enter_pressed)
        self._new.clicked.connect(self.created)
        self._list.clicked.connect(lambda _: self._open(self._list.current_key()))
        self._list.opened.connect(self._open)
        self._list.touched_away.connect(self.show_all)
        for button in (self._ask, self._elsewhere):
            button.clicked.connect(self._ask_there)
        self._there.close_button.clicked.connect(self._close_there)
        self._there.cancel.clicked.connect(self._close_there)
        self._there.again.clicked.connect(self._ask_there)
        self._there.taken.connect(lambda at: self._run(lambda: self._presenter.take_in(at)))
        self._gift_button.clicked.connect(self._open_gift)
        self._gift_panel.close_button.clicked.connect(self._close_gift)
        self._gift_panel.asked.connect(lambda code: self._run(lambda: self._gift.ask(code)))

    # --- what the screen asks ---

    def enter(self) -> None:
        """The list comes to the front, ready to type."""
        self._presenter.reload()
        self.show_all()
        self.start_search()

    def leave(self) -> None:
        """Nobody waits here any more, and a code half typed is gone."""
        self._presenter.give_up()
        self._gift.close()
        self._gift_panel.forget()

    def refresh(self, topics: Changes) -> None:
        """Something changed."""
        if topics & _SHOWN_TOPICS:
            self._presenter.reload()
        if topics & (_SHOWN_TOPICS | {Topic.CONNECTIONS}):
            self.show_all()

    def tick(self) -> None:
        """A second has passed: an answer may be there."""
        if self._presenter.is_asking or self._gift.is_open:
            self._show_side()

    def start_search(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def escape(self) -> bool:
        """Close what is open, then empty the search."""
        if self._gift.is_open:
            self._close_gift()
        elif self._presenter.is_asking:
            self._close_there()
        elif self._search.text():
            self._search.clear()
        else:
            return False
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(panel_width(self.width()))

    # --- showing ---

    def show_all(self) -> None:
        """Show the list and what lies beside it."""
        if self._list.is_touched:
            return
        presenter = self._presenter
        cards = presenter.cards()
        self._headline.say(presenter.headline())
        self._list.show_lines(cards)
        self._stack.setCurrentWidget(self._list if cards else self._empty)
        self._empty.say(presenter.emptiness(), icon="search" if presenter.query else "users")
        self._show_ask(has_rows=bool(cards))
        self._show_gift_button()
        self._show_side()

    def _show_ask(self, *, has_rows: bool) -> None:
        presenter = self._presenter
        if presenter.query:
            refusal = presenter.no_ask()
            for button in (self._ask, self._elsewhere):
                button.say(presenter.ask_words, note=refusal)
                button.setEnabled(not refusal)
                button.show_icon("search")
        else:
            self._ask.say("New guest")
            self._ask.show_icon("user-plus")
            self._ask.setEnabled(True)
        self._foot.setVisible(bool(presenter.query) and has_rows)

    def _show_gift_button(self) -> None:
        self._gift_button.say("Gift card", note=self._gift.short_refusal())

    def _show_side(self) -> None:
        answer = self._presenter.elsewhere()
        if self._gift.is_open:
            self._gift_panel.show_state(self._gift.state())
            self._side.setCurrentWidget(self._gift_panel)
        elif answer is not None:
            self._there.show_answer(answer)
            self._side.setCurrentWidget(self._there)
            self._set_tab_order()
        has_side = self._gift.is_open or answer is not None
        self._title.setVisible(not has_side)
        self._gift_button.setVisible(not self._gift.is_open)
        self._side.setVisible(has_side)

    # --- doing ---

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self.show_all()

    def _look_for(self, text: str) -> None:
        self._presenter.search(text)
        self.show_all()

    def _enter_pressed(self) -> None:
        if not self._presenter.query:
            return
        if guest_id := self._presenter.first():
            self._open(guest_id)
        elif self._ask.isEnabled():
            self._ask_there()

    def _open(self, guest_id: str) -> None:
        if guest_id:
            self._desk.window.go("guests", argument=guest_id)

    def _ask_there(self) -> None:
        if not self._presenter.query:
            self.created.emit()
            return
        self._gift.close()
        self._run(self._presenter.ask)

    def _close_there(self) -> None:
        self._presenter.give_up()
        self.show_all()
        self.start_search()

    def _open_gift(self) -> None:
        self._gift.open()
        self.show_all()
        self._gift_panel.start()

    def _close_gift(self) -> None:
        self._gift.close()
        self._gift_panel.forget()
        self.show_all()
        self.start_search()
