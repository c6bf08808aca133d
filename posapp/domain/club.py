"""Wine clubs and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Club:
    """A wine club; `discount_bp` is its percentage in basis points (1,000 is 10 %)."""

    club_id: str
    name: str
    discount_bp: int = 0


class MembershipStatus(StrEnum):
    """UNTOLD is a row from before statuses were kept: only active or not is known of it."""

    ACTIVE = "active"
    HOLD = "hold"
    CANCELLED = "cancelled"
    UNTOLD = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a club; `customer_id` is the back office's id of the person.

    Times are UTC ms; `fulfilment` is how shipments go ("ship", "pickup", "" untold).
    """

    membership_id: str
    club_id: str
    customer_id: str
    is_active: bool
    status: MembershipStatus = MembershipStatus.UNTOLD
    joined_ms: int | None = None
    cancelled_ms: int | None = None
    fulfilment: str = ""
    pickup_location: str = ""


@dataclass(frozen=True, slots=True)
class MemberDiscount:
    """The percentage an order gets and the club it comes from."""

    club_name: str = ""
    discount_bp: int = 0


def best_discount(clubs: list[Club]) -> MemberDiscount:
    """A member of several clubs gets the highest percentage; the name decides a tie."""
    if not clubs:
        return MemberDiscount()
    best = min(clubs, key=lambda club: (-club.discount_bp, club.name))
    return MemberDiscount(best.name, best.discount_bp)
