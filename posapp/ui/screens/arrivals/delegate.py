"""Draws the board's lines: slots, the now marker, the fold, and parties as cards."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from posapp.ui import icons, theme
from posapp.ui.screens.arrivals.board import Entry, EntryKind, PartyCard
from posapp.ui.tokens import RADIUS, RING, ROW_HEIGHT, Tone, Type
from posapp.ui.vocabulary import ATTENTION, StateWord
from posapp.ui.widgets.card import is_ringed
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.paint import draw_chip, draw_disc, draw_text, draw_word

_GAP = 4
_SLOT_HEIGHT = 36
_STATE_WIDTH, _STATE_NARROW = 152, 128
_MONEY_WIDTH, _MONEY_NARROW = 128, 112
_TABLE_WIDTH = 120
_NARROW, _WIDE = 560, 880
_LEAST_WORDS = 64


class EntryDelegate(QStyledItemDelegate):
    """Everything is plain text on painted shapes; no row holds a widget."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        entry: Entry = index.data(ITEM_ROLE)
        tall = entry.kind is EntryKind.PARTY
        return QSize(320, ROW_HEIGHT + _GAP if tall else _height(entry))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: Entry = index.data(ITEM_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)
        match entry.kind:
            case EntryKind.SLOT:
                _draw_slot(painter, area, entry)
            case EntryKind.NOW:
                _draw_now(painter, area, entry)
            case EntryKind.FOLD:
                _draw_fold(painter, area, entry, is_ringed=is_ringed(option))
            case EntryKind.PARTY if entry.party is not None:
                _draw_party(painter, area.adjusted(0, 0, 0, -_GAP), entry.party, option)
            case _:
                pass
        painter.restore()


def _height(entry: Entry) -> int:
    return 56 if entry.kind is EntryKind.FOLD else _SLOT_HEIGHT


def _draw_slot(painter: QPainter, area: QRectF, entry: Entry) -> None:
    palette = theme.ink()
    left = area.adjusted(4, 6, -4, 0)
    width = draw_text(painter, left, entry.title, type_=Type.STRONG, ink=palette.text)
    draw_text(painter, left, entry.note, type_=Type.SMALL, ink=palette.muted, is_right=True)
    note = 96 if entry.note else 0
    painter.setPen(QPen(theme.color(palette.line), 1))
    y = left.center().y()
    painter.drawLine(int(left.left() + width + 12), int(y), int(left.right() - note), int(y))


def _draw_now(painter: QPainter, area: QRectF, entry: Entry) -> None:
    palette = theme.ink()
    y = area.center().y()
    pill = QRectF(area.left(), y - 13, 104, 26)
    painter.setPen(QPen(theme.color(palette.accent), 2))
    painter.drawLine(int(pill.right()), int(y), int(area.right()), int(y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(palette.accent))
    painter.drawRoundedRect(pill, 13, 13)
    words = pill.adjusted(12, 0, -8, 0)
    draw_text(painter, words, entry.title, type_=Type.SMALL_STRONG, ink=palette.on_accent)


def _draw_fold(painter: QPainter, area: QRectF, entry: Entry, *, is_ringed: bool) -> None:
    palette = theme.ink()
    box = area.adjusted(0, 6, 0, -2)
    painter.setPen(_edge(is_ringed=is_ringed, is_on=False))
    painter.setBrush(theme.color(palette.sunken))
    painter.drawRoundedRect(box.adjusted(1.5, 1.5, -1.5, -1.5), RADIUS, RADIUS)
    way = "chevron-up" if entry.note == "Hide" else "chevron-down"
    icons.draw(painter, way, QRectF(box.right() - 40, box.center().y() - 12, 24, 24), palette.muted)
    words = box.adjusted(16, 0, -48, 0)
    draw_text(painter, words, entry.title, type_=Type.STRONG, ink=palette.muted)


def _edge(*, is_ringed: bool, is_on: bool) -> QPen:
    palette = theme.ink()
    if is_ringed:
        return QPen(theme.color(palette.focus), RING)
    return QPen(theme.color(palette.accent if is_on else palette.line), 2 if is_on else 1)


def _draw_party(
    painter: QPainter, area: QRectF, party: PartyCard, option: QStyleOptionViewItem
) -> None:
    palette = theme.ink()
    is_on = bool(option.state & QStyle.StateFlag.State_Selected)
    is_hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
    plain = palette.canvas if party.is_faded else palette.surface
    fill = palette.selected if is_on else palette.hover if is_hot else plain
    box = area.adjusted(1.5, 1.5, -1.5, -1.5)
    painter.setBrush(theme.color(fill))
    painter.setPen(_edge(is_ringed=is_ringed(option), is_on=is_on))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    disc = QRectF(area.left() + 12, area.center().y() - 20, 40, 40)
    draw_disc(painter, disc, str(party.size), tone=party.state.tone, is_hollow=party.state.is_quiet)
    right = area.right() - 16
    is_narrow = area.width() < _NARROW
    wide_money = _MONEY_NARROW if is_narrow else _MONEY_WIDTH
    wide_state = _STATE_NARROW if is_narrow else _STATE_WIDTH
    money = QRectF(right - wide_money, area.top(), wide_money, area.height())
    _draw_money(painter, money, party)
    state = QRectF(money.left() - wide_state - 4, area.top(), wide_state, area.height())
    draw_chip(painter, state, party.state)
    end = state.left()
    is_wide = area.width() >= _WIDE
    if is_wide and party.table:
        place = QRectF(state.left() - _TABLE_WIDTH, area.top(), _TABLE_WIDTH - 8, area.height())
        icon = QRectF(place.left(), place.center().y() - 9, 18, 18)
        icons.draw(painter, "armchair", icon, palette.muted)
        words = place.adjusted(26, 0, 0, 0)
        draw_text(painter, words, party.table, type_=Type.STRONG, ink=palette.text)
    if is_wide:
        end -= _TABLE_WIDTH
    name = QRectF(disc.right() + 16, area.top() + 8, end - disc.right() - 24, 26)
    _draw_name(painter, name, party, is_wide=is_wide)


def _draw_name(painter: QPainter, area: QRectF, party: PartyCard, *, is_wide: bool) -> None:
    palette = theme.ink()
    marks = 24 * (bool(party.club) + party.has_dietary_note)
    words = area.adjusted(0, 0, -marks, 0)
    ink = palette.muted if party.is_faded else palette.text
    width = draw_text(painter, words, party.name, type_=Type.LIST, ink=ink)
    if party.is_struck:
        y = int(area.center().y()) + 1
        painter.setPen(QPen(theme.color(palette.muted), 1.5))
        painter.drawLine(int(area.left()), y, int(area.left() + width), y)
    at = area.left() + width + 8
    if party.club:
        tint = palette.tones[Tone.CLUB].mark
        icons.draw(painter, "star-filled", QRectF(at, area.center().y() - 9, 18, 18), tint)
        at += 24
    if party.has_dietary_note:
        tint = palette.tones[Tone.LATE].mark
        icons.draw(painter, "salad", QRectF(at, area.center().y() - 9, 18, 18), tint)
    parts = [party.detail]
    if party.table and not is_wide:
        parts.insert(0, party.table)
    line = QRectF(area.left(), area.bottom() + 1, area.width(), 20)
    detail = " · ".join(part for part in parts if part)
    if party.hint:
        line = _draw_hint(painter, line, party.hint)
        detail = f"· {detail}" if detail and line.width() >= _LEAST_WORDS else ""
    draw_text(painter, line, detail, type_=Type.SMALL, ink=palette.muted)


def _draw_hint(painter: QPainter, line: QRectF, hint: str) -> QRectF:
    """What Tock says otherwise, first in the line; what is left of it."""
    late = theme.ink().tones[Tone.LATE]
    mark = QRectF(line.left(), line.center().y() - 8, 16, 16)
    icons.draw(painter, "info", mark, late.mark)
    words = line.adjusted(22, 0, 0, 0)
    width = draw_text(painter, words, hint, type_=Type.SMALL_STRONG, ink=late.fg)
    return words.adjusted(width + 5, 0, 0, 0)


def _draw_money(painter: QPainter, area: QRectF, party: PartyCard) -> None:
    palette = theme.ink()
    top = QRectF(area.left(), area.top() + 8, area.width(), 24)
    bottom = QRectF(area.left(), area.top() + 32, area.width(), 24)
    second = party.sync is not None or (party.badge is not None and bool(party.order))
    first = top if second else area
    if party.badge is not None:
        ink = palette.tones[party.badge.tone].fg
        draw_text(painter, first, party.badge.text, type_=Type.AMOUNT, ink=ink, is_right=True)
    elif party.order:
        draw_text(painter, first, party.order, type_=Type.AMOUNT, ink=palette.text, is_right=True)
    if party.sync is not None:
        _draw_sync(painter, bottom, party.sync)
    elif second:
        words = f"Order {party.order}"
        draw_text(painter, bottom, words, type_=Type.SMALL, ink=palette.muted, is_right=True)


def _draw_sync(painter: QPainter, area: QRectF, word: StateWord) -> None:
    if word == ATTENTION:
        draw_word(painter, area, word)
        return
    ink = theme.ink().muted
    draw_text(painter, area, word.text, type_=Type.SMALL, ink=ink, is_right=True)
