"""How far work with a known end is, as a bar; the words beside it say it too."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui import theme

_HEIGHT = 8


class ProgressBar(QWidget):
    """`show_share` takes a share from 0 to 1."""

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._share = 0.0
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Change how far it is."""
        share = min(1.0, max(0.0, share))
        if share != self._share:
            self._share = share
            self.setAccessibleName(f"{share:.0%}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(theme.color(theme.ink().sunken))
        painter.drawRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        if self._share:
            width = max(float(_HEIGHT), whole.width() * self._share)
            painter.setBrush(theme.color(theme.ink().accent))
            painter.drawRoundedRect(QRectF(0, 0, width, _HEIGHT), _HEIGHT / 2, _HEIGHT / 2)
