"""Draws an order of the pickup list: who and what at the left, where it stands at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from posapp.ui import theme
from posapp.ui.screens.pickups.cards import PickupCard
from posapp.ui.tokens import Tone, Type
from posapp.ui.vocabulary import StateWord
from posapp.ui.widgets.card import CardDelegate
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text

_SIDE = 16


def pickup_delegate() -> CardDelegate:
    """One card for each order; one that is done is quiet."""
    return CardDelegate(_draw_pickup, is_quiet=lambda card: card.is_done)


def _draw_pickup(painter: QPainter, area: QRectF, card: PickupCard) -> None:
    right = _draw_chips(painter, area, card)
    _draw_words(painter, area, card, right=right)


def _draw_chips(painter: QPainter, area: QRectF, card: PickupCard) -> float:
    """The state, and before it what is unusual; returns where the words must end."""
    right = area.right() - _SIDE
    words = [card.state]
    if card.note:
        words.append(StateWord(card.note, "hourglass", Tone.LATE))
    for word in words:
        width = chip_width(word)
        draw_chip(painter, QRectF(right - width, area.top(), width, area.height()), word)
        right -= width + 8
    return right


def _draw_words(painter: QPainter, area: QRectF, card: PickupCard, *, right: float) -> None:
    palette = theme.ink()
    room = right - area.left() - _SIDE
    title = QRectF(area.left() + _SIDE, area.top() + 9, room, 24)
    ink = palette.muted if card.is_done else palette.text
    draw_text(painter, title, card.title, type_=Type.LIST, ink=ink)
    detail = QRectF(title.left(), title.bottom() + 2, room, 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)
