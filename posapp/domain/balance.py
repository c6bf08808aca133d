"""A reservation's balance: due in Tock, paid here, remaining. Three numbers, never one.

Tock's number is shown as given; a payment taken here does not lower it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.reservation import Reservation


@dataclass(frozen=True, slots=True)
class BalanceDue:
    """The three numbers in cents of `currency`; `refusal` says why it may not be taken, or ""."""

    due_in_tock_cents: int
    paid_here_cents: int
    currency: str
    refusal: str = ""

    @property
    def remaining_cents(self) -> int:
        """What the guest still owes at the counter; never below zero."""
        return max(0, self.due_in_tock_cents - self.paid_here_cents)

    @property
    def can_take(self) -> bool:
        """True when a payment may be recorded against it."""
        return not self.refusal and self.remaining_cents > 0


def balance_of(
    reservation: Reservation, *, paid_here_cents: int, venue_currency: str | None = None
) -> BalanceDue:
    """The balance of a reservation, refused with the reason where Tock's due cannot be trusted.

    With `venue_currency` it is refused too where Tock's amount is not in the till's own currency.
    """
    money = reservation.money
    due = money.due_cents or 0
    refusal = _refusal(reservation, due=due)
    if not refusal and venue_currency is not None:
        refusal = _currency_refusal(money.currency, venue_currency=venue_currency)
    return BalanceDue(due, paid_here_cents, money.currency, refusal)


def _currency_refusal(currency: str, *, venue_currency: str) -> str:
    if not currency:
        return "Tock states no currency for the balance; settle it there."
    if currency != venue_currency:
        return f"Tock states the balance in {currency}; settle it there."
    return ""


def _refusal(reservation: Reservation, *, due: int) -> str:
    if reservation.is_cancelled:
        return "Cancelled in Tock. Settle it there."
    if reservation.is_transferred_out:
        return "Transferred to another party. Take the balance on the new reservation."
    if reservation.money.refunds:
        return "Tock has refunded part of it, so its balance may be off. Check it in Tock."
    return "" if due > 0 else "Nothing is due in Tock."
