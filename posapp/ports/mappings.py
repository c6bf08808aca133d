"""What Tock's names stand for here: kept by staff, asked by the reduction and by screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.mapping import Mapping, MappingKind, RoomMap, RoomSeen
from posapp.domain.origin import GuestOrigin
from posapp.ports.reservations import IncomingReservation


class MappingRepo(Protocol):
    """What staff said of names."""

    def get(self, kind: MappingKind, *, business_id: str, name: str) -> Mapping | None:
        """What a name stands for; None when nobody has said."""
        ...

    def save(self, mapping: Mapping) -> None:
        """Insert or update."""
        ...

    def forget(self, kind: MappingKind, *, business_id: str, name: str) -> None:
        """Nobody has said any more."""
        ...

    def sku_of(self, key_text: str) -> str:
        """The SKU that a reservation's experience counts as; "" when nobody has said."""
        ...

    def note_rooms(self, rooms: Sequence[RoomSeen]) -> None:
        """Count rooms without a location, each with a row that this transaction stored."""
        ...

    def place(self, rows: Sequence[IncomingReservation]) -> int:
        """Bring the rows that are stored as they are here to their locations; how many changed."""
        ...

    def read_files_again(self, *, location: str) -> None:
        """Let the next pull read all files from the start, and the rows of a location anew."""
        ...


class OriginRepo(Protocol):
    """How guests came here."""

    def get(self, guest_id: str) -> GuestOrigin | None:
        """What is kept of a guest; None for one that no directory told of."""
        ...

    def save(self, origin: GuestOrigin) -> None:
        """Insert or update."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRow:
    """A name at Tock with what it stands for: None when nobody has said, "" when it is left out.

    `rows` are the stored reservations it stands on, the first of them visiting at `since_ms`; of a
    room that is not kept, how often it was seen. `title` is the target's, if it is a product.
    """

    kind: MappingKind
    business_id: str
    name: str
    target: str | None
    rows: int
    since_ms: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product to choose."""

    sku: str
    title: str
    category: str


class MappingReads(Protocol):
    """What screens and the reduction ask. Safe from any thread; never waits for a writer."""

    def names(self) -> list[NameRow]:
        """Every experience and room seen or mapped: unmapped first, then by count and name."""
        ...

    def room_map(self) -> RoomMap:
        """The locations of rooms as they stand."""
        ...

    def products(self) -> list[ProductChoice]:
        """The active products by title."""
        ...

    def locations(self) -> list[str]:
        """The locations in use, by name."""
        ...

    def origin(self, email: str) -> GuestOrigin | None:
        """How the guest with this e-mail came here, in whatever case it is written."""
        ...
