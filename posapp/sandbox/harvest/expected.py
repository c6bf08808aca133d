"""What a day must come to, to the cent, worked out with Fractions from the price list alone.

Half up means: half a cent goes up. Nothing here comes from the program under test.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import floor

from posapp.sandbox.products import BY_SKU, TAX_RATE_BASIS_POINTS
from posapp.sandbox.tock.model import RowKey

_HALF = Fraction(1, 2)


class TaxLevel(StrEnum):
    """Where tax is rounded: at every line, or once for each rate of the invoice."""

    ITEM = "item"
    INVOICE = "invoice"


def half_up(amount: Fraction) -> int:
    """The nearest whole number, the half going up."""
    return floor(amount + _HALF)


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A product and how many, at list price."""

    sku: str
    quantity: int

    @property
    def list_cents(self) -> int:
        """Quantity times price."""
        return self.quantity * BY_SKU[self.sku].price_cents

    @property
    def rate(self) -> Fraction:
        """The tax rate of its category."""
        return Fraction(TAX_RATE_BASIS_POINTS[BY_SKU[self.sku].tax_category], 10_000)

    def discount_cents(self, percent: int) -> int:
        """The club's percentage of the list price."""
        return half_up(Fraction(self.list_cents * percent, 100))


@dataclass(frozen=True, slots=True)
class ExpectedSale:
    """What one visit's order must say; `percent` is the club's."""

    visit: str
    lines: tuple[SoldLine, ...]
    percent: int = 0
    reservation: RowKey | None = None

    @property
    def subtotal_cents(self) -> int:
        """Before discount and tax."""
        return sum(line.list_cents for line in self.lines)

    @property
    def discount_cents(self) -> int:
        """All lines' discounts."""
        return sum(line.discount_cents(self.percent) for line in self.lines)

    def tax_cents(self, level: TaxLevel) -> int:
        """Tax on what is left after the discount."""
        nets = [
            (line.rate, line.list_cents - line.discount_cents(self.percent)) for line in self.lines
        ]
        if level is TaxLevel.ITEM:
            return sum(half_up(net * rate) for rate, net in nets)
        by_rate: defaultdict[Fraction, int] = defaultdict(int)
        for rate, net in nets:
            by_rate[rate] += net
        return sum(half_up(net * rate) for rate, net in by_rate.items())

    def total_cents(self, level: TaxLevel) -> int:
        """What the party pays."""
        return self.subtotal_cents - self.discount_cents + self.tax_cents(level)


@dataclass(frozen=True, slots=True)
class ExpectedBalance:
    """A reservation's balance taken at the counter."""

    visit: str
    reservation: RowKey
    cents: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """A guest whom both sides changed, as both must have it after the choice."""

    email: str
    phone: str
    street: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The day's result. `customers` must be in the back office at the end, each once.

    `tags` must follow changes of clubs over there, `tags_from_here` those made at the counter.
    `hand_overs` are the numbers of the web orders collected; to the guests in `mails` an e-mail
    about their parcel was prepared.
    """

    sales: tuple[ExpectedSale, ...]
    balances: tuple[ExpectedBalance, ...]
    customers: frozenset[str]
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags_from_here: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hand_overs: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    agreed: tuple[Agreed, ...] = ()

    @property
    def all_tags(self) -> dict[str, tuple[str, ...]]:
        """The tags of everybody whose clubs changed, on whichever side."""
        return {**self.tags, **self.tags_from_here}

    def order_count(self) -> int:
        """How many orders the back office must hold."""
        return len(self.sales) + len(self.balances)

    def totals(self, level: TaxLevel = TaxLevel.ITEM) -> Counter[tuple[str, int]]:
        """(kind, total cents) of every order, with how often it occurs."""
        found = Counter(("sale", sale.total_cents(level)) for sale in self.sales)
        found.update(("balance", balance.cents) for balance in self.balances)
        return found

    def sum_cents(self, level: TaxLevel = TaxLevel.ITEM) -> int:
        """All money taken."""
        return sum(cents * count for (_, cents), count in self.totals(level).items())


def sale_totals(lines: Sequence[SoldLine], percent: int) -> tuple[int, int]:
    """The total at item and at invoice level."""
    sale = ExpectedSale("", tuple(lines), percent)
    return sale.total_cents(TaxLevel.ITEM), sale.total_cents(TaxLevel.INVOICE)
