"""A list of names and the panel of the one picked, over the presenter that knows their answers.

Whatever is done at them, `show` is called after it: what stands around them is the screen's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt

from posapp.ui.desk import Desk
from posapp.ui.screens.mappings.delegate import card_delegate
from posapp.ui.screens.mappings.panel import NamePanel
from posapp.ui.screens.mappings.presenter import NameCard, NameSheet
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages


class Answers(Protocol):
    """The presenter; `selected` is the key of the name picked, "" when none is."""

    selected: str
    query: str

    def cards(self) -> list[NameCard]:
        """The names."""
        ...

    def emptiness(self) -> str:
        """The line of an empty list."""
        ...

    def sheet(self) -> NameSheet | None:
        """What the panel shows of the name picked."""
        ...

    def pick(self, key: str) -> None:
        """Pick a name."""
        ...

    def search(self, text: str) -> None:
        """Narrow the choices."""
        ...

    def choose(self, key: str) -> None:
        """Choose an answer, without saving it."""
        ...

    def choose_first(self) -> bool:
        """Choose the first one listed; False when nothing is."""
        ...

    def save(self) -> None:
        """Keep what was chosen."""
        ...

    def leave_out(self) -> None:
        """The name stands for nothing here."""
        ...

    def take_back(self) -> None:
        """The name has no answer again."""
        ...


class Choosing:
    """`names` and `empty` are the pages of `pages`; `panel` stands where the screen puts it."""

    def __init__(
        self,
        answers: Answers,
        *,
        desk: Desk,
        name: str,
        spoken: str,
        icon: str,
        show: Callable[[], None],
        on_answered: Callable[[], None] = lambda: None,
    ) -> None:
        self._answers = answers
        self._desk = desk
        self._show = show
        self._on_answered = on_answered
        self.pages = Pages()
        model = KeyedModel(spoken_of=_spoken, parent=self.pages)
        self.names = ListView(model, card_delegate(), name=f"{name}.list", spoken=spoken)
        self.empty = EmptyState(icon, name=f"{name}.empty")
        self.panel = NamePanel(name=name)
        for page in (self.names, self.empty):
            self.pages.addWidget(page)
        self._wire()

    def _wire(self) -> None:
        panel, answers = self.panel, self._answers
        self.names.chosen.connect(self.pick)
        self.names.opened.connect(lambda _: panel.search.setFocus())
        self.names.touched_away.connect(self._show)
        panel.close_button.clicked.connect(self.close)
        panel.search.textEdited.connect(self._search)
        panel.search.returnPressed.connect(self._choose_first)
        panel.choices.chosen.connect(self._choose)
        panel.choices.opened.connect(lambda _: panel.save.setFocus())
        panel.choices.touched_away.connect(self._show)
        panel.save.clicked.connect(lambda: self._run(answers.save))
        panel.leave.clicked.connect(lambda: self._run(answers.leave_out))
        panel.take_back.clicked.connect(lambda: self._run(answers.take_back))

    @property
    def is_touched(self) -> bool:
        """True while a finger rests on a list, which must not move under it."""
        return self.names.is_touched or self.panel.choices.is_touched

    def refresh(self) -> None:
        """Show what the presenter has."""
        answers = self._answers
        cards = answers.cards()
        self.names.show_lines(cards)
        self.names.select_key(answers.selected)
        self.empty.say(answers.emptiness())
        self.pages.setCurrentWidget(self.names if cards else self.empty)
        sheet = answers.sheet()
        self.panel.setVisible(sheet is not None)
        if sheet is not None:
            self.panel.show_sheet(sheet, query=answers.query)

    def pick(self, key: str) -> None:
        """Show the panel of a name."""
        self._answers.pick(key)
        self._show()

    def close(self) -> None:
        """Show no name's panel."""
        self._answers.pick("")
        self.names.select_key("")
        self._show()

    def _search(self, text: str) -> None:
        self._answers.search(text)
        self._show()

    def _choose(self, key: str) -> None:
        self._answers.choose(key)
        self._show()

    def _choose_first(self) -> None:
        if self._answers.choose_first():
            self._show()
            if self.panel.save.isEnabled():
                self.panel.save.setFocus(Qt.FocusReason.TabFocusReason)

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.pages.isVisible():
            self._show()
            self.names.scroll_to_key(self._answers.selected)
            self._on_answered()


def _spoken(card: NameCard) -> str:
    return card.spoken
