"""The parts of a booking as the guest and Tock wrote them: people, items, notes, places, feedback.

Words of Tock's lists are kept as text, so that one added tomorrow is shown and never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Variety(StrEnum):
    """Tock's ExperienceVariety by name; a word that is not here is kept as text."""

    RESERVATION = "RESERVATION"
    PREPAID = "PREPAID"
    DEPOSIT = "DEPOSIT"
    TABLESIDE = "TABLESIDE"
    PICKUP = "PICKUP"
    DELIVERY = "DELIVERY"
    EVENT = "EVENT"


class NoteKind(StrEnum):
    """Tock's NoteType by name; a word that is not here is kept as text."""

    BOOKING_GENERAL_NOTE = "BOOKING_GENERAL_NOTE"
    BOOKING_DIETARY_NOTE = "BOOKING_DIETARY_NOTE"
    GUEST_PROVIDED_NOTE = "GUEST_PROVIDED_NOTE"


class Mood(StrEnum):
    """Tock's Rating by name (deprecated there); a word that is not here is kept as text."""

    BAD = "BAD"
    NEUTRAL = "NEUTRAL"
    GOOD = "GOOD"


class RatingScale(StrEnum):
    """Tock's RatingType by name: how a feedback's score is to be read."""

    THREE_POINT_EMOTICON = "THREE_POINT_EMOTICON"
    FIVE_POINT_STAR = "FIVE_POINT_STAR"


@dataclass(frozen=True, slots=True)
class Patron:
    """Tock's person record: the owner (who paid) or the diner (whose name is on the book)."""

    patron_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    phone_country_code: str = ""
    zip_code: str = ""
    country: str = ""
    image_url: str = ""
    loyalty_card_number: str = ""
    loyalty_account_id: str = ""

    @property
    def name(self) -> str:
        """First and last name as staff read them; "" when neither is known."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class BookedItem:
    """An experience, add-on, fee or charge with how often it was bought; cents are for one unit."""

    item_id: str
    name: str
    quantity: int = 1
    unit_cents: int | None = None
    sku: str = ""
    variety: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on the booking; `kind` is Tock's word."""

    text: str
    kind: str = ""

    @property
    def is_dietary(self) -> bool:
        """True for notes Tock files as dietary."""
        return self.kind == NoteKind.BOOKING_DIETARY_NOTE


@dataclass(frozen=True, slots=True)
class Question:
    """A question the guest answered before the visit, with all the answers ticked."""

    name: str
    responses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table Tock assigned; `external_id` is what another system calls it."""

    table_id: str
    name: str
    room: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the guest said after the visit; a locked one can no longer be changed by them."""

    feedback_id: str = ""
    message: str = ""
    mood: str = ""
    scale: str = ""
    score: int | None = None
    is_locked: bool | None = None
    given_s: int | None = None


@dataclass(frozen=True, slots=True)
class KeyValue:
    """Where the booking came from, as the link to it was marked (UTM names)."""

    name: str
    value: str = ""
