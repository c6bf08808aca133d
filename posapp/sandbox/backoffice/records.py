"""What the back office keeps of products, clubs and gift cards, as frozen values.

Ids are text, money is whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.sandbox.backoffice.people import (
    Address,
    Customer,
    Membership,
    MembershipStatus,
    Merge,
    ShippingAddress,
)
from posapp.sandbox.message import JsonObject

__all__ = [
    "Address",
    "Club",
    "Customer",
    "GiftCard",
    "LevelPrice",
    "Membership",
    "MembershipStatus",
    "Merge",
    "Product",
    "ShippingAddress",
    "StoredOrder",
]


@dataclass(frozen=True, slots=True)
class LevelPrice:
    """What a product costs on a price level, from a quantity on."""

    level: str
    price_cents: int
    min_quantity: int = 1
    sale_cents: int | None = None

    def wire(self) -> JsonObject:
        """The price as JSON."""
        return {
            "level": self.level,
            "price_cents": self.price_cents,
            "min_quantity": self.min_quantity,
            "sale_cents": self.sale_cents,
        }


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
    prices: tuple[LevelPrice, ...] = ()

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
            "prices": [price.wire() for price in self.prices],
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
class GiftCard:
    """A gift card; whoever knows its code may spend it, so no list shows one."""

    code: str
    cents: int
    currency: str = "USD"
    active: bool = True


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
