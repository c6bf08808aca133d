"""Wine clubs and who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Club:
    """A wine club; `discount_bp` is its percentage in basis points (1,000 is 10 %).

    `backend` is the back office whose club it is: ids mean nothing in another one. An adapter
    leaves it blank, for whoever stores the club knows who told of it.
    """

    club_id: str
    name: str
    discount_bp: int = 0
    backend: str = ""


class MembershipStatus(StrEnum):
    """UNTOLD is a row from before statuses were kept: only active or not is known of it."""

    ACTIVE = "active"
    HOLD = "hold"
    CANCELLED = "cancelled"
    UNTOLD = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in a club; `customer_id` is the back office's id of the person.

    Times are UTC ms; `fulfilment` is how shipments go ("ship", "pickup", "" untold). `backend` is
    as a club's.
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
    backend: str = ""


@dataclass(frozen=True, slots=True)
class HeldClub:
    """That a guest has, or had, a place in a club, as `backend` tells it."""

    backend: str
    name: str
    is_active: bool


def names_for_tags(
    held: Sequence[HeldClub], *, office: str, source: str, has_told_all: bool
) -> tuple[str, ...]:
    """The clubs that Tock's tags follow: those of the connected office, "" while there is none.

    An office that never told of this guest's clubs takes none away: until then those of the former
    one stand, `source` first. While the connected one is still being read it only adds to them.
    """
    tellers = {one.backend for one in held}
    former = [one for one in (source, *sorted(tellers)) if one in tellers and one != office]
    counting = {office} if office in tellers else set(former[:1])
    if not has_told_all:
        counting.update(former[:1])
    return tuple(sorted({one.name for one in held if one.is_active and one.backend in counting}))


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
