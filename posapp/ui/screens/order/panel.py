"""The order at the right of the pad.

Names: `pad.profile`, `pad.ship`, `pad.guest`, `pad.again`, `pad.pay`, `pad.close`, `pad.total`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from posapp.domain.guest import Contact
from posapp.ui.safe import ElidedLabel, Label, plain, wrapped
from posapp.ui.screens.order.bill import Bill
from posapp.ui.screens.order.forms import GuestForm, QuantityForm
from posapp.ui.screens.order.lines import LineList
from posapp.ui.screens.order.ship_form import ShipForm
from posapp.ui.screens.order.shipping import ShipChoice
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.layout import Hairline, beside, boxed, clear, column, ground, row, scrolled
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.paint import IconMark, StateChip

_SIDE = 20
_LONGEST_ADDRESS = 160


class OrderPanel(QWidget):
    """Shows a Bill; the screen connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Bill | None = None
        self._selected = ""
        ground(self, "surface")
        self.lines = LineList()
        self.guest = Button("Add guest", name="pad.guest", icon="user-plus")
        self.profile = Button("Profile", name="pad.profile", kind=Kind.QUIET, icon="user")
        self.ship = Button("Ship it", name="pad.ship", kind=Kind.QUIET, icon="truck")
        self.again = Button("New order", name="pad.again", icon="plus")
        self.pay = Button("Pay", name="pad.pay", kind=Kind.PRIMARY, icon="hand-coins", tip="F10")
        self.close_order = Button("Close order", name="pad.close", kind=Kind.PRIMARY, icon="check")
        self.guest_form = GuestForm()
        self.quantity_form = QuantityForm()
        self.ship_form = ShipForm()
        self._name = ElidedLabel(type_=Type.TITLE)
        self._detail = ElidedLabel(ink="muted")
        self._state = StateChip(name="pad.state")
        self._sync = StateChip(name="pad.sync")
        self._empty = EmptyState("shopping-bag", name="pad.empty")
        self._empty.say("Tap a product to put it on the order")
        self._totals: QVBoxLayout = column(gap=4)
        self._total_label = Label(type_=Type.LIST)
        self._total = Label(type_=Type.MONEY)
        self._total.setObjectName("pad.total")
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._pages = Pages()
        self._lay_out()

    def _lay_out(self) -> None:
        words = column(self._name, self._detail, gap=2)
        chips = row(self._state, self._sync, self.profile, self.ship, None)
        top = row(words, self.guest, gap=12)
        top.setStretch(0, 1)
        self._ships_to = wrapped(type_=Type.SMALL_STRONG, ink="arrived")
        self._ships_to.setObjectName("pad.ships_to")
        mark = IconMark("truck", ink="arrived")
        self._parcel = boxed(beside(mark, column(self._ships_to), gap=8))
        head = column(top, chips, self._parcel, margins=(_SIDE, 16, _SIDE, 12), gap=8)
        self._inside = column(self.lines, None, margins=(8, 4, 8, 4))
        self._scroll = scrolled(boxed(self._inside), name="pad.scroll", spoken="Lines")
        self._middle = Pages()
        self._middle.addWidget(self._scroll)
        self._middle.addWidget(self._empty)
        for button in (self.again, self.pay, self.close_order):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        foot = column(
            self._totals,
            row(self._total_label, None, self._total),
            row(self.again, self.pay, self.close_order),
            margins=(_SIDE, 12, _SIDE, 16),
            gap=8,
        )
        page = column(head, Hairline(), self._middle, Hairline(), foot, gap=0)
        page.setStretchFactor(self._middle, 1)
        self._page = boxed(page)
        for widget in (self._page, self.guest_form, self.quantity_form, self.ship_form):
            self._pages.addWidget(widget)
        self.setLayout(column(self._pages))

    @property
    def is_form_open(self) -> bool:
        """True while a form covers the order."""
        return self._pages.currentWidget() is not self._page

    def ask_guest(self, known: Contact, *, recorded_email: str) -> None:
        """Open the guest form with what is known; the e-mail is the one of a record, or ""."""
        self._pages.setCurrentWidget(self.guest_form)
        self.guest_form.start(known, recorded_email=recorded_email)

    def ask_quantity(self, *, title: str, quantity: int) -> None:
        """Open the quantity form."""
        self._pages.setCurrentWidget(self.quantity_form)
        self.quantity_form.start(title=title, quantity=quantity)

    def ask_shipping(self, choices: Sequence[ShipChoice], *, country: str, refusal: str) -> None:
        """Open the form that asks how the order leaves; `refusal` says why it cannot ship."""
        self._pages.setCurrentWidget(self.ship_form)
        self.ship_form.start(choices, country=country, refusal=refusal)

    def close_forms(self) -> None:
        """Show the order again."""
        self._pages.setCurrentWidget(self._page)

    def show_bill(self, bill: Bill, *, selected: str) -> None:
        """Show an order."""
        if (bill, selected) == (self._shown, self._selected):
            return
        previous, self._shown = self._shown, bill
        self._name.say(bill.name)
        self._detail.say(bill.detail)
        self._state.show_word(bill.state)
        self._sync.show_word(bill.sync)
        self.guest.setVisible(bill.guest is not None)
        if bill.guest is not None:
            self.guest.say(bill.guest.text, note=bill.guest.note)
            self.guest.show_icon(bill.guest.icon)
        self.profile.setVisible(bool(bill.guest_id))
        self._show_leaving(bill)
        self.lines.show_lines(bill.lines, selected=selected, can_edit=bill.is_open)
        self._middle.setCurrentWidget(self._scroll if bill.lines else self._empty)
        if previous is None or (bill.totals, bill.prepaid) != (previous.totals, previous.prepaid):
            self._show_totals(bill)
        self._total_label.say(bill.total_label)
        self._total.say(bill.total)
        self.pay.say(bill.pay_text, note=bill.pay_note)
        self.pay.setEnabled(bill.can_pay)
        self.pay.setVisible(not bill.is_closed and not bill.can_close)
        self.close_order.setVisible(bill.can_close)
        self.again.setVisible(bill.can_start_another)
        if selected != self._selected:
            self._selected = selected
            self._bring_into_view(selected)

    def _show_leaving(self, bill: Bill) -> None:
        self._ships_to.say(plain(bill.ships_to, limit=_LONGEST_ADDRESS))
        self._parcel.setVisible(bool(bill.ships_to))
        self.ship.setVisible(bool(bill.leaves))
        if bill.leaves:
            words = bill.leaves if bill.ships_to else "Ship it"
            self.ship.say(words, spoken=f"{words}, how it leaves: {bill.leaves}")

    def _show_totals(self, bill: Bill) -> None:
        clear(self._totals)
        for line in bill.totals:
            label = ElidedLabel(line.label, ink=line.ink)
            amount = Label(line.amount, type_=Type.AMOUNT, ink=line.ink)
            self._totals.addLayout(row(label, amount))
        if bill.prepaid:
            self._totals.addWidget(Hairline())
            label = ElidedLabel("Prepaid via Tock, not part of this", type_=Type.SMALL, ink="muted")
            amount = Label(bill.prepaid, type_=Type.SMALL, ink="muted")
            self._totals.addLayout(row(label, amount))

    def _bring_into_view(self, key: str) -> None:
        button = self.lines.button_of(key)
        if button is not None:
            self._inside.activate()
            self._scroll.ensureWidgetVisible(self.lines.controls, 0, 8)
            self._scroll.ensureWidgetVisible(button, 0, 8)
