"""Parcels below each other, each with its number and three buttons.

Names: `<name>.parcel.<n>.number|copy|page|mail`. Two quick taps on one are one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from posapp.ui.parcels import Parcel
from posapp.ui.safe import wrapped
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.flow import FlowBox
from posapp.ui.widgets.layout import boxed, clear, column

_REST_MS = 1_000


class ParcelLines(QWidget):
    """Shows parcels; whoever owns it connects what may be done with one."""

    copied = Signal(object)
    page_wanted = Signal(object)
    mail_wanted = Signal(object)

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self._name = name
        self._shown: tuple[Parcel, ...] = ()
        self.stops: list[QWidget] = []
        self._lines: QVBoxLayout = column(gap=10)
        self.setLayout(self._lines)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._pressed = ""

    def show_parcels(self, parcels: Sequence[Parcel]) -> bool:
        """Show them; True when the controls were made anew."""
        if tuple(parcels) == self._shown:
            return False
        self._shown = tuple(parcels)
        clear(self._lines)
        self.stops = []
        for at, parcel in enumerate(parcels):
            self._lines.addWidget(self._line(at, parcel))
        self.setVisible(bool(parcels))
        return True

    def _line(self, at: int, parcel: Parcel) -> QWidget:
        name, number = f"{self._name}.parcel.{at}", parcel.text

        def button(key: str, words: str, icon: str, signal: Callable[[object], object]) -> Button:
            made = Button(words, name=f"{name}.{key}", icon=icon, spoken=f"{words} {number}")
            made.clicked.connect(lambda: self._press(made.objectName(), signal, parcel))
            self.stops.append(made)
            return made

        copy = button("copy", "Copy", "copy", self.copied.emit)
        page = button("page", "Track", "external-link", self.page_wanted.emit)
        mail = button("mail", "E-mail it", "mail", self.mail_wanted.emit)
        page.say("Track", note=parcel.no_page)
        page.setEnabled(not parcel.no_page)
        mail.say("E-mail it", note=parcel.no_mail)
        mail.setEnabled(not parcel.no_mail)
        said = wrapped(number, type_=Type.AMOUNT)
        said.setObjectName(f"{name}.number")
        lines = column(said, gap=2)
        if parcel.detail:
            lines.addWidget(wrapped(parcel.detail, type_=Type.SMALL, ink="muted"))
        buttons = FlowBox()
        for one in (copy, page, mail):
            buttons.add(one)
        return boxed(column(lines, buttons, gap=6))

    def _press(self, button: str, signal: Callable[[object], object], parcel: Parcel) -> None:
        is_again = self._rest.isActive() and button == self._pressed
        self._pressed = button
        self._rest.start()
        if not is_again:
            signal(parcel)
