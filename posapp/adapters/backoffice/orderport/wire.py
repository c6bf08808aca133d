"""OrderPort's JSON as far as it is read. No reference is public: any field may be missing, ids are
numbers or texts, money is in dollars, times have no zone.
"""

from __future__ import annotations

from msgspec import Raw, Struct, field

Id = int | str | None
Number = int | float | str | None


class _Wire(Struct, frozen=True, rename="camel"):
    """Fields may be absent or null; unknown ones are ignored."""


class Product(_Wire, frozen=True):
    """A line of the catalogue."""

    opsku: Id = None
    title: str | None = None
    retail_price: Number = None
    product_type: str | None = None


class Customer(_Wire, frozen=True):
    """A person, by number: orders and memberships know no other name."""

    customer_number: Id = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None


class CustomerInfo(_Wire, frozen=True):
    """Who a member is."""

    customer_number: Id = None


class Member(_Wire, frozen=True):
    """A place in a club; it ends when its date to cancel has come."""

    id: Id = None
    sign_up_date: str | None = None
    cancel_date: str | None = None
    customer_info: CustomerInfo = CustomerInfo()


class Address(_Wire, frozen=True):
    """Who pays for an order."""

    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    email: str | None = None


class Line(_Wire, frozen=True):
    """A line of an order."""

    sku: Id = field(name="oPSKU", default=None)
    product_title: str | None = None
    qty: Number = None
    unit_price: Number = None


class Order(_Wire, frozen=True):
    """An order of a day."""

    order_number: Id = None
    customer_number: Id = None
    sale_date: str | None = None
    order_source: str | None = None
    bill_address: Address | None = None
    line_items: list[Line] | None = None
    total_cost: Number = None


class Club(_Wire, frozen=True):
    """A wine club; its members are read one by one."""

    id: Id = None
    club_name: str | None = None


class Members(_Wire, frozen=True):
    """The members of a club, not yet looked into."""

    members: Raw = Raw(b"null")
