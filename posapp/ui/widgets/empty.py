"""An empty list says so in one line and offers one action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from posapp.ui.safe import wrapped
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.layout import column, row
from posapp.ui.widgets.paint import IconMark


class EmptyState(QWidget):
    """A picture, a line, and perhaps a button."""

    def __init__(self, icon: str, *, name: str, action: Button | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._icon = IconMark(icon, size=56, ink="border")
        self._text = wrapped(type_=Type.SECTION, ink="muted")
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        body = column(
            None, row(None, self._icon, None), self._text, gap=16, margins=(24, 24, 24, 24)
        )
        if action is not None:
            body.addLayout(row(None, action, None))
        body.addStretch(1)
        self.setLayout(body)

    def say(self, text: str, *, icon: str = "") -> None:
        """Change the line."""
        self._text.say(text)
        if icon:
            self._icon.show_icon(icon)
