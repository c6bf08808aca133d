"""Recorded settlements. A payment is append-only and never holds a card number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.card_numbers import holds_card_number
from posapp.domain.errors import DomainError

_MAX_CENTS = 100_000_00
_REFERENCE_MAX = 40


class Tender(StrEnum):
    """The means of payment. CARD was taken on an external terminal; only its slip is recorded."""

    CASH = "cash"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class CardSlip:
    """What staff copy from the external terminal's slip."""

    brand: str
    last_four: str
    reference: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A settlement of `cents` for an order or for a reservation's balance, never both.

    For cash `tendered_cents` is what the guest handed over; change is the difference.
    """

    payment_id: str
    tender: Tender
    cents: int
    currency: str
    tendered_cents: int
    taken_ms: int
    staff_id: str
    order_id: str | None = None
    reservation_key: str | None = None
    slip: CardSlip | None = None

    @property
    def change_cents(self) -> int:
        """What goes back to the guest."""
        return self.tendered_cents - self.cents


@dataclass(frozen=True, slots=True)
class Tendered:
    """What was handed over at the counter, as entered on the pay sheet."""

    tender: Tender
    tendered_cents: int
    slip: CardSlip | None = None


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What the counter shows next: change to give, and whether anything is left to pay."""

    cents: int
    change_cents: int
    remaining_cents: int

    @property
    def is_settled(self) -> bool:
        """True when nothing is left to pay."""
        return self.remaining_cents == 0


def require_tender(tendered: Tendered, *, due_cents: int) -> None:
    """Raise a DomainError naming the field unless this tender can settle `due_cents`."""
    if due_cents <= 0:
        raise DomainError("nothing_due", "There is nothing left to pay.")
    if not 0 < tendered.tendered_cents <= _MAX_CENTS:
        raise DomainError("bad_amount", "Enter the amount received.", field="amount")
    if tendered.tender is Tender.CASH:
        return
    if tendered.tendered_cents > due_cents:
        raise DomainError("card_above_due", "A card cannot pay more than is due.", field="amount")
    _require_slip(tendered.slip)


def _require_slip(slip: CardSlip | None) -> None:
    if slip is None or not slip.brand.strip():
        raise DomainError("no_brand", "Choose the card's brand.", field="brand")
    if not re.fullmatch(r"[0-9]{4}", slip.last_four):
        message = "Enter the last four digits printed on the slip."
        raise DomainError("bad_last_four", message, field="last_four")
    if not slip.reference.strip() or len(slip.reference) > _REFERENCE_MAX:
        message = "Enter the approval reference printed on the slip."
        raise DomainError("bad_reference", message, field="reference")
    for field, text in (("reference", slip.reference), ("brand", slip.brand)):
        if holds_card_number(text):
            message = "This looks like a card number. Card numbers are never kept here."
            raise DomainError("card_number", message, field=field)
