"""The day as a picture: guests per quarter hour by how far they are, with now across it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui import theme
from posapp.ui.screens.arrivals.board import Bar, Ribbon
from posapp.ui.tokens import Tone, Type
from posapp.ui.widgets.paint import draw_text

_SLOT_MS = 15 * 60_000
_LABEL = 18
_EMPTY = Ribbon((), (), None)


class DayRibbon(QWidget):
    """A tap brings its quarter hour into view; the list below holds the same facts in words."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ribbon = _EMPTY
        self.setObjectName("arrivals.ribbon")
        self.setAccessibleName("Guests by quarter hour")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_ribbon(self, ribbon: Ribbon) -> None:
        """Change the picture."""
        if ribbon != self._ribbon:
            self._ribbon = ribbon
            self.setVisible(bool(ribbon.bars))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 56)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._ribbon.bars:
            return
        nearest = min(
            self._ribbon.bars,
            key=lambda bar: abs(self._x(bar.start_ms + _SLOT_MS // 2) - event.position().x()),
        )
        self.picked.emit(f"slot:{nearest.start_ms}")

    def _span(self) -> tuple[int, int]:
        bars = self._ribbon.bars
        start_ms = min(bars[0].start_ms, self._ribbon.labels[0][0])
        return start_ms, bars[-1].start_ms + _SLOT_MS

    def _x(self, moment_ms: int) -> float:
        start_ms, end_ms = self._span()
        inner = self.width() - 8
        return 4 + inner * (moment_ms - start_ms) / max(1, end_ms - start_ms)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._ribbon.bars:
            return
        palette = theme.ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = self.height() - _LABEL
        painter.setPen(QPen(theme.color(palette.line), 1))
        painter.drawLine(4, floor, self.width() - 4, floor)
        most = max(bar.guests for bar in self._ribbon.bars)
        for bar in self._ribbon.bars:
            self._draw_bar(painter, bar, floor=floor, scale=(floor - 6) / max(1, most))
        for moment_ms, label in self._ribbon.labels:
            spot = QRectF(self._x(moment_ms), floor, 40, _LABEL)
            draw_text(painter, spot, label, type_=Type.SMALL, ink=palette.muted)
        self._draw_now(painter)

    def _draw_bar(self, painter: QPainter, bar: Bar, *, floor: int, scale: float) -> None:
        tones = theme.ink().tones
        left, right = self._x(bar.start_ms), self._x(bar.start_ms + _SLOT_MS)
        width = max(3.0, min(28.0, right - left - 3))
        bottom = float(floor)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, tint in (
            (bar.done, theme.ink().pressed),
            (bar.here, tones[Tone.SEATED].mark),
            (bar.late, tones[Tone.LATE].mark),
            (bar.to_come, tones[Tone.NEUTRAL].mark),
        ):
            height = number * scale
            if number:
                painter.setBrush(theme.color(tint))
                painter.drawRoundedRect(QRectF(left, bottom - height, width, height - 1), 2, 2)
                bottom -= height

    def _draw_now(self, painter: QPainter) -> None:
        start_ms, end_ms = self._span()
        now_ms = self._ribbon.now_ms
        if now_ms is None or not start_ms <= now_ms <= end_ms:
            return
        x = int(self._x(now_ms))
        painter.setPen(QPen(theme.color(theme.ink().accent), 2))
        painter.drawLine(x, 0, x, self.height() - _LABEL)
