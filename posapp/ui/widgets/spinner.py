"""Something is asked and not yet answered: an arc that turns while it is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from posapp.ui import icons, theme

_STEP_MS, _STEP_DEGREES = 50, 20


class Spinner(QWidget):
    """Decorative: the words beside it say what is asked."""

    def __init__(self, *, size: int = 24) -> None:
        super().__init__()
        self._degrees = 0
        self.setFixedSize(size, size)
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._turn)

    def _turn(self) -> None:
        self._degrees = (self._degrees + _STEP_DEGREES) % 360
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        half = self.width() / 2
        painter.translate(half, half)
        painter.rotate(self._degrees)
        area = QRectF(-half, -half, self.width(), self.height())
        icons.draw(painter, "loader-circle", area, theme.ink().accent)
