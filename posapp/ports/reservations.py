"""Where reservations come from. A second source is one more class that satisfies this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.mapping import RoomSeen
from posapp.domain.origin import DirectoryPerson
from posapp.domain.reservation import Quarantined, Reservation

PAGE_ROWS = 200
"""Rows of one page, and so of one transaction; larger ones stall the window."""


@dataclass(frozen=True, slots=True)
class IncomingReservation:
    """A decoded row with the text it was decoded from, kept verbatim.

    `location` is what its room is mapped to, where the room itself is not kept.
    """

    reservation: Reservation
    raw: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class ReservationPage:
    """At most PAGE_ROWS rows of news; `cursor` is where to resume once they are stored.

    `as_of_ms` is the time the other side vouches for, None when it says nothing. `people` came with
    the page and may be unknown here; `rooms` have no location yet.
    """

    rows: tuple[IncomingReservation | Quarantined, ...]
    cursor: str
    as_of_ms: int | None = None
    people: tuple[DirectoryPerson, ...] = ()
    rooms: tuple[RoomSeen, ...] = ()


class ReservationSource(Protocol):
    """A reservation system, read-only."""

    name: str

    def changes(self, cursor: str) -> Iterator[ReservationPage]:
        """Yield pages of news since `cursor` ("" for all); raises ports.failures.Failure."""
        ...
