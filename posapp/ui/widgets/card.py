"""What the delegates of all lists share: the focus ring of a line, and the ground of a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from posapp.ui import theme
from posapp.ui.tokens import RADIUS, RING
from posapp.ui.widgets.list_view import ListView


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
