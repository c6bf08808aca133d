"""Pieces side by side, as many in a line as fit; the rest goes on in the next.

A widget, not a layout: a layout written in Python would own its items twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui.tokens import GRID

Widths = Callable[[Sequence[QWidget], int], list[int]]
"""How wide each piece is where there is so much room."""


def as_wanted(pieces: Sequence[QWidget], room: int) -> list[int]:
    """Each as wide as it wants to be, none wider than the room there is."""
    return [min(_wanted(piece).width(), max(room, 0)) for piece in pieces]


def all_alike(pieces: Sequence[QWidget], room: int) -> list[int]:
    """All equally wide: as many in a line as the widest allows, and the line is full."""
    widest = max((_wanted(piece).width() for piece in pieces), default=0)
    columns = max(1, min(len(pieces), (room + GRID) // (widest + GRID)))
    return [max(0, (room + GRID) // columns - GRID)] * len(pieces)


def _wanted(piece: QWidget) -> QSize:
    return piece.sizeHint().expandedTo(piece.minimumSize())


class FlowBox(QWidget):
    """Lines of pieces, in widths that `widths` gives them."""

    def __init__(self, widths: Widths = as_wanted) -> None:
        super().__init__()
        self._widths = widths
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
        for piece, width in zip(self._pieces, self._widths(self._pieces, room), strict=True):
            if left > 0 and left + width > room:
                left, top, height = 0, top + height + GRID, 0
            tall = _wanted(piece).height()
            if is_moving:
                piece.setGeometry(QRect(left, top, width, tall))
            left += width + GRID
            height = max(height, tall)
        return top + height
