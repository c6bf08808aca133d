"""Money is exact: every cent is checked against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.money import half_up
from posapp.domain.order import LineItem
from posapp.domain.pricing import price_order
from posapp.domain.tax import TaxLevel, TaxRules, invoice_tax_cents, line_tax_cents

CENTS = st.integers(0, 5_000_00)
RATES = st.sampled_from([0, 72_500, 77_500, 82_500, 86_250, 102_500])


def line(index: int, cents: int, quantity: int, rate: int, *, voided: bool = False) -> LineItem:
    return LineItem(
        f"l{index}", "o", f"sku{index}", "Wine", cents, quantity, rate, index, is_voided=voided
    )


LINES = st.lists(
    st.builds(line, st.integers(0, 99), CENTS, st.integers(1, 24), RATES, voided=st.booleans()),
    max_size=8,
)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_half_up_is_the_nearest_cent_and_halves_go_away_from_zero(top: int, bottom: int) -> None:
    """The result is within half a cent, and an exact half moves away from zero."""
    amount = Fraction(top, bottom)
    rounded = half_up(amount)
    assert abs(rounded - amount) <= Fraction(1, 2)
    if abs(rounded - amount) == Fraction(1, 2):
        assert abs(rounded) > abs(amount)


def test_half_up_is_not_pythons_rounding() -> None:
    """Half a cent goes up where Python's own rounding goes to the even cent."""
    assert (half_up(Fraction(5, 2)), round(2.5)) == (3, 2)


@given(LINES, st.integers(0, 10_000), st.sampled_from(TaxLevel))
def test_lines_always_add_up_to_the_order(
    lines: list[LineItem], discount_bp: int, level: TaxLevel
) -> None:
    """Subtotal less discount plus tax is the total, line by line and for the order."""
    price = price_order(lines, discount_bp=discount_bp, level=level)
    assert price.total_cents == price.subtotal_cents - price.discount_cents + price.tax_cents
    assert price.total_cents == sum(part.total_cents for part in price.lines)
    assert all(part.net_cents >= 0 for part in price.lines)
    assert len(price.lines) == sum(1 for entry in lines if not entry.is_voided)


@given(LINES, st.integers(0, 10_000))
def test_item_level_tax_rounds_each_line(lines: list[LineItem], discount_bp: int) -> None:
    """Every line's tax is its own net times its rate, half up."""
    price = price_order(lines, discount_bp=discount_bp, level=TaxLevel.ITEM)
    sold = [entry for entry in lines if not entry.is_voided]
    for entry, part in zip(sold, price.lines, strict=True):
        net = part.gross_cents - half_up(Fraction(part.gross_cents * discount_bp, 10_000))
        assert part.net_cents == net
        assert part.tax_cents == half_up(Fraction(net * entry.tax_rate_ppm, 1_000_000))


@given(LINES, st.integers(0, 10_000))
def test_invoice_level_tax_rounds_once_per_rate(lines: list[LineItem], discount_bp: int) -> None:
    """The order's tax is the sum over rates of one rounding each."""
    price = price_order(lines, discount_bp=discount_bp, level=TaxLevel.INVOICE)
    sold = [entry for entry in lines if not entry.is_voided]
    by_rate: dict[int, int] = {}
    for entry, part in zip(sold, price.lines, strict=True):
        by_rate[entry.tax_rate_ppm] = by_rate.get(entry.tax_rate_ppm, 0) + part.net_cents
    expected = sum(half_up(Fraction(net * rate, 1_000_000)) for rate, net in by_rate.items())
    assert price.tax_cents == expected


def test_the_two_levels_differ_where_they_should() -> None:
    """Three lines of 0.99 at 7.75 %: 0.08 each by item, 0.23 by invoice."""
    lines = [line(index, 99, 1, 77_500) for index in range(3)]
    by_item = price_order(lines, discount_bp=0, level=TaxLevel.ITEM)
    by_invoice = price_order(lines, discount_bp=0, level=TaxLevel.INVOICE)
    assert (by_item.tax_cents, by_invoice.tax_cents) == (24, 23)
    assert invoice_tax_cents([(99, 77_500)] * 3) == 23
    assert line_tax_cents(99, rate_ppm=77_500) == 8


@pytest.mark.parametrize("told", ["wine", "Wine", " WINE "])
def test_a_category_is_known_however_it_is_spelt(told: str) -> None:
    """One back office says “Wine” and the settings say “wine”: the guest pays the same tax."""
    rules = TaxRules(rates_ppm={"wine": 82_500, "food": 0}, default_ppm=10_000)
    assert rules.rate_ppm(told) == 82_500
    assert rules.rate_ppm("glass") == 10_000
