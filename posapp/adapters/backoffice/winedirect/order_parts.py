"""An order in the words of UpsertOrder: the same document always makes the same parts.

A card goes by brand and last four only: its whole number, name and expiry have fields there and
are not known here. What is refunded is positive here and there, as the type tells which it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posapp.adapters.backoffice.reading import iso_utc
from posapp.adapters.backoffice.winedirect.contact_parts import phone_text, state_code
from posapp.adapters.backoffice.winedirect.setting import BalanceMode, TipMode, WineryChoice
from posapp.adapters.soap import Part
from posapp.domain.payment import Tender
from posapp.domain.remote_order import Fulfilment
from posapp.ports.documents import AddressDocument, LineDocument, OrderDocument, TenderDocument

BALANCE, REFUND = "balance", "refund"
_SHORT, _LONG, _MAIL = 50, 255, 100
_STATUS = {
    Fulfilment.CARRY_OUT: "Picked Up",
    Fulfilment.SHIP: "Sent to Fulfillment",
    Fulfilment.PICKUP: "Handled Externally",
    Fulfilment.NONE: "No Shipping Required",
}
_TENDERS = {Tender.CASH.value: "Cash", Tender.CARD.value: "CreditCard"}
_OTHER, _ZERO = "Other", "ZeroDollarInvoice"


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who an order is booked on: a contact that is there, or what makes or finds one."""

    first_name: str
    last_name: str
    email: str
    contact_id: str = ""
    our_id: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What is sent of an order's money; less than the document's where a tip is left out."""

    lines: tuple[LineDocument, ...]
    tenders: tuple[TenderDocument, ...]
    total_cents: int
    tax_cents: int

    @property
    def subtotal_cents(self) -> int:
        """After discounts, before tax."""
        return self.total_cents - self.tax_cents


def sums_of(document: OrderDocument, choice: WineryChoice) -> Sums:
    """The money of an order as it is told."""
    lines = document.lines
    tenders = document.tenders
    if document.kind == BALANCE:
        lines = (_balance_line(document, choice),)
    tips = tuple(line for line in lines if choice.tip_sku and line.sku == choice.tip_sku)
    if choice.tip is not TipMode.LEFT_OUT or not tips:
        return Sums(lines, tenders, document.total_cents, document.tax_cents)
    tip_cents = sum(line.total_cents for line in tips)
    return Sums(
        tuple(line for line in lines if line not in tips),
        tuple(_without(tenders, tip_cents)),
        document.total_cents - tip_cents,
        document.tax_cents - sum(line.tax_cents for line in tips),
    )


def is_left_out(document: OrderDocument, choice: WineryChoice) -> bool:
    """True for money taken for a Tock booking where the winery does not want it told."""
    return document.kind == BALANCE and choice.balance is BalanceMode.LEFT_OUT


def order_parts(document: OrderDocument, choice: WineryChoice, buyer: Buyer) -> list[Part]:
    """The whole order."""
    sums = sums_of(document, choice)
    is_refund = document.kind == REFUND
    parts: list[Part] = [
        ("OrderNumber", document.number),
        ("OrderDate", iso_utc(document.placed_ms)),
        ("OrderType", choice.order_type),
        ("TransactionType", "Refund" if is_refund else "Order"),
        *_named("PreviousOrderNumber", document.previous_number if is_refund else ""),
        *_named("WebsiteCode", choice.website_code),
        ("ShippingStatus", _shipping_status(document)),
        *_buyer(buyer),
        *(_shipping(document.ship_to) if document.ship_to is not None else ()),
        *_named("OrderNotes", _notes(document)),
        *_named("SalesAssociate", document.cashier[:_SHORT]),
        ("SubTotal", _money(sums.subtotal_cents)),
        ("Shipping", _money(0)),
        ("Handling", _money(0)),
        ("Tax", _money(sums.tax_cents)),
        ("Total", _money(sums.total_cents)),
        ("RMS", _register(document, choice)),
        ("OrderItems", [("OrderItem", item) for line in sums.lines for item in _items(line)]),
        ("Tenders", [("Tender", tender) for tender in _tenders(sums, document)]),
    ]
    return parts


def _shipping_status(document: OrderDocument) -> str:
    if document.kind == BALANCE:
        return _STATUS[Fulfilment.NONE]
    return _STATUS[Fulfilment(document.fulfilment)]


def _buyer(buyer: Buyer) -> Iterator[Part]:
    # Another system's contact may carry an id of its own: ours is named only to make one.
    if buyer.contact_id:
        yield "ContactID", buyer.contact_id
    elif buyer.our_id:
        yield "AltContactID", buyer.our_id
    yield "BillingEmail", buyer.email[:_MAIL]  # needed even beside a contact's id
    yield "BillingFirstName", buyer.first_name[:_SHORT]
    yield "BillingLastName", buyer.last_name[:_SHORT]


def _shipping(address: AddressDocument) -> Iterator[Part]:
    first, _, last = address.name.strip().rpartition(" ")
    yield from _named("ShippingFirstName", first[:_SHORT])
    yield from _named("ShippingLastName", last[:_SHORT])
    yield from _named("ShippingCompany", address.company[:_LONG])
    yield from _named("ShippingAddress", address.line1[:_LONG])
    yield from _named("ShippingAddress2", address.line2[:_LONG])
    yield from _named("ShippingCity", address.city[:_SHORT])
    yield from _named("ShippingStateCode", state_code(address.region))
    yield from _named("ShippingZipCode", address.postal[:_SHORT])
    yield from _named("ShippingPhone", phone_text(address.phone))


def _register(document: OrderDocument, choice: WineryChoice) -> list[Part]:
    """Where it was sold. A batch is a register's sales of one day, by UTC."""
    day = iso_utc(document.placed_ms)[:10]
    return [
        *_named("StoreID", choice.store_id),
        ("RegisterNumber", document.terminal_id[:_SHORT]),
        *_named("CashierID", document.cashier[:_SHORT]),
        ("BatchID", f"{document.terminal_id[:30]}-{day}"),
    ]


def _items(line: LineDocument) -> Iterator[list[Part]]:
    """A line, in two when its discount does not divide by its quantity: prices are for one."""
    net_cents = line.total_cents - line.tax_cents
    low_cents, dearer = divmod(net_cents, line.quantity)
    shares = [(dearer, low_cents + 1), (line.quantity - dearer, low_cents)]
    left_tax_cents = line.tax_cents
    for quantity, unit_cents in shares:
        if not quantity:
            continue
        tax_cents = left_tax_cents if quantity == line.quantity or unit_cents == low_cents else 0
        left_tax_cents -= tax_cents
        yield [
            ("ProductSKU", line.sku),
            ("ProductName", line.title[:_LONG]),
            ("Quantity", str(quantity)),
            ("Price", _money(unit_cents)),
            ("OriginalPrice", _money(line.unit_cents)),
            ("SalesTax", _money(tax_cents)),
        ]


def _tenders(sums: Sums, document: OrderDocument) -> Iterator[list[Part]]:
    taken = [tender for tender in sums.tenders if tender.cents]
    if not taken and not sums.total_cents:
        yield [("PaymentType", _ZERO), ("AmountTendered", _money(0))]
    for tender in taken:
        kind = _OTHER if document.kind == BALANCE else _TENDERS.get(tender.kind, _OTHER)
        yield [
            ("PaymentType", kind),
            ("AmountTendered", _money(tender.cents)),
            ("PaymentDate", iso_utc(tender.taken_ms)),
            *(
                [("CreditCard", [("Type", tender.brand), ("Number", tender.last4)])]
                if tender.kind == Tender.CARD and tender.brand
                else []
            ),
        ]


def _without(tenders: tuple[TenderDocument, ...], cents: int) -> Iterator[TenderDocument]:
    """The tenders less a tip, from the last ones first: a tip is what was added at the end."""
    left = cents
    kept: list[TenderDocument] = []
    for tender in reversed(tenders):
        taken = min(left, tender.cents)
        left -= taken
        kept.append(_of(tender, tender.cents - taken))
    return reversed(kept)


def _of(tender: TenderDocument, cents: int) -> TenderDocument:
    return TenderDocument(
        payment_id=tender.payment_id,
        kind=tender.kind,
        cents=cents,
        tendered_cents=cents,
        change_cents=0,
        taken_ms=tender.taken_ms,
        brand=tender.brand,
        last4=tender.last4,
        reference=tender.reference,
    )


def _balance_line(document: OrderDocument, choice: WineryChoice) -> LineDocument:
    booked = document.reservation
    sku = choice.balance_sku or (booked.experience_sku if booked is not None else "")
    code = booked.confirmation_code if booked is not None else ""
    return LineDocument(
        sku=sku,
        title=f"Tock balance {code}".strip(),
        quantity=1,
        unit_cents=document.total_cents,
        discount_cents=0,
        tax_cents=0,
        total_cents=document.total_cents,
    )


def _notes(document: OrderDocument) -> str:
    if document.reservation is None:
        return ""
    return f"Tock {document.reservation.confirmation_code or document.reservation.remote_id}"


def _named(name: str, text: str) -> list[Part]:
    return [(name, text)] if text else []


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
