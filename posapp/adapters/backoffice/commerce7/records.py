"""Commerce7's records into ours, one bad record at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from posapp.adapters.backoffice.commerce7 import wire
from posapp.adapters.backoffice.reading import (
    clean,
    parcel_number,
    set_aside,
    set_aside_for,
    utc_ms,
)
from posapp.domain.address import Address
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    RemoteTender,
    Tracking,
)
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord, Kind, Record

NAME = "commerce7"
VENDOR = "posapp"
"""How orders pushed from here are signed over there."""

_CHANNELS = {
    "web": OrderChannel.WEB,
    "pos": OrderChannel.POS,
    "club": OrderChannel.CLUB,
    "inbound": OrderChannel.INBOUND,
}
_FULFILMENTS = {
    "pickup": Fulfilment.PICKUP,
    "carry out": Fulfilment.CARRY_OUT,
    "ship": Fulfilment.SHIP,
}
_STATES = {
    "fulfilled": FulfilmentState.DONE,
    "partially fulfilled": FulfilmentState.PARTIAL,
    "not fulfilled": FulfilmentState.PENDING,
}
_STATUSES = {
    "active": MembershipStatus.ACTIVE,
    "on hold": MembershipStatus.HOLD,
    "cancelled": MembershipStatus.CANCELLED,
}
_TENDERS = {
    "credit card": "card",
    "debit": "card",
    "cash": "cash",
    "gift card": "gift_card",
    "loyalty points": "points",
    "external": "external",
}
_LIVE = {None, "", "available"}
_LAST_FOUR = 4
_A_DAY_MS = 86_400_000

Addresses = Mapping[str, Sequence[wire.Address | None]]
"""Addresses by customer id; None is one that cannot be read."""


class Decoder:
    """Reads rows; `currency` is the tenant's, which no record names."""

    def __init__(self, currency: str, *, now_ms: Callable[[], int], source: str = NAME) -> None:
        self._currency = currency
        self._now_ms = now_ms
        self._source = source

    def records(
        self, kind: Kind, row: object, *, addresses: Addresses | None = None
    ) -> list[Record | Quarantined]:
        """What a row holds: mostly one record, of a product one for each variant."""
        try:
            match kind:
                case Kind.CLUB:
                    found = msgspec.convert(row, wire.Club)
                    return [Club(found.id, clean(found.title))]
                case Kind.PRODUCT:
                    return list(self._products(msgspec.convert(row, wire.Product)))
                case Kind.CUSTOMER:
                    person = msgspec.convert(row, wire.Customer)
                    told = (addresses or {}).get(person.id, ())
                    held = [one for one in told if one is not None]
                    if len(held) < len(told):  # without it, it would seem to have been deleted
                        message = "an address of this customer cannot be read"
                        return [self._aside(kind, row, "$", message)]
                    return [customer_record(person, held)]
                case Kind.MEMBERSHIP:
                    member = membership(msgspec.convert(row, wire.Membership))
                    return [member or self._aside(kind, row, "$.status", "an unknown status")]
                case _:
                    return [self.order(row)]
        except msgspec.ValidationError as error:
            return [set_aside_for(error, source=self._source, kind=kind, row=row)]

    def order(self, row: object) -> RemoteOrder | Quarantined:
        """An order, or why it cannot be taken."""
        try:
            found = msgspec.convert(row, wire.Order)
        except msgspec.ValidationError as error:
            return set_aside_for(error, source=self._source, kind=Kind.ORDER, row=row)
        placed_ms = utc_ms(found.order_paid_date) or utc_ms(found.order_submitted_date)
        if placed_ms is None or placed_ms > self._now_ms() + _A_DAY_MS:
            return self._aside(Kind.ORDER, row, "$.orderPaidDate", "no usable date")
        total = found.total_after_tip if found.total_after_tip is not None else found.total
        if total is None:
            return self._aside(Kind.ORDER, row, "$.total", "no total")
        fulfilment = _FULFILMENTS.get(_word(found.order_delivery_method), Fulfilment.NONE)
        state = _STATES.get(_word(found.fulfillment_status), FulfilmentState.NOT_NEEDED)
        is_open = state in {FulfilmentState.PENDING, FulfilmentState.PARTIAL}
        is_live = _word(found.payment_status) != "cancelled"
        pickup = _picked_up(found.fulfillments or ())
        return RemoteOrder(
            backend=self._source,
            remote_id=found.id,
            number=clean(str(found.order_number or "")),
            channel=_CHANNELS.get(_word(found.channel), OrderChannel.OTHER),
            placed_ms=placed_ms,
            currency=self._currency,
            total_cents=cents(total),
            is_refund=_word(found.purchase_type) == "refund",
            status=clean(found.fulfillment_status),
            payment_status=clean(found.payment_status),
            fulfilment=fulfilment,
            fulfilment_state=state,
            is_pending_pickup=fulfilment is Fulfilment.PICKUP and is_open and is_live,
            pickup_location=clean(found.pickup_inventory_location_id),
            picked_up_by=clean(pickup.picked_up.picked_up_by)
            if pickup and pickup.picked_up
            else "",
            picked_up_ms=utc_ms(pickup.fulfillment_date) if pickup else None,
            customer_id=found.customer_id or "",
            contact=_contact(found),
            ship_to=address(found.ship_to, of="") if found.ship_to else Address(),
            lines=tuple(_line(item) for item in found.items or ()),
            tenders=tuple(_tender(tender) for tender in found.tenders or ()),
            tracking=tuple(_trackings(found.fulfillments or ())),
            our_number=_our_number(found),
            modified_ms=utc_ms(found.updated_at),
        )

    def _aside(self, kind: Kind, row: object, path: str, message: str) -> Quarantined:
        return set_aside(self._source, kind, row, path=path, message=message)

    def _products(self, found: wire.Product) -> list[Product | Quarantined]:
        made: list[Product | Quarantined] = []
        is_active = _word(found.admin_status) in _LIVE or _word(found.web_status) in _LIVE
        for variant in found.variants or ():
            sku, row = clean(variant.sku), msgspec.to_builtins(variant)
            if not sku or variant.price is None:
                message = "no SKU" if not sku else "no price"
                path = "$.variants[...].sku" if not sku else "$.variants[...].price"
                made.append(self._aside(Kind.PRODUCT, row, path, message))
                continue
            name, extra = clean(found.title), clean(variant.title)
            title = f"{name} · {extra}" if extra and extra != name else name
            made.append(
                Product(
                    sku=sku,
                    title=title or sku,
                    category=clean(found.type),
                    tax_category=clean(variant.tax_type),
                    price_cents=cents(variant.price),
                    currency=self._currency,
                    is_active=is_active,
                )
            )
        return made


def customer_record(found: wire.Customer, held: Sequence[wire.Address]) -> CustomerRecord:
    """A person with addresses; of several e-mails and phones the first is the one we know.

    The default address bills, and its company is the person's.
    """
    emails = [clean(one.email) for one in found.emails or () if one.email]
    phones = [clean(one.phone) for one in found.phones or () if one.phone]
    name = f"{clean(found.first_name)} {clean(found.last_name)}".strip()
    billing = next((one for one in held if one.is_default), None)
    shipping = [
        ShippingAddress(address(one, of=name), one.id or "", is_primary=bool(one.is_default))
        for one in held
        if one is not billing
    ]
    details = GuestDetails(
        company=clean(billing.company) if billing else "",
        birth_date=clean(found.birth_date)[:10],
        billing=replace(address(billing, of=name), company="") if billing else Address(),
        shipping=tuple(shipping),
        contact_types=tuple(sorted({clean(tag.title) for tag in found.tags or () if tag.title})),
    )
    contact = Contact(
        clean(found.first_name),
        clean(found.last_name),
        emails[0] if emails else "",
        phones[0] if phones else "",
    )
    return CustomerRecord(
        found.id, GuestRecord(contact, details), modified_ms=utc_ms(found.updated_at)
    )


def address(found: wire.Address, *, of: str) -> Address:
    """A postal address in our words; a name is kept where it is not `of`, whose address it is."""
    name = f"{clean(found.first_name)} {clean(found.last_name)}".strip()
    return Address(
        line1=clean(found.address),
        line2=clean(found.address2),
        city=clean(found.city),
        region=clean(found.state_code),
        postal=clean(found.zip_code),
        country=clean(found.country_code),
        name="" if name == of else name,
        company=clean(found.company),
        phone=clean(found.phone),
    )


def membership(found: wire.Membership) -> Membership | None:
    """A place in a club; None for a status nobody listed: a guess could take a tag away."""
    status = _STATUSES.get(_word(found.status))
    if status is None:
        return None
    return Membership(
        found.id,
        found.club_id,
        found.customer_id,
        is_active=status is MembershipStatus.ACTIVE,
        status=status,
        joined_ms=utc_ms(found.signup_date),
        cancelled_ms=utc_ms(found.cancel_date),
        fulfilment=_word(found.order_delivery_method),
        pickup_location=clean(found.pickup_inventory_location_id),
    )


def _word(text: str | None) -> str:
    return (text or "").strip().lower()


def cents(value: float | None) -> int:
    """Whole cents, half up as money is rounded everywhere; None is nothing."""
    return int(Decimal(repr(value or 0)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _contact(found: wire.Order) -> Contact:
    person, bill = found.customer, found.bill_to
    emails = [clean(one.email) for one in (person.emails or () if person else ()) if one.email]
    phones = [clean(one.phone) for one in (person.phones or () if person else ()) if one.phone]
    first = (person.first_name if person else None) or (bill.first_name if bill else None)
    last = (person.last_name if person else None) or (bill.last_name if bill else None)
    phone = phones[0] if phones else clean(bill.phone if bill else None)
    return Contact(clean(first), clean(last), emails[0] if emails else "", phone)


def _line(item: wire.Item) -> RemoteLine:
    title = clean(item.product_title) or clean(item.product_variant_title)
    count = item.quantity or 0.0
    quantity = Decimal(int(count)) if count.is_integer() else Decimal(str(count))
    return RemoteLine(clean(item.sku), title or clean(item.sku), quantity, cents(item.price))


def _tender(tender: wire.Tender) -> RemoteTender:
    digits = [one for one in tender.masked_card_number or "" if one in "0123456789"]
    last4 = "".join(digits[-_LAST_FOUR:]) if len(digits) >= _LAST_FOUR else ""
    kind = _TENDERS.get(_word(tender.tender_type), "other")
    return RemoteTender(kind, cents(tender.amount_tendered), clean(tender.card_brand), last4)


def _picked_up(parts: Sequence[wire.Fulfillment]) -> wire.Fulfillment | None:
    return next((part for part in parts if _word(part.type) == "picked up"), None)


def _trackings(parts: Sequence[wire.Fulfillment]) -> list[Tracking]:
    return [
        Tracking(parcel_number(number), clean(part.shipped.carrier), utc_ms(part.fulfillment_date))
        for part in parts
        if part.shipped is not None
        for number in part.shipped.tracking_numbers or ()
        if parcel_number(number)
    ]


def _our_number(found: wire.Order) -> str:
    is_ours = (found.external_order_vendor or "").strip() == VENDOR
    return clean(found.external_order_number) if is_ours else ""
