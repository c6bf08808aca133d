"""What the office holds, with the names that WineDirect gives to each field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from posapp.sandbox.winedirect.wire import Fields, money, stamp


@dataclass(frozen=True, slots=True)
class Stamped:
    """When a record truly changed and when the office says it did."""

    at_ms: int = 0
    told_ms: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A person; `values` are the fields of its row by their names over there."""

    contact_id: str
    values: dict[str, str]
    types: frozenset[str] = frozenset()
    changed: Stamped = field(default_factory=Stamped)

    @property
    def email(self) -> str:
        """As compared."""
        return self.values.get("Email", "").strip().lower()

    def wire(self) -> Fields:
        """The row of a search."""
        names = (
            "AltContactID", "FirstName", "LastName", "Company", "Address", "Address2", "City",
            "StateCode", "ZipCode", "CountryCode", "Email", "Title",
        )  # fmt: skip
        return {
            "ContactID": self.contact_id,
            **{name: self.values.get(name) for name in names},
            "Phone": self.values.get("MainPhone"),
            "BirthDate": self.values.get("Birthdate"),
            "IsNonTaxable": False,
            "OrderCount": 0,
            "DateModified": stamp(self.changed.told_ms),
        }


@dataclass(frozen=True, slots=True)
class Address:
    """Where a contact's parcels go."""

    address_id: str
    contact_id: str
    values: dict[str, str]
    is_primary: bool = False
    changed: Stamped = field(default_factory=Stamped)

    def wire(self) -> Fields:
        """The row of a search."""
        return {
            "ShippingAddressID": self.address_id,
            "ContactID": self.contact_id,
            **self.values,
            "IsPrimary": self.is_primary,
            "DateModified": stamp(self.changed.told_ms),
        }


@dataclass(frozen=True, slots=True)
class Membership:
    """A contact in a club; dates are texts as version 2 takes them."""

    membership_id: str
    contact_id: str
    club_id: str
    alternative: str = ""
    values: dict[str, str] = field(default_factory=dict)
    changed: Stamped = field(default_factory=Stamped)

    @property
    def status(self) -> str:
        """By its dates."""
        if self.values.get("CancelDate"):
            return "Cancelled"
        start, until = self.values.get("OnHoldStartDate"), self.values.get("OnHoldUntilDate")
        return "On Hold" if start and (not until or until > start) else "Active"

    def wire(self, club_name: str) -> Fields:
        """The row of a search."""
        return {
            "ClubMembershipID": self.membership_id,
            "AltClubMembershipID": self.alternative,
            "ClubID": self.club_id,
            "ClubName": club_name,
            "ContactID": self.contact_id,
            "CurrentMembershipStatus": self.status,
            "SignupDate": self.values.get("SignupDate"),
            "CancelDate": self.values.get("CancelDate"),
            "IsPickup": self.values.get("IsPickup", "").lower() == "true",
            "PickupLocationCode": self.values.get("PickupLocationCode"),
            "DateModified": stamp(self.changed.told_ms),
        }


@dataclass(frozen=True, slots=True)
class Product:
    """A product of one SKU; `levels` are prices by level name."""

    product_id: str
    sku: str
    title: str
    cents: int
    kind: str = "Wine"
    is_active: bool = True
    levels: dict[str, int] = field(default_factory=dict)
    changed: Stamped = field(default_factory=Stamped)

    def row(self) -> Fields:
        """The row of a search: no price levels."""
        return {
            "ProductID": self.product_id,
            "SKU": self.sku,
            "Title": self.title,
            "Price": money(self.cents),
            "Type": self.kind,
            "IsActive": self.is_active,
            "DateModified": stamp(self.changed.told_ms),
        }

    def detail(self) -> Fields:
        """Everything about it."""
        prices = [
            {"PriceLevel": level, "PriceQuantity": 1, "Price": money(cents), "SalePrice": None}
            for level, cents in (("", self.cents), *self.levels.items())
        ]
        sku = {"SKU": self.sku, "UnitDescription": "750 mL", "IsNonTaxable": False}
        return {**self.row(), "POSTitle": self.title, "SKUs": [{**sku, "Prices": prices}]}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order; cents for one."""

    sku: str
    title: str
    quantity: int
    cents: int

    def wire(self, tracking: str) -> Fields:
        """The item of an order's details."""
        return {
            "SKU": self.sku,
            "Title": self.title,
            "Quantity": self.quantity,
            "Price": money(self.cents),
            "IsSubSKU": False,
            "TrackingNumber": tracking,
        }


@dataclass(frozen=True, slots=True)
class Tender:
    """A payment of an order; the office shows card numbers masked."""

    kind: str
    cents: int
    brand: str = ""
    number: str = ""

    def wire(self) -> Fields:
        """The tender of an order's details."""
        masked = f"XXXXXXXXXXXX{self.number[-4:]}" if self.number else None
        return {
            "PaymentType": self.kind,
            "AmountTendered": money(self.cents),
            "CardType": self.brand,
            "CardNumber": masked,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order of any type. `digest` is what an upsert sent, to tell a repeat from a change."""

    order_id: str
    number: str
    kind: str
    contact_id: str
    placed_ms: int
    total_cents: int
    tax_cents: int = 0
    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    transaction: str = "Order"
    previous: str = ""
    status: str = "Completed"
    shipping_status: str = "NoStatus"
    is_external: bool = False
    is_pickup: bool = False
    location: str = ""
    pickup_ms: int | None = None
    ship_to: dict[str, str] = field(default_factory=dict)
    tracking: str = ""
    carrier: str = ""
    shipped_ms: int | None = None
    register: dict[str, str] = field(default_factory=dict)
    website_code: str = ""
    notes: str = ""
    digest: str = ""
    changed: Stamped = field(default_factory=Stamped)

    @property
    def is_pending_pickup(self) -> bool:
        """Ordered to be collected, and still here."""
        is_gone = self.shipping_status.replace(" ", "") == "PickedUp"
        return self.is_pickup and not is_gone

    @property
    def wire_number(self) -> object:
        """A whole number is a double over there."""
        return int(self.number) if self.number.isdigit() else self.number

    def row(self) -> Fields:
        """The row of a search: no lines."""
        return {
            "OrderID": self.order_id,
            "OrderNumber": self.wire_number,
            "Type": self.kind,
            "OrderStatus": self.status,
            "PaymentStatus": "Paid",
            "ShippingStatus": self.shipping_status,
            "IsAPickupOrder": self.is_pickup,
            "IsPendingPickup": self.is_pending_pickup,
            "IsExternalOrder": self.is_external,
            "TrackingNumber": self.tracking,
            "OrderTotal": money(self.total_cents),
            "ContactID": self.contact_id,
            "DateSubmitted": stamp(self.placed_ms),
            "DateModified": stamp(self.changed.told_ms),
        }

    def detail(self, contact: Contact | None) -> Fields:
        """Everything about it."""
        return {
            **self.row(),
            "SubTotal": money(self.total_cents - self.tax_cents),
            "Tax": money(self.tax_cents),
            "Total": money(self.total_cents),
            "TransactionType": self.transaction,
            "PreviousOrderNumber": self.previous,
            "PickupLocationCode": self.location,
            "PickupDate": stamp(self.pickup_ms),
            "ShippedDate": stamp(self.shipped_ms),
            "ShippingService": self.carrier,
            "OrderNotes": self.notes,
            "BillContact": None if contact is None else contact.wire(),
            "ShipToAddress": self.ship_to or None,
            "OrderItems": [line.wire(self.tracking) for line in self.lines],
            "Tender": [tender.wire() for tender in self.tenders],
            "RMS": self.register or None,
            "OrderCoupons": [],
        }

    def at(self, changed: Stamped, **values: Any) -> Order:
        """The order after a change."""
        return replace(self, changed=changed, **values)
