"""Club names as tags at Tock: what the store keeps of them, and what a screen may ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from posapp.domain.club import Club, HeldClub, Membership
from posapp.domain.club_tags import GuestTagState


class TagRepo(Protocol):
    """What was told to Tock of whom, which tags it knows, and what our clubs are called there."""

    def get(self, email_key: str) -> GuestTagState | None:
        """The state of one address, None when nobody in a club was ever seen under it."""
        ...

    def save(self, state: GuestTagState) -> None:
        """Insert or update."""
        ...

    def mark(self, email_keys: Collection[str]) -> None:
        """Note that what is sent of these may have changed; those never in a club are left out."""
        ...

    def mark_customers(self, customer_ids: Collection[str], *, backend: str) -> None:
        """The same for the people whom a back office knows by these ids."""
        ...

    def mark_club(self, club_id: str, *, backend: str) -> None:
        """The same for all members of a club."""
        ...

    def note_members(self) -> None:
        """Let everybody who is in a club and was never looked at be noted, without telling Tock."""
        ...

    def due(self, *, limit: int) -> list[GuestTagState]:
        """Addresses still to be looked at."""
        ...

    def waiting(self) -> list[str]:
        """Addresses whose list is parked."""
        ...

    def club(self, club_id: str, *, backend: str) -> Club | None:
        """The club as stored, if it is."""
        ...

    def membership(self, membership_id: str, *, backend: str) -> Membership | None:
        """The membership as stored, if it is."""
        ...

    def memberships_of(self, customer_id: str, *, backend: str) -> list[Membership]:
        """All memberships of a person of a back office, ended ones too."""
        ...

    def held_by(self, email_key: str) -> list[HeldClub]:
        """What any back office ever told of the clubs of the person with this folded address."""
        ...

    def country_code(self, guest_id: str) -> str:
        """The country code of a guest's phone as Tock writes it, "" when it is not known."""
        ...

    def mapping(self) -> dict[str, str]:
        """Our club names that are called otherwise at Tock; "" says do not send."""
        ...

    def save_mapping(self, club_name: str, tag: str | None) -> None:
        """Insert or update; None forgets what was said."""
        ...

    def known(self) -> frozenset[str]:
        """The tags that Tock was seen to have."""
        ...


class TagStanding(StrEnum):
    """How a club's name stands against the tags at Tock."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_CHECKED = "not_checked"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubTagRow:
    """A club and its tag; `waiting` lists are parked until its tag is right.

    `tag` is the name that is sent, mapped or not; `nearest` the known tag spelt most like it.
    """

    club_name: str
    tag: str
    is_mapped: bool
    standing: TagStanding
    nearest: str
    members: int
    waiting: int


@dataclass(frozen=True, slots=True)
class TagTable:
    """All clubs with their tags, those that need a person first; and all tags Tock has."""

    clubs: tuple[ClubTagRow, ...]
    known: tuple[str, ...]

    @property
    def need_attention(self) -> int:
        """How many clubs have a name that Tock does not know."""
        return sum(row.standing is TagStanding.UNKNOWN for row in self.clubs)


class TagReads(Protocol):
    """What the tag table asks."""

    def tag_table(self) -> TagTable:
        """Every club, its tag and how it stands."""
        ...
