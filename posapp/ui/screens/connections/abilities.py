"""What a system can do for a role, in words staff understand, without Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from posapp.ports.backoffice import Cap
from posapp.ports.office import BackendOffer, Role

ABILITIES: dict[Role, dict[Cap, str]] = {
    Role.ORDERS: {
        Cap.PUSH_ORDER: "Takes the orders sold here",
        Cap.READ_ORDER: "Tells of orders made elsewhere",
        Cap.TRACKING: "Tells parcel numbers",
        Cap.READ_PICKUP: "Lists what waits to be picked up",
        Cap.MARK_PICKUP: "Takes “picked up” from here",
        Cap.UNDO_PICKUP: "Takes a pickup back",
        Cap.PICKUP_LOCATIONS: "Lists where orders are collected",
        Cap.READ_PRODUCT: "Tells products and prices",
        Cap.PRICE_LEVELS: "Tells the prices of each club",
        Cap.GIFT_CARD: "Tells what is left on a gift card",
    },
    Role.PEOPLE: {
        Cap.READ_CUSTOMER: "Tells customers and their addresses",
        Cap.WRITE_CUSTOMER: "Takes new and changed guests",
        Cap.SEARCH_CUSTOMER: "Can be searched from here",
        Cap.READ_MERGE: "Tells which customers became one",
        Cap.READ_CLUB: "Tells the clubs",
        Cap.READ_MEMBERSHIP: "Tells who is in which club",
        Cap.WRITE_CLUBS: "Takes joins, switches and cancels",
    },
}
_WRITES = frozenset(
    {Cap.PUSH_ORDER, Cap.MARK_PICKUP, Cap.UNDO_PICKUP, Cap.WRITE_CUSTOMER, Cap.WRITE_CLUBS}
)


@dataclass(frozen=True, slots=True)
class Ability:
    """One of them; `reason` says why not, "" when it can."""

    text: str
    reason: str = ""


def abilities_of(
    role: Role, caps: Collection[Cap], *, why_not: Callable[[Cap], str]
) -> tuple[Ability, ...]:
    """What works first, then what does not, each in the order of a day's work."""
    known = [
        Ability(text, "" if cap in caps else why_not(cap) or "It offers no way to do this.")
        for cap, text in ABILITIES[role].items()
    ]
    return tuple(sorted(known, key=lambda one: bool(one.reason)))


def manner_of(offer: BackendOffer) -> str:
    """How far a system goes, as two words under its name."""
    if not offer.caps:
        return "By files" if offer.goes_by_files else "No connection"
    return "Both ways" if offer.caps & _WRITES else "Only reads"
