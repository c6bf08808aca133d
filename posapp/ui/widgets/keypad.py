"""Numbers are entered in the window: keys for fingers, which take the keyboard's digits too."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from posapp.ui.tokens import GRID, KEY_HEIGHT, KEY_WIDTH
from posapp.ui.widgets.button import Button, Kind

BACK, ENTER, DOUBLE_ZERO = "back", "enter", "00"
_PHONE = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
_TILL = ("7", "8", "9", "4", "5", "6", "1", "2", "3")


class Keypad(QWidget):
    """A 3×4 pad. Buttons are named `<name>.<key>` with keys 0–9, 00, back and enter."""

    digit = Signal(str)
    erased = Signal()
    entered = Signal()

    def __init__(self, *, name: str, is_till: bool, corner: str, width: int = KEY_WIDTH) -> None:
        """`is_till` puts 7-8-9 on top; `corner` is the key beside zero: "00" or "enter"."""
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.keys: dict[str, Button] = {}
        last = (DOUBLE_ZERO, "0", BACK) if corner == DOUBLE_ZERO else (BACK, "0", ENTER)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for at, key in enumerate((*(_TILL if is_till else _PHONE), *last)):
            button = self._make_key(key, name=name)
            button.setFixedSize(width, KEY_HEIGHT)
            self.keys[key] = button
            grid.addWidget(button, at // 3, at % 3)

    def _make_key(self, key: str, *, name: str) -> Button:
        if key == BACK:
            button = Button("", name=f"{name}.back", kind=Kind.KEY, icon="delete", spoken="Delete")
            button.clicked.connect(self.erased)
        elif key == ENTER:
            button = Button(
                "", name=f"{name}.enter", kind=Kind.PRIMARY, icon="check", spoken="Enter"
            )
            button.clicked.connect(self.entered)
        else:
            button = Button(key, name=f"{name}.{key}", kind=Kind.KEY)
            button.clicked.connect(lambda: self.digit.emit(key))
        button.setAutoRepeat(key == BACK)
        return button

    def take_key(self, event: QKeyEvent) -> bool:
        """Feed a key press from wherever the focus is; True when it was meant for the pad."""
        text = event.text()
        if text and text in "0123456789":
            self.digit.emit(text)
        elif event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        else:
            return False
        return True
