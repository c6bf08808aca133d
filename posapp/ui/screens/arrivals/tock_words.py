"""Tock's words as staff say them, without Qt; one that is not here is shown as it came."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.booking import Mood, NoteKind, RatingScale, Variety
from posapp.domain.reservation import Feedback
from posapp.domain.tock_money import (
    DiscountKind,
    GiftCardProvider,
    LoyaltyProvider,
    PaymentKind,
    RefundStatus,
    TockDiscount,
    TockRefund,
)

_NOTES: dict[str, str] = {
    NoteKind.BOOKING_DIETARY_NOTE: "Dietary",
    NoteKind.BOOKING_GENERAL_NOTE: "Note",
    NoteKind.GUEST_PROVIDED_NOTE: "From the guest",
}
_VARIETIES: dict[str, str] = {
    Variety.RESERVATION: "Reservation",
    Variety.PREPAID: "Prepaid",
    Variety.DEPOSIT: "Deposit",
    Variety.TABLESIDE: "Tableside",
    Variety.PICKUP: "Pickup",
    Variety.DELIVERY: "Delivery",
    Variety.EVENT: "Event",
}
_PAYMENTS: dict[str, str] = {
    PaymentKind.NONE: "No payment",
    PaymentKind.CREDIT_CARD: "Credit card",
    PaymentKind.CHASE_PAY: "Chase Pay",
    PaymentKind.CHASE_ULTIMATE_REWARDS: "Chase Ultimate Rewards",
    PaymentKind.TOCK_GIFT_CARD: "Tock gift card",
    PaymentKind.PAY_ON_SITE: "To be paid here, not collected by Tock",
}
_REFUNDS: dict[str, str] = {
    RefundStatus.COMPLETE: "done",
    RefundStatus.DEFERRED: "on its way",
    RefundStatus.ERROR: "failed at Tock",
}
_DISCOUNTS: dict[str, str] = {
    DiscountKind.CREDIT: "Credit, after tax",
    DiscountKind.SUBTOTAL_COMP: "Comp, before tax",
    DiscountKind.POST_TOTAL_ADMIN_COMP: "Comp by the winery, after tax",
    DiscountKind.POST_TOTAL_REFUND: "Refund, after tax",
}
_CARDS: dict[str, str] = {
    GiftCardProvider.TCC: "TCC",
    GiftCardProvider.STUB: "Paper",
    GiftCardProvider.PAYTRONIX: "Paytronix",
}
_PROGRAMS: dict[str, str] = {
    LoyaltyProvider.PAYTRONIX: "Paytronix",
    LoyaltyProvider.ANNEXCLOUD: "Annex Cloud",
}
_MOODS: dict[str, str] = {Mood.BAD: "Bad", Mood.NEUTRAL: "Neutral", Mood.GOOD: "Good"}
_MOST_POINTS: dict[str, int] = {RatingScale.FIVE_POINT_STAR: 5, RatingScale.THREE_POINT_EMOTICON: 3}


def _said(word: str, words: Mapping[str, str]) -> str:
    return words.get(word, word)


def note_word(kind: str) -> str:
    """What kind of note it is."""
    return _said(kind, _NOTES) or "Note"


def variety_word(kind: str) -> str:
    """What kind of experience it is."""
    return _said(kind, _VARIETIES)


def payment_word(kind: str) -> str:
    """How it was paid, or that it was not."""
    return _said(kind, _PAYMENTS) or "Payment"


def refund_word(refund: TockRefund) -> str:
    """A refund or a dispute and how far it is."""
    status = _said(refund.status, _REFUNDS)
    name = "Disputed with the guest's bank" if refund.is_dispute else "Refund"
    return f"{name}, {status}" if status else name


def discount_word(discount: TockDiscount) -> str:
    """What a discount is for."""
    return discount.description.strip() or discount_kind(discount) or "Discount"


def discount_kind(discount: TockDiscount) -> str:
    """How a discount acts."""
    return _said(discount.kind, _DISCOUNTS)


def discount_source(discount: TockDiscount) -> str:
    """Where a discount comes from: a code, a gift card, a programme; cards by provider only."""
    parts = []
    if discount.promo_code:
        parts.append(f"code {discount.promo_code}")
    if discount.gift_card:
        provider = _said(discount.gift_card.provider, _CARDS)
        parts.append(f"{provider} gift card" if provider else "gift card")
    if discount.loyalty:
        provider = _said(discount.loyalty.provider, _PROGRAMS)
        parts.append(f"{provider} loyalty" if provider else "loyalty programme")
    if discount.confirmation_number:
        parts.append(f"confirmation {discount.confirmation_number}")
    return " · ".join(parts)


def feedback_word(said: Feedback) -> str:
    """How the guest rated the visit, "" when only words were left."""
    most = _MOST_POINTS.get(said.scale)
    if said.score is not None:
        return f"{said.score} of {most}" if most else f"Score {said.score}"
    return _said(said.mood, _MOODS)
