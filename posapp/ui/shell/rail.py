"""The navigation rail. Names: `rail.<screen>`, `rail.pill` (to the Sync centre), `rail.lock`."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui import icons, theme
from posapp.ui.pulse import Pulse
from posapp.ui.safe import elide, plain
from posapp.ui.spec import ScreenSpec
from posapp.ui.tokens import GRID, RADIUS, RAIL_WIDE, RAIL_WIDTH, ROW_HEIGHT, TARGET, Tone, Type
from posapp.ui.widgets.button import Button, Kind, draw_ring
from posapp.ui.widgets.layout import column, ground
from posapp.ui.widgets.paint import draw_text

_HOLD_MS = 500
_PILL_HEIGHT, _FOOT = 72, 12
_EDGE = 4
_STARTING = Pulse("circle-dashed", "Starting", "", Tone.NEUTRAL)


class StatusPill(Button):
    """Two short lines on the state's own ground.

    A tap leads to the work; while `can_explain` a long press says what there is to know instead.
    """

    held = Signal()

    def __init__(self) -> None:
        super().__init__("Sync", name="rail.pill", tip="Sync centre (F8)")
        self._pulse = _STARTING
        self.can_explain = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(_HOLD_MS)
        self._hold.timeout.connect(self._tell_held)
        self.pressed.connect(self._hold.start)
        self.released.connect(self._hold.stop)
        self.setMinimumWidth(72)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_pulse(self, pulse: Pulse) -> None:
        """Change the state."""
        if pulse != self._pulse:
            self._pulse = pulse
            self.setAccessibleName(f"Sync: {pulse.spoken}")
            self.update()

    @property
    def view(self) -> str:
        """Where in the Sync centre a tap leads to."""
        return self._pulse.view

    def _tell_held(self) -> None:
        if self.can_explain:
            self.setDown(False)  # or the finger's end would be a tap
            self.held.emit()

    def sizeHint(self) -> QSize:
        return QSize(72, _PILL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tone = theme.ink().tones[self._pulse.tone]
        area = QRectF(self.rect())
        if self.is_ringed:
            area = draw_ring(painter, area, radius=RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone.bg))
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        middle = self.width() / 2
        icons.draw(painter, self._pulse.icon, QRectF(middle - 9, 8, 18, 18), tone.fg)
        pulse, room = self._pulse, self.width() - 2 * _EDGE
        top = 28 if pulse.note else 34
        is_wider = QFontMetrics(theme.font(Type.SMALL)).horizontalAdvance(pulse.note) > room
        note = pulse.short if is_wider and pulse.short else pulse.note
        for text, type_ in ((pulse.word, Type.SMALL_STRONG), (note, Type.SMALL)):
            font = theme.font(type_)
            painter.setFont(font)
            painter.setPen(theme.color(tone.fg))
            spot = QRectF(_EDGE, top, room, 18)
            shown = elide(plain(text), QFontMetrics(font), room)
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, shown)
            top += 18


class Mark(QWidget):
    """The sign of the house, with the word DEMO under it when nothing here is real."""

    def __init__(self, *, is_demo: bool) -> None:
        super().__init__()
        self._is_demo = is_demo
        self.setFixedHeight(88 if is_demo else 64)
        self.setAccessibleName("Demo: nothing here is real" if is_demo else "posapp")

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.ink()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.width() / 2
        icons.draw(painter, "grape", QRectF(middle - 16, 16, 32, 32), palette.rail_text)
        if not self._is_demo:
            return
        box = QRectF(middle - 32, 56, 64, 24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(palette.banner))
        painter.drawRoundedRect(box, 6, 6)
        words = box.adjusted(11, 0, 0, 0)
        draw_text(painter, words, "DEMO", type_=Type.SMALL_STRONG, ink=palette.on_banner)


class Rail(QWidget):
    """One button per screen, the pill and the lock at the bottom; lower ones in a low window."""

    chosen = Signal(str, str)

    def __init__(self, specs: list[ScreenSpec], *, is_demo: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        ground(self, "rail")
        self._buttons: dict[str, Button] = {}
        self._lit = ""
        box = column(Mark(is_demo=is_demo), gap=GRID, margins=(8, 0, 8, _FOOT))
        for spec in specs:
            tip = f"{spec.title} ({spec.shortcut})"
            button = Button(
                spec.title, name=f"rail.{spec.name}", kind=Kind.RAIL, icon=spec.icon, tip=tip
            )
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=spec.name: self._choose(name))
            self._buttons[spec.name] = button
            box.addWidget(button)
        box.addStretch(1)
        self._mark_height = 88 if is_demo else 64
        self.pill = StatusPill()
        self.lock = Button(
            "Lock", name="rail.lock", kind=Kind.RAIL, icon="lock", tip="Lock (Ctrl+L)"
        )
        self.pill.clicked.connect(lambda: self.chosen.emit("sync", self.pill.view))
        self.lock.clicked.connect(lambda: self.chosen.emit("lock", ""))
        box.addWidget(self.pill)
        box.addWidget(self.lock)
        self.setLayout(box)
        self.widen(is_wide=False)

    def widen(self, *, is_wide: bool) -> None:
        """88 px with the words under the icons, or 208 px with the words beside them."""
        self.setFixedWidth(RAIL_WIDE if is_wide else RAIL_WIDTH)
        for button in (*self._buttons.values(), self.lock):
            button.lay_out_in_row(is_wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        buttons = (*self._buttons.values(), self.lock)
        gaps = GRID * (len(buttons) + 1)
        room = self.height() - self._mark_height - _PILL_HEIGHT - _FOOT - gaps
        height = max(TARGET, min(ROW_HEIGHT, room // len(buttons)))
        for button in buttons:
            button.setFixedHeight(height)

    def turn_on(self, name: str) -> None:
        """Show which screen is in front; a screen off the rail leaves the last one lit."""
        if name in self._buttons:
            self._lit = name
        for other, button in self._buttons.items():
            button.setChecked(other == self._lit)

    def _choose(self, name: str) -> None:
        self.turn_on(name)
        self.chosen.emit(name, "")
