"""What the back office keeps, as frozen values; ids are text, money is whole cents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from posapp.sandbox.message import JsonObject


class MembershipStatus(StrEnum):
    """Only an active membership gives its club's percentage."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Product:
    """Something on the price list."""

    sku: str
    title: str
    category: str
    tax_category: str
    price_cents: int
    position: int = 0
    active: bool = True
    currency: str = "USD"

    @property
    def key(self) -> str:
        """What names the record."""
        return self.sku

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {
            "sku": self.sku,
            "title": self.title,
            "category": self.category,
            "tax_category": self.tax_category,
            "price_cents": self.price_cents,
            "currency": self.currency,
            "active": self.active,
            "position": self.position,
        }


@dataclass(frozen=True, slots=True)
class Club:
    """A wine club and the percentage its members get off."""

    id: str
    name: str
    discount_percent: int

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {"id": self.id, "name": self.name, "discount_percent": self.discount_percent}


@dataclass(frozen=True, slots=True)
class Customer:
    """A person; the back office may know somebody without an e-mail."""

    id: str
    email: str | None
    first_name: str
    last_name: str
    phone: str | None = None

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {
            "id": self.id,
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phone": self.phone,
        }


@dataclass(frozen=True, slots=True)
class Membership:
    """A customer in a club."""

    id: str
    customer_id: str
    club_id: str
    status: MembershipStatus = MembershipStatus.ACTIVE

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    def wire(self) -> JsonObject:
        """The record as JSON."""
        return {
            "id": self.id,
            "customer_id": self.customer_id,
            "club_id": self.club_id,
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order as accepted; `body` is what was sent."""

    id: str
    number: str
    total_cents: int
    body: JsonObject
    created_ms: int
    at_ms: int
    request_no: int

    def summary(self) -> JsonObject:
        """What the answer to a POST says."""
        return {"id": self.id, "number": self.number, "total_cents": self.total_cents}

    def wire(self) -> JsonObject:
        """What a look-up shows."""
        return {**self.body, **self.summary(), "created_ms": self.created_ms}
