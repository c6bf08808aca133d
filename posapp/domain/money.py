"""Money is whole cents beside its currency; fractions exist only inside a rounding step."""

from __future__ import annotations

from fractions import Fraction


def half_up(amount: Fraction) -> int:
    """Round to the nearest whole cent, halves away from zero.

    Sales tax rounds the third decimal up when it is above four (Streamlined agreement §324);
    Python's own `round` is half-even and differs on 32 to 63 of 1,000 prices.
    """
    magnitude = abs(amount)
    cents = (2 * magnitude.numerator + magnitude.denominator) // (2 * magnitude.denominator)
    return cents if amount >= 0 else -cents
