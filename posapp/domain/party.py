"""The state of a party as Tock names it; an unknown word is kept and shown, never an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyState(StrEnum):
    """Tock's PartyState by name (the numbers are not published); deprecated ones included."""

    EXPECTED = "EXPECTED"
    ARRIVED = "ARRIVED"
    SEATED = "SEATED"
    LEFT = "LEFT"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"
    AWAITING_RESPONSE = "AWAITING_RESPONSE"
    CONFIRMED_VIA_TEXT = "CONFIRMED_VIA_TEXT"
    CONFIRMED_VIA_EMAIL = "CONFIRMED_VIA_EMAIL"
    PARTIALLY_ARRIVED = "PARTIALLY_ARRIVED"
    PARTIALLY_SEATED = "PARTIALLY_SEATED"
    FINISHED = "FINISHED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class PartyStatus:
    """A state with the word it arrived as, so that an unknown one can be shown verbatim."""

    state: PartyState
    raw: str

    @classmethod
    def of(cls, raw: str | None) -> PartyStatus:
        """Read Tock's word; absent means EXPECTED, its documented default."""
        if not raw:
            return cls(PartyState.EXPECTED, "")
        try:
            return cls(PartyState(raw), raw)
        except ValueError:
            return cls(PartyState.UNKNOWN, raw)
