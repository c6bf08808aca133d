"""Undo instead of confirm: what happened, for eight seconds, with a way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLineEdit, QWidget

from posapp.domain.outbox import UNDO_MS
from posapp.ui import theme
from posapp.ui.desk import Notice
from posapp.ui.safe import ElidedLabel
from posapp.ui.tokens import GRID, RADIUS, Tone, Type, panel_width
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import row
from posapp.ui.widgets.paint import IconMark

_PLAIN_MS = 4_000
_GAP, _HEIGHT = 24, 64


class Snackbar(QWidget):
    """One notice at a time, floating over the screen; `snack.undo` takes it back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("snack")
        self._undo: Callable[[], object] | None = None
        self._text = ElidedLabel(type_=Type.STRONG, ink="on_snack")
        self._text.setObjectName("snack.text")
        self.undo_button = Button("Undo", name="snack.undo", kind=Kind.TONAL, icon="undo-2")
        self.undo_button.clicked.connect(self.take_back)
        self._over = parent
        self._tone = Tone.NEUTRAL
        self._mark = IconMark("triangle-alert", size=22, ink="snack_action")
        self._row = row(self._mark, self._text, self.undo_button, gap=_GAP, margins=(_GAP, 8, 8, 8))
        self.setLayout(self._row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._aside = QTimer(self)
        self._aside.setSingleShot(True)
        self._aside.setInterval(0)
        self._aside.timeout.connect(self.place)
        parent.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._make_way)  # type: ignore[union-attr]
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text() if self.isVisible() else ""

    def show_notice(self, notice: Notice) -> None:
        """Show a notice and say it to screen readers."""
        self._undo = notice.undo
        self._text.say(notice.text)
        self.undo_button.setVisible(notice.undo is not None)
        self._tone = notice.tone
        self._mark.setVisible(notice.tone is Tone.DANGER)
        self._row.setContentsMargins(_GAP, 8, 8 if notice.undo else _GAP, 8)
        self._timer.start(UNDO_MS if notice.undo else _PLAIN_MS)
        self.place()
        self.show()
        self.raise_()
        self._aside.start()  # the page may change with what is told
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))

    def place(self) -> None:
        """Sit at the bottom left, however long the name in it: the actions are at the right.

        Where it would hide a control it goes above that one, and to the top where no place is free.
        """
        parent = self._over
        words = QFontMetrics(self._text.font()).horizontalAdvance(self._text.text()) + 2
        mark = _GAP + self._mark.width() if self._tone is Tone.DANGER else 0
        undo = _GAP + self.undo_button.sizeHint().width() if self._undo else _GAP - 8
        room = parent.width() - panel_width(parent.width()) - 32
        width = min(_GAP + mark + words + undo + 8, room)
        spot = QRect(16, parent.height() - _HEIGHT - 16, width, _HEIGHT)
        controls = self._controls()
        while hidden := [one for one in controls if one.intersects(spot)]:
            spot.moveBottom(min(one.top() for one in hidden) - GRID)
        spot.moveTop(max(spot.top(), 16))
        self.setGeometry(spot)

    def _make_way(self) -> None:
        if not self._timer.isActive():
            return
        self._aside.start()  # what has the focus is scrolled to first

    def _controls(self) -> list[QRect]:
        """Where a finger may go next; what scrolls goes on beneath a notice, but for the focus."""
        focused = QApplication.focusWidget()
        kinds = (QAbstractButton, QLineEdit)
        return [
            QRect(widget.mapTo(self._over, QPoint(0, 0)), widget.size())
            for kind in kinds
            for widget in self._over.findChildren(kind)
            if widget.isVisible() and widget.isEnabled() and not self.isAncestorOf(widget)
            if widget is focused or not self._scrolls(widget)
        ]

    def _scrolls(self, widget: QWidget) -> bool:
        holder = widget.parentWidget()
        while holder is not None and holder is not self._over:
            if isinstance(holder, QAbstractScrollArea):
                return True
            holder = holder.parentWidget()
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:  # the banner takes and gives room at any time
            self.place()
        return False

    def take_back(self) -> None:
        """Undo what the notice told, once."""
        undo, self._undo = self._undo, None
        self.dismiss()
        if undo is not None:
            undo()

    def dismiss(self) -> None:
        """Go away; the time to undo is over."""
        self._undo = None
        self._timer.stop()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(theme.ink().snack))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
