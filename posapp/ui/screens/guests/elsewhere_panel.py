"""People found in the back office. Names: `guests.there.close`, `guests.there.cancel`,
`guests.there.again`, `guests.there.<n>.take`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.ui.safe import ElidedLabel, plain, wrapped
from posapp.ui.screens.guests.directory import Elsewhere, Found
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.layout import boxed, card, clear, column, ground, row, scrolled
from posapp.ui.widgets.spinner import Spinner

_SIDE = 20
_LONGEST_TITLE = 80


class ElsewherePanel(QWidget):
    """Shows an Elsewhere; `taken` says which of those found is wanted."""

    taken = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Elsewhere | None = None
        self.setObjectName("guests.there")
        ground(self, "surface")
        self.close_button = icon_button("x", name="guests.there.close", spoken="Close")
        self.cancel = Button("Cancel", name="guests.there.cancel", icon="x")
        self.again = Button("Try again", name="guests.there.again", icon="rotate-cw")
        self._title = wrapped(type_=Type.SECTION)
        self._spinner = Spinner()
        self._sentence = wrapped(ink="muted")
        self._sentence.setObjectName("guests.there.sentence")
        self._rows = column(gap=8)
        self._takes: list[Button] = []
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self._title, self.close_button, margins=(_SIDE, 12, 12, 0))
        head.setStretch(0, 1)
        head.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        told = row(self._spinner, self._sentence, gap=12)
        told.setStretch(1, 1)
        body = column(
            told,
            row(self.cancel, self.again, None),
            self._rows,
            None,
            margins=(_SIDE, 8, _SIDE, 16),
            gap=12,
        )
        area = scrolled(boxed(body), name="guests.there.list", spoken="People found there")
        outer = column(head, area, gap=8)
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [self.close_button, self.cancel, self.again, *self._takes]

    def show_answer(self, answer: Elsewhere) -> None:
        """Show how far the question is, and who was found."""
        if answer == self._shown:
            return
        self._shown = answer
        self._title.say(plain(answer.heading, limit=_LONGEST_TITLE))
        self._spinner.setVisible(answer.is_waiting)
        self._sentence.say(answer.sentence)
        self._sentence.use_ink("danger" if answer.is_trouble else "muted")
        self._sentence.setVisible(bool(answer.sentence))
        self.cancel.setVisible(answer.is_waiting)
        self.again.setVisible(answer.is_trouble)
        clear(self._rows)
        self._takes = []
        for found in answer.found:
            self._rows.addWidget(self._row_of(found, title=answer.title))

    def _row_of(self, found: Found, *, title: str) -> QWidget:
        words = "Open" if found.guest_id else "Add here"
        spoken = f"{words} {found.name}"
        take = Button(words, name=f"guests.there.{found.at}.take", kind=Kind.TONAL, spoken=spoken)
        take.clicked.connect(lambda: self.taken.emit(found.at))
        self._takes.append(take)
        where = "Already a guest here" if found.guest_id else f"Only in {title}"
        ink = "seated" if found.guest_id else "muted"
        about = column(
            ElidedLabel(found.name, type_=Type.STRONG),
            wrapped(found.detail, type_=Type.SMALL, ink="muted"),
            wrapped(where, type_=Type.SMALL_STRONG, ink=ink),
            gap=2,
        )
        line = row(boxed(about), take, margins=(16, 10, 12, 10), gap=12)
        line.setStretch(0, 1)
        return card(line)
