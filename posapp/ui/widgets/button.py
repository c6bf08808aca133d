"""The one button of the window: every kind, painted here, so size, ring and reason look the same.

A disabled button says why in its second line; a focus ring is drawn only for keyboard focus. Enter
presses the focused button, except keys of a pad: there it is the primary action's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from posapp.ui import icons, theme
from posapp.ui.safe import button_text, elide, plain, set_tip
from posapp.ui.tokens import (
    KEY_HEIGHT,
    PRIMARY_HEIGHT,
    RADIUS,
    RING,
    TARGET,
    Palette,
    Tone,
    Type,
)
from posapp.ui.widgets.input_watch import WATCH


class Kind(StrEnum):
    """What a button is for, which decides how it looks."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TONAL = "tonal"
    QUIET = "quiet"
    DANGER = "danger"
    KEY = "key"
    CHIP = "chip"
    RAIL = "rail"


_HEIGHT = {Kind.PRIMARY: PRIMARY_HEIGHT, Kind.KEY: KEY_HEIGHT, Kind.RAIL: 64}
_TYPE = {
    Kind.PRIMARY: Type.LIST,
    Kind.KEY: Type.KEY,
    Kind.CHIP: Type.STRONG,
    Kind.RAIL: Type.SMALL_STRONG,
}
_STACKED = 46
"""The icon and the words below it."""
_PAD = {Kind.CHIP: 14, Kind.KEY: 8, Kind.RAIL: 8, Kind.QUIET: 12}


@dataclass(frozen=True, slots=True)
class Coat:
    """The colours of a button in its present state; `edge` "" draws none."""

    fill: str
    text: str
    edge: str = ""
    note: str = ""


def coat_of(kind: Kind, palette: Palette, *, is_on: bool, is_hot: bool, is_down: bool) -> Coat:
    """The colours of an enabled button of a kind."""
    p = palette
    lifted = p.pressed if is_down else p.hover
    warm = is_hot or is_down
    match kind:
        case Kind.PRIMARY:
            return Coat(p.accent_hover if warm else p.accent, p.on_accent)
        case Kind.TONAL:
            return Coat(p.accent_soft, p.on_accent_soft, p.accent if warm else "")
        case Kind.DANGER:
            tone = p.tones[Tone.DANGER]
            return Coat(tone.bg if warm else p.surface, tone.fg, tone.mark)
        case Kind.CHIP if is_on:
            return Coat(p.accent, p.on_accent)
        case Kind.RAIL:
            fill = p.rail_on if is_on or warm else p.rail
            return Coat(fill, p.rail_text if is_on else p.rail_muted)
        case Kind.QUIET:
            return Coat(lifted if warm else "", p.accent)
        case _ if is_on:
            return Coat(p.accent_soft, p.on_accent_soft, p.accent)
        case _:
            return Coat(lifted if warm else p.surface, p.text, p.border, p.muted)


class Button(QPushButton):
    """A button with an optional icon, second line and badge. `name` is its objectName."""

    def __init__(
        self,
        text: str,
        *,
        name: str,
        kind: Kind = Kind.SECONDARY,
        icon: str = "",
        note: str = "",
        spoken: str = "",
        tip: str = "",
    ) -> None:
        super().__init__()
        self._kind = kind
        self._icon = icon
        self._note = ""
        self._badge = ""
        self._label = ""
        self._spoken = spoken
        self._is_ringed = False
        self._radius = TARGET // 2 if kind is Kind.CHIP else RADIUS
        self._is_stacked = kind is Kind.RAIL
        self.takes_enter = kind is not Kind.KEY
        self.setObjectName(name)
        self.setFont(theme.font(_TYPE.get(kind, Type.STRONG)))
        # A tap leaves the focus where it is: in the field typed into, or on the primary action.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if tip:
            set_tip(self, tip)
        self.say(text, note=note)

    @property
    def is_ringed(self) -> bool:
        """True while the focus ring is to be drawn."""
        return self._is_ringed and WATCH.is_keyboard and self.hasFocus()

    def say(self, text: str, *, note: str = "", spoken: str = "") -> None:
        """Change the words; `note` is the second line (a reason or a result)."""
        label, second = plain(text), plain(note)
        self._spoken = spoken or self._spoken
        named = plain(self._spoken) or label
        if (label, second, named) == (self._label, self._note, self.accessibleName()):
            return
        self._label, self._note = label, second
        self.setText(button_text(text))
        self.setAccessibleName(named)
        self.setAccessibleDescription(second)
        self.updateGeometry()
        self.update()

    def show_badge(self, text: str) -> None:
        """A count after the words."""
        if text != self._badge:
            self._badge = plain(text)
            described = f"{plain(self._spoken) or self._label} {self._badge}".strip()
            self.setAccessibleName(described)
            self.updateGeometry()
            self.update()

    def show_icon(self, name: str) -> None:
        """Change the icon."""
        self._icon = name
        self.update()

    def lay_out_in_row(self, is_row: bool) -> None:  # noqa: FBT001
        """Rail buttons: icon beside the words instead of above them."""
        self._is_stacked = not is_row
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        small = QFontMetrics(theme.font(Type.SMALL))
        pad = _PAD.get(self._kind, 20)
        width = metrics.horizontalAdvance(self._label)
        if self._badge:
            width += 8 + QFontMetrics(theme.font(Type.STRONG)).horizontalAdvance(self._badge)
        width = max(width, small.horizontalAdvance(self._note))
        if self._icon and not self._is_stacked:
            width += 24 + (8 if self._label else 0)
        height = _HEIGHT.get(self._kind, TARGET)
        if self._note:
            height = max(height, 56)
        return QSize(max(TARGET, width + 2 * pad), height)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        if self._kind is Kind.CHIP:
            return hint
        return QSize(min(hint.width(), 160 if self._note else 88), hint.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_ringed = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._is_ringed = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self.takes_enter and not event.isAutoRepeat():
            self.click()
        else:
            event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled():
            coat = coat_of(
                self._kind,
                palette,
                is_on=self.isChecked(),
                is_hot=self.underMouse(),
                is_down=self.isDown(),
            )
        else:
            coat = Coat(palette.sunken if self._kind is not Kind.QUIET else "", palette.muted)
        shape = QRectF(self.rect())
        if self.is_ringed:
            shape = draw_ring(painter, shape, radius=self._radius)
        draw_shape(painter, shape, coat, radius=self._radius)
        if self._is_stacked:
            self._paint_stacked(painter, coat)
        else:
            self._paint_row(painter, coat)

    def _paint_stacked(self, painter: QPainter, coat: Coat) -> None:
        middle, top = self.width() / 2, min(9.0, (self.height() - _STACKED) / 2)
        icons.draw(painter, self._icon, QRectF(middle - 12, top, 24, 24), coat.text)
        painter.setPen(theme.color(coat.text))
        painter.setFont(self.font())
        shown = elide(self._label, QFontMetrics(self.font()), self.width() - 4)
        words = QRectF(0, top + 24 + top / 3, self.width(), 20)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_row(self, painter: QPainter, coat: Coat) -> None:
        metrics = QFontMetrics(self.font())
        pad = _PAD.get(self._kind, 20)
        gap = 8 if self._label else 0
        lead = 24 + gap if self._icon else 0
        tail = 8 + metrics.horizontalAdvance(self._badge) if self._badge else 0
        room = max(0, self.width() - 2 * min(pad, 8) - lead - tail)
        words = elide(self._label, metrics, room)
        width = lead + metrics.horizontalAdvance(words) + tail
        is_left = self._kind is Kind.RAIL
        left = 16.0 if is_left else max(4.0, (self.width() - width) / 2)
        middle = self.height() / 2 - (10 if self._note else 0)
        if self._icon:
            icons.draw(painter, self._icon, QRectF(left, middle - 12, 24, 24), coat.text)
        painter.setFont(self.font())
        painter.setPen(theme.color(coat.text))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left + lead, middle - 20, room + 4, 40), flags, words)
        if self._badge:
            at = left + width - tail + 8
            painter.drawText(QRectF(at, middle - 20, tail, 40), flags, self._badge)
        if self._note:
            self._paint_note(painter, coat)

    def _paint_note(self, painter: QPainter, coat: Coat) -> None:
        font = theme.font(Type.SMALL)
        painter.setFont(font)
        painter.setPen(theme.color(coat.note or coat.text))
        shown = elide(self._note, QFontMetrics(font), self.width() - 16)
        area = QRectF(8, self.height() / 2 + 3, self.width() - 16, 20)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


def draw_ring(painter: QPainter, area: QRectF, *, radius: float) -> QRectF:
    """Draw the focus ring just inside `area`; what is left inside it."""
    pen = QPen(theme.color(theme.ink().focus), RING)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = RING / 2
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)
    inner = RING + 2
    return area.adjusted(inner, inner, -inner, -inner)


def draw_shape(painter: QPainter, area: QRectF, coat: Coat, *, radius: float) -> None:
    """Draw a button's ground and edge."""
    painter.setBrush(theme.color(coat.fill) if coat.fill else Qt.BrushStyle.NoBrush)
    if coat.edge:
        painter.setPen(QPen(QColor(coat.edge), 1))
        area = area.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    limit = min(radius, area.height() / 2)
    painter.drawRoundedRect(area, limit, limit)


def icon_button(icon: str, *, name: str, spoken: str, tip: str = "") -> Button:
    """A quiet 48×48 button with an icon only."""
    made = Button("", name=name, kind=Kind.QUIET, icon=icon, spoken=spoken, tip=tip or spoken)
    made.setFixedSize(TARGET, TARGET)
    return made


def follow(before: QWidget, *after: QWidget) -> QWidget:
    """Chain widgets in tab order; the last one."""
    for widget in after:
        QWidget.setTabOrder(before, widget)
        before = widget
    return before
