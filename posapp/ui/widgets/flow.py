"""Pieces side by side, as many in a line as fit; the rest goes on in the next."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

from posapp.ui.tokens import GRID


class FlowLayout(QLayout):
    """Lines of pieces, each as wide as it wants to be, none wider than the room there is."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(GRID)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(QRect(0, 0, width, 0), is_moving=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        hints = [item.minimumSize() for item in self._items]
        return QSize(
            max((one.width() for one in hints), default=0),
            max((one.height() for one in hints), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._places(rect, is_moving=True)

    def _places(self, rect: QRect, *, is_moving: bool) -> int:
        """Put every piece into its place; the height they need."""
        left, top, height = rect.left(), rect.top(), 0
        for item in self._items:
            wanted = item.sizeHint()
            width = min(wanted.width(), rect.width())
            if left > rect.left() and left + width > rect.left() + rect.width():
                left, top, height = rect.left(), top + height + self.spacing(), 0
            if is_moving:
                item.setGeometry(QRect(left, top, width, wanted.height()))
            left += width + self.spacing()
            height = max(height, wanted.height())
        return top + height - rect.top()
