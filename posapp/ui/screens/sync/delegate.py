"""Draws a line of the Sync centre: what it is, where it stands, why."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from posapp.ui import theme
from posapp.ui.screens.sync.work import WorkCard
from posapp.ui.tokens import Type
from posapp.ui.widgets.card import CardDelegate
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text

_STATE_WIDTH = 204
_LEAST_WIDTH = 320


def work_delegate() -> CardDelegate:
    """One card for each piece of work."""
    return CardDelegate(_draw, least_width=_LEAST_WIDTH, is_quiet=lambda card: card.is_done)


def _draw(painter: QPainter, area: QRectF, card: WorkCard) -> None:
    palette = theme.ink()
    width = min(chip_width(card.state), _STATE_WIDTH)
    chip = QRectF(area.right() - width - 16, area.top(), width, area.height())
    draw_chip(painter, chip, card.state)
    room = chip.left() - area.left() - 32
    title = QRectF(area.left() + 16, area.top() + 9, room, 24)
    ink = palette.muted if card.is_done else palette.text
    draw_text(painter, title, card.title, type_=Type.STRONG, ink=ink)
    detail = QRectF(title.left(), title.bottom() + 2, room, 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)
