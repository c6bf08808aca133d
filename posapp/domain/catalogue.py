"""What the winery sells, as its back office lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LevelPrice:
    """What one costs on a price level, such as a club's; `sale_cents` while it is on sale."""

    level: str
    price_cents: int
    min_quantity: int = 1
    sale_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One item that can be put on an order; `price_cents` is for one, before tax."""

    sku: str
    title: str
    category: str
    tax_category: str
    price_cents: int
    currency: str
    is_active: bool = True
    position: int = 0
    prices: tuple[LevelPrice, ...] = ()
