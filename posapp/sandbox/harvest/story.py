"""The day at the counter as a list of steps; a driver plays them through the real window.

`taps` above 1 means that a finger comes down several times: the result must be that of one tap.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.sandbox.harvest.errands import Errand
from posapp.sandbox.tock.model import RowKey


@dataclass(frozen=True, slots=True)
class Card:
    """What staff copy from the external terminal's slip; never a card number."""

    brand: str
    last4: str
    reference: str


@dataclass(frozen=True, slots=True)
class SeatReservation:
    """A booked party sits down; `name` is what the board shows for it."""

    minute: int
    visit: str
    key: RowKey
    name: str
    taps: int = 1


@dataclass(frozen=True, slots=True)
class SeatWalkIn:
    """A party without a booking; only first name, last name and e-mail together make a guest."""

    minute: int
    visit: str
    size: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    taps: int = 1


@dataclass(frozen=True, slots=True)
class AddItem:
    """Put `quantity` of a product on the visit's order; no visit gets one product twice."""

    minute: int
    visit: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VoidLine:
    """Take the line of that product off again, before anything is paid."""

    minute: int
    visit: str
    sku: str


@dataclass(frozen=True, slots=True)
class PayCash:
    """Pay the whole order in cash; change is due for what is over."""

    minute: int
    visit: str
    tendered_cents: int
    taps: int = 1


@dataclass(frozen=True, slots=True)
class PayCard:
    """Pay the whole order by card on the external terminal."""

    minute: int
    visit: str
    card: Card
    taps: int = 1


@dataclass(frozen=True, slots=True)
class TakeBalance:
    """Take all that is due on the reservation in Tock: by card, or in cash if `card` is None."""

    minute: int
    visit: str
    key: RowKey
    name: str
    cents: int
    tendered_cents: int
    card: Card | None
    taps: int = 1


@dataclass(frozen=True, slots=True)
class FinishVisit:
    """The party has left."""

    minute: int
    visit: str


Tasting = (
    SeatReservation
    | SeatWalkIn
    | AddItem
    | VoidLine
    | PayCash
    | PayCard
    | TakeBalance
    | FinishVisit
)
"""What belongs to a visit at the counter."""
Step = Tasting | Errand
