"""An order as a back office holds it: web orders to collect or ship, club orders, our own again.

Never changed here; what staff do about one (hand it over) is a record of ours beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from posapp.domain.address import Address
from posapp.domain.guest import Contact


class OrderChannel(StrEnum):
    """Where it was sold; RESERVATION is a booking that Tock itself wrote there, no order to us."""

    WEB = "web"
    POS = "pos"
    CLUB = "club"
    ADMIN = "admin"
    INBOUND = "inbound"
    RESERVATION = "reservation"
    OTHER = "other"


class Fulfilment(StrEnum):
    """How the goods reach the guest."""

    CARRY_OUT = "carry_out"
    PICKUP = "pickup"
    SHIP = "ship"
    NONE = "none"


class FulfilmentState(StrEnum):
    """How far that is."""

    PENDING = "pending"
    PARTIAL = "partial"
    DONE = "done"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Tracking:
    """A parcel; `shipped_ms` is UTC, None when it is not told."""

    number: str
    carrier: str = ""
    shipped_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """A line of it; `quantity` may be a fraction, cents are for one."""

    sku: str
    title: str
    quantity: Decimal
    unit_cents: int
    tracking: str = ""


@dataclass(frozen=True, slots=True)
class RemoteTender:
    """How it was paid; a card by brand and last four, nothing more."""

    kind: str
    cents: int
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteOrder:
    """One order. `number` is what staff and guests read; `our_number` is ours when it was pushed
    from here. `status` is the system's own word. Times are UTC ms, cents in `currency`.
    """

    backend: str
    remote_id: str
    number: str
    channel: OrderChannel
    placed_ms: int
    currency: str
    total_cents: int
    is_refund: bool = False
    status: str = ""
    payment_status: str = ""
    fulfilment: Fulfilment = Fulfilment.NONE
    fulfilment_state: FulfilmentState = FulfilmentState.NOT_NEEDED
    is_pending_pickup: bool = False
    pickup_location: str = ""
    picked_up_by: str = ""
    picked_up_ms: int | None = None
    customer_id: str = ""
    contact: Contact = field(default_factory=Contact)
    ship_to: Address = field(default_factory=Address)
    lines: tuple[RemoteLine, ...] = ()
    tenders: tuple[RemoteTender, ...] = ()
    tracking: tuple[Tracking, ...] = ()
    our_number: str = ""
    notes: str = ""
    modified_ms: int | None = None
