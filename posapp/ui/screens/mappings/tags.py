"""The tab of club tags. Names: `tags.list`, `tags.headline`, `tags.empty`; its panel is that of the
other names: `tags.search`, `tags.choices`, `tags.save`, `tags.leave`, `tags.back`, `tags.close`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ui.desk import Desk
from posapp.ui.safe import wrapped
from posapp.ui.screens.mappings.delegate import card_delegate
from posapp.ui.screens.mappings.panel import NamePanel
from posapp.ui.screens.mappings.presenter import NameCard
from posapp.ui.screens.mappings.tags_presenter import TagsPresenter
from posapp.ui.tokens import Type, panel_width
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages

_SHOWN_TOPICS = {Topic.MAPPINGS, Topic.GUESTS, Topic.OUTBOX}


def _spoken(card: NameCard) -> str:
    return card.spoken


class TagsPane(QWidget):
    """Clubs at the left, the tag of one of them at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.widget: QWidget = self
        self._desk = desk
        self._presenter = TagsPresenter(desk)
        self.setObjectName("tags")
        self._headline = wrapped(type_=Type.BODY, ink="muted")
        self._headline.setObjectName("tags.headline")
        self._model = KeyedModel(spoken_of=_spoken, parent=self)
        self._list = ListView(self._model, card_delegate(), name="tags.list", spoken="Clubs")
        self._empty = EmptyState("wine", name="tags.empty")
        self._panel = NamePanel(name="tags")
        self._stack = Pages()
        for widget in (self._list, self._empty):
            self._stack.addWidget(widget)
        clubs = column(self._headline, self._stack, gap=8)
        clubs.setStretchFactor(self._stack, 1)
        outer = row(boxed(clubs), self._panel, gap=12)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self._wire()

    def _wire(self) -> None:
        panel, presenter = self._panel, self._presenter
        self._list.chosen.connect(self._pick)
        self._list.opened.connect(lambda _: panel.search.setFocus())
        self._list.touched_away.connect(self._show)
        panel.close_button.clicked.connect(lambda: self._pick(""))
        panel.search.textEdited.connect(self._search)
        panel.search.returnPressed.connect(self._choose_first)
        panel.choices.chosen.connect(self._choose)
        panel.choices.opened.connect(lambda _: panel.save.setFocus())
        panel.choices.touched_away.connect(self._show)
        panel.save.clicked.connect(lambda: self._run(presenter.save))
        panel.leave.clicked.connect(lambda: self._run(presenter.leave_out))
        panel.take_back.clicked.connect(lambda: self._run(presenter.take_back))

    # --- hooks of the screen ---

    def enter(self) -> None:
        """Read afresh, with what needs a person in front."""
        self._presenter.reload()
        self._presenter.pick_first()
        self._show()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        """Something was committed while the tab is in front."""
        if topics & _SHOWN_TOPICS:
            self._presenter.reload()
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(panel_width(self.width()))

    # --- showing and doing ---

    def _show(self) -> None:
        if self._list.is_touched or self._panel.choices.is_touched:
            return
        presenter = self._presenter
        cards = presenter.cards()
        self._headline.say(presenter.headline())
        self._headline.setVisible(bool(cards))
        self._list.show_lines(cards)
        self._list.select_key(presenter.selected)
        self._empty.say(presenter.emptiness())
        self._stack.setCurrentWidget(self._list if cards else self._empty)
        sheet = presenter.sheet()
        self._panel.setVisible(sheet is not None)
        if sheet is not None:
            self._panel.show_sheet(sheet, query=presenter.query)

    def _pick(self, key: str) -> None:
        self._presenter.pick(key)
        self._show()

    def _search(self, text: str) -> None:
        self._presenter.search(text)
        self._show()

    def _choose(self, key: str) -> None:
        self._presenter.choose(key)
        self._show()

    def _choose_first(self) -> None:
        if self._presenter.choose_first():
            self._show()
            self._panel.save.setFocus(Qt.FocusReason.TabFocusReason)

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self._show()
            self._list.scroll_to_key(self._presenter.selected)
