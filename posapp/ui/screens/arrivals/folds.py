"""The parts of the detail sheet that fold. Names: `arrivals.fold.<kind>`.

A fold stays open or shut from party to party: who looks at prices looks at the next one's, too.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.ui.safe import Label, wrapped
from posapp.ui.screens.arrivals.details import Line, Section, SectionKind
from posapp.ui.tokens import GRID, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import Hairline, boxed, clear, column, row

_SHUT, _OPEN = "chevron-right", "chevron-down"
_SHORT = 18
"""Characters that stand beside a label without taking its room."""


class Fold(QWidget):
    """A heading that shows and hides its lines; hidden itself while there are none."""

    def __init__(self, kind: SectionKind) -> None:
        super().__init__()
        self._section: Section | None = None
        self.button = Button("", name=f"arrivals.fold.{kind}", kind=Kind.QUIET, icon=_SHUT)
        self._summary = Label(type_=Type.AMOUNT, ink="muted")
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(12, 0, 0, GRID)
        self._lines.setSpacing(GRID)
        self._body = boxed(self._lines)
        self._body.hide()
        self.button.clicked.connect(self._turn)
        head = row(self.button, None, self._summary, gap=GRID)
        self.setLayout(column(Hairline(), head, self._body, gap=0))
        self.hide()

    def show_section(self, section: Section | None) -> None:
        """Show a section, or nothing."""
        if section != self._section:
            self._section = section
            self._show()

    def _turn(self) -> None:
        self._body.setVisible(self._body.isHidden())
        self._show()

    def _show(self) -> None:
        section, is_open = self._section, not self._body.isHidden()
        self.setVisible(section is not None)
        clear(self._lines)
        if section is None:
            return
        spoken = f"{'Hide' if is_open else 'Show'} {section.title} {section.summary}".strip()
        self.button.say(section.title, spoken=spoken)
        self.button.show_icon(_OPEN if is_open else _SHUT)
        self._summary.say(section.summary)
        for line in section.lines if is_open else ():
            self._lines.addWidget(_line(line))


def _line(line: Line) -> QWidget:
    type_, ink = (Type.STRONG, "text") if line.is_strong else (Type.BODY, "muted")
    label = wrapped(line.label, type_=type_)
    pieces = row(label, gap=12)
    pieces.setStretchFactor(label, 3)
    if len(line.text) > _SHORT:
        text: Label = wrapped(line.text, ink=ink)
        pieces.addWidget(text, 2)
    elif line.text:
        pieces.addWidget(Label(line.text, type_=Type.AMOUNT, ink=ink))
    if not line.detail:
        return boxed(pieces)
    return boxed(column(pieces, wrapped(line.detail, type_=Type.SMALL, ink="muted"), gap=0))
