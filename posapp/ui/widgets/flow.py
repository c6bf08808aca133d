"""Pieces side by side, as many in a line as fit; the rest goes on in the next.

A widget, not a layout: a layout written in Python would own its items twice.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui.tokens import GRID


class FlowBox(QWidget):
    """Lines of pieces, each as wide as it wants to be, none wider than the room there is."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, piece: QWidget) -> None:
        """Put a piece behind the others."""
        piece.setParent(self)
        piece.show()
        self._pieces.append(piece)
        self._renew()

    def clear(self) -> None:
        """Remove and delete every piece."""
        for piece in self._pieces:
            piece.hide()
            piece.deleteLater()
        self._pieces = []
        self._renew()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width, is_moving=False)

    def sizeHint(self) -> QSize:
        least = self.minimumSizeHint()
        return QSize(least.width(), self.heightForWidth(max(self.width(), least.width())))

    def minimumSizeHint(self) -> QSize:
        width = max((piece.minimumSizeHint().width() for piece in self._pieces), default=0)
        return QSize(width, self.heightForWidth(max(self.width(), width)) if self._pieces else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._places(self.width(), is_moving=True)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # a piece wants another size
            self._renew()
        return super().event(event)

    def _renew(self) -> None:
        self._places(self.width(), is_moving=True)
        self.updateGeometry()

    def _places(self, room: int, *, is_moving: bool) -> int:
        """Put every piece into its place; the height they need."""
        left, top, height = 0, 0, 0
        for piece in self._pieces:
            wanted = piece.sizeHint().expandedTo(piece.minimumSize())
            width = min(wanted.width(), max(room, 0))
            if left > 0 and left + width > room:
                left, top, height = 0, top + height + GRID, 0
            if is_moving:
                piece.setGeometry(QRect(left, top, width, wanted.height()))
            left += width + GRID
            height = max(height, wanted.height())
        return top + height
