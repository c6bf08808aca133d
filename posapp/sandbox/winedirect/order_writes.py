"""UpsertOrder: checked row by row, kept under the sender's number, written over when sent anew."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation

from posapp.sandbox.call import Call
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.people_writes import PeopleWrites
from posapp.sandbox.winedirect.records import Line, Order, Tender
from posapp.sandbox.winedirect.wire import Asked, moment

STATUSES = (
    "Picked Up", "Handled Externally", "No Shipping Required", "Sent to Fulfillment", "Shipped",
)  # fmt: skip
_TENDERS = (
    "GiftCard", "Points", "Cash", "Check", "CreditCard", "OnAccount", "ZeroDollarInvoice", "Other",
)  # fmt: skip
_LONGEST_NUMBER = 50
_SHIPPING = ("FirstName", "LastName", "Company", "Address", "Address2", "City", "StateCode")


class RowError(Exception):
    """One row is wrong; the answer as a whole is not."""


class OrderWrites:
    """The one write of orders."""

    def __init__(self, office: WineDirectOffice, ledger: Ledger, people: PeopleWrites) -> None:
        self._office = office
        self._ledger = ledger
        self._people = people

    def upsert(self, asked: Asked, call: Call) -> object:
        """Each row for itself: a wrong one is a no inside a good answer."""
        return {"Results": [self._row(row, call) for row in asked.members("Orders")]}

    def _row(self, row: Asked, call: Call) -> dict[str, object]:
        number = row.text("OrderNumber")
        try:
            order = self._kept(row, call)
        except RowError as error:
            errors = [{"ErrorCode": "InvalidRow", "ErrorMessage": str(error)}]
            return {"OrderNumber": number, "IsSuccessful": False, "Errors": errors}
        return {
            "OrderNumber": order.wire_number,
            "IsSuccessful": True,
            "OrderID": order.order_id,
            "Errors": [],
        }

    def _kept(self, row: Asked, call: Call) -> Order:
        number, kind = row.text("OrderNumber"), row.text("OrderType") or "POS"
        if not 0 < len(number) <= _LONGEST_NUMBER or moment(row.text("OrderDate")) is None:
            raise RowError("OrderNumber and OrderDate are required.")
        types = self._office.order_types
        if kind not in types:
            listed = ", ".join(types)
            raise RowError(f"OrderType {kind} is not valid. Use one of: {listed}.")
        if row.text("ShippingStatus") not in STATUSES:
            raise RowError("ShippingStatus is not valid.")
        known = next(iter(self._office.numbered(number)), None)
        if known is not None and not row.members("OrderItems"):
            return self._restated(known, row, call)
        return self._whole(row, known, call)

    def _restated(self, known: Order, row: Asked, call: Call) -> Order:
        status = row.text("ShippingStatus")
        if status == known.shipping_status:
            return known
        picked_ms = call.told_ms if status == "Picked Up" else None
        made = known.at(self._office.now(), shipping_status=status, pickup_ms=picked_ms)
        self._office.put(made)
        reference = f"{known.order_id} {status}"
        self._ledger.append(call.entry(reference=reference, cents=0))
        return made

    def _whole(self, row: Asked, known: Order | None, call: Call) -> Order:
        lines = tuple(self._line(item) for item in row.members("OrderItems"))
        tenders = tuple(_tender(tender) for tender in row.members("Tenders"))
        total, tax = _cents(row, "Total"), _cents(row, "Tax")
        _check_sums(row, lines, tenders)
        previous = row.text("PreviousOrderNumber")
        transaction = row.text("TransactionType") or "Order"
        if transaction == "Refund" and not self._office.numbered(previous):
            raise RowError(f"PreviousOrderNumber {previous} was not found.")
        digest = _digest(row)
        if known is not None and known.digest == digest:
            return known
        if not row.text("BillingEmail"):
            raise RowError("BillingEmail is required.")
        contact = self._people.contact_for(row, call)
        register = row.part("RMS")
        order = Order(
            order_id=known.order_id if known else self._office.new_id("order"),
            number=row.text("OrderNumber"),
            kind=row.text("OrderType") or "POS",
            contact_id=contact.contact_id,
            placed_ms=moment(row.text("OrderDate")) or 0,
            total_cents=total,
            tax_cents=tax,
            lines=lines,
            tenders=tenders,
            transaction=transaction,
            previous=previous,
            shipping_status=row.text("ShippingStatus"),
            is_external=True,
            ship_to={name: row.text(f"Shipping{name}") for name in _SHIPPING},
            register=_plain(register),
            website_code=row.text("WebsiteCode"),
            notes=row.text("OrderNotes"),
            digest=digest,
            changed=self._office.now(),
        )
        self._office.put(order)
        self._ledger.append(call.entry(reference=order.number, cents=order.total_cents))
        return order

    def _line(self, item: Asked) -> Line:
        sku = item.text("ProductSKU")
        if not any(product.sku == sku for product in self._office.products.values()):
            raise RowError(f"The product {sku} was not found.")
        quantity = int(Decimal(item.text("Quantity") or "1"))
        return Line(sku, item.text("ProductName"), quantity, _cents(item, "Price"))


def op_of_upsert(body: bytes) -> Op:
    """What an upsert of an order is to everybody: a sale, or a pickup that is marked."""
    is_mark = b"<OrderItems>" not in body and b"Picked Up" in body
    return Op.PICKUP_MARK if is_mark else Op.ORDER_CREATE


def _check_sums(row: Asked, lines: tuple[Line, ...], tenders: tuple[Tender, ...]) -> None:
    total = _cents(row, "Total")
    parts = sum(_cents(row, name) for name in ("SubTotal", "Shipping", "Handling", "Tax"))
    if parts != total:
        raise RowError("The parts do not add up to the Total.")
    if sum(line.quantity * line.cents for line in lines) != _cents(row, "SubTotal"):
        raise RowError("The OrderItems do not add up to the SubTotal.")
    if sum(tender.cents for tender in tenders) != total:
        raise RowError("The Tenders do not add up to the Total.")


def _tender(row: Asked) -> Tender:
    kind, card = row.text("PaymentType"), row.part("CreditCard")
    if kind not in _TENDERS:
        raise RowError(f"PaymentType {kind} is not valid.")
    number = card.text("Number") if card else ""
    if len(number) > 4:
        raise RowError("This is a card number. Send the last four digits only.")
    return Tender(kind, _cents(row, "AmountTendered"), card.text("Type") if card else "", number)


def _cents(row: Asked, name: str) -> int:
    try:
        return int(Decimal(row.text(name) or "0") * 100)
    except InvalidOperation:
        raise RowError(f"{name} is not a number.") from None


def _plain(row: Asked | None) -> dict[str, str]:
    return {} if row is None else {child.tag: (child.text or "") for child in row.element}


def _digest(row: Asked) -> str:
    # By which id the buyer is named is not part of the order.
    told = "|".join(
        f"{one.tag}={one.text}" for one in row.element.iter() if "ContactID" not in one.tag
    )
    return hashlib.sha256(told.encode()).hexdigest()
