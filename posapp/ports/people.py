"""Guests and who they are in the back offices: what use cases store, and what screens ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from posapp.domain.club import Club, Membership
from posapp.domain.guest import Contact, Guest
from posapp.domain.guest_record import Fields, GuestDetails, GuestRecord
from posapp.domain.merge import RecordConflict
from posapp.domain.origin import GuestOrigin
from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePerson:
    """A record of a back office and the guest it is here.

    `base` is the last copy both sides had; `into_id` the record it was made one with, "" while it
    stands. `told` is what they told since and was not looked at, because work of ours was on its
    way; blank when there is nothing. `modified_ms` is by their clock, `seen_ms` by ours.
    """

    backend: str
    remote_id: str
    guest_id: str
    base: Fields
    told: Fields = field(default_factory=dict)
    modified_ms: int | None = None
    seen_ms: int = 0
    into_id: str = ""


class PeopleRepo(Protocol):
    """Guests' details, their links to back offices, and what waits for a choice."""

    def details(self, guest_id: str) -> GuestDetails:
        """What is known beside the contact; blank details when nothing is."""
        ...

    def save_details(self, guest_id: str, details: GuestDetails) -> None:
        """Insert or update."""
        ...

    def link(self, backend: str, remote_id: str) -> RemotePerson | None:
        """The link of a record over there, if it is known here."""
        ...

    def links_of(self, guest_id: str) -> list[RemotePerson]:
        """All records of a guest, merged ones too."""
        ...

    def save_link(self, person: RemotePerson) -> None:
        """Insert or update by backend and remote id."""
        ...

    def move(self, guest_id: str, *, into_id: str) -> None:
        """Let everything of one guest (links, visits, tasks, conflicts, origin) be another's.

        The guest's own row stays, without back office id, so that old journal lines find it; lists
        leave it out, and its e-mail and its history are the other's too.
        """
        ...

    def leave(self, backend: str, *, former: str) -> None:
        """All that an account of an office told of people is a former office's from now on."""
        ...

    def standing(self, guest_id: str) -> str:
        """The guest this one was made one with by `move`; itself while it stands."""
        ...

    def conflict(self, conflict_id: str) -> RecordConflict:
        """The conflict; raises NotFoundError."""
        ...

    def open_conflict(self, guest_id: str, *, backend: str) -> RecordConflict | None:
        """The one that waits for a person, if there is one."""
        ...

    def save_conflict(self, conflict: RecordConflict) -> None:
        """Insert or update."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestRow:
    """A line of the guest list; `clubs` are the names of active clubs, sorted."""

    guest_id: str
    name: str
    email: str
    phone: str
    clubs: tuple[str, ...]
    last_seen_ms: int | None
    has_conflict: bool = False


class EntryKind(StrEnum):
    """What an entry of a guest's history is."""

    RESERVATION = "reservation"
    VISIT = "visit"
    ORDER = "order"
    REMOTE_ORDER = "remote_order"
    PICKUP = "pickup"
    CLUB = "club"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened with a guest, whatever system told of it.

    `source` is the system's name ("tock", "posapp", a back office's), `as_of_ms` when it was last
    told, None for our own; `told_again_by` is the back office that told of an order of ours, and of
    its parcels. `subject` is what opens it: a reservation's key text, an order's id, a
    back office's order id. `status` is a word of what it is: a party's, a visit's or an order's
    state; of a back office's order “ready”, “collected”, “shipped” or its own word. `cents` None
    where there is no money; Tock's money stays Tock's.
    """

    kind: EntryKind
    source: str
    subject: str
    at_ms: int
    title: str
    detail: str = ""
    status: str = ""
    cents: int | None = None
    currency: str = ""
    tracking: tuple[Tracking, ...] = ()
    as_of_ms: int | None = None
    told_again_by: str = ""
    sync_state: OutboxState | None = None


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """A membership with its club, and how far a change of it made here is.

    `is_former`: its office is not the connected one, and what it told by `as_of_ms` is history.
    """

    membership: Membership
    club: Club
    sync_state: OutboxState | None = None
    is_former: bool = False
    as_of_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another guest who may be the same person; `reason` is a sentence, `score` 0 to 100."""

    guest_id: str
    name: str
    email: str
    reason: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestSheet:
    """Everything the profile shows of one guest.

    `conflicts` are those that wait, oldest first, `settled` the latest choices that were made, the
    last one first; `links` are the systems that know the guest.
    `tags_sent` the club names Tock was last told, `tags_due` those it should have now; None where
    nothing was ever told.
    """

    guest: Guest
    record: GuestRecord
    origin: GuestOrigin | None
    memberships: tuple[HeldMembership, ...]
    links: tuple[RemotePerson, ...]
    conflicts: tuple[RecordConflict, ...]
    lookalikes: tuple[Lookalike, ...] = ()
    tags_sent: tuple[str, ...] | None = None
    tags_due: tuple[str, ...] | None = None
    sync_state: OutboxState | None = None
    sync_reason: str = ""
    settled: tuple[RecordConflict, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict in a list, with the guest it is about."""

    conflict: RecordConflict
    name: str
    email: str


class PeopleReads(Protocol):
    """What the guest screens ask."""

    def guests(self, words: str, *, limit: int) -> Sequence[GuestRow]:
        """Guests whose name, e-mail or phone begins with the words; "" the latest seen."""
        ...

    def guest(self, guest_id: str) -> GuestSheet:
        """One guest; raises NotFoundError."""
        ...

    def guest_of(self, email: str) -> str | None:
        """The id of the guest with this e-mail, if any."""
        ...

    def timeline(self, guest_id: str, *, limit: int) -> Sequence[TimelineEntry]:
        """What happened, newest first, from all sources; each order once."""
        ...

    def clubs(self) -> Sequence[Club]:
        """The clubs of the connected office, by name."""
        ...

    def conflicts(self) -> Sequence[ConflictRow]:
        """What waits for a choice, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDraft:
    """A guest as a form holds it.

    `shown` is the record that it began with: only what differs from it is meant to be changed. None
    stands for the record as it is.
    """

    contact: Contact
    details: GuestDetails = field(default_factory=GuestDetails)
    shown: GuestRecord | None = None
