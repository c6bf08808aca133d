"""An order of the sandbox into ours; a booking that Tock wrote there is no order to us."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from posapp.adapters.backoffice.reading import clean
from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    RemoteTender,
    Tracking,
)

_MAX_INT = 2**63 - 1
_CHANNELS = {one.value: one for one in OrderChannel}
_STATES = {one.value: one for one in FulfilmentState}
_WAYS = {one.value: one for one in Fulfilment}

_Name = Annotated[str, Meta(min_length=1)]
_Cents = Annotated[int, Meta(ge=-(10**12), le=10**12)]
_Moment = Annotated[int, Meta(ge=0, le=_MAX_INT)]
_Last4 = Annotated[str, Meta(pattern="^[0-9]{4}$")]
_Quantity = Annotated[str, Meta(pattern=r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$")]


class _Line(Struct, frozen=True):
    sku: str
    title: str
    quantity: _Quantity
    unit_cents: _Cents


class _Tender(Struct, frozen=True):
    kind: str
    cents: _Cents
    brand: str | None = None
    last4: _Last4 | None = None


class _Parcel(Struct, frozen=True):
    tracking: str
    carrier: str = ""
    shipped_ms: _Moment | None = None


class HandOver(Struct, frozen=True):
    """Who collected it, under whose id."""

    pickup_id: str
    collected_by: str = ""
    at_ms: _Moment | None = None


class _Contact(Struct, frozen=True):
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""


class _ShipTo(Struct, frozen=True):
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal: str = ""
    country: str = ""
    name: str = ""
    company: str = ""
    phone: str = ""


class WireSale(Struct, frozen=True, kw_only=True):
    """An order of any channel."""

    id: _Name
    number: str
    channel: str
    placed_ms: _Moment
    currency: str
    total_cents: _Cents
    our_number: str = ""
    is_refund: bool = False
    status: str = ""
    payment_status: str = ""
    fulfilment: str = "none"
    fulfilment_status: str = "not_needed"
    pickup_location: str = ""
    picked_up: HandOver | None = None
    customer_id: str = ""
    contact: _Contact = _Contact()
    ship_to: _ShipTo | None = None
    lines: list[_Line] = []
    tenders: list[_Tender] = []
    parcels: list[_Parcel] = []
    notes: str = ""
    updated_ms: _Moment | None = None


def decode_sale(row: object, *, source: str) -> RemoteOrder | None:
    """The order, None for a reservation's; msgspec.ValidationError for what cannot be read."""
    found = msgspec.convert(row, WireSale)
    channel = _CHANNELS.get(found.channel, OrderChannel.OTHER)
    if channel is OrderChannel.RESERVATION:
        return None
    picked_up = found.picked_up
    state = _STATES.get(found.fulfilment_status, FulfilmentState.NOT_NEEDED)
    fulfilment = _WAYS.get(found.fulfilment, Fulfilment.NONE)
    is_open = state is FulfilmentState.PENDING and found.status != "cancelled"
    return RemoteOrder(
        backend=source,
        remote_id=found.id,
        number=clean(found.number),
        channel=channel,
        placed_ms=found.placed_ms,
        currency=found.currency,
        total_cents=found.total_cents,
        is_refund=found.is_refund,
        status=clean(found.status),
        payment_status=clean(found.payment_status),
        fulfilment=fulfilment,
        fulfilment_state=state,
        is_pending_pickup=is_open and fulfilment is Fulfilment.PICKUP,
        pickup_location=clean(found.pickup_location),
        picked_up_by=clean(picked_up.collected_by) if picked_up else "",
        picked_up_ms=picked_up.at_ms if picked_up else None,
        customer_id=found.customer_id,
        contact=_contact(found.contact),
        ship_to=_address(found.ship_to),
        lines=tuple(
            RemoteLine(one.sku, clean(one.title), Decimal(one.quantity), one.unit_cents)
            for one in found.lines
        ),
        tenders=tuple(
            RemoteTender(clean(one.kind), one.cents, clean(one.brand), one.last4 or "")
            for one in found.tenders
        ),
        tracking=tuple(
            # Never masked: many a parcel's number looks like a card's.
            Tracking(one.tracking.strip(), clean(one.carrier), one.shipped_ms)
            for one in found.parcels
        ),
        our_number=found.our_number,
        notes=clean(found.notes),
        modified_ms=found.updated_ms,
    )


def _contact(found: _Contact) -> Contact:
    return Contact(
        clean(found.first_name), clean(found.last_name), clean(found.email), clean(found.phone)
    )


def _address(found: _ShipTo | None) -> Address:
    if found is None:
        return Address()
    return Address(**{name: clean(text) for name, text in msgspec.structs.asdict(found).items()})
