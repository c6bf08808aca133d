"""State of the pay sheet. Its payment id is made when it opens, so any number of taps is one.

After a part payment everything typed is gone and the id is new: a second tap cannot pay the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.errors import NotFoundError
from posapp.domain.order import OrderState
from posapp.domain.payment import CardSlip, PaymentResult, Tender, Tendered
from posapp.ports.failures import StoreTrouble
from posapp.ui.desk import SAVED_WITHOUT_COPY, Desk, Notice
from posapp.ui.format import Words

BRANDS = ("Visa", "Mastercard", "Amex", "Discover", "Other")
_STEPS = (5, 10, 20, 50, 100)
QUICK = 4
_LONGEST = 8
LAST_FOUR = 4


class Target(StrEnum):
    """What the keypad writes into."""

    AMOUNT = "amount"
    LAST_FOUR = "last_four"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is paid: an order or a reservation's balance, with its numbers in cents."""

    title: str
    detail: str
    currency: str
    due_cents: int
    figures: tuple[tuple[str, int], ...]
    refusal: str = ""
    visit_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the last page shows."""

    paid: str
    change: str
    has_change: bool


@dataclass(slots=True)
class TenderPresenter:
    """One payment being taken."""

    desk: Desk
    argument: str = ""
    tender: Tender = Tender.CASH
    target: Target = Target.AMOUNT
    typed_cents: int | None = None
    brand: str = ""
    last_four: str = ""
    reference: str = ""
    receipt: Receipt | None = None
    subject: Subject | None = None
    _payment_id: str = ""

    def start(self, argument: str) -> None:
        """Open the sheet for `order:<id>` or `reservation:<key>`."""
        self.argument = argument
        self.tender = Tender.CASH
        self.receipt = None
        self._clear()
        self.reload()

    def _clear(self) -> None:
        self.target = Target.AMOUNT if self.tender is Tender.CASH else Target.LAST_FOUR
        self.typed_cents = None
        self.brand = self.last_four = self.reference = ""
        self._payment_id = self.desk.commands.new_id() if self.desk.commands else ""

    def reload(self) -> None:
        """Read again what is due."""
        kind, _, key = self.argument.partition(":")
        try:
            self.subject = self._balance(key) if kind == "reservation" else self._order(key)
        except NotFoundError:
            self.subject = None

    def _order(self, order_id: str) -> Subject:
        sheet = self.desk.reads.order(order_id)
        visit, order = sheet.visit, sheet.order
        figures = (("Total", sheet.price.total_cents), ("Paid here", sheet.paid_cents))
        is_closed = order.state is OrderState.CLOSED
        return Subject(
            title=" · ".join(part for part in (sheet.guest_name or visit.name,) if part),
            detail=" · ".join(p for p in (visit.table_name, f"Order {order.number}") if p),
            currency=order.currency,
            due_cents=0 if is_closed else sheet.due_cents,
            figures=figures if sheet.paid_cents else (),
            refusal="" if not is_closed else "This order is paid.",
            visit_id=visit.visit_id,
        )

    def _balance(self, key: str) -> Subject:
        sheet = self.desk.reads.reservation(key)
        balance = sheet.balance.at_till(self.words.currency)
        code = sheet.reservation.confirmation_code
        return Subject(
            title=sheet.reservation.name,
            detail=f"Balance of reservation {code}".strip(),
            currency=balance.currency,
            due_cents=balance.remaining_cents,
            figures=(
                ("Due in Tock", balance.due_in_tock_cents),
                ("Paid here", balance.paid_here_cents),
                ("Remaining", balance.remaining_cents),
            ),
            refusal=balance.refusal,
        )

    # --- what is shown ---

    @property
    def words(self) -> Words:
        """The way of writing amounts."""
        return self.desk.words

    @property
    def due_cents(self) -> int:
        """What is left to pay."""
        return self.subject.due_cents if self.subject else 0

    @property
    def amount_cents(self) -> int:
        """What was handed over or charged: typed, else nothing in cash and all on the card."""
        if self.typed_cents is not None:
            return self.typed_cents
        return self.due_cents if self.tender is Tender.CARD else 0

    def say(self, cents: int) -> str:
        """An amount in the currency of what is paid."""
        return self.words.money(cents, currency=self.subject.currency if self.subject else "")

    def quick(self) -> list[int]:
        """Round amounts above the due, the nearest first."""
        unit = self.words.whole_units_cents(currency=self.subject.currency if self.subject else "")
        due = self.due_cents
        nearest = {(due // (step * unit) + 1) * step * unit for step in _STEPS}
        further = {(due // (step * unit) + 2) * step * unit for step in _STEPS} - nearest
        chosen = sorted(nearest)[:QUICK]
        return sorted([*chosen, *sorted(further)[: QUICK - len(chosen)]])

    def outcome(self) -> tuple[str, str]:
        """The word and the amount under what is handed over: change, or what will remain."""
        short = self.due_cents - self.amount_cents
        if self.amount_cents and short > 0:
            return "Will remain", self.say(short)
        return "Change", self.say(max(0, -short) if self.amount_cents else 0)

    @property
    def can_record(self) -> bool:
        """True when the button may be pressed."""
        if self.receipt is not None or self.subject is None or self.subject.refusal:
            return False
        return self.due_cents > 0 and (self.tender is Tender.CARD or self.amount_cents > 0)

    def record_text(self) -> str:
        """The words on the button."""
        if self.tender is Tender.CASH and not self.amount_cents:
            return "Enter the cash received"
        return f"Record payment {self.say(min(self.amount_cents, self.due_cents))}"

    # --- what may be done ---

    def choose(self, tender: Tender) -> None:
        """Cash or card."""
        if tender is not self.tender:
            self.tender = tender
            self.target = Target.AMOUNT if tender is Tender.CASH else Target.LAST_FOUR
            self.typed_cents = None

    def aim(self, target: Target) -> None:
        """Point the keypad at a number."""
        self.target = target

    def set_amount(self, cents: int) -> None:
        """A quick amount."""
        self.typed_cents = cents
        self.target = Target.AMOUNT

    def type_digit(self, digit: str) -> None:
        """A key of the pad: cents from the right, or the card's last four."""
        if self.target is Target.LAST_FOUR:
            self.last_four = (self.last_four + digit)[:LAST_FOUR]
            return
        digits = f"{self.typed_cents or ''}{digit}"
        if len(digits) <= _LONGEST:
            self.typed_cents = int(digits)

    def erase(self) -> None:
        """Take a digit back."""
        if self.target is Target.LAST_FOUR:
            self.last_four = self.last_four[:-1]
        elif self.typed_cents is not None:
            self.typed_cents = self.typed_cents // 10 or None

    def record(self) -> None:
        """Record the payment; raises DomainError at the field. A repeat does nothing more.

        A payment saved without its second copy has its receipt when the StoreTrouble is raised.
        """
        if self.receipt is not None or self.subject is None:
            return
        self._payment_id = self._payment_id or self.desk.act.new_id()
        tendered = Tendered(self.tender, self.amount_cents, self._slip())
        try:
            result = self._pay(tendered)
        except StoreTrouble as trouble:
            if trouble.code == SAVED_WITHOUT_COPY:
                # A payment that is stored answers its own id with its first result.
                self._settle(self._pay(tendered))
            raise
        self._settle(result)

    def _pay(self, tendered: Tendered) -> PaymentResult:
        act, payment_id = self.desk.act, self._payment_id
        kind, _, key = self.argument.partition(":")
        if kind == "reservation":
            return act.take_balance(key, payment_id=payment_id, tendered=tendered)
        return act.record_payment(key, payment_id=payment_id, tendered=tendered)

    def _slip(self) -> CardSlip | None:
        if self.tender is Tender.CASH:
            return None
        return CardSlip(self.brand, self.last_four, self.reference.strip())

    def _settle(self, result: PaymentResult) -> None:
        paid = self.say(result.cents)
        if not result.is_settled:
            left = self.say(result.remaining_cents)
            self._clear()
            self.reload()
            self.desk.window.notify(Notice(f"Recorded {paid}, {left} remaining"))
            return
        self.receipt = Receipt(paid, self.say(result.change_cents), result.change_cents > 0)

    def leave_party(self) -> None:
        """The party has paid and leaves."""
        if self.subject is not None and self.subject.visit_id:
            self.desk.act.finish_visit(self.subject.visit_id)

    def done(self) -> None:
        """Go back to the board."""
        kind, _, key = self.argument.partition(":")
        self.desk.window.go("arrivals", argument=key if kind == "reservation" else "")
