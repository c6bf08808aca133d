"""The end of a payment: what was paid and the change to give, until somebody says Done.

Names: `tender.change`, `tender.done`, `tender.finish`.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from posapp.ui import icons, theme
from posapp.ui.safe import Label
from posapp.ui.screens.tender.presenter import Receipt
from posapp.ui.tokens import Tone, Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import column, row


class DoneMark(QWidget):
    """A tick in a disc."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(112, 112)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = theme.ink().tones[Tone.SEATED]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone.bg))
        painter.drawEllipse(self.rect())
        icons.draw(painter, "check", QRectF(28, 28, 56, 56), tone.fg)


class ReceiptPage(QWidget):
    """Stays until it is dismissed: the change must be readable while it is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tender.receipt")
        self._paid = Label(type_=Type.SECTION, ink="muted")
        self._label = Label("Change", type_=Type.TITLE)
        self._change = Label(type_=Type.CHANGE)
        self._change.setObjectName("tender.change")
        self._saved = Label("Saved here first, sent when online", ink="muted")
        self.done = Button("Done", name="tender.done", kind=Kind.PRIMARY, icon="check")
        self.done.setMinimumWidth(240)
        self.finish = Button("Done, party has left", name="tender.finish", icon="door-open")
        self.finish.setMinimumHeight(64)
        for label in (self._paid, self._label, self._change, self._saved):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(
            column(
                None,
                row(None, DoneMark(), None),
                16,
                self._paid,
                24,
                self._label,
                self._change,
                24,
                self._saved,
                16,
                row(None, self.finish, self.done, None, gap=16),
                None,
                gap=4,
            )
        )

    def show_receipt(self, receipt: Receipt, *, can_finish: bool) -> None:
        """Show what was paid."""
        self._paid.say(f"Paid {receipt.paid}")
        self._label.say("Change to give" if receipt.has_change else "No change")
        self._change.say(receipt.change)
        self.finish.setVisible(can_finish)
