"""Draws the lines of the guest list and of the timeline: plain text on painted shapes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from posapp.ui import icons, theme
from posapp.ui.safe import field_text, plain
from posapp.ui.screens.guests.directory import GuestCard
from posapp.ui.screens.guests.history import EntryCard
from posapp.ui.tokens import Tone, Type
from posapp.ui.vocabulary import StateWord
from posapp.ui.widgets.card import CardDelegate
from posapp.ui.widgets.paint import chip_width, draw_chip, draw_text, draw_word

_SIDE = 16
_MARK = 40
_ENTRY_HEIGHT = 84
_DIFFERS = StateWord("Differs", "columns-2", Tone.LATE)
_SEEN_WIDTH = 136
_CHIP_PADS = 24
"""What a chip has around its icon and word."""
_TRUCK = 22
_APART = 14
"""Between the source and the parcel's number behind it."""


def guest_delegate() -> CardDelegate:
    """A guest: name and clubs, contact below, when last seen at the right."""
    return CardDelegate(_draw_guest)


def entry_delegate() -> CardDelegate:
    """An entry: what and how much, when, and who told it how long ago."""
    return CardDelegate(_draw_entry, height=_ENTRY_HEIGHT)


def _initials(name: str) -> str:
    parts = [part for part in field_text(name).split() if part[:1].isalnum()]
    return "".join(part[0].upper() for part in (parts[:1] + parts[1:][-1:]))


def _draw_guest(painter: QPainter, area: QRectF, card: GuestCard) -> None:
    palette = theme.ink()
    tone = palette.tones[Tone.CLUB if card.clubs else Tone.NEUTRAL]
    disc = QRectF(area.left() + 12, area.center().y() - _MARK / 2, _MARK, _MARK)
    _draw_disc(painter, disc, ground=tone.bg)
    initials = _initials(card.name)
    if initials:
        painter.setFont(theme.font(Type.STRONG))
        painter.setPen(theme.color(tone.fg))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials)
    else:
        icons.draw(painter, "user", disc.adjusted(9, 9, -9, -9), tone.fg)
    right = area.right() - _SIDE - _SEEN_WIDTH
    seen = QRectF(right, area.top(), _SEEN_WIDTH, area.height())
    if card.has_question:
        width = chip_width(_DIFFERS)
        draw_chip(painter, QRectF(seen.right() - width, seen.top(), width, 64), _DIFFERS)
    else:
        draw_text(painter, seen, card.seen, type_=Type.SMALL, ink=palette.muted, is_right=True)
    left = disc.right() + _SIDE
    name = QRectF(left, area.top() + 9, right - left - 8, 24)
    _draw_name(painter, name, card)
    detail = QRectF(left, name.bottom() + 2, right - left - 8, 20)
    draw_text(painter, detail, card.detail, type_=Type.SMALL, ink=palette.muted)


def _draw_name(painter: QPainter, area: QRectF, card: GuestCard) -> None:
    """The name, then a star with the clubs as far as they fit."""
    palette = theme.ink()
    club = palette.tones[Tone.CLUB]
    room = area.width() * (0.62 if card.clubs else 1)
    words = QRectF(area.left(), area.top(), room, area.height())
    width = draw_text(painter, words, card.name, type_=Type.LIST, ink=palette.text)
    if not card.clubs:
        return
    star = QRectF(area.left() + width + 10, area.center().y() - 8, 16, 16)
    icons.draw(painter, "star-filled", star, club.mark)
    clubs = QRectF(star.right() + 6, area.top(), area.right() - star.right() - 6, area.height())
    draw_text(painter, clubs, card.clubs, type_=Type.SMALL_STRONG, ink=club.fg)


def _draw_disc(painter: QPainter, area: QRectF, *, ground: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawEllipse(area)


def _draw_entry(painter: QPainter, area: QRectF, card: EntryCard) -> None:
    palette = theme.ink()
    tone = palette.tones[card.tone]
    disc = QRectF(area.left() + 12, area.top() + 12, _MARK, _MARK)
    _draw_disc(painter, disc, ground=tone.bg)
    icons.draw(painter, card.icon, disc.adjusted(10, 10, -10, -10), tone.fg)
    left, right = disc.right() + 14, area.right() - _SIDE
    _draw_title(painter, QRectF(left, area.top() + 8, right - left, 24), card)
    middle = QRectF(left, area.top() + 34, right - left, 20)
    taken = 0.0
    if card.status:
        font = QFontMetrics(theme.font(Type.SMALL_STRONG))
        taken = min(font.horizontalAdvance(plain(card.status)) + 4.0, middle.width() * 0.45)
        spot = QRectF(middle.right() - taken, middle.top(), taken, middle.height())
        ink = palette.tones[Tone.NEUTRAL].fg
        draw_text(painter, spot, card.status, type_=Type.SMALL_STRONG, ink=ink, is_right=True)
    when = " · ".join(part for part in (card.when, card.detail) if part)
    words = middle.adjusted(0, 0, -taken - 8, 0)
    draw_text(painter, words, when, type_=Type.SMALL, ink=palette.text)
    _draw_source(painter, QRectF(left, area.top() + 56, right - left, 20), card)


def _draw_title(painter: QPainter, area: QRectF, card: EntryCard) -> None:
    palette = theme.ink()
    money, ink, type_ = card.amount, palette.text, Type.AMOUNT
    if card.tock_amount:
        money, ink, type_ = card.tock_amount, palette.muted, Type.SMALL
    taken = 0
    if money:
        taken = draw_text(painter, area, money, type_=type_, ink=ink, is_right=True) + 12
    words = area.adjusted(0, 0, -taken, 0)
    draw_text(painter, words, card.title, type_=Type.STRONG, ink=palette.text)


def _draw_source(painter: QPainter, area: QRectF, card: EntryCard) -> None:
    """Who told it, the parcel's number, and how far a change made here is."""
    palette = theme.ink()
    right = area.right()
    if card.sync is not None:
        width = float(chip_width(card.sync) - _CHIP_PADS)
        spot = QRectF(right - width, area.top(), width, area.height())
        draw_word(painter, spot, card.sync)
        right -= width + 8
    room = QRectF(area.left(), area.top(), right - area.left(), area.height())
    if card.tracking:
        room.setWidth(max(0.0, room.width() - _draw_parcel(painter, room, card)))
    draw_text(painter, room, card.told, type_=Type.SMALL, ink=palette.muted)


def _draw_parcel(painter: QPainter, area: QRectF, card: EntryCard) -> float:
    """Draw a parcel's number behind the source, which gives way to it; the width it took."""
    palette = theme.ink()
    told = QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(plain(card.told))
    number = QFontMetrics(theme.font(Type.SMALL_STRONG)).horizontalAdvance(plain(card.tracking))
    taken = min(number + 2.0 + _TRUCK, area.width())
    left = min(area.left() + told + 1 + _APART, area.right() - taken)
    icons.draw(painter, "truck", QRectF(left, area.center().y() - 8, 16, 16), palette.accent)
    words = QRectF(left + _TRUCK, area.top(), taken - _TRUCK, area.height())
    draw_text(painter, words, card.tracking, type_=Type.SMALL_STRONG, ink=palette.accent)
    return area.right() - left + _APART
