"""What Tock states about a booking's money: shown as stated, never recomputed.

An amount Tock leaves out is None, not zero; discounts and refunds are positive magnitudes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiscountKind(StrEnum):
    """Tock's DiscountType by name; a word that is not here is kept as text."""

    CREDIT = "CREDIT"
    SUBTOTAL_COMP = "SUBTOTAL_COMP"
    POST_TOTAL_ADMIN_COMP = "POST_TOTAL_ADMIN_COMP"
    POST_TOTAL_REFUND = "POST_TOTAL_REFUND"


class PaymentKind(StrEnum):
    """Tock's PaymentType by name; a word that is not here is kept as text."""

    NONE = "NONE"
    CREDIT_CARD = "CREDIT_CARD"
    CHASE_PAY = "CHASE_PAY"
    CHASE_ULTIMATE_REWARDS = "CHASE_ULTIMATE_REWARDS"
    TOCK_GIFT_CARD = "TOCK_GIFT_CARD"
    PAY_ON_SITE = "PAY_ON_SITE"


class RefundStatus(StrEnum):
    """Tock's RefundStatus by name; a word that is not here is kept as text."""

    COMPLETE = "COMPLETE"
    DEFERRED = "DEFERRED"
    ERROR = "ERROR"


class GiftCardProvider(StrEnum):
    """Who issued a gift card, by Tock's name; a word that is not here is kept as text."""

    TCC = "TCC"
    STUB = "STUB"
    PAYTRONIX = "PAYTRONIX"


class LoyaltyProvider(StrEnum):
    """Whose loyalty programme it is, by Tock's name; a word that is not here is kept as text."""

    PAYTRONIX = "PAYTRONIX"
    ANNEXCLOUD = "ANNEXCLOUD"


@dataclass(frozen=True, slots=True)
class Payout:
    """The transfer to the winery's bank that a payment or refund is part of."""

    payout_id: str = ""
    arrives_on: str = ""


@dataclass(frozen=True, slots=True)
class TockPayment:
    """A payment as Tock lists it. PAY_ON_SITE means deferred to the winery: not collected."""

    cents: int | None
    kind: str
    payment_id: str = ""
    payout: Payout | None = None
    processor_fee_cents: int | None = None
    tock_fee_cents: int | None = None

    @property
    def is_due_on_site(self) -> bool:
        """True for a payment that was put off until the visit."""
        return self.kind == PaymentKind.PAY_ON_SITE


@dataclass(frozen=True, slots=True)
class TockRefund:
    """A refund at Tock: a positive magnitude; a dispute is money the guest's bank took back."""

    cents: int | None
    is_dispute: bool = False
    status: str = ""
    refund_id: str = ""
    payout: Payout | None = None
    processor_fee_cents: int | None = None
    tock_fee_cents: int | None = None


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift card that was used; its PIN is never read."""

    provider: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class LoyaltyProgram:
    """A loyalty account that a discount came from."""

    provider: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class TockDiscount:
    """A discount: CREDIT acts after tax, SUBTOTAL_COMP before it; `kind` is Tock's word."""

    cents: int | None
    kind: str = ""
    description: str = ""
    promo_code: str = ""
    promo_code_id: str = ""
    confirmation_number: str = ""
    gift_card: GiftCard | None = None
    loyalty: LoyaltyProgram | None = None


@dataclass(frozen=True, slots=True)
class TockMoney:
    """What Tock states about the booking's money, in cents of `currency`; None is "not stated".

    Rates are kept as they came: Tock does not document whether 0.1 or 10 means a tenth.
    """

    currency: str
    subtotal_cents: int | None = None
    tax_cents: int | None = None
    gratuity_cents: int | None = None
    service_charge_cents: int | None = None
    total_cents: int | None = None
    paid_cents: int | None = None
    due_cents: int | None = None
    payments: tuple[TockPayment, ...] = ()
    refunds: tuple[TockRefund, ...] = ()
    discounts: tuple[TockDiscount, ...] = ()
    comp_cents: int | None = None
    event_fee_cents: int | None = None
    custom_fee_cents: int | None = None
    custom_fee_name: str = ""
    transferred_cents: int | None = None
    tax_rate: float | None = None
    service_charge_rate: float | None = None
    gratuity_rate: float | None = None
    event_fee_rate: float | None = None
    custom_fee_rate: float | None = None

    @property
    def is_consistent(self) -> bool:
        """False when due is not total less paid; a hint for staff (refunds do it), no error."""
        if self.total_cents is None or self.paid_cents is None or self.due_cents is None:
            return True
        return self.due_cents == self.total_cents - self.paid_cents
