"""The gift card sheet. Names: `giftcard.close`, `giftcard.code`, `giftcard.ask`,
`giftcard.amount`, `giftcard.sentence`. The code leaves the field when it is asked for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.ui.safe import Label, wrapped
from posapp.ui.screens.guests.gift_card import GiftCardState
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.field import Field
from posapp.ui.widgets.layout import boxed, column, ground, row
from posapp.ui.widgets.spinner import Spinner

_SIDE = 20
_CODE = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class GiftCardPanel(QWidget):
    """Asks for a code and shows what is left on the card."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("giftcard")
        ground(self, "surface")
        self.close_button = icon_button("x", name="giftcard.close", spoken="Close")
        self.code = Field("Gift card code", name="giftcard.code", hints=_CODE, longest=64)
        self.ask = Button("Show balance", name="giftcard.ask", kind=Kind.PRIMARY, icon="gift")
        self.ask.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._spinner = Spinner()
        self._shown = Label(type_=Type.STRONG, ink="muted")
        self._amount = Label(type_=Type.MONEY)
        self._amount.setObjectName("giftcard.amount")
        self._sentence = wrapped(ink="muted")
        self._sentence.setObjectName("giftcard.sentence")
        self.code.edit.returnPressed.connect(self._ask)
        self.ask.clicked.connect(self._ask)
        title = Label("Gift card", type_=Type.SECTION)
        head = row(title, None, self.close_button, margins=(_SIDE, 12, 12, 0))
        told = row(self._spinner, self._sentence, gap=12)
        told.setStretch(1, 1)
        hint = "The code is asked for once and kept nowhere."
        self._asking = boxed(column(self.code, wrapped(hint, type_=Type.SMALL, ink="muted"), 16))
        body = column(
            self._asking,
            self._shown,
            self._amount,
            told,
            None,
            self.ask,
            margins=(_SIDE, 0, _SIDE, 16),
        )
        self.setLayout(column(head, body))

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [self.close_button, self.code.edit, self.ask]

    def start(self) -> None:
        """Begin blank, with the cursor in the field."""
        self.forget()
        target = self.code.edit if self.ask.isEnabled() else self.close_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty the field; setting its text empties what Ctrl+Z would bring back, too."""
        self.code.put("")

    def _ask(self) -> None:
        code = self.code.text
        self.forget()
        if code:
            self.asked.emit(code)
        else:
            self.code.refuse("Type or scan the code on the card.")

    def show_state(self, state: GiftCardState) -> None:
        """Show how far the question is."""
        self._asking.setVisible(state.can_ask)
        self.ask.say("Show balance", note="" if state.can_ask else "Not possible")
        self.ask.setEnabled(state.can_ask)
        self._spinner.setVisible(state.is_waiting)
        self._shown.say(f"Card {state.shown}" if state.shown else "")
        self._amount.say(state.amount)
        self._sentence.say(state.sentence)
        self._sentence.use_ink("danger" if state.is_trouble else "muted")
        for label in (self._shown, self._amount, self._sentence):
            label.setVisible(bool(label.text()))
