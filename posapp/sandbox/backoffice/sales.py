"""The back office's own list of orders: web, club, till and booking alike, and what became of each.

An order pushed by a till gets a number of the office's own here, beside the till's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from posapp.sandbox.backoffice.people import Address
from posapp.sandbox.message import JsonObject

_FIRST_NUMBER = 70_001


@dataclass(frozen=True, slots=True)
class SalesLine:
    """One line; the quantity is a decimal number as text."""

    sku: str
    title: str
    quantity: str
    unit_cents: int

    def wire(self) -> JsonObject:
        """The line as JSON."""
        return {
            "sku": self.sku,
            "title": self.title,
            "quantity": self.quantity,
            "unit_cents": self.unit_cents,
        }


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was shipped."""

    tracking: str
    carrier: str
    shipped_ms: int

    def wire(self) -> JsonObject:
        """The parcel as JSON."""
        return {
            "tracking": self.tracking,
            "carrier": self.carrier,
            "shipped_ms": self.shipped_ms,
        }


@dataclass(frozen=True, slots=True)
class HandOver:
    """Somebody collected the order; an undone one stays on record."""

    pickup_id: str
    collected_by: str
    at_ms: int
    cashier: str = ""
    is_undone: bool = False

    def wire(self) -> JsonObject:
        """The hand-over as JSON."""
        return {
            "pickup_id": self.pickup_id,
            "collected_by": self.collected_by,
            "at_ms": self.at_ms,
            "cashier": self.cashier,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOrder:
    """One order. `channel` is the office's word: web, club, pos, admin, reservation.

    `fulfilment` is carry_out, pickup, ship or none; `status` completed or cancelled.
    """

    id: str
    number: str
    channel: str
    placed_ms: int
    total_cents: int
    currency: str = "USD"
    status: str = "completed"
    payment_status: str = "paid"
    fulfilment: str = "carry_out"
    pickup_location: str = ""
    customer_id: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    ship_to: Address | None = None
    lines: tuple[SalesLine, ...] = ()
    tenders: tuple[JsonObject, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    our_number: str = ""
    is_refund: bool = False
    notes: str = ""

    @property
    def key(self) -> str:
        """What names the record."""
        return self.id

    @property
    def handed_over(self) -> HandOver | None:
        """The hand-over that stands."""
        return next((one for one in self.hand_overs if not one.is_undone), None)

    @property
    def waits_for_pickup(self) -> bool:
        """True while somebody may come for it."""
        is_open = self.fulfilment == "pickup" and self.status != "cancelled"
        return is_open and self.handed_over is None

    @property
    def fulfilment_status(self) -> str:
        """How far it is: pending, done or not_needed."""
        if self.fulfilment == "none":
            return "not_needed"
        if self.fulfilment == "pickup":
            return "done" if self.handed_over else "pending"
        return "done" if self.fulfilment == "carry_out" or self.parcels else "pending"

    def wire(self) -> JsonObject:
        """The record as JSON."""
        handed_over = self.handed_over
        return {
            "id": self.id,
            "number": self.number,
            "our_number": self.our_number,
            "channel": self.channel,
            "placed_ms": self.placed_ms,
            "currency": self.currency,
            "total_cents": self.total_cents,
            "is_refund": self.is_refund,
            "status": self.status,
            "payment_status": self.payment_status,
            "fulfilment": self.fulfilment,
            "fulfilment_status": self.fulfilment_status,
            "pickup_location": self.pickup_location,
            "picked_up": handed_over.wire() if handed_over else None,
            "customer_id": self.customer_id,
            "contact": {
                "first_name": self.first_name,
                "last_name": self.last_name,
                "email": self.email,
                "phone": self.phone,
            },
            "ship_to": self.ship_to.wire() if self.ship_to else None,
            "lines": [line.wire() for line in self.lines],
            "tenders": list(self.tenders),
            "parcels": [parcel.wire() for parcel in self.parcels],
            "notes": self.notes,
        }


def pushed_order(
    body: Mapping[str, Any], *, order_id: str, nth: int, customer_id: str, placed_ms: int
) -> SalesOrder:
    """A till's order as the office lists it; `nth` counts from 1."""
    person = body.get("customer") or {}
    ship_to = body.get("ship_to")
    return SalesOrder(
        id=order_id,
        number=str(_FIRST_NUMBER + nth - 1),
        channel="pos",
        placed_ms=placed_ms,
        total_cents=body["total_cents"],
        currency=body["currency"],
        fulfilment=str(body.get("fulfilment") or "carry_out"),
        customer_id=customer_id,
        first_name=str(person.get("first_name") or ""),
        last_name=str(person.get("last_name") or ""),
        email=str(person.get("email") or ""),
        phone=str(person.get("phone") or ""),
        ship_to=address_of(ship_to) if ship_to else None,
        lines=tuple(
            SalesLine(line["sku"], line["title"], str(line["quantity"]), line["unit_cents"])
            for line in body["lines"]
        ),
        tenders=tuple(
            {name: tender.get(name) for name in ("kind", "cents", "brand", "last4")}
            for tender in body["tenders"]
        ),
        our_number=body["number"],
        is_refund=body["kind"] == "refund",
    )


def address_of(value: Mapping[str, Any]) -> Address:
    """An address that came over the wire; whatever is no text of an address is left out."""
    known = Address.__dataclass_fields__
    return Address(**{name: str(text) for name, text in value.items() if name in known and text})
