"""What staff do between the tastings, as steps: orders that wait or ship, guests, their clubs.

People are named by e-mail and web orders by the back office's id, as whoever drives finds them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandOver:
    """A web order is collected; `taps` above 1 must still be one hand-over."""

    minute: int
    order_id: str
    taps: int = 1


@dataclass(frozen=True, slots=True)
class TakeBack:
    """It went to the wrong person: the order waits again, which the back office has to be told."""

    minute: int
    order_id: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """A colleague in the office does there what the task asks for."""

    minute: int
    order_id: str


@dataclass(frozen=True, slots=True)
class LookAtTasks:
    """A look at what is to be done by hand in another system: so many things."""

    minute: int
    count: int


@dataclass(frozen=True, slots=True)
class StartOrder:
    """A guest who is known orders from the profile; no table, no booking."""

    minute: int
    visit: str
    email: str


@dataclass(frozen=True, slots=True)
class ShipOrder:
    """The visit's order goes to the guest's address instead of over the counter."""

    minute: int
    visit: str


@dataclass(frozen=True, slots=True)
class MailParcel:
    """The tracking number of the visit's order is in the guest's history; prepare an e-mail."""

    minute: int
    visit: str
    email: str


@dataclass(frozen=True, slots=True)
class JoinClub:
    """A guest becomes a member."""

    minute: int
    email: str
    club_id: str


@dataclass(frozen=True, slots=True)
class SwitchClub:
    """A member changes clubs."""

    minute: int
    email: str
    club_id: str
    to_id: str


@dataclass(frozen=True, slots=True)
class LeaveClub:
    """A member leaves."""

    minute: int
    email: str
    club_id: str
    reason: str = "moving"


@dataclass(frozen=True, slots=True)
class ChangeGuest:
    """Staff write down a guest's new phone number and street."""

    minute: int
    email: str
    phone: str
    street: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Both sides changed a guest: these fields as they are here, the others as over there."""

    minute: int
    email: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindGuest:
    """A search by name: who is found, by e-mail, and who is the first of them by now.

    That one is opened.
    """

    minute: int
    words: str
    found: tuple[str, ...]
    gone: tuple[str, ...] = ()


Errand = (
    HandOver
    | TakeBack
    | PutBack
    | LookAtTasks
    | StartOrder
    | ShipOrder
    | MailParcel
    | JoinClub
    | SwitchClub
    | LeaveClub
    | ChangeGuest
    | Choose
    | FindGuest
)
