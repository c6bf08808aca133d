"""Identities: ours are time-ordered UUIDs; vendors' stay text (a uint64 fits no column)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


def time_ordered_id(unix_ms: int, *, random_bits: int) -> str:
    """A UUID version 7 as text: sorts by creation time. `random_bits` supplies the low 74 bits."""
    rand_a = (random_bits >> 62) & 0xFFF
    rand_b = random_bits & ((1 << 62) - 1)
    value = (unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    return str(UUID(int=value))


class ReservationKind(StrEnum):
    """Which id space a row of the reservation system belongs to; the two may overlap."""

    RESERVATION = "r"
    WALK_IN = "w"


@dataclass(frozen=True, slots=True)
class ReservationKey:
    """Identity of a row in the reservation system: Tock omits `id` on walk-ins, so kind counts."""

    source: str
    business_id: str
    kind: ReservationKind
    remote_id: str

    @property
    def text(self) -> str:
        """The key as stored and shown in diagnostics, e.g. `tock:424960:r:229255`."""
        return f"{self.source}:{self.business_id}:{self.kind}:{self.remote_id}"

    @classmethod
    def parse(cls, text: str) -> ReservationKey:
        """The inverse of `text`; raises ValueError when it is not a key."""
        source, business_id, kind, remote_id = text.split(":", 3)
        return cls(source, business_id, ReservationKind(kind), remote_id)
