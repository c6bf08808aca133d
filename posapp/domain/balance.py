"""A reservation's balance: due in Tock, paid here, remaining. Three numbers, never one.

Tock's number is shown as given; a payment taken here does not lower it there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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

    def at_till(self, currency: str) -> BalanceDue:
        """The same, refused too where Tock's amount is not in the till's own currency."""
        refusal = self.refusal or _currency_refusal(self.currency, till=currency)
        return replace(self, refusal=refusal)

    @property
    def can_take(self) -> bool:
        """True when a payment may be recorded against it."""
        return not self.refusal and self.remaining_cents > 0


def balance_of(reservation: Reservation, *, paid_here_cents: int) -> BalanceDue:
    """The balance of a reservation, refused with the reason where Tock's due cannot be trusted."""
    money = reservation.money
    due = money.due_cents or 0
    return BalanceDue(due, paid_here_cents, money.currency, _refusal(reservation, due=due))


def _currency_refusal(currency: str, *, till: str) -> str:
    if not currency:
        return "Tock states no currency: settle it there."
    if currency != till:
        return f"In {currency} at Tock: settle it there."
    return ""


def _refusal(reservation: Reservation, *, due: int) -> str:
    if reservation.is_cancelled:
        return "Cancelled in Tock: settle it there."
    if reservation.is_transferred_out:
        return "Transferred: take it on the new one."
    if any(refund.is_dispute for refund in reservation.money.refunds):
        return "Disputed: check it in Tock."
    if reservation.money.refunds:
        return "Partly refunded: check it in Tock."
    return "" if due > 0 else "Nothing is due in Tock."
