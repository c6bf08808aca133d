"""People of the back office: customers with their addresses, who became one, who is in a club."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from posapp.sandbox.message import JsonObject


class MembershipStatus(StrEnum):
    """Only an active membership gives its club's percentage."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""

    def wire(self) -> JsonObject:
        """The address as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """One of a customer's addresses for parcels."""

    id: str
    address: Address
    is_primary: bool = False

    def wire(self) -> JsonObject:
        """The address as JSON."""
        return {"id": self.id, "is_primary": self.is_primary, **self.address.wire()}


@dataclass(frozen=True, slots=True)
class Customer:
    """A person; the back office may know somebody without an e-mail.

    `our_id` is what a till calls the person; `birth_date` is ISO.
    """

    id: str
    email: str | None
    first_name: str
    last_name: str
    phone: str | None = None
    company: str = ""
    birth_date: str = ""
    billing: Address | None = None
    shipping: tuple[ShippingAddress, ...] = ()
    contact_types: tuple[str, ...] = ()
    our_id: str = ""

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    def answers_to(self, word: str) -> bool:
        """True if a lower-case word begins a name, the e-mail, or is in the phone's digits."""
        digits = "".join(letter for letter in self.phone or "" if letter.isdigit())
        asked = "".join(letter for letter in word if letter.isdigit())
        texts = (self.first_name, self.last_name, self.email or "", self.company)
        begins = any(part.startswith(word) for text in texts for part in text.lower().split())
        return begins or (len(asked) >= 4 and asked in digits)

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {
            "id": self.id,
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phone": self.phone,
            "company": self.company,
            "birth_date": self.birth_date,
            "billing": None if self.billing is None else self.billing.wire(),
            "shipping": [address.wire() for address in self.shipping],
            "contact_types": list(self.contact_types),
            "our_id": self.our_id,
        }


@dataclass(frozen=True, slots=True)
class Merge:
    """The customer `id` is now `into_id` and is listed no more."""

    id: str
    into_id: str

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {"id": self.id, "into_id": self.into_id}


@dataclass(frozen=True, slots=True)
class Membership:
    """A customer in a club; `fulfilment` is how shipments go, "ship" or "pickup"."""

    id: str
    customer_id: str
    club_id: str
    status: MembershipStatus = MembershipStatus.ACTIVE
    joined_ms: int | None = None
    cancelled_ms: int | None = None
    fulfilment: str = "ship"
    pickup_location: str = ""
    hold_until_ms: int | None = None

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    @property
    def stands(self) -> bool:
        """True unless it was cancelled."""
        return self.status is not MembershipStatus.CANCELLED

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {
            "id": self.id,
            "customer_id": self.customer_id,
            "club_id": self.club_id,
            "status": self.status.value,
            "joined_ms": self.joined_ms,
            "cancelled_ms": self.cancelled_ms,
            "fulfilment": self.fulfilment,
            "pickup_location": self.pickup_location,
            "hold_until_ms": self.hold_until_ms,
        }
