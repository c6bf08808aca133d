"""Where reservations come from. A second source is one more class that satisfies this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.mapping import RoomSeen
from posapp.domain.origin import DirectoryPerson
from posapp.domain.reservation import Quarantined, Reservation
from posapp.ports.board_facts import BoardFacts, facts_of

PAGE_ROWS = 200
"""Rows of one page, and so of one transaction; larger ones stall the window."""


class DecodedReservation(Protocol):
    """A row that was read and checked, with its values still to be built."""

    @property
    def reservation(self) -> Reservation:
        """The row's values."""
        ...

    @property
    def raw(self) -> str:
        """The row's text as it may be kept."""
        ...

    @property
    def facts(self) -> BoardFacts:
        """What the board and the comparison need of it."""
        ...


@dataclass(frozen=True, slots=True)
class IncomingReservation:
    """A decoded row; `text` is what it was decoded from, "" where `decoded` has it.

    `location` is what its room is mapped to, where the room itself is not kept. `raw_digest` is of
    the text as it came; None when the same text must be read again.
    """

    decoded: Reservation | DecodedReservation
    text: str = ""
    location: str = ""
    raw_digest: int | None = None

    @property
    def reservation(self) -> Reservation:
        """The row's values; a source may build them only now."""
        decoded = self.decoded
        return decoded if isinstance(decoded, Reservation) else decoded.reservation

    @property
    def raw(self) -> str:
        """The text to keep, verbatim but for what must not be kept."""
        decoded = self.decoded
        return self.text if isinstance(decoded, Reservation) or self.text else decoded.raw

    @property
    def facts(self) -> BoardFacts:
        """What the board and the comparison need of it."""
        decoded = self.decoded
        return facts_of(decoded) if isinstance(decoded, Reservation) else decoded.facts


@dataclass(frozen=True, slots=True)
class IncomingGuest:
    """A person of the reservation system's guest files, with the tags they have there."""

    patron_id: str
    person: DirectoryPerson
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far a pull of files has come; `skipped` of the `done` ones had not changed."""

    files: int
    done: int
    skipped: int


@dataclass(frozen=True, slots=True)
class ReservationPage:
    """At most PAGE_ROWS rows of news; `cursor` is where to resume once they are stored.

    `as_of_ms` is the time the other side vouches for, None when it says nothing. `people` came with
    the page and may be unknown here; `rooms` have no location yet. Where news comes in files, a
    page may hold the `guests` of one instead, and says how far the pull has come. A reduced page
    holds no more than a directory may. `unchanged` rows were known by their text and are not in
    `rows`.
    """

    rows: tuple[IncomingReservation | Quarantined, ...]
    cursor: str
    as_of_ms: int | None = None
    people: tuple[DirectoryPerson, ...] = ()
    rooms: tuple[RoomSeen, ...] = ()
    is_reduced: bool = False
    guests: tuple[IncomingGuest, ...] = ()
    progress: FileProgress | None = None
    unchanged: int = 0


class KnownTexts(Protocol):
    """Asks the store which texts it holds exactly so; they need no reading."""

    def __call__(self, digests: Sequence[int], /) -> frozenset[int]:
        """Those of these digests (`IncomingReservation.raw_digest`) that are stored."""
        ...


def nothing_known(digests: Sequence[int], /) -> frozenset[int]:
    """Every text is to be read."""
    del digests
    return frozenset()


class ReservationSource(Protocol):
    """A reservation system, read-only."""

    name: str

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """Yield pages of news since `cursor` ("" for all); raises ports.failures.Failure.

        Rows whose text is `known` are not read, only counted as `unchanged`.
        """
        ...
