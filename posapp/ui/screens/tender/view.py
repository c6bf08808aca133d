"""The pay sheet. Names: `tender.back`, `tender.cash`, `tender.card`, `tender.due`,
`tender.key.0` … `tender.key.9`, `tender.key.00`, `tender.key.back`, `tender.record`,
`tender.error`; the cash page, the slip and the receipt name theirs.

A pressed button rests for a second; the payment's id makes a burst that gets through one payment.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from posapp.domain.changes import Changes, Topic
from posapp.domain.errors import DomainError
from posapp.domain.payment import Tender
from posapp.ports.failures import StoreTrouble
from posapp.ui.desk import Desk
from posapp.ui.safe import ElidedLabel, Label, wrapped
from posapp.ui.screen import Screen
from posapp.ui.screens.tender.card import SlipForm
from posapp.ui.screens.tender.cash import CashPage
from posapp.ui.screens.tender.presenter import Target, TenderPresenter
from posapp.ui.screens.tender.receipt import ReceiptPage
from posapp.ui.tokens import GRID, HEADER_HEIGHT, NARROW_BELOW, RAIL_WIDTH, Type
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.keypad import DOUBLE_ZERO, Keypad
from posapp.ui.widgets.layout import Hairline, boxed, card, clear, column, row
from posapp.ui.widgets.pages import Pages

_LARGEST = QSize(1_280, 820)
_LEFT, _LEFT_NARROW, _PAD_KEY = 296, 232, 96


class TenderScreen(Screen):
    """Due and method at the left, what was handed over in the middle, keys at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = TenderPresenter(desk)
        self.setObjectName("tender")
        self._back = Button("Back", name="tender.back", kind=Kind.QUIET, icon="chevron-left")
        self._title = ElidedLabel(type_=Type.TITLE)
        self._detail = ElidedLabel(ink="muted")
        self._due = Label(type_=Type.MONEY)
        self._due.setObjectName("tender.due")
        self._figures = column(gap=4)
        self._cash = Button("Cash", name="tender.cash", icon="banknote")
        self._card = Button("Card on terminal", name="tender.card", icon="credit-card")
        self._cash_page = CashPage()
        self._error = wrapped(type_=Type.STRONG, ink="danger")
        self._error.setObjectName("tender.error")
        self._slip = SlipForm()
        self._pad = Keypad(name="tender.key", is_till=True, corner=DOUBLE_ZERO, width=_PAD_KEY)
        self._record = Button(
            "Record payment", name="tender.record", kind=Kind.PRIMARY, icon="check"
        )
        self._receipt = ReceiptPage()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(desk.rest_ms)
        self._pages = Pages()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        words = column(self._title, self._detail, gap=0)
        head = row(self._back, words, gap=16)
        head.setStretch(1, 1)
        top = boxed(head)
        top.setFixedHeight(HEADER_HEIGHT)
        for button in (self._cash, self._card):
            button.setCheckable(True)
            button.setFixedHeight(64)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        due = card(
            column(
                Label("Due", type_=Type.SECTION, ink="muted"),
                self._due,
                self._figures,
                margins=(20, 16, 20, 16),
                gap=4,
            )
        )
        self._left = boxed(column(due, 8, self._cash, self._card, None, gap=8))
        self._left.setFixedWidth(_LEFT)
        self._middle = Pages()
        self._middle.addWidget(self._cash_page)
        self._middle.addWidget(self._slip)
        right = column(self._pad, None)
        body = row(self._left, self._middle, right, gap=24)
        body.setStretch(1, 1)
        saved = ElidedLabel("Saved here first, sent when online", ink="muted")
        self._record.setMinimumWidth(3 * _PAD_KEY + 2 * GRID)
        foot = column(self._error, row(saved, self._record, gap=16))
        page = column(top, Hairline(), 16, body, foot, margins=(16, 8, 16, 16), gap=8)
        page.setStretchFactor(body, 1)
        sheet = boxed(page)
        sheet.setMaximumSize(_LARGEST)
        self._entry = boxed(row(sheet))
        for widget in (self._entry, self._receipt):
            self._pages.addWidget(widget)
        self.setLayout(column(self._pages))
        keys = list(self._pad.keys.values())
        cash = self._cash_page.stops
        rest: list[QWidget] = [*self._slip.stops, *keys, self._record]
        follow(self._back, self._cash, self._card, *cash, *rest)

    def _wire(self) -> None:
        self._back.clicked.connect(self._desk.window.back)
        self._cash.clicked.connect(lambda: self._choose(Tender.CASH))
        self._card.clicked.connect(lambda: self._choose(Tender.CARD))
        self._cash_page.amount.clicked.connect(self._aim_at_amount)
        self._cash_page.chosen.connect(self._put)
        self._pad.digit.connect(self._type)
        self._pad.erased.connect(lambda: self._change(self._presenter.erase))
        self._slip.changed.connect(self._take_slip)
        self._slip.entered.connect(self._record.click)
        self._slip.last_four_wanted.connect(lambda: self._presenter.aim(Target.LAST_FOUR))
        self._slip.amount.clicked.connect(self._aim_at_amount)
        self._record.clicked.connect(self._press_record)
        self._receipt.done.clicked.connect(self._presenter.done)
        self._receipt.finish.clicked.connect(self._finish)
        self._rest.timeout.connect(self._show)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        self._presenter.start(argument)
        self._rest.stop()
        self._say_error("")
        self._slip.clear_errors()
        self._show()
        self._cash_page.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._rest.stop()  # at its end Done takes the focus, wherever the staff is by then

    def refresh(self, topics: Changes) -> None:
        if self._presenter.receipt is None and topics & {
            Topic.ORDERS,
            Topic.PAYMENTS,
            Topic.RESERVATIONS,
        }:
            self._presenter.reload()
            self._show()

    def escape(self) -> bool:
        if self._presenter.receipt is None:
            return False
        self._receipt.done.click()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW - RAIL_WIDTH
        self._left.setFixedWidth(_LEFT_NARROW if is_narrow else _LEFT)

    # --- showing ---

    def _show(self) -> None:
        presenter = self._presenter
        subject, receipt = presenter.subject, presenter.receipt
        is_resting = self._rest.isActive()
        if receipt is not None:
            can_finish = bool(subject and subject.visit_id)
            self._receipt.show_receipt(receipt, can_finish=can_finish)
            for button in (self._receipt.done, self._receipt.finish):
                button.setEnabled(not is_resting)
            self._pages.setCurrentWidget(self._receipt)
            # While Done rests the focus would wander to the rail, and the change be gone with it.
            target = self._receipt if is_resting else self._receipt.done
            if not self._desk.window.is_covered:
                target.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._pages.setCurrentWidget(self._entry)
        self._title.say(f"Pay · {subject.title}" if subject else "Nothing to pay")
        self._detail.say(subject.detail if subject else "")
        self._due.say(presenter.say(presenter.due_cents))
        self._show_figures()
        is_cash = presenter.tender is Tender.CASH
        self._cash.setChecked(is_cash)
        self._card.setChecked(not is_cash)
        self._middle.setCurrentWidget(self._cash_page if is_cash else self._slip)
        self._cash_page.show_state(presenter)
        self._slip.ask(presenter.say(presenter.amount_cents))
        self._slip.put(
            brand=presenter.brand, last_four=presenter.last_four, reference=presenter.reference
        )
        self._record.say(presenter.record_text())
        self._record.setEnabled(presenter.can_record and not is_resting)
        if subject is not None and subject.refusal:
            self._say_error(subject.refusal)

    def _show_figures(self) -> None:
        clear(self._figures)
        subject = self._presenter.subject
        for label, cents in subject.figures if subject else ():
            amount = Label(self._presenter.say(cents), type_=Type.AMOUNT, ink="muted")
            self._figures.addLayout(row(ElidedLabel(label, ink="muted"), amount))

    def _say_error(self, sentence: str) -> None:
        self._error.say(sentence)
        self._error.setVisible(bool(sentence))

    # --- doing ---

    def _change(self, action: Callable[[], object]) -> None:
        action()
        self._say_error("")
        self._show()

    def _aim_at_amount(self) -> None:
        self._change(lambda: self._presenter.aim(Target.AMOUNT))
        self._pad.keys["1"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, tender: Tender) -> None:
        self._change(lambda: self._presenter.choose(tender))

    def _put(self, cents: int) -> None:
        self._change(lambda: self._presenter.set_amount(cents))

    def _type(self, digit: str) -> None:
        self._change(lambda: self._presenter.type_digit(digit))

    def _take_slip(self) -> None:
        presenter, slip = self._presenter, self._slip
        presenter.brand, presenter.last_four = slip.brand, slip.last_four
        presenter.reference = slip.reference
        self._say_error("")

    def _press_record(self) -> None:
        if self._rest.isActive():
            return
        self._take_slip()
        self._slip.clear_errors()
        self._rest.start()
        self._desk.attempt(self._record_payment, at_field=self._refuse)
        if self._rest.isActive():
            self._rest.start()  # a slow store takes nothing off it
        self._show()

    def _record_payment(self) -> None:
        try:
            self._presenter.record()
        except StoreTrouble:
            self._show()  # the page goes over the receipt, and gives the focus back to it
            raise

    def _refuse(self, refusal: DomainError) -> bool:
        self._rest.stop()
        if self._presenter.tender is Tender.CARD and self._slip.refuse(refusal):
            return True
        self._say_error(refusal.message)
        return True

    def _finish(self) -> None:
        if self._desk.attempt(self._presenter.leave_party):
            self._presenter.done()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and self._rest.isActive():
            self._rest.start()  # whoever hammers Enter gets no further than the receipt
            return
        if self._presenter.receipt is not None:
            if is_enter:
                self._receipt.done.click()
            return
        if is_enter:
            self._record.click()
        elif not self._pad.take_key(event):
            super().keyPressEvent(event)
