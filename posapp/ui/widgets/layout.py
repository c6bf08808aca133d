"""Layout in one line each: rows, columns, cards, scrolling bodies, hairlines, on the 8 px grid."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from posapp.ui import theme
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.tokens import GRID, Type
from posapp.ui.widgets.list_view import make_kinetic

Piece = QWidget | QLayout | int | None
"""A widget, a layout, a fixed space in pixels, or None for a stretch."""


def fill(box: QBoxLayout, *pieces: Piece) -> QBoxLayout:
    """Put pieces into a box in order."""
    for piece in pieces:
        if piece is None:
            box.addStretch(1)
        elif isinstance(piece, int):
            box.addSpacing(piece)
        elif isinstance(piece, QWidget):
            box.addWidget(piece)
        else:
            box.addLayout(piece)
    return box


def row(
    *pieces: Piece, gap: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Pieces side by side; labels that may be cut take what the others leave."""
    box = QHBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    fill(box, *pieces)
    for piece in pieces:
        if isinstance(piece, ElidedLabel):
            box.setStretchFactor(piece, 1)
    return box


def column(
    *pieces: Piece, gap: int = GRID, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Pieces above each other."""
    box = QVBoxLayout()
    box.setSpacing(gap)
    box.setContentsMargins(*margins)
    fill(box, *pieces)
    return box


def beside(mark: QWidget, words: QLayout, *, gap: int = 12) -> QHBoxLayout:
    """An icon at the first line of what it is about."""
    box = row(mark, words, gap=gap)
    box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    return box


def ground(widget: QWidget, name: str) -> QWidget:
    """Give a plain widget one of the palette's grounds."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("ground", name)
    return widget


def boxed(layout: QLayout) -> QWidget:
    """A widget holding a layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def card(layout: QLayout) -> QFrame:
    """A raised surface holding a layout."""
    frame = QFrame()
    frame.setProperty("card", True)
    frame.setLayout(layout)
    return frame


def scrolled(body: QWidget, *, name: str, spoken: str) -> QScrollArea:
    """A vertical scroll area that fingers can throw and the Tab key can reach."""
    area = QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(spoken)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(body)
    make_kinetic(area)
    return area


def section(text: str) -> Label:
    """The heading of a section."""
    return Label(text, type_=Type.SMALL_STRONG, ink="muted")


class Hairline(QWidget):
    """A line of one pixel between things that belong apart."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(8, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color(theme.ink().line))


def clear(layout: QLayout) -> None:
    """Remove and delete everything in a layout, inner layouts too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
