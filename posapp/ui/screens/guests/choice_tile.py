"""One side of a field that differs: a large choice whose changed words are underlined and bold."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy

from posapp.ui import icons, theme
from posapp.ui.safe import paragraph
from posapp.ui.screens.guests.compare import Shown
from posapp.ui.tokens import RADIUS, RING, TARGET, Type
from posapp.ui.widgets.button import Button

_SIDE, _TOP, _HEAD = 14, 10, 24
_SEPARATOR = "\u2028"


class ChoiceTile(Button):
    """Tapping it takes this side. It grows with its text; nothing of a value is cut off."""

    def __init__(self, *, name: str, side: str) -> None:
        super().__init__("", name=name)
        self._side = side
        self._value = Shown("")
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_value(self, value: Shown, *, label: str, is_on: bool) -> None:
        """Show a value and whether it is taken."""
        self._value = value
        self.setChecked(is_on)
        self.setAccessibleName(f"{label}, {self._side}: {paragraph(value.text)}")
        self.updateGeometry()
        self.update()

    def _laid_out(self, width: float) -> tuple[QTextLayout, float]:
        """The text in lines with the changed words marked, and its height."""
        text = paragraph(self._value.text)
        made = QTextLayout(text.replace("\n", _SEPARATOR), theme.font(Type.BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setTextOption(option)
        if text == self._value.text:  # positions hold only for what was not cleaned
            made.setFormats([_marked(begin, end) for begin, end in self._value.changed])
        made.beginLayout()
        height = 0.0
        while (line := made.createLine()).isValid():
            line.setLineWidth(max(40.0, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        made.endLayout()
        return made, height

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        _, height = self._laid_out(width - 2 * _SIDE)
        return max(TARGET, int(height) + 2 * _TOP + _HEAD + 2)

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(160, self.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on, is_warm = self.isChecked(), self.isDown() or self.underMouse()
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        ground = palette.selected if is_on else palette.hover if is_warm else palette.surface
        painter.setBrush(theme.color(ground))
        edge = QPen(theme.color(palette.accent if is_on else palette.border), 2 if is_on else 1)
        painter.setPen(QPen(theme.color(palette.focus), RING) if self.is_ringed else edge)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        head = QRectF(_SIDE, _TOP, self.width() - 2 * _SIDE, _HEAD - 4)
        icon = "circle-check" if is_on else "circle-dashed"
        tint = palette.accent if is_on else palette.muted
        icons.draw(painter, icon, QRectF(head.left(), head.top(), 20, 20), tint)
        painter.setFont(theme.font(Type.SMALL_STRONG))
        painter.setPen(theme.color(tint))
        words = f"{self._side} · taken" if is_on else self._side
        metrics = QFontMetrics(painter.font())
        base = head.top() + (20 + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(head.left() + 28, base), words)
        painter.setPen(theme.color(palette.text))
        laid_out, _ = self._laid_out(self.width() - 2 * _SIDE)
        laid_out.draw(painter, QPointF(_SIDE, _TOP + _HEAD))


def _marked(begin: int, end: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length = begin, end - begin
    look = QTextCharFormat()
    look.setFontWeight(700)
    look.setFontUnderline(True)
    made.format = look
    return made
