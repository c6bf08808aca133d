"""Products as tiles: title, price, how many are on the order. `pad.tile.<sku>`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui import theme
from posapp.ui.safe import elide, plain
from posapp.ui.screens.order.presenter import TileState
from posapp.ui.tokens import GRID, RADIUS, TILE_HEIGHT, TILE_WIDTH, Tone, Type
from posapp.ui.widgets.button import Button, Coat, draw_ring, draw_shape
from posapp.ui.widgets.paint import draw_text

_STRIPES = (Tone.CLUB, Tone.ARRIVED, Tone.SEATED, Tone.LATE, Tone.NEUTRAL)
_LEADING = 20
_CLEARANCE = 88
"""Below the last row, so that it can be scrolled clear of a notice."""


class ProductTile(Button):
    """A tap adds one, or one for each guest where the corner says so."""

    def __init__(self, state: TileState) -> None:
        super().__init__(state.title, name=f"pad.tile.{state.sku}")
        self._state = state
        self._tone = Tone.NEUTRAL
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def show_state(self, state: TileState, *, tone: Tone) -> None:
        """Change what the tile shows."""
        if (state, tone) != (self._state, self._tone):
            self._state, self._tone = state, tone
            self._tell()

    def _tell(self) -> None:
        state = self._state
        on_it = f", {state.count} on the order" if state.count else ""
        self.say(state.title, spoken=f"{state.title} {state.price}{on_it}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(TILE_WIDTH, TILE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, state = theme.ink(), self._state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.is_ringed:
            area = draw_ring(painter, area, radius=RADIUS)
        is_warm = self.underMouse() or self.isDown()
        fill = palette.pressed if self.isDown() else palette.hover if is_warm else palette.surface
        edge = palette.accent if state.count else palette.line
        draw_shape(painter, area, Coat(fill, palette.text, edge), radius=RADIUS)
        stripe = palette.tones[self._tone].mark
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(stripe))
        painter.drawRoundedRect(QRectF(area.left() + 6, area.top() + 14, 4, 36), 2, 2)
        draw_lines(painter, area.adjusted(18, 10, -12, 0), state.title)
        price = QRectF(area.left() + 18, area.bottom() - 32, area.width() - 32, 24)
        draw_text(painter, price, state.price, type_=Type.AMOUNT, ink=palette.muted)
        if state.starts_with > 1 and not state.count:
            hint = f"× {state.starts_with}"
            draw_text(painter, price, hint, type_=Type.AMOUNT, ink=palette.accent, is_right=True)
        if state.count:
            self._draw_count(painter, area)

    def _draw_count(self, painter: QPainter, area: QRectF) -> None:
        palette = theme.ink()
        font = theme.font(Type.AMOUNT)
        text = str(self._state.count)
        width = max(28, QFontMetrics(font).horizontalAdvance(text) + 16)
        spot = QRectF(area.right() - width - 10, area.bottom() - 36, width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(palette.accent))
        painter.drawRoundedRect(spot, 14, 14)
        painter.setFont(font)
        painter.setPen(theme.color(palette.on_accent))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)


def draw_lines(painter: QPainter, area: QRectF, text: str) -> None:
    """Draw a title over two lines at most; the second one is cut."""
    font = theme.font(Type.STRONG)
    metrics = QFontMetrics(font)
    shown = plain(text)
    layout = QTextLayout(shown, font)
    layout.setTextOption(QTextOption())
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(area.width())
    split = first.textLength()
    layout.endLayout()
    painter.setFont(font)
    painter.setPen(theme.color(theme.ink().text))
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    lines = (shown[:split].rstrip(), elide(shown[split:], metrics, int(area.width())))
    for at, line in enumerate(lines):
        spot = QRectF(area.left(), area.top() + at * _LEADING, area.width() + 2, _LEADING)
        painter.drawText(spot, flags | Qt.TextFlag.TextSingleLine, line)


class TileGrid(QWidget):
    """As many columns as fit; tiles keep their identity while the filter changes."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pad.grid")
        self._tiles: dict[str, ProductTile] = {}
        self._shown: list[str] = []
        self._tones: dict[str, Tone] = {}

    def show_tiles(self, states: Sequence[TileState], *, categories: Sequence[str]) -> None:
        """Show these products in this order."""
        self._tones = {name: _STRIPES[at % len(_STRIPES)] for at, name in enumerate(categories)}
        wanted = [state.sku for state in states]
        for sku, tile in self._tiles.items():
            tile.setVisible(sku in set(wanted))
        for state in states:
            tile = self._tiles.get(state.sku) or self._make(state)
            tile.show_state(state, tone=self._tones.get(state.category, Tone.NEUTRAL))
            tile.show()
        if wanted != self._shown:
            self._shown = wanted
            self._place()

    def _make(self, state: TileState) -> ProductTile:
        tile = ProductTile(state)
        tile.setParent(self)
        tile.clicked.connect(lambda _=False, sku=state.sku: self.picked.emit(sku))
        self._tiles[state.sku] = tile
        return tile

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = max(1, (self.width() + GRID) // (TILE_WIDTH + GRID))
        width = (self.width() + GRID) // columns - GRID
        for at, sku in enumerate(self._shown):
            left = (at % columns) * (width + GRID)
            top = (at // columns) * (TILE_HEIGHT + GRID)
            self._tiles[sku].setGeometry(left, top, width, TILE_HEIGHT)
        rows = -(-len(self._shown) // columns)
        self.setMinimumHeight(rows * (TILE_HEIGHT + GRID) + _CLEARANCE)
