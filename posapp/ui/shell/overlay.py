"""A card over the dimmed window for what needs reading: help, keys, trouble.

The Tab key stays inside while it is open; Esc closes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from posapp.ui.safe import Label, wrapped
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import beside, boxed, card, clear, column, row, scrolled
from posapp.ui.widgets.paint import IconMark

_WIDTH = 640
_TALLEST = 480
_KEY_WIDTH = 144

HelpLine = tuple[str, str, str]
"""An icon, a short heading and a sentence; without an icon they share one line."""


class Overlay(QWidget):
    """Covers its parent. Names: `overlay.close` and whatever the caller adds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setObjectName("overlay")
        self._stops: list[Button] = []
        self._before: QWidget | None = None
        self._box = column(gap=16, margins=(32, 28, 32, 24))
        frame = card(self._box)
        frame.setFixedWidth(_WIDTH)
        self.setLayout(column(None, row(None, frame, None), None, margins=(16, 16, 16, 16)))
        self.hide()

    def show_lines(
        self,
        title: str,
        lines: Sequence[HelpLine],
        *,
        buttons: Sequence[Button] = (),
        icon: str = "info",
        ink: str = "accent",
    ) -> None:
        """Show a titled list of sentences; the last button closes."""
        clear(self._box)
        self._box.addLayout(
            row(IconMark(icon, size=32, ink=ink), Label(title, type_=Type.TITLE), None, gap=16)
        )
        body = column(gap=14)
        for mark, heading, sentence in lines:
            body.addLayout(_line(mark, heading, sentence))
        body.addStretch(1)
        inside = boxed(body)
        held = scrolled(inside, name="overlay.body", spoken=title)
        held.setFixedHeight(min(_TALLEST, max(96, inside.heightForWidth(_WIDTH - 80))))
        self._box.addWidget(held)
        close = Button("Close", name="overlay.close", kind=Kind.PRIMARY)
        close.clicked.connect(self.dismiss)
        self._stops = [*buttons, close]
        self._box.addLayout(row(None, *self._stops))
        self.cover()
        self._before = self.window().focusWidget()
        self.show()
        self.raise_()
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    def cover(self) -> None:
        """Fill the parent."""
        self.setGeometry(self._covered.rect())

    def dismiss(self) -> None:
        """Close and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001
        if not self._stops:
            return False
        here = next_stop(self._stops, self.window().focusWidget(), step=1 if next else -1)
        here.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 140))


def _line(mark: str, heading: str, sentence: str) -> QHBoxLayout:
    if not mark:
        label = Label(heading, type_=Type.STRONG)
        label.setFixedWidth(_KEY_WIDTH)
        line = row(label, wrapped(sentence, ink="muted"), gap=14)
        line.setStretch(1, 1)
        return line
    words = column(Label(heading, type_=Type.STRONG), wrapped(sentence, ink="muted"), gap=2)
    return beside(IconMark(mark, size=22), words, gap=14)


def next_stop(stops: Sequence[Button], focused: QWidget | None, *, step: int) -> Button:
    """The control after (or before) the focused one, round and round."""
    at = next((index for index, stop in enumerate(stops) if stop is focused), -1)
    return stops[(at + step) % len(stops)]
