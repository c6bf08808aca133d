"""Orders and products of WineDirect as ours; rows of a search hold no lines, details do."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from posapp.adapters.backoffice.winedirect.fields import (
    BadFieldError,
    cents,
    decimal,
    flag,
    ident,
    last_four,
    moment,
    number,
    require_id,
    words,
)
from posapp.adapters.backoffice.winedirect.people_records import address_of, contact_of
from posapp.adapters.soap import Node
from posapp.domain.address import Address
from posapp.domain.catalogue import LevelPrice, Product
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

BACKEND = "winedirect"
RESERVATION = "reservation"
"""The order type that Tock's own link writes; such an order is a booking and no order to us."""

_A_DAY_MS = 86_400_000
_CHANNELS = {
    "website": OrderChannel.WEB,
    "mobile": OrderChannel.WEB,
    "facebook": OrderChannel.WEB,
    "pos": OrderChannel.POS,
    "ipad": OrderChannel.POS,
    "cluborder": OrderChannel.CLUB,
    "adminpanel": OrderChannel.ADMIN,
    "telemarketing": OrderChannel.INBOUND,
    RESERVATION: OrderChannel.RESERVATION,
}
_SENT = frozenset({"shipped", "pickedup"})
_NOT_OURS = frozenset({"handledexternally", "noshippingrequired"})
_PARCELS = re.compile(r"[,;\s]+")


def folded(word: str) -> str:
    """A word of theirs as it is compared: “Picked Up” and “PickedUp” are one."""
    return re.sub(r"[^a-z]", "", word.casefold())


def is_reservation(row: Node) -> bool:
    """True for what is no order."""
    return folded(row.value("Type") or "") == RESERVATION


def order(row: Node, *, currency: str, order_type: str, now_ms: int) -> RemoteOrder:
    """The details of an order."""
    kind = folded(words(row, "Type"))
    channel = _CHANNELS.get(kind, OrderChannel.OTHER)
    if kind == folded(order_type):
        channel = OrderChannel.POS
    shown = number(row, "AltOrderNumber") or number(row, "OrderNumber")
    is_from_outside = flag(row, "IsExternalOrder") or channel is OrderChannel.POS
    state = folded(words(row, "ShippingStatus"))
    tracking = _tracking(row)
    fulfilment = _fulfilment(row, channel=channel, is_sent=bool(tracking), state=state)
    is_picked_up = state == "pickedup" and fulfilment is Fulfilment.PICKUP
    return RemoteOrder(
        backend=BACKEND,
        remote_id=require_id(row, "OrderID"),
        number=number(row, "OrderNumber") or _missing("OrderNumber"),
        channel=channel,
        placed_ms=_placed_ms(row, now_ms=now_ms),
        currency=currency,
        total_cents=_total(row),
        is_refund=folded(words(row, "TransactionType")) == "refund",
        status=words(row, "OrderStatus"),
        payment_status=words(row, "PaymentStatus"),
        fulfilment=fulfilment,
        fulfilment_state=_state(fulfilment, state),
        is_pending_pickup=flag(row, "IsPendingPickup"),
        pickup_location=ident(row, "PickupLocationCode"),
        picked_up_ms=moment(row, "PickupDate") if is_picked_up else None,
        customer_id=ident(row, "ContactID") or ident(row, "BillContact", "ContactID"),
        contact=_contact(row),
        ship_to=_ship_to(row),
        lines=tuple(_line(one) for one in row.rows("OrderItems") if not flag(one, "IsSubSKU")),
        tenders=tuple(_tender(one) for one in row.rows("Tender") or row.rows("Tenders")),
        tracking=tracking,
        our_number=shown if is_from_outside else "",
        notes=words(row, "OrderNotes"),
        modified_ms=moment(row, "DateModified"),
    )


def _missing(name: str) -> str:
    raise BadFieldError(name, f"There is no {name}.")


def _total(row: Node) -> int:
    """What the guest paid, with the tip; of a row of a search, what it tells."""
    found = cents(row, "Total")
    if found is None:
        found = cents(row, "OrderTotal")
    if found is None:
        raise BadFieldError("Total", "The order has no total.")
    # Zero where a service has no such field for an order.
    return max(abs(found), abs(cents(row, "TotalAfterTip") or 0))


def _placed_ms(row: Node, *, now_ms: int) -> int:
    for name in ("DateSubmitted", "OrderDate", "DateCompleted", "DateAdded"):
        if row.value(name) is None:
            continue
        found = moment(row, name)
        if found is None or found > now_ms + _A_DAY_MS:
            raise BadFieldError(name, "The order's time cannot be right.")
        return found
    raise BadFieldError("DateSubmitted", "The order has no time.")


def _contact(row: Node) -> Contact:
    return contact_of(row.child("BillContact") or row)


def _ship_to(row: Node) -> Address:
    found = row.child("ShipToAddress")
    if found is None:
        return Address()
    person = contact_of(found)
    plain = address_of(found)
    if plain.is_blank:
        return plain
    return replace(plain, name=person.name, company=words(found, "Company"), phone=person.phone)


def _fulfilment(row: Node, *, channel: OrderChannel, is_sent: bool, state: str) -> Fulfilment:
    if flag(row, "IsAPickupOrder"):
        return Fulfilment.PICKUP
    if is_sent or state in {"shipped", "senttofulfillment"}:
        return Fulfilment.SHIP
    if channel is OrderChannel.POS:
        return Fulfilment.CARRY_OUT
    return Fulfilment.NONE if _ship_to(row).is_blank else Fulfilment.SHIP


def _state(fulfilment: Fulfilment, state: str) -> FulfilmentState:
    if state in _SENT:
        return FulfilmentState.DONE
    if state in _NOT_OURS or fulfilment in {Fulfilment.NONE, Fulfilment.CARRY_OUT}:
        return FulfilmentState.NOT_NEEDED
    return FulfilmentState.PENDING


def _line(row: Node) -> RemoteLine:
    quantity = decimal(row, "Quantity")
    title = words(row, "Title") or words(row, "ProductName")
    sku = ident(row, "SKU") or ident(row, "ProductSKU")
    if not (sku or title):
        raise BadFieldError("OrderItems", "A line names no product.")
    return RemoteLine(
        sku,
        title or sku,
        Decimal(1) if quantity is None else quantity,
        cents(row, "Price") or 0,
        ident(row, "TrackingNumber"),
    )


def _tender(row: Node) -> RemoteTender:
    return RemoteTender(
        words(row, "PaymentType"),
        cents(row, "AmountTendered") or 0,
        words(row, "CardType"),
        last_four(row, "CardNumber"),
    )


def _tracking(row: Node) -> tuple[Tracking, ...]:
    """The parcels of an order and of its lines, each once."""
    parcels: dict[str, Tracking] = {}
    for one in (row, *row.rows("OrderItems")):
        carrier = words(one, "ShippingService") or words(one, "ShippingType")
        for parcel in _PARCELS.split(ident(one, "TrackingNumber")):
            if parcel:
                parcels.setdefault(parcel, Tracking(parcel, carrier, moment(one, "ShippedDate")))
    return tuple(parcels.values())


def products(row: Node, *, currency: str) -> tuple[Product, ...]:
    """What can be sold of a product, one for each SKU, with the prices of the winery's levels."""
    found = row.child("Product") or row
    title = words(found, "POSTitle") or words(found, "Title")
    category = words(found, "Type") or words(found, "Department")
    # A product of which nothing is said is one that is sold.
    is_active = found.value("IsActive") is None or flag(found, "IsActive")
    skus = found.rows("SKUs") or [found]
    return tuple(
        _product(sku, found, Product("", title, category, category, 0, currency, is_active))
        for sku in skus
    )


def _product(row: Node, product: Node, shared: Product) -> Product:
    levels = tuple(_level(one) for one in row.rows("Prices"))
    plain = next((one for one in levels if not one.level and one.min_quantity <= 1), None)
    price = plain.price_cents if plain else cents(row, "Price")
    if price is None:
        price = cents(product, "Price")
    if price is None or price < 0:
        raise BadFieldError("Price", "The product has no price.")
    unit = words(row, "UnitDescription")
    is_free_of_tax = flag(row, "IsNonTaxable")
    return replace(
        shared,
        sku=require_id(row, "SKU"),
        title=shared.title or unit or require_id(row, "SKU"),
        tax_category="non_taxable" if is_free_of_tax else shared.tax_category,
        price_cents=price,
        prices=tuple(one for one in levels if one.level or one.min_quantity > 1),
    )


def _level(row: Node) -> LevelPrice:
    price = cents(row, "Price")
    if price is None or price < 0:
        raise BadFieldError("Prices", "A price level has no price.")
    quantity = decimal(row, "PriceQuantity") or Decimal(1)
    return LevelPrice(
        words(row, "PriceLevel"), price, max(1, int(quantity)), cents(row, "SalePrice")
    )
