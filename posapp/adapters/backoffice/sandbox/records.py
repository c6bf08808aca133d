"""The sandbox's records into ours, one bad record at a time."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from posapp.adapters.backoffice.reading import clean, set_aside_for
from posapp.adapters.backoffice.sandbox.sales import decode_sale
from posapp.domain.address import Address
from posapp.domain.catalogue import LevelPrice, Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord, Kind, MergedCustomer, Record

PATHS = {
    Kind.CLUB: "/clubs",
    Kind.PRODUCT: "/products",
    Kind.CUSTOMER: "/customers",
    Kind.MERGE: "/merges",
    Kind.MEMBERSHIP: "/memberships",
    Kind.ORDER: "/sales",
    Kind.PICKUP: "/pickups",
}
_MAX_INT = 2**63 - 1
_BASIS_POINTS_PER_PERCENT = 100
_STATUSES = {
    "active": MembershipStatus.ACTIVE,
    "on_hold": MembershipStatus.HOLD,
    "cancelled": MembershipStatus.CANCELLED,
}

_Name = Annotated[str, Meta(min_length=1)]
_Cents = Annotated[int, Meta(ge=0, le=10**12)]
_Count = Annotated[int, Meta(ge=1, le=10**9)]
_Moment = Annotated[int, Meta(ge=0, le=_MAX_INT)]
_Position = Annotated[int, Meta(ge=-_MAX_INT, le=_MAX_INT)]
_Percent = Annotated[float, Meta(ge=0, le=100)]


class _Price(Struct, frozen=True):
    level: _Name
    price_cents: _Cents
    min_quantity: _Count = 1
    sale_cents: _Cents | None = None


class _Product(Struct, frozen=True):
    sku: _Name
    title: str
    category: str
    tax_category: str
    price_cents: _Cents
    currency: str
    active: bool = True
    position: _Position = 0
    prices: list[_Price] = []


class _Club(Struct, frozen=True):
    id: _Name
    name: str
    discount_percent: _Percent = 0.0


class WireAddress(Struct, frozen=True):
    """A postal address."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postal: str | None = None
    country: str | None = None
    name: str | None = None
    company: str | None = None
    phone: str | None = None


class WireShipping(WireAddress, frozen=True, kw_only=True):
    """An address for parcels."""

    id: str = ""
    is_primary: bool = False


class WireCustomer(Struct, frozen=True):
    """A person."""

    id: _Name
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    company: str | None = None
    birth_date: str | None = None
    billing: WireAddress | None = None
    shipping: list[WireShipping] = []
    contact_types: list[str] = []
    our_id: str | None = None
    updated_ms: _Moment | None = None


class WireMerge(Struct, frozen=True):
    """Two people made one."""

    id: _Name
    into_id: _Name


class WireMembership(Struct, frozen=True):
    """A place in a club."""

    id: _Name
    customer_id: _Name
    club_id: _Name
    status: str
    joined_ms: _Moment | None = None
    cancelled_ms: _Moment | None = None
    fulfilment: str = ""
    pickup_location: str = ""


def decode_record(kind: Kind, row: object, *, source: str) -> Record | Quarantined | None:
    """One record, why it cannot be read, or None for what is no order to us."""
    try:
        match kind:
            case Kind.PRODUCT:
                return _product(msgspec.convert(row, _Product))
            case Kind.CLUB:
                club = msgspec.convert(row, _Club)
                discount_bp = round(club.discount_percent * _BASIS_POINTS_PER_PERCENT)
                return Club(club.id, clean(club.name), discount_bp)
            case Kind.CUSTOMER:
                return customer_of(msgspec.convert(row, WireCustomer))
            case Kind.MERGE:
                merged = msgspec.convert(row, WireMerge)
                return MergedCustomer(merged.id, merged.into_id)
            case Kind.MEMBERSHIP:
                return _membership(msgspec.convert(row, WireMembership))
            case Kind.ORDER | Kind.PICKUP:
                return decode_sale(row, source=source)
    except msgspec.ValidationError as error:
        return set_aside_for(error, source=source, kind=kind.value, row=row)


def _product(found: _Product) -> Product:
    return Product(
        sku=found.sku,
        title=clean(found.title),
        category=clean(found.category),
        tax_category=found.tax_category,
        price_cents=found.price_cents,
        currency=found.currency,
        is_active=found.active,
        position=found.position,
        prices=tuple(
            LevelPrice(clean(one.level), one.price_cents, one.min_quantity, one.sale_cents)
            for one in found.prices
        ),
    )


def customer_of(found: WireCustomer) -> CustomerRecord:
    """A person as the people use cases know one."""
    contact = Contact(
        clean(found.first_name), clean(found.last_name), clean(found.email), clean(found.phone)
    )
    details = GuestDetails(
        company=clean(found.company),
        birth_date=_iso_date(found.birth_date),
        billing=address_of(found.billing),
        shipping=tuple(
            ShippingAddress(address_of(one), one.id, one.is_primary) for one in found.shipping
        ),
        contact_types=tuple(sorted({clean(name) for name in found.contact_types} - {""})),
    )
    record = GuestRecord(contact, details)
    return CustomerRecord(found.id, record, found.our_id or "", found.updated_ms)


def address_of(found: WireAddress | None) -> Address:
    """An address, blank when there is none."""
    if found is None:
        return Address()
    return Address(
        line1=clean(found.line1),
        line2=clean(found.line2),
        city=clean(found.city),
        region=clean(found.region),
        postal=clean(found.postal),
        country=clean(found.country),
        name=clean(found.name),
        company=clean(found.company),
        phone=clean(found.phone),
    )


def _membership(found: WireMembership) -> Membership:
    status = _STATUSES.get(found.status, MembershipStatus.UNTOLD)
    return Membership(
        found.id,
        found.club_id,
        found.customer_id,
        is_active=status is MembershipStatus.ACTIVE,
        status=status,
        joined_ms=found.joined_ms,
        cancelled_ms=found.cancelled_ms,
        fulfilment=found.fulfilment,
        pickup_location=clean(found.pickup_location),
    )


def _iso_date(text: str | None) -> str:
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return ""
