"""What folds away on the sheet: price, payments, feedback and where the booking came from.

Without Qt. Every amount stands as Tock states it; what Tock leaves out is left out here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from posapp.domain.reservation import Feedback, Reservation
from posapp.domain.tock_money import TockDiscount, TockMoney
from posapp.ui.format import NOT_STATED, SECOND_MS, Words, count_of
from posapp.ui.screens.arrivals.tock_words import (
    discount_kind,
    discount_source,
    discount_word,
    feedback_word,
    payment_word,
    refund_word,
)

MOST_LINES = 40
"""Lines of one section; a booking with more is read in Tock."""
_LONGEST = 120
_LATEST_S = 7_258_118_400  # the year 2200


class SectionKind(StrEnum):
    """What a section is about; also the name of its place on the sheet."""

    PRICE = "price"
    PAYMENTS = "payments"
    FEEDBACK = "feedback"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: what it is, what it says, and a second line in small."""

    label: str
    text: str
    detail: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the sheet that folds; `summary` is read while it is folded."""

    kind: SectionKind
    title: str
    summary: str
    lines: tuple[Line, ...]


def sections_of(reservation: Reservation, *, words: Words) -> tuple[Section, ...]:
    """The sections that have something in them, what matters first."""
    money = reservation.money
    made = (
        Section(SectionKind.PRICE, "Price", _say(money.total_cents, money, words=words), ()),
        Section(SectionKind.PAYMENTS, "Payments at Tock", _payments_summary(money), ()),
        Section(SectionKind.FEEDBACK, "Feedback", _feedback_summary(reservation), ()),
        Section(SectionKind.ORIGIN, "About the booking", "", ()),
    )
    lines = (
        _price(reservation, words=words),
        _payments(money, words=words),
        [_feedback(said, words=words) for said in reservation.feedback[: MOST_LINES + 1]],
        _origin(reservation, words=words),
    )
    return tuple(
        Section(one.kind, one.title, one.summary, _cut(found))
        for one, found in zip(made, lines, strict=True)
        if found
    )


def short(text: str) -> str:
    """A name or a word as far as anybody reads it; the whole of it is in Tock."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _cut(lines: list[Line]) -> tuple[Line, ...]:
    kept = [replace(line, label=short(line.label), text=short(line.text)) for line in lines]
    if len(kept) <= MOST_LINES:
        return tuple(kept)
    return (*kept[:MOST_LINES], Line("More in Tock", ""))


def _say(cents: int | None, money: TockMoney, *, words: Words) -> str:
    return words.money(cents, currency=money.currency)


def _minus(cents: int | None, money: TockMoney, *, words: Words) -> str:
    """A deduction that Tock states as a magnitude."""
    if cents is None:
        return NOT_STATED
    if cents < 0:
        return _say(cents, money, words=words)
    return words.minus(cents, currency=money.currency)


def _price(reservation: Reservation, *, words: Words) -> list[Line]:
    money = reservation.money
    lines = []
    experience = reservation.experience
    if experience is not None and experience.unit_cents is not None:
        each = _say(experience.unit_cents, money, words=words)
        lines.append(Line("Experience, each", each, experience.name))
    amounts = (
        ("Subtotal", money.subtotal_cents),
        ("Service charge", money.service_charge_cents),
        ("Gratuity", money.gratuity_cents),
        ("Tax", money.tax_cents),
        ("Event fee", money.event_fee_cents),
        (money.custom_fee_name.strip() or "Custom fee", money.custom_fee_cents),
    )
    stated = [
        Line(label, _say(cents, money, words=words))
        for label, cents in amounts
        if cents is not None and (cents or label == "Subtotal")
    ]
    lines += stated[:1] if money.subtotal_cents is not None else []
    if money.comp_cents:
        lines.append(Line("Comps", _minus(money.comp_cents, money, words=words)))
    lines += [_discount(one, money, words=words) for one in money.discounts[:MOST_LINES]]
    lines += stated[1:] if money.subtotal_cents is not None else stated
    totals = (
        ("Total", money.total_cents),
        ("Paid at Tock", money.paid_cents),
        ("Due in Tock", money.due_cents),
        ("Transferred to another guest", money.transferred_cents or None),
    )
    lines += [
        Line(label, _say(cents, money, words=words), is_strong=True)
        for label, cents in totals
        if cents is not None
    ]
    return lines


def _discount(discount: TockDiscount, money: TockMoney, *, words: Words) -> Line:
    label, kind = discount_word(discount), discount_kind(discount)
    parts = [kind if kind != label else "", discount_source(discount)]
    detail = " · ".join(part for part in parts if part)
    return Line(label, _minus(discount.cents, money, words=words), detail)


def _payments(money: TockMoney, *, words: Words) -> list[Line]:
    lines = [
        Line(payment_word(one.kind), _say(one.cents, money, words=words))
        for one in money.payments[: MOST_LINES + 1]
    ]
    lines += [
        Line(refund_word(one), _minus(one.cents, money, words=words))
        for one in money.refunds[: MOST_LINES + 1]
    ]
    return lines


def _payments_summary(money: TockMoney) -> str:
    disputes = sum(one.is_dispute for one in money.refunds)
    parts = [
        count_of(len(money.refunds) - disputes, one="refund"),
        count_of(disputes, one="dispute"),
    ]
    return ", ".join(part for part in parts if not part.startswith("0 "))


def _feedback_summary(reservation: Reservation) -> str:
    return feedback_word(reservation.feedback[0]) if reservation.feedback else ""


def _feedback(said: Feedback, *, words: Words) -> Line:
    when = ""
    if said.given_s is not None and 0 <= said.given_s < _LATEST_S:
        when = words.day_and_clock(said.given_s * SECOND_MS)
    return Line(feedback_word(said) or "Feedback", when, said.message.strip())


def _origin(reservation: Reservation, *, words: Words) -> list[Line]:
    lines = []
    if reservation.booked_ms is not None and 0 <= reservation.booked_ms < _LATEST_S * SECOND_MS:
        lines.append(Line("Booked", words.day_and_clock(reservation.booked_ms)))
    if reservation.loyalty_card_used:
        lines.append(Line("Loyalty card", "Used"))
    lines += [
        Line(_key_word(one.name), one.value)
        for one in reservation.key_values[: MOST_LINES + 1]
        if one.name or one.value
    ]
    return lines


def _key_word(name: str) -> str:
    """`utm_source` as “Source”; a name without the mark is shown as it came."""
    bare = name.removeprefix("utm_")
    return bare.replace("_", " ").capitalize() if bare != name else name or "From"
