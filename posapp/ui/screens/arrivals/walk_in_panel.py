"""The walk-in sheet. Names: `walkin.close`, `walkin.size.1` … `walkin.size.9`, `walkin.size.more`,
`walkin.key.0` … `walkin.key.9`, `walkin.table`, `walkin.first`, `walkin.last`, `walkin.email`,
`walkin.phone`, `walkin.seat`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.ui.desk import Desk
from posapp.ui.safe import Label, wrapped
from posapp.ui.screens.arrivals.walk_in import WalkInPresenter
from posapp.ui.tokens import GRID, PRIMARY_HEIGHT, Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.keypad import DOUBLE_ZERO, Keypad
from posapp.ui.widgets.layout import Hairline, boxed, column, ground, row, scrolled, section

_SIDE = 20
_MORE = "10+"
_SIZES = range(1, 10)
_EMAIL = Qt.InputMethodHint.ImhEmailCharactersOnly | Qt.InputMethodHint.ImhNoAutoUppercase


class WalkInPanel(QWidget):
    """Size, then SEAT; everything between them is optional."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = WalkInPresenter(desk)
        self.setObjectName("walkin.sheet")
        ground(self, "surface")
        self.close_button = icon_button("x", name="walkin.close", spoken="Close")
        self.close_button.clicked.connect(self.closed)
        self._sizes: dict[int, Button] = {}
        self._more = Button(
            _MORE, name="walkin.size.more", kind=Kind.KEY, spoken="Ten or more guests"
        )
        self._pad = Keypad(name="walkin.key", is_till=False, corner=DOUBLE_ZERO)
        self._pad.keys[DOUBLE_ZERO].setVisible(False)
        self._size_error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._table = Field("Table (optional)", name="walkin.table", longest=40)
        self._first = Field("First name", name="walkin.first")
        self._last = Field("Last name", name="walkin.last")
        self._email = Field("E-mail", name="walkin.email", hints=_EMAIL, longest=254)
        self._phone = Field(
            "Phone", name="walkin.phone", hints=Qt.InputMethodHint.ImhDialableCharactersOnly
        )
        self._hint = wrapped(ink="muted")
        self._hint.setObjectName("walkin.hint")
        self.seat_button = Button("Seat", name="walkin.seat", kind=Kind.PRIMARY, icon="armchair")
        self._lay_out()
        self._wire()

    def _size_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for size in _SIZES:
            button = Button(str(size), name=f"walkin.size.{size}", kind=Kind.KEY)
            button.setCheckable(True)
            button.setAccessibleName(f"{size} guests")
            button.setFixedHeight(PRIMARY_HEIGHT)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, size=size: self._choose(size))
            self._sizes[size] = button
            grid.addWidget(button, (size - 1) // 5, (size - 1) % 5)
        self._more.setCheckable(True)
        self._more.setFixedHeight(PRIMARY_HEIGHT)
        self._more.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid.addWidget(self._more, 1, 4)
        for at in range(5):
            grid.setColumnStretch(at, 1)
        return grid

    def _lay_out(self) -> None:
        head = row(
            Label("Walk-in", type_=Type.TITLE), None, self.close_button, margins=(_SIDE, 12, 12, 8)
        )
        self._pad_box = boxed(row(None, self._pad, None))
        self._pad_box.setVisible(False)
        body = boxed(
            column(
                section("How many guests?"),
                self._size_grid(),
                self._pad_box,
                self._size_error,
                8,
                self._table,
                8,
                row(self._first, self._last),
                row(self._email, self._phone),
                self._hint,
                None,
                margins=(_SIDE, 8, _SIDE, 12),
                gap=GRID,
            )
        )
        self._size_error.hide()
        self._area = scrolled(body, name="walkin.body", spoken="Walk-in details")
        foot = column(self.seat_button, margins=(_SIDE, 12, _SIDE, 16))
        outer = column(head, Hairline(), self._area, Hairline(), foot, gap=0)
        outer.setStretchFactor(self._area, 1)
        self.setLayout(outer)

    def _wire(self) -> None:
        self._more.clicked.connect(self._type_more)
        self._pad.digit.connect(self._type)
        self._pad.erased.connect(self._erase)
        self.seat_button.clicked.connect(self.seat)
        for field in self._fields():
            field.edit.returnPressed.connect(self.seat_button.click)
            field.edit.textChanged.connect(lambda _: self._show())

    def _fields(self) -> list[Field]:
        return [self._table, self._first, self._last, self._email, self._phone]

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        sizes: list[QWidget] = [*self._sizes.values(), self._more]
        pad: list[QWidget] = list(self._pad.keys.values())
        edits: list[QWidget] = [field.edit for field in self._fields()]
        return [*sizes, *pad, *edits, self.seat_button, self.close_button]

    def start(self) -> None:
        """A new, empty walk-in."""
        self._presenter.start()
        for field in self._fields():
            field.put("")
        self._refuse_size("")
        self._show()
        self._sizes[1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        presenter = self._presenter
        for size, button in self._sizes.items():
            button.setChecked(size == presenter.size and not presenter.is_typing_size)
        self._more.setChecked(presenter.is_typing_size)
        self._pad_box.setVisible(presenter.is_typing_size)
        self._more.say(str(presenter.size or "") if presenter.is_typing_size else _MORE)
        self.seat_button.say(presenter.seat_text)
        self._hint.say(presenter.record_hint(self._contact()))

    def _contact(self) -> Contact:
        return Contact(self._first.text, self._last.text, self._email.text, self._phone.text)

    def _choose(self, size: int) -> None:
        self._presenter.choose_size(size)
        self._refuse_size("")
        self._show()

    def _type_more(self) -> None:
        self._presenter.type_more()
        self._show()
        # It has its place as soon as the layout has heard of it.
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._pad_box, 0, GRID))
        self._pad.keys["1"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(self, digit: str) -> None:
        self._presenter.type_digit(digit)
        self._refuse_size("")
        self._show()

    def _erase(self) -> None:
        self._presenter.erase()
        self._show()

    def seat(self) -> None:
        """Seat the party and go to its order."""
        self._desk.attempt(
            lambda: self._presenter.seat(table_name=self._table.text, contact=self._contact()),
            at_field=self._refuse,
        )

    def _refuse(self, refusal: DomainError) -> bool:
        if refusal.field == "size":
            self._refuse_size(refusal.message)
            return True
        by_name = {
            "table_name": self._table,
            "first_name": self._first,
            "last_name": self._last,
            "email": self._email,
            "phone": self._phone,
        }
        field = by_name.get(refusal.field)
        if field is None:
            return False
        field.refuse(refusal.message)
        return True

    def _refuse_size(self, sentence: str) -> None:
        self._size_error.say(sentence)
        self._size_error.setVisible(bool(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.seat_button.click()
        elif not self._pad.take_key(event):
            super().keyPressEvent(event)
