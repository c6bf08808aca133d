"""Keeps what has the focus in view: scrolled to, and above an on-screen keyboard.

Some systems say that their keyboard is there and not where: then it is taken to cover half.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from posapp.ui.tokens import GRID

_AROUND = 2 * GRID
_BELOW_FIELD = 5 * GRID
"""The sentence about a wrong value stands below the field and is read while it is put right."""


class Lift(QWidget):
    """Holds the window's contents at its own size, as high up as they are wanted."""

    def __init__(self, contents: QWidget) -> None:
        super().__init__()
        self._contents = contents
        self._height = 0
        contents.setParent(self)

    @property
    def lifted(self) -> int:
        """How many pixels of the contents are above the upper edge."""
        return self._height

    def lift_by(self, pixels: int) -> None:
        """Move the contents up so far; 0 lets them down."""
        self._height = pixels
        self._contents.move(0, -pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._contents.setGeometry(0, -self._height, self.width(), self.height())


class FocusView(QObject):
    """One per window; `free_height` says how much of it the keyboard leaves, None is all."""

    def __init__(self, lift: Lift, *, free_height: Callable[[], int | None] | None = None) -> None:
        super().__init__(lift)
        self._lift = lift
        self._free_height = free_height or self._ask_system
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]
        keyboard = QGuiApplication.inputMethod()
        keyboard.visibleChanged.connect(self.settle)
        keyboard.keyboardRectangleChanged.connect(self.settle)

    def settle(self) -> None:
        """Lift the contents as far as the field that is typed into needs it, or let them down."""
        free = self._free_height()
        field = QApplication.focusWidget()
        pixels = 0
        if free is not None and field is not None and self._is_typed_into(field):
            bottom = field.mapTo(self._lift, QPoint(0, field.height())).y() + self._lift.lifted
            pixels = max(0, bottom + _BELOW_FIELD - free)
        if pixels != self._lift.lifted:
            self._lift.lift_by(pixels)

    def _follow(self, _old: QWidget | None, focused: QWidget | None) -> None:
        if focused is None or not self._lift.isAncestorOf(focused):
            return
        holder = focused.parentWidget()
        while holder is not None:
            if isinstance(holder, QScrollArea):
                holder.ensureWidgetVisible(focused, 0, _AROUND)
                inside = holder.widget()
                if inside is not None and isinstance(focused, QLineEdit):
                    # Of a field Qt brings only the cursor into view.
                    foot = focused.mapTo(inside, focused.rect().bottomLeft())
                    holder.ensureVisible(foot.x(), foot.y(), 0, _AROUND)
            holder = holder.parentWidget()
        self.settle()

    def _is_typed_into(self, widget: QWidget) -> bool:
        is_text = isinstance(widget, (QLineEdit, QPlainTextEdit)) and not widget.isReadOnly()
        return is_text and self._lift.isAncestorOf(widget)

    def _ask_system(self) -> int | None:
        keyboard = QGuiApplication.inputMethod()
        if not keyboard.isVisible():
            return None
        top = int(keyboard.keyboardRectangle().top())
        return top if top > 0 else self._lift.height() // 2
