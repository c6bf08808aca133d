"""The pane beside a file: its refused rows, or what its columns mean.

Names: `file.kind` for the chips, `file.columns` and `file.refused` for the lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from posapp.ports.csv_files import FileColumn, FileKind
from posapp.ui import theme
from posapp.ui.safe import ElidedLabel, plain
from posapp.ui.screens.connections.file_import import SheetLine
from posapp.ui.tokens import Type
from posapp.ui.widgets.card import CardDelegate
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import column
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.paint import draw_text

_HEIGHT = 76
"""Room for two lines below the first."""

_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class FileLines(QWidget):
    """Refused rows are more urgent than the columns."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: dict[str, tuple[SheetLine, ...]] = {}
        self._refused: tuple[SheetLine, ...] = ()
        self._kind = FileKind.CUSTOMERS.value
        self._title = ElidedLabel(type_=Type.SECTION)
        self._title.setObjectName("file.lines.title")
        self.chips = ChipRow(name="file.kind", spoken="Columns of")
        self.chips.offer([(kind.value, kind.value.capitalize(), "") for kind in FileKind])
        for kind, chip in zip(FileKind, self.chips.chips, strict=True):
            chip.say(kind.value.capitalize(), spoken=f"Columns of {kind.value}")
        self.chips.turn_on(self._kind)
        self.columns = _list("file.columns", spoken="Columns")
        self.refused = _list("file.refused", spoken="Refused rows")
        self.chips.chosen.connect(self._choose)
        body = column(self._title, self.chips, self.columns, self.refused, gap=8)
        for one in (self.columns, self.refused):
            body.setStretchFactor(one, 1)
        self.setLayout(body)
        self.show_refused((), title="")

    def document(self, columns: Mapping[FileKind, Sequence[FileColumn]]) -> None:
        """What each kind's columns mean."""
        self._columns = {kind.value: _lines(found) for kind, found in columns.items()}
        self._show()

    def show_refused(self, refused: tuple[SheetLine, ...], *, title: str) -> None:
        """Rows that are set aside; without any the columns are shown."""
        is_refused = bool(refused)
        self._title.say(title if is_refused else "Columns of a file")
        self.chips.setVisible(not is_refused)
        self.columns.setVisible(not is_refused)
        self.refused.setVisible(is_refused)
        if refused != self._refused:
            self._refused = refused
            self.refused.show_lines(refused)
            self.refused.verticalScrollBar().setValue(0)

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self._show()

    def _show(self) -> None:
        self.columns.show_lines(self._columns.get(self._kind, ()))
        self.columns.verticalScrollBar().setValue(0)


def _list(name: str, *, spoken: str) -> ListView:
    model = KeyedModel(spoken_of=lambda line: f"{line.title}: {line.detail}")
    return ListView(model, CardDelegate(_draw, height=_HEIGHT), name=name, spoken=spoken)


def _lines(columns: Sequence[FileColumn]) -> tuple[SheetLine, ...]:
    return tuple(
        SheetLine(one.name, f"{one.name}{' · required' if one.is_required else ''}", one.meaning)
        for one in columns
    )


def _draw(painter: QPainter, area: QRectF, line: SheetLine) -> None:
    palette = theme.ink()
    inside = area.adjusted(16, 9, -16, -6)
    title = QRectF(inside.left(), inside.top(), inside.width(), 24)
    draw_text(painter, title, line.title, type_=Type.STRONG, ink=palette.text)
    painter.setFont(theme.font(Type.SMALL))
    painter.setPen(theme.color(palette.muted))
    rest = QRectF(
        inside.left(), title.bottom() + 2, inside.width(), inside.bottom() - title.bottom()
    )
    painter.drawText(rest, _WRAPPED, plain(line.detail))
