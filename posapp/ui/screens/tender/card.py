"""What staff copy from the external terminal's slip. There is no place for a card number.

Names: `tender.part` (charge another amount), `tender.brand.<brand>`, `tender.lastfour`,
`tender.reference`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.domain.errors import DomainError
from posapp.ui.safe import wrapped
from posapp.ui.screens.tender.presenter import BRANDS, LAST_FOUR
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import column, row, section

_NEVER = "Then copy its slip. Never type the card number."


class SlipForm(QWidget):
    """Brand, last four, reference."""

    changed = Signal()
    last_four_wanted = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tender.slip")
        self.brand = ""
        self._take = wrapped(type_=Type.SECTION)
        self.amount = Button("Other amount", name="tender.part", kind=Kind.QUIET)
        self._brands = ChipRow(name="tender.brand", spoken="Card brand", columns=3)
        self._brands.offer([(name, name, "") for name in BRANDS])
        self._brand_error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._brand_error.setObjectName("tender.brand.error")
        self._brand_error.hide()
        digits = Qt.InputMethodHint.ImhDigitsOnly
        self._last_four = Field(
            "Last four digits", name="tender.lastfour", hints=digits, longest=LAST_FOUR
        )
        self._reference = Field("Approval reference", name="tender.reference", longest=64)
        self._brands.chosen.connect(self._choose)
        for field in (self._last_four, self._reference):
            field.edit.textEdited.connect(lambda _: self.changed.emit())
            field.edit.returnPressed.connect(self.entered)
        self._last_four.edit.installEventFilter(self)
        head = row(self._take, self.amount)
        head.setStretch(0, 1)
        self.setLayout(
            column(
                head,
                wrapped(_NEVER, ink="muted"),
                8,
                section("Brand"),
                self._brands,
                self._brand_error,
                8,
                self._last_four,
                self._reference,
                None,
            )
        )

    @property
    def last_four(self) -> str:
        """The last four digits."""
        return self._last_four.text

    @property
    def reference(self) -> str:
        """The approval reference."""
        return self._reference.text

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [self.amount, *self._brands.chips, self._last_four.edit, self._reference.edit]

    def ask(self, amount: str) -> None:
        """Say how much the terminal has to take."""
        self._take.say(f"Take {amount} on the terminal")

    def put(self, *, brand: str, last_four: str, reference: str) -> None:
        """Show what is known; half-typed text is not touched when it is the same."""
        self.brand = brand
        self._brands.turn_on(brand)
        for field, text in ((self._last_four, last_four), (self._reference, reference)):
            if field.text != text:
                field.put(text)

    def _choose(self, brand: str) -> None:
        self.brand = brand
        self._refuse_brand("")
        self.changed.emit()
        self._last_four.edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def _refuse_brand(self, sentence: str) -> None:
        self._brand_error.say(sentence)
        self._brand_error.setVisible(bool(sentence))

    def clear_errors(self) -> None:
        """Take every sentence away."""
        self._refuse_brand("")
        self._last_four.refuse("")
        self._reference.refuse("")

    def refuse(self, refusal: DomainError) -> bool:
        """Show a sentence at its field; False when it belongs to none."""
        if refusal.field == "brand":
            self._refuse_brand(refusal.message)
            return True
        field = {"last_four": self._last_four, "reference": self._reference}.get(refusal.field)
        if field is not None:
            field.refuse(refusal.message)
        return field is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self.last_four_wanted.emit()
        return False
