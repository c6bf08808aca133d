"""Line icons, tinted when drawn.

Images are cached, not pixmaps: they may outlive the application.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from posapp.ui.theme import RESOURCES


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def image(name: str, pixels: int, tint: str) -> QImage:
    """The icon `name` as a square of device pixels in one colour."""
    svg = _source(name).replace("currentColor", tint)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    made = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made


def draw(painter: QPainter, name: str, rect: QRectF, tint: QColor | str) -> None:
    """Draw an icon at `rect`, as sharp as the device allows."""
    ratio = painter.device().devicePixelRatioF()
    name_of_tint = tint if isinstance(tint, str) else tint.name()
    painter.drawImage(rect, image(name, max(1, round(rect.width() * ratio)), name_of_tint))


def icon(name: str, *, size: int, tint: str, ratio: float = 1.0) -> QIcon:
    """An icon for Qt's own widgets."""
    pixmap = QPixmap.fromImage(image(name, round(size * ratio), tint))
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)
