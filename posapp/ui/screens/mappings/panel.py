"""What a name should stand for. Names: `mappings.close`, `mappings.search`, `mappings.choices`,
`mappings.save`, `mappings.leave`, `mappings.back`, `mappings.effect`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui.safe import plain, wrapped
from posapp.ui.screens.mappings.delegate import card_delegate
from posapp.ui.screens.mappings.presenter import ChoiceCard, NameSheet
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.field import SearchField
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, ground, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.paint import StateChip

_SIDE = 20
_LONGEST_TITLE = 80
_LEAST_CHOICES = 96
"""One choice and the beginning of the next; the list gives way first in a small window."""


def _spoken(card: ChoiceCard) -> str:
    return card.spoken


class NamePanel(QWidget):
    """Shows a NameSheet; the screen connects the controls. `name` begins the controls' names."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._shown: NameSheet | None = None
        self.setObjectName(f"{name}.sheet")
        ground(self, "surface")
        self.close_button = icon_button("x", name=f"{name}.close", spoken="Close")
        self.search = SearchField(name=f"{name}.search", placeholder="Product: name or SKU")
        self.search.setClearButtonEnabled(True)
        self._model = KeyedModel(spoken_of=_spoken, parent=self)
        self.choices = ListView(
            self._model, card_delegate(), name=f"{name}.choices", spoken="Choices"
        )
        self._none = EmptyState("search", name=f"{name}.none")
        self._stack = Pages()
        self._stack.setMinimumHeight(_LEAST_CHOICES)
        self.save = Button("Save", name=f"{name}.save", kind=Kind.PRIMARY, icon="check")
        self.leave = Button("Leave out", name=f"{name}.leave", icon="ban")
        self.take_back = Button(
            "Take the answer back", name=f"{name}.back", kind=Kind.QUIET, icon="undo-2"
        )
        self.leave.setFixedHeight(64)
        for button in (self.save, self.leave):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = wrapped(type_=Type.SECTION)
        self._chip = StateChip(name=f"{name}.state")
        self._stands_on = wrapped(type_=Type.SMALL, ink="muted")
        self._effect = wrapped(type_=Type.STRONG)
        self._effect.setObjectName(f"{name}.effect")
        self._lay_out()

    def _lay_out(self) -> None:
        for page in (self.choices, self._none):
            self._stack.addWidget(page)
        head = row(self._title, self.close_button, margins=(_SIDE, 12, 12, 0))
        head.setStretch(0, 1)
        head.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        about = column(self._stands_on, row(self._chip, None), gap=6, margins=(_SIDE, 0, _SIDE, 0))
        body = column(self.search, self._stack, margins=(_SIDE, 8, _SIDE, 0), gap=8)
        body.setStretchFactor(self._stack, 1)
        foot = column(
            self._effect,
            row(self.take_back, None),
            row(self.leave, self.save),
            margins=(_SIDE, 8, _SIDE, 16),
        )
        outer = column(head, about, boxed(body), boxed(foot), gap=4)
        outer.setStretch(2, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [
            self.close_button,
            self.search,
            self.choices,
            self.take_back,
            self.leave,
            self.save,
        ]

    def show_sheet(self, sheet: NameSheet, *, query: str) -> None:
        """Show what is known of a name; a list that is touched stays as it is."""
        if self.search.text().strip() != query:
            self.search.setText(query)
        if sheet == self._shown:
            return
        is_other = self._shown is None or self._shown.key != sheet.key
        self._shown = sheet
        self._title.say(plain(sheet.title, limit=_LONGEST_TITLE))
        self._stands_on.say(sheet.stands_on)
        self._chip.show_word(sheet.state)
        self.search.setPlaceholderText(sheet.prompt)
        self.search.setAccessibleName(sheet.prompt)
        if not self.choices.is_touched:
            self.choices.show_lines(list(sheet.choices))
            self.choices.select_key(next((one.key for one in sheet.choices if one.is_on), ""))
        if is_other:
            self.choices.scrollToTop()
        self._none.say(sheet.no_choice)
        self._stack.setCurrentWidget(self.choices if sheet.choices else self._none)
        self._effect.say(sheet.effect)
        self._effect.setVisible(bool(sheet.effect))
        self.save.setEnabled(sheet.can_save)
        self.save.say("Save", note=sheet.save_note)
        self.leave.setVisible(sheet.can_leave_out)
        self.take_back.setVisible(sheet.can_take_back)
