"""Draws a line of the Sync centre: what it is, where it stands, why."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from posapp.ui import theme
from posapp.ui.screens.sync.work import WorkCard
from posapp.ui.tokens import ROW_HEIGHT, Type
from posapp.ui.widgets.card import draw_ground
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text

_GAP = 6
_STATE_WIDTH = 204


class WorkDelegate(QStyledItemDelegate):
    """One card for each piece of work."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(320, ROW_HEIGHT + _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(0, 0, 0, -_GAP)
        _draw(painter, area, index.data(ITEM_ROLE), option)
        painter.restore()


def _draw(painter: QPainter, area: QRectF, card: WorkCard, option: QStyleOptionViewItem) -> None:
    palette = theme.ink()
    draw_ground(painter, area, option, is_quiet=card.is_done)
    width = min(chip_width(card.state), _STATE_WIDTH)
    chip = QRectF(area.right() - width - 16, area.top(), width, area.height())
    draw_chip(painter, chip, card.state)
    room = chip.left() - area.left() - 32
    title = QRectF(area.left() + 16, area.top() + 9, room, 24)
    ink = palette.muted if card.is_done else palette.text
    draw_text(painter, title, card.title, type_=Type.STRONG, ink=ink)
    detail = QRectF(title.left(), title.bottom() + 2, room, 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)
