"""What a name at Tock is here: an experience is a SKU, a room is a location, our club is its tag.

An empty target is an answer too: leave it out. No mapping at all means that nobody has said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.errors import DomainError

LEAVE_OUT = ""
_LONGEST = 120


class MappingKind(StrEnum):
    """What is mapped: Tock's experience to a SKU, its room to a location, our club to its tag."""

    EXPERIENCE = "experience"
    ROOM = "room"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Mapping:
    """`name` as Tock spells it (of a tag: as the club is called here) in one business.

    The business id is "" where a name holds for the whole group.
    """

    kind: MappingKind
    business_id: str
    name: str
    target: str

    @property
    def is_left_out(self) -> bool:
        """True when staff said that this name stands for nothing here."""
        return self.target == LEAVE_OUT


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A row of news that came with a room that has no location yet."""

    reservation_key: str
    business_id: str
    name: str


@dataclass(frozen=True, slots=True)
class RoomMap:
    """The locations of Tock's rooms as they stand, by business id and room."""

    locations: dict[tuple[str, str], str]

    def location_of(self, business_id: str, room: str) -> str | None:
        """The location, "" when the room is left out, None when nobody has said."""
        return self.locations.get((business_id, room))


def checked_target(text: str) -> str:
    """A target trimmed; a DomainError when it cannot be one."""
    target = text.replace("\0", "").strip()
    if len(target) > _LONGEST:
        raise DomainError("too_long", f"Use at most {_LONGEST} characters.", field="target")
    return target
