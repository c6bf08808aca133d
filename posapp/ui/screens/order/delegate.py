"""Draws the orders of the day as cards: table, party, state, amount."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from posapp.ui import icons, theme
from posapp.ui.screens.order.bill import OrderCard
from posapp.ui.tokens import RADIUS, RING, Type
from posapp.ui.widgets.card import is_ringed
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.paint import draw_chip, draw_text, draw_word

_HEIGHT = 72
_GAP = 6


class OrderDelegate(QStyledItemDelegate):
    """One card for each order."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(320, _HEIGHT + _GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_card(
            painter, QRectF(option.rect).adjusted(0, 0, 0, -_GAP), index.data(ITEM_ROLE), option
        )
        painter.restore()


def _draw_card(
    painter: QPainter, area: QRectF, card: OrderCard, option: QStyleOptionViewItem
) -> None:
    palette = theme.ink()
    is_hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
    plain = palette.canvas if card.is_closed else palette.surface
    painter.setBrush(theme.color(palette.hover if is_hot else plain))
    edge = QPen(theme.color(palette.line), 1)
    painter.setPen(QPen(theme.color(palette.focus), RING) if is_ringed(option) else edge)
    painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
    _draw_place(painter, QRectF(area.left() + 12, area.top() + 12, 72, 48), card)
    right = area.right() - 20
    money = QRectF(right - 120, area.top() + (8 if card.sync else 0), 120, 0)
    money.setHeight(28 if card.sync else area.height())
    draw_text(painter, money, card.amount, type_=Type.AMOUNT_LARGE, ink=palette.text, is_right=True)
    if card.sync is not None:
        width = QFontMetrics(theme.font(Type.SMALL_STRONG)).horizontalAdvance(card.sync.text) + 26
        left = right - min(width, 168)
        spot = QRectF(left, money.bottom() + 2, right - left, 24)
        draw_word(painter, spot, card.sync)
    state = QRectF(right - 320, area.top(), 140, area.height())
    draw_chip(painter, state, card.state)
    name = QRectF(area.left() + 104, area.top() + 12, state.left() - area.left() - 120, 26)
    ink = palette.muted if card.is_closed else palette.text
    draw_text(painter, name, card.name, type_=Type.LIST, ink=ink)
    detail = QRectF(name.left(), name.bottom() + 2, name.width(), 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)


def _draw_place(painter: QPainter, area: QRectF, card: OrderCard) -> None:
    palette = theme.ink()
    tone = palette.tones[card.state.tone]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(palette.sunken if card.is_closed else tone.bg))
    painter.drawRoundedRect(area, 8, 8)
    ink = palette.muted if card.is_closed else tone.fg
    if not card.table:
        spot = QRectF(area.center().x() - 12, area.center().y() - 12, 24, 24)
        icons.draw(painter, "armchair", spot, ink)
        return
    width = QFontMetrics(theme.font(Type.STRONG)).horizontalAdvance(card.table)
    inset = max(6.0, (area.width() - width) / 2)
    draw_text(painter, area.adjusted(inset, 0, -4, 0), card.table, type_=Type.STRONG, ink=ink)
