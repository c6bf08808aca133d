"""Draws a name with what it stands for, and a target to choose."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from posapp.ui import icons, theme
from posapp.ui.screens.mappings.presenter import ChoiceCard, NameCard
from posapp.ui.tokens import ROW_HEIGHT, Type
from posapp.ui.widgets.card import draw_ground
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text

_GAP = 6
_STATE_WIDTH = 196
_CHECK = 22


class CardDelegate(QStyledItemDelegate):
    """One card for each line; both kinds of line have a title and a detail."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(280, ROW_HEIGHT + _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        card = index.data(ITEM_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(0, 0, 0, -_GAP)
        if isinstance(card, NameCard):
            draw_ground(painter, area, option, is_quiet=card.is_done)
            _draw_name(painter, area, card)
        else:
            draw_ground(painter, area, option, is_quiet=not card.is_on)
            _draw_choice(painter, area, card)
        painter.restore()


def _draw_name(painter: QPainter, area: QRectF, card: NameCard) -> None:
    width = min(chip_width(card.state), _STATE_WIDTH)
    chip = QRectF(area.right() - width - 16, area.top(), width, area.height())
    draw_chip(painter, chip, card.state)
    _draw_words(painter, area, card, right=chip.left(), is_quiet=card.is_done)


def _draw_choice(painter: QPainter, area: QRectF, card: ChoiceCard) -> None:
    right = area.right() - _CHECK - 16
    if card.is_on:
        spot = QRectF(right, area.center().y() - _CHECK / 2, _CHECK, _CHECK)
        icons.draw(painter, "check", spot, theme.ink().accent)
    _draw_words(painter, area, card, right=right, is_quiet=False)


def _draw_words(
    painter: QPainter, area: QRectF, card: NameCard | ChoiceCard, *, right: float, is_quiet: bool
) -> None:
    palette = theme.ink()
    room = right - area.left() - 32
    title = QRectF(area.left() + 16, area.top() + 9, room, 24)
    ink = palette.muted if is_quiet else palette.text
    draw_text(painter, title, card.title, type_=Type.STRONG, ink=ink)
    detail = QRectF(title.left(), title.bottom() + 2, room, 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)
