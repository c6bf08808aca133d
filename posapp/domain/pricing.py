"""From lines to what the guest pays: list price, less the club's percentage, plus tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from posapp.domain.money import half_up
from posapp.domain.order import LineItem
from posapp.domain.tax import TaxLevel, invoice_tax_cents, line_tax_cents

BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class LinePrice:
    """One line's money in cents: `net` is gross less discount, `tax` is its own share.

    At invoice level the shares are the item-level roundings with the difference to the invoice's
    tax put on the largest lines first, so that the lines always add up to the order.
    """

    line_id: str
    gross_cents: int
    discount_cents: int
    tax_cents: int

    @property
    def net_cents(self) -> int:
        """What the line costs before tax."""
        return self.gross_cents - self.discount_cents

    @property
    def total_cents(self) -> int:
        """What the line costs with tax."""
        return self.net_cents + self.tax_cents


@dataclass(frozen=True, slots=True)
class OrderPrice:
    """An order's money in cents; the totals are sums of the lines, to the cent."""

    lines: tuple[LinePrice, ...]

    @property
    def subtotal_cents(self) -> int:
        """List prices before discount and tax."""
        return sum(line.gross_cents for line in self.lines)

    @property
    def discount_cents(self) -> int:
        """The club's percentage over all lines, a positive magnitude."""
        return sum(line.discount_cents for line in self.lines)

    @property
    def tax_cents(self) -> int:
        """Sales tax."""
        return sum(line.tax_cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        """What the guest pays."""
        return sum(line.total_cents for line in self.lines)


def price_order(lines: Sequence[LineItem], *, discount_bp: int, level: TaxLevel) -> OrderPrice:
    """Price the lines that are not voided. The percentage rounds half up on each line."""
    sold = [line for line in lines if not line.is_voided]
    discounts = [half_up(Fraction(ln.gross_cents * discount_bp, BASIS_POINTS)) for ln in sold]
    nets = [ln.gross_cents - cut for ln, cut in zip(sold, discounts, strict=True)]
    taxes = _taxes(sold, nets, level)
    return OrderPrice(
        tuple(
            LinePrice(ln.line_id, ln.gross_cents, cut, tax)
            for ln, cut, tax in zip(sold, discounts, taxes, strict=True)
        )
    )


def _taxes(lines: Sequence[LineItem], nets: list[int], level: TaxLevel) -> list[int]:
    taxes = [
        line_tax_cents(net, rate_ppm=line.tax_rate_ppm)
        for line, net in zip(lines, nets, strict=True)
    ]
    if level is TaxLevel.ITEM:
        return taxes
    for rate in {line.tax_rate_ppm for line in lines}:
        members = [index for index, line in enumerate(lines) if line.tax_rate_ppm == rate]
        invoice = invoice_tax_cents((nets[index], rate) for index in members)
        gap = invoice - sum(taxes[index] for index in members)
        step = 1 if gap > 0 else -1
        largest_first = sorted(members, key=lambda index: (-nets[index], index))
        for index in largest_first[: abs(gap)]:
            taxes[index] += step
    return taxes
