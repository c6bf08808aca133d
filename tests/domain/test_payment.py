"""What may be recorded as a payment, and what never may be stored."""

from __future__ import annotations

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.payment import (
    CardSlip,
    Tender,
    Tendered,
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
