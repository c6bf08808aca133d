"""A Tock booking as posapp reads it; read-only here.

Money is shown as Tock states it and never recomputed; an absent amount is None, not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from posapp.domain.booking import (
    BookedItem,
    Feedback,
    KeyValue,
    Note,
    Patron,
    Question,
    Table,
    Variety,
)
from posapp.domain.business_day import day_of
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.tock_money import TockMoney, TockPayment, TockRefund
from posapp.domain.visit import NAMELESS

__all__ = [
    "BookedItem",
    "Channel",
    "Fault",
    "Feedback",
    "KeyValue",
    "Note",
    "Patron",
    "Quarantined",
    "Question",
    "Reservation",
    "Table",
    "TockMoney",
    "TockPayment",
    "TockRefund",
    "Version",
]

NO_NAME = "No name"
"""The name of a booking that tells none."""

_ORDERS = {Variety.PICKUP, Variety.DELIVERY}


class Channel(IntEnum):
    """The way news came; the higher wins a tie, because a webhook is never a stale file."""

    EXPORT = 1
    FEED = 2


class Version(NamedTuple):
    """Total order of the news about one reservation, in the order the fields are written.

    Tock's timestamps have whole-second resolution, so `sequence_id` decides within a second;
    `version_id` is no number across channels, so it comes after the channel; the digest makes
    two different bodies of equal version resolve the same way in every order of arrival.
    """

    updated_ms: int
    sequence_id: int
    channel: Channel
    version_id: int
    digest: str

    def outranks(self, other: Version) -> bool:
        """True when this news replaces `other`.

        Equal content of a later version does too: were its version not kept, older news with
        other content could still come and win.
        """
        return self > other

    def contradicts(self, other: Version) -> bool:
        """True when both are equally new and say different things: one was lost on the way.

        Numbers of the two channels are not comparable, so only the time and the sequence count
        between them; within one the version does too.
        """
        is_as_new = (self.updated_ms, self.sequence_id) == (other.updated_ms, other.sequence_id)
        is_tie = self.channel is not other.channel or self.version_id == other.version_id
        return is_as_new and is_tie and self.digest != other.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One row of the reservation system, decoded. `starts_at` is UTC, `zone` the business's.

    `party_size` is 0 and a mark is False where Tock states none; `booked_ms` is None then.
    """

    key: ReservationKey
    version: Version
    starts_at: datetime
    zone: str
    party_size: int
    party: PartyStatus
    business_name: str = ""
    domain_name: str = ""
    locale: str = ""
    booked_ms: int | None = None
    is_cancelled_flag: bool = False
    is_transferred_out: bool = False
    diner: Patron | None = None
    owner: Patron | None = None
    experience: BookedItem | None = None
    add_ons: tuple[BookedItem, ...] = ()
    fees: tuple[BookedItem, ...] = ()
    charges: tuple[BookedItem, ...] = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    visit_tags: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    seating_area: str = ""
    seating_id: str = ""
    is_outdoors: bool | None = None
    server_name: str = ""
    confirmation_code: str = ""
    feedback: tuple[Feedback, ...] = ()
    key_values: tuple[KeyValue, ...] = ()
    loyalty_card_used: str = ""
    money: TockMoney

    @property
    def day(self) -> date:
        """The business day of the visit."""
        return day_of(self.starts_at, zone=self.zone)

    @property
    def patron(self) -> Patron:
        """Whose name is shown: the diner, else the owner (a concierge books for the diner)."""
        return self.diner or self.owner or Patron()

    @property
    def is_walk_in(self) -> bool:
        """True for a party Tock seated without a booking."""
        return self.key.kind is ReservationKind.WALK_IN

    @property
    def name(self) -> str:
        """The party's name on the board."""
        return self.patron.name or (NAMELESS if self.is_walk_in else NO_NAME)

    @property
    def is_cancelled(self) -> bool:
        """Either of Tock's two marks counts, as they may disagree."""
        return self.is_cancelled_flag or self.party.state is PartyState.CANCELLED

    @property
    def is_booked_for_another(self) -> bool:
        """True when the owner, a concierge or a friend, is not the one who comes."""
        if self.owner is None or self.diner is None or not self.owner.name:
            return False
        return self.owner.name.casefold() != self.name.casefold()

    @property
    def is_visit(self) -> bool:
        """False for pick-up and delivery, which are orders and not parties in the room."""
        return self.experience is None or self.experience.variety not in _ORDERS


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one value of a payload; `path` like `$.experience.amountCents`."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that could not be read: kept whole as `raw` text with every fault found.

    `remote_id` is the record's id over there where that much could be read.
    """

    source: str
    origin: str
    raw: str
    faults: tuple[Fault, ...]
    remote_id: str = ""
