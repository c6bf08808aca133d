"""The lines of an order. Names: `pad.line.<line id>`; on the open one `pad.minus`, `pad.quantity`,
`pad.plus`, `pad.remove`. One line at a time shows its controls.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from posapp.ui import theme
from posapp.ui.screens.order.bill import BillLine
from posapp.ui.tokens import RADIUS_SMALL, TARGET, Type
from posapp.ui.widgets.button import Button, Coat, Kind, draw_ring, draw_shape
from posapp.ui.widgets.layout import column, row
from posapp.ui.widgets.paint import draw_text

_HEIGHT = 56


class LineButton(Button):
    """Quantity, title, amount; a tap opens the controls."""

    def __init__(self, line: BillLine) -> None:
        super().__init__(line.title, name=f"pad.line.{line.key}")
        self._line = line
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_line(line)

    def show_line(self, line: BillLine) -> None:
        """Change what is shown."""
        self._line = line
        self.say(line.title, spoken=f"{line.quantity} {line.title}, {line.amount}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, line = theme.ink(), self._line
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.is_ringed:
            area = draw_ring(painter, area, radius=RADIUS_SMALL)
        fill = palette.selected if self.isChecked() else palette.hover if self.underMouse() else ""
        draw_shape(painter, area, Coat(fill, palette.text), radius=RADIUS_SMALL)
        inner = QRectF(area.left() + 12, area.top(), area.width() - 24, area.height())
        count = QRectF(inner.left(), inner.top(), 40, inner.height())
        draw_text(painter, count, str(line.quantity), type_=Type.AMOUNT, ink=palette.accent)
        money = QRectF(inner.right() - 96, inner.top(), 96, inner.height())
        draw_text(painter, money, line.amount, type_=Type.AMOUNT, ink=palette.text, is_right=True)
        room = money.left() - count.right() - 8
        if line.quantity == 1:
            words = QRectF(count.right(), inner.top(), room, inner.height())
            draw_text(painter, words, line.title, type_=Type.BODY, ink=palette.text)
            return
        words = QRectF(count.right(), inner.top() + 8, room, 22)
        draw_text(painter, words, line.title, type_=Type.BODY, ink=palette.text)
        each = QRectF(count.right(), inner.top() + 30, room, 18)
        draw_text(painter, each, f"{line.unit} each", type_=Type.SMALL, ink=palette.muted)


class LineControls(QWidget):
    """− n + and remove, for the line that is open."""

    def __init__(self) -> None:
        super().__init__()
        self.minus = Button("", name="pad.minus", icon="minus", spoken="One less")
        self.quantity = Button("1", name="pad.quantity", spoken="Type the quantity")
        self.plus = Button("", name="pad.plus", icon="plus", spoken="One more")
        self.remove = Button("Remove", name="pad.remove", kind=Kind.DANGER, icon="trash-2")
        for button, width in ((self.minus, TARGET), (self.quantity, 64), (self.plus, TARGET)):
            button.setFixedSize(width, TARGET)
        self.setLayout(
            row(self.minus, self.quantity, self.plus, None, self.remove, margins=(12, 4, 12, 8))
        )


class LineList(QWidget):
    """Lines by key; existing ones keep their place and focus."""

    toggled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pad.lines")
        self._buttons: dict[str, LineButton] = {}
        self.controls = LineControls()
        self.controls.setParent(self)
        self.controls.hide()
        self._box: QVBoxLayout = column(None, gap=0)
        self.setLayout(self._box)

    def show_lines(self, lines: tuple[BillLine, ...], *, selected: str, can_edit: bool) -> None:
        """Show the order's lines, and the controls under the selected one."""
        keys = {line.key for line in lines}
        for key in [key for key in self._buttons if key not in keys]:
            gone = self._buttons.pop(key)
            self._box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self._box.removeWidget(self.controls)
        is_open = False
        for at, line in enumerate(lines):
            button = self._buttons.get(line.key) or self._make(line)
            button.show_line(line)
            button.setChecked(line.key == selected)
            where = at + int(is_open)
            if self._box.indexOf(button) != where:
                self._box.removeWidget(button)
                self._box.insertWidget(where, button)
            if line.key == selected and can_edit:
                is_open = True
                self._box.insertWidget(where + 1, self.controls)
                self.controls.quantity.say(str(line.quantity))
        self.controls.setVisible(is_open)

    def button_of(self, key: str) -> LineButton | None:
        """The widget of a line."""
        return self._buttons.get(key)

    def _make(self, line: BillLine) -> LineButton:
        button = LineButton(line)
        button.setParent(self)
        button.clicked.connect(lambda _=False, key=line.key: self.toggled.emit(key))
        self._buttons[line.key] = button
        button.show()
        return button
