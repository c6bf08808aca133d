"""Two small forms over the order's lines: who the guest is, and how many of a line.

Names: `guest.first`, `guest.last`, `guest.email`, `guest.phone`, `guest.save`, `guest.cancel`;
`pad.qty.0` … `pad.qty.9`, `pad.qty.back`, `pad.qty.set`, `pad.qty.cancel`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, email_key
from posapp.ui.safe import ElidedLabel, Label, field_text, wrapped
from posapp.ui.screens.arrivals.walk_in import NO_RECORD, WILL_RECORD
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.keypad import DOUBLE_ZERO, Keypad
from posapp.ui.widgets.layout import column, row

_RECORDED = "There is a customer record for this e-mail."
_SIDE = 20
_DIGITS = 3
_EMAIL = Qt.InputMethodHint.ImhEmailCharactersOnly | Qt.InputMethodHint.ImhNoAutoUppercase


class GuestForm(QWidget):
    """First name, last name, e-mail: all three make a customer record."""

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("guest.form")
        self._first = Field("First name", name="guest.first")
        self._last = Field("Last name", name="guest.last")
        self._email = Field("E-mail", name="guest.email", hints=_EMAIL, longest=254)
        dialable = Qt.InputMethodHint.ImhDialableCharactersOnly
        self._phone = Field("Phone (optional)", name="guest.phone", hints=dialable)
        self._recorded = ""
        self._hint = wrapped(ink="muted")
        self._hint.setObjectName("guest.hint")
        self._save = Button("Save guest", name="guest.save", kind=Kind.PRIMARY, icon="user-check")
        self._cancel = Button("Cancel", name="guest.cancel")
        self._save.clicked.connect(lambda: self.saved.emit(self._contact()))
        self._cancel.clicked.connect(self.cancelled)
        for button in (self._save, self._cancel):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for field in self._fields():
            field.edit.textChanged.connect(lambda _: self._show())
            field.edit.returnPressed.connect(self._save.click)
        self._cancel.setFixedHeight(64)
        self.setLayout(
            column(
                Label("Guest", type_=Type.SECTION),
                row(self._first, self._last),
                self._email,
                self._phone,
                self._hint,
                None,
                row(self._cancel, self._save),
                margins=(_SIDE, 16, _SIDE, 16),
                gap=12,
            )
        )

    def _fields(self) -> list[Field]:
        return [self._first, self._last, self._email, self._phone]

    def _contact(self) -> Contact:
        return Contact(self._first.text, self._last.text, self._email.text, self._phone.text)

    def start(self, known: Contact, *, recorded_email: str) -> None:
        """Begin with what is known; the first thing that is missing is typed next."""
        self._recorded = email_key(recorded_email)
        texts = (known.first_name, known.last_name, known.email, known.phone)
        for field, text in zip(self._fields(), texts, strict=True):
            field.put(field_text(text))
        self._show()
        missing = (field for field in self._fields()[:3] if not field.text)
        field = next(missing, self._first)
        field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        field.edit.selectAll()

    def _show(self) -> None:
        contact = self._contact()
        hint = WILL_RECORD if contact.is_identified else NO_RECORD
        is_recorded = bool(self._recorded) and email_key(contact.email) == self._recorded
        self._hint.say(_RECORDED if is_recorded else hint)

    def refuse(self, refusal: DomainError) -> bool:
        """Show a sentence at its field; False when it belongs to none."""
        by_name = {
            "first_name": self._first,
            "last_name": self._last,
            "email": self._email,
            "phone": self._phone,
        }
        field = by_name.get(refusal.field)
        if field is not None:
            field.refuse(refusal.message)
        return field is not None


class QuantityForm(QWidget):
    """How many, by keypad or keyboard."""

    chosen = Signal(int)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pad.qty")
        self._digits = ""
        self._title = ElidedLabel(type_=Type.SECTION)
        self._number = Label(type_=Type.MONEY)
        self._error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._pad = Keypad(name="pad.qty", is_till=True, corner=DOUBLE_ZERO)
        self._pad.digit.connect(self._type)
        self._pad.erased.connect(self._erase)
        self._set = Button("Set quantity", name="pad.qty.set", kind=Kind.PRIMARY, icon="check")
        self._cancel = Button("Cancel", name="pad.qty.cancel")
        self._cancel.setFixedHeight(64)
        self._set.clicked.connect(lambda: self.chosen.emit(int(self._number.text())))
        self._cancel.clicked.connect(self.cancelled)
        for button in (self._set, self._cancel):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setLayout(
            column(
                self._title,
                self._number,
                self._error,
                row(None, self._pad, None),
                None,
                row(self._cancel, self._set),
                margins=(_SIDE, 16, _SIDE, 16),
                gap=12,
            )
        )

    def start(self, *, title: str, quantity: int) -> None:
        """Ask for the quantity of a line; the first digit replaces the old one."""
        self._title.say(title)
        self._digits = ""
        self._number.say(str(quantity))
        self.refuse("")
        self._pad.keys["1"].setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Show why the number cannot be used."""
        self._error.say(sentence)
        self._error.setVisible(bool(sentence))

    def _type(self, digit: str) -> None:
        self._digits = (self._digits + digit).lstrip("0")[:_DIGITS]
        self._number.say(self._digits or "0")
        self.refuse("")

    def _erase(self) -> None:
        self._digits = self._digits[:-1]
        self._number.say(self._digits or "0")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._set.click()
        elif not self._pad.take_key(event):
            super().keyPressEvent(event)
