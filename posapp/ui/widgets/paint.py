"""Small painted pieces that rows and widgets share: state chips, discs, words in a box."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui import icons, theme
from posapp.ui.safe import elide, plain
from posapp.ui.tokens import Tone, Type
from posapp.ui.vocabulary import StateWord

CHIP_HEIGHT = 32
_ICON = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def chip_width(word: StateWord) -> int:
    """How wide a state chip wants to be."""
    metrics = QFontMetrics(theme.font(Type.SMALL_STRONG))
    return metrics.horizontalAdvance(plain(word.text)) + _ICON + 30


def draw_chip(painter: QPainter, area: QRectF, word: StateWord) -> None:
    """Draw a state as icon and word in its tone, at the left of `area`, cut to its width."""
    tone = theme.ink().tones[word.tone]
    width = min(float(chip_width(word)), area.width())
    box = QRectF(area.left(), area.center().y() - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
    if word.is_quiet:
        painter.setPen(QPen(theme.color(tone.mark), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 16, 16)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone.bg))
        painter.drawRoundedRect(box, 16, 16)
    draw_word(painter, box.adjusted(10, 0, -10, 0), word)


def draw_word(painter: QPainter, area: QRectF, word: StateWord) -> None:
    """Draw a state as icon and word without a ground."""
    tone = theme.ink().tones[word.tone]
    icon = QRectF(area.left(), area.center().y() - _ICON / 2, _ICON, _ICON)
    icons.draw(painter, word.icon, icon, tone.fg)
    left = area.adjusted(_ICON + 6, 0, 2, 0)
    draw_text(painter, left, word.text, type_=Type.SMALL_STRONG, ink=tone.fg)


def draw_text(
    painter: QPainter, area: QRectF, text: str, *, type_: Type, ink: str, is_right: bool = False
) -> int:
    """Draw one elided line, vertically centred; the width it took."""
    font = theme.font(type_)
    metrics = QFontMetrics(font)
    shown = elide(plain(text), metrics, int(area.width()))
    painter.setFont(font)
    painter.setPen(theme.color(ink))
    painter.drawText(area, (_RIGHT if is_right else _LEFT) | Qt.TextFlag.TextSingleLine, shown)
    return metrics.horizontalAdvance(shown)


def draw_disc(painter: QPainter, area: QRectF, text: str, *, tone: Tone, is_hollow: bool) -> None:
    """Draw a party's size as a disc in its tone."""
    ink = theme.ink().tones[tone]
    if is_hollow:
        painter.setPen(QPen(theme.color(ink.mark), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ink.bg))
    painter.drawEllipse(area)
    painter.setFont(theme.font(Type.LIST))
    painter.setPen(theme.color(ink.fg))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class StateChip(QWidget):
    """A state as a widget: the same chip the rows draw."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._word: StateWord | None = None
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_word(self, word: StateWord | None) -> None:
        """Change the state."""
        if word != self._word:
            self._word = word
            self._tell()

    def _tell(self) -> None:
        self.setVisible(self._word is not None)
        self.setAccessibleName(plain(self._word.text) if self._word else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(min(240, chip_width(self._word)) if self._word else 0, CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._word is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_chip(painter, QRectF(self.rect()), self._word)


class IconMark(QWidget):
    """An icon as a widget, decorative: the words beside it carry the meaning."""

    def __init__(self, icon: str, *, size: int = 20, ink: str = "muted") -> None:
        super().__init__()
        self._icon = icon
        self._ink = ink
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, *, ink: str = "") -> None:
        """Change the picture."""
        self._icon = icon
        self._ink = ink or self._ink
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        tones = palette.tones
        tint = tones[Tone(self._ink)].fg if self._ink in set(Tone) else getattr(palette, self._ink)
        icons.draw(QPainter(self), self._icon, QRectF(self.rect()), tint)
