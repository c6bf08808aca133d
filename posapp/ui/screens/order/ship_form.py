"""How the order leaves. Names: `pad.ship.carry_out`, `pad.ship.<n>`, `pad.ship.to.<part>`,
`pad.ship.save`, `pad.ship.cancel`. A tap on a place is the choice; another place is typed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from posapp.domain.address import Address
from posapp.domain.errors import DomainError
from posapp.ui.safe import Label, wrapped
from posapp.ui.screens.guests.address_block import AddressBlock
from posapp.ui.screens.order.shipping import CARRY_OUT, ShipChoice
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.layout import Hairline, beside, boxed, clear, column, row, scrolled
from posapp.ui.widgets.paint import IconMark

_SIDE = 20
_NEEDED = ("line1", "city", "postal")
_HINT = "Tap where it goes, or type another address. It can be changed until the order is paid."
_HEAD_HEIGHT = 132
"""So deep is the head of an order: a second tap on “Ship it” there chooses nothing here."""


class ShipForm(QWidget):
    """Shows the choices; the screen takes the one that was tapped."""

    chosen = Signal(str)
    typed = Signal(object)
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pad.ship.form")
        self._choices: QVBoxLayout = column(gap=8)
        self._block = AddressBlock("Another address", name="pad.ship.to")
        self._error = wrapped(type_=Type.SMALL_STRONG, ink="danger")
        self._refusal = wrapped(type_=Type.STRONG)
        self._refusal.setObjectName("pad.ship.refusal")
        self._refused = boxed(beside(IconMark("info", size=24), column(self._refusal)))
        self._save = Button("Ship there", name="pad.ship.save", kind=Kind.PRIMARY, icon="truck")
        self._cancel = Button("Cancel", name="pad.ship.cancel")
        self._cancel.setFixedHeight(64)
        for button in (self._save, self._cancel):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._save.clicked.connect(lambda: self.typed.emit(Address(**self._block.parts())))
        self._block.entered.connect(self._save.click)
        self._cancel.clicked.connect(self.cancelled)
        body = column(
            self._refused,
            self._choices,
            8,
            self._error,
            self._block,
            None,
            margins=(_SIDE, 0, _SIDE, 8),
        )
        self._inside = boxed(body)
        area = scrolled(self._inside, name="pad.ship.body", spoken="How the order leaves")
        self._area = area
        title = Label("How does it leave?", type_=Type.SECTION)
        self._hint = wrapped(ink="muted")
        head = boxed(column(title, self._hint, None, margins=(_SIDE, 16, _SIDE, 0)))
        head.setFixedHeight(_HEAD_HEIGHT - 13)
        outer = column(
            column(head, Hairline(), gap=0),
            area,
            Hairline(),
            row(self._cancel, self._save, margins=(_SIDE, 0, _SIDE, 16)),
            gap=12,
        )
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    def start(self, choices: Sequence[ShipChoice], *, country: str, refusal: str) -> None:
        """Offer the choices; the one that stands has the focus. `refusal`: nothing can ship.

        Another address is taken to be in `country` until something else is typed.
        """
        clear(self._choices)
        self._block.put({"country": country})
        self._say("")
        self._hint.say("" if refusal else _HINT)
        self._refusal.say(refusal)
        self._refused.setVisible(bool(refusal))
        self._block.setVisible(not refusal)
        self._save.say("Ship there", note="Not possible" if refusal else "")
        self._save.setEnabled(not refusal)
        for choice in choices:
            button = self._button_of(choice)
            self._choices.addWidget(button)
            button.show()
            if choice.is_on:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, refusal: DomainError) -> None:
        """Show why an address cannot be used; the cursor goes to what is missing of it."""
        typed = self._block.parts()
        missing = next((part for part in _NEEDED if not typed.get(part)), "")
        if refusal.field == "ship_to" and not Address(**typed).is_blank and missing:
            self._block.refuse("Needed", part=missing)
        self._say(refusal.message)
        layout = self._inside.layout()
        if layout is not None:
            layout.activate()  # what is shown just now has its place only then
        for widget in (self._block, self._error):
            self._area.ensureWidgetVisible(widget, 0, _SIDE)

    def _say(self, sentence: str) -> None:
        self._error.say(sentence)
        self._error.setVisible(bool(sentence))

    def _button_of(self, choice: ShipChoice) -> Button:
        icon = "shopping-bag" if choice.key == CARRY_OUT else "truck"
        made = Button(
            choice.title,
            name=f"pad.ship.{choice.key}",
            spoken=f"{choice.title}, {choice.note}",
            icon="check" if choice.is_on else icon,
            note=choice.refusal or choice.note,
        )
        made.setCheckable(True)
        made.setChecked(choice.is_on)
        made.setEnabled(not choice.refusal)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setFixedHeight(64)
        made.clicked.connect(lambda: self.chosen.emit(choice.key))
        return made
