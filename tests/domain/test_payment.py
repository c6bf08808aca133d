"""What may be recorded as a payment, and what never may be stored."""

from __future__ import annotations

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.payment import (
    CardSlip,
    Tender,
    Tendered,
    holds_card_number,
    mask_card_numbers,
    require_tender,
)

SLIP = CardSlip("Visa", "4242", "A1B2C3")


@pytest.mark.parametrize(
    ("tendered", "due_cents", "field"),
    [
        (Tendered(Tender.CASH, 0), 500, "amount"),
        (Tendered(Tender.CASH, -5), 500, "amount"),
        (Tendered(Tender.CASH, 10_000_001), 500, "amount"),
        (Tendered(Tender.CARD, 501, SLIP), 500, "amount"),
        (Tendered(Tender.CARD, 500), 500, "brand"),
        (Tendered(Tender.CARD, 500, CardSlip("Visa", "42", "A1")), 500, "last_four"),
        (Tendered(Tender.CARD, 500, CardSlip("Visa", "424२", "A1")), 500, "last_four"),
        (Tendered(Tender.CARD, 500, CardSlip("Visa", "4242", " ")), 500, "reference"),
        (Tendered(Tender.CARD, 500, CardSlip("Visa", "4242", "x" * 41)), 500, "reference"),
        (
            Tendered(Tender.CARD, 500, CardSlip("Visa", "4242", "4242 4242 4242 4242")),
            500,
            "reference",
        ),
        (Tendered(Tender.CASH, 500), 0, ""),
    ],
)
def test_a_wrong_tender_is_refused_at_its_field(
    tendered: Tendered, due_cents: int, field: str
) -> None:
    """The sentence belongs to the input it is about."""
    with pytest.raises(DomainError) as refused:
        require_tender(tendered, due_cents=due_cents)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "tendered", [Tendered(Tender.CASH, 10_00), Tendered(Tender.CARD, 5_00, SLIP)]
)
def test_a_right_tender_passes(tendered: Tendered) -> None:
    """Cash may exceed what is due, a card may equal it."""
    require_tender(tendered, due_cents=5_00)


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "card 4242 4242 4242 4242 thanks",
        "5555-5555-5555-4444",
        "378282246310005",
        "6011111111111117",
    ],
)
def test_a_card_number_is_found_and_masked(text: str) -> None:
    """Whatever the spacing, only the last four digits remain."""
    assert holds_card_number(text)
    masked = mask_card_numbers(text)
    assert not holds_card_number(masked)
    assert masked.count("•") == 4


@pytest.mark.parametrize(
    "text", ["+1 707 555 0142", "TKAB12CD", "4242424242424243", "order 1000000000001", ""]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Phones, codes and digits that fail the check sum are no card numbers."""
    assert not holds_card_number(text)
    assert mask_card_numbers(text) == text
