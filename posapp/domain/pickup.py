"""Handing a web order over in the tasting room: recorded here at once, told to the back office."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PickupState(StrEnum):
    """COLLECTED stands until it is undone."""

    COLLECTED = "collected"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """Who collected which order, when, from whom. `confirmed_ms`: the back office agrees since."""

    pickup_id: str
    backend: str
    remote_order_id: str
    number: str
    name: str
    collected_by: str
    at_ms: int
    staff_id: str
    is_id_checked: bool = False
    state: PickupState = PickupState.COLLECTED
    undone_ms: int | None = None
    confirmed_ms: int | None = None
