"""Sales tax: rates by category, rounded half up per line or once per rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from posapp.domain.money import half_up

PPM = 1_000_000
"""Rates are whole millionths: 7.75 % is 77,500."""


class TaxLevel(StrEnum):
    """Where the seller elects to round (Streamlined agreement §324): each line, or the invoice."""

    ITEM = "item"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class TaxRules:
    """The winery's tax: rates in ppm by tax category; a category not listed takes `default_ppm`."""

    level: TaxLevel = TaxLevel.ITEM
    rates_ppm: dict[str, int] = field(default_factory=dict)
    default_ppm: int = 0

    def rate_ppm(self, tax_category: str) -> int:
        """The rate of a category in millionths, in whatever case a back office spells it."""
        wanted = tax_category.strip().casefold()
        rates = ((name.strip().casefold(), rate) for name, rate in self.rates_ppm.items())
        return next((rate for name, rate in rates if name == wanted), self.default_ppm)


def line_tax_cents(net_cents: int, *, rate_ppm: int) -> int:
    """Tax of one line's net amount, half up at the cent."""
    return half_up(Fraction(net_cents * rate_ppm, PPM))


def invoice_tax_cents(nets: Iterable[tuple[int, int]]) -> int:
    """Tax of (net cents, rate ppm) pairs: summed per rate, each rate rounded once."""
    by_rate: dict[int, int] = defaultdict(int)
    for net_cents, rate_ppm in nets:
        by_rate[rate_ppm] += net_cents
    return sum(line_tax_cents(net, rate_ppm=rate) for rate, net in by_rate.items())
