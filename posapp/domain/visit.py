"""A party on the floor today. It is ours: news from Tock never changes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.errors import DomainError

MAX_PARTY = 500
NAMELESS = "Walk-in"
"""The name of a party that gave none."""


class VisitState(StrEnum):
    """ARRIVED waits at the door, SEATED has an order, FINISHED has left."""

    ARRIVED = "arrived"
    SEATED = "seated"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Visit:
    """A party in the room; `reservation_key` is None for a walk-in seated here."""

    visit_id: str
    business_id: str
    day: str
    state: VisitState
    name: str
    party_size: int
    table_name: str
    started_ms: int
    reservation_key: str | None = None
    guest_id: str | None = None


def require_party_size(size: int) -> None:
    """Raise unless a party of `size` can be in the room."""
    if not 1 <= size <= MAX_PARTY:
        message = f"Enter how many people, from 1 to {MAX_PARTY}."
        raise DomainError("bad_party_size", message, field="size")
