"""Draws a name with what it stands for, and a target to choose."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from posapp.ui import icons, theme
from posapp.ui.screens.mappings.presenter import ChoiceCard, NameCard
from posapp.ui.tokens import Type
from posapp.ui.widgets.card import CardDelegate
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text

_STATE_WIDTH = 196
_CHECK = 22


def card_delegate() -> CardDelegate:
    """One card for each line; both kinds of line have a title and a detail."""
    return CardDelegate(_draw, is_quiet=_is_quiet)


def _is_quiet(card: NameCard | ChoiceCard) -> bool:
    return card.is_done if isinstance(card, NameCard) else not card.is_on


def _draw(painter: QPainter, area: QRectF, card: NameCard | ChoiceCard) -> None:
    if isinstance(card, NameCard):
        _draw_name(painter, area, card)
    else:
        _draw_choice(painter, area, card)


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
