"""What the delegates of all lists share: a line's focus ring, a card's ground and its frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from posapp.ui import theme
from posapp.ui.tokens import RADIUS, RING, ROW_HEIGHT
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.list_view import ListView

_GAP = 6
_LEAST_WIDTH = 280


class CardDelegate(QStyledItemDelegate):
    """One card for each line: `draw` writes a line's item on its ground."""

    def __init__(
        self,
        draw: Callable[[QPainter, QRectF, Any], None],
        *,
        height: int = ROW_HEIGHT,
        least_width: int = _LEAST_WIDTH,
        is_quiet: Callable[[Any], bool] = lambda _: False,
    ) -> None:
        super().__init__()
        self._draw = draw
        self._least = QSize(least_width, height + _GAP)
        self._is_quiet = is_quiet

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._least

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        item = index.data(ITEM_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(0, 0, 0, -_GAP)
        draw_ground(painter, area, option, is_quiet=self._is_quiet(item))
        self._draw(painter, area, item)
        painter.restore()


def is_ringed(option: QStyleOptionViewItem) -> bool:
    """True for the line that wears the focus ring."""
    view = option.widget
    has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
    return has_focus and isinstance(view, ListView) and view.is_ringed


def draw_ground(
    painter: QPainter, area: QRectF, option: QStyleOptionViewItem, *, is_quiet: bool
) -> None:
    """A card that can be chosen; a quiet one has nothing more to say."""
    palette = theme.ink()
    is_on = bool(option.state & QStyle.StateFlag.State_Selected)
    is_hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
    plain = palette.canvas if is_quiet else palette.surface
    painter.setBrush(theme.color(palette.selected if is_on else palette.hover if is_hot else plain))
    pen = QPen(theme.color(palette.accent if is_on else palette.line), 2 if is_on else 1)
    painter.setPen(QPen(theme.color(palette.focus), RING) if is_ringed(option) else pen)
    painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
