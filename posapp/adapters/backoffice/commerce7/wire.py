"""Commerce7's JSON as far as it is read. Words are never enums here: the documentation's lists are
shorter than what arrives. Money is whole cents, times are ISO in UTC.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1, max_length=200)]
Cents = Annotated[float, Meta(ge=-(10**12), le=10**12)]
"""Whole cents, though JSON may write them with a point."""
Count = Annotated[float, Meta(ge=-(10**9), le=10**9)]


class _Wire(Struct, frozen=True, rename="camel"):
    """Fields may be absent or null; unknown ones are ignored."""


class Email(_Wire, frozen=True):
    """One address of a customer."""

    email: str | None = None
    id: str | None = None


class Phone(_Wire, frozen=True):
    """One number of a customer."""

    phone: str | None = None
    id: str | None = None


class Tag(_Wire, frozen=True):
    """A customer tag; the adapter's contact type."""

    id: str
    title: str | None = None


class Customer(_Wire, frozen=True):
    """A person."""

    id: Id
    first_name: str | None = None
    last_name: str | None = None
    birth_date: str | None = None
    emails: list[Email] | None = None
    phones: list[Phone] | None = None
    tags: list[Tag] | None = None
    updated_at: str | None = None


class Address(_Wire, frozen=True):
    """An address; of a customer's addresses, the default one bills."""

    id: str | None = None
    customer_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    phone: str | None = None
    address: str | None = None
    address2: str | None = None
    city: str | None = None
    state_code: str | None = None
    zip_code: str | None = None
    country_code: str | None = None
    is_default: bool | None = None


class Club(_Wire, frozen=True):
    """A wine club."""

    id: Id
    title: Annotated[str, Meta(min_length=1)]


class Membership(_Wire, frozen=True):
    """A place in a club."""

    id: Id
    customer_id: Id
    club_id: Id
    status: str | None = None
    signup_date: str | None = None
    cancel_date: str | None = None
    order_delivery_method: str | None = None
    pickup_inventory_location_id: str | None = None


class Variant(_Wire, frozen=True):
    """One thing that can be bought of a product."""

    sku: str | None = None
    title: str | None = None
    price: Cents | None = None
    tax_type: str | None = None


class Product(_Wire, frozen=True):
    """A product with its variants."""

    id: Id
    title: str | None = None
    type: str | None = None
    web_status: str | None = None
    admin_status: str | None = None
    variants: list[Variant] | None = None


class Item(_Wire, frozen=True):
    """A line of an order."""

    sku: str | None = None
    product_title: str | None = None
    product_variant_title: str | None = None
    quantity: Count | None = None
    price: Cents | None = None


class Tender(_Wire, frozen=True):
    """A payment; a card comes masked, and only its last four digits are read."""

    tender_type: str | None = None
    charge_type: str | None = None
    amount_tendered: Cents | None = None
    card_brand: str | None = None
    masked_card_number: str | None = None


class Shipped(_Wire, frozen=True):
    """A parcel."""

    tracking_numbers: list[str] | None = None
    carrier: str | None = None


class PickedUp(_Wire, frozen=True):
    """Who collected it."""

    picked_up_by: str | None = None


class FulfilledItem(_Wire, frozen=True):
    """How many of a line were handed over or shipped."""

    sku: str | None = None
    quantity_fulfilled: Count | None = None


class Fulfillment(_Wire, frozen=True):
    """A part of an order that has reached the guest, or is on its way."""

    id: str
    type: str | None = None
    fulfillment_date: str | None = None
    shipped: Shipped | None = None
    picked_up: PickedUp | None = None
    items: list[FulfilledItem] | None = None


class Order(_Wire, frozen=True):
    """An order of any channel."""

    id: Id
    order_number: int | str | None = None
    external_order_number: str | None = None
    external_order_vendor: str | None = None
    channel: str | None = None
    purchase_type: str | None = None
    order_delivery_method: str | None = None
    payment_status: str | None = None
    fulfillment_status: str | None = None
    shipping_status: str | None = None
    customer_id: str | None = None
    customer: Customer | None = None
    bill_to: Address | None = None
    ship_to: Address | None = None
    order_paid_date: str | None = None
    order_submitted_date: str | None = None
    pickup_inventory_location_id: str | None = None
    pickup_by: str | None = None
    total: Cents | None = None
    total_after_tip: Cents | None = None
    items: list[Item] | None = None
    tenders: list[Tender] | None = None
    fulfillments: list[Fulfillment] | None = None
    updated_at: str | None = None


class InventoryLocation(_Wire, frozen=True):
    """A place that holds stock; only some of them hand orders over."""

    id: str
    title: str | None = None
    is_a_pickup_location: bool | None = None


class GiftCard(_Wire, frozen=True):
    """A gift card; its code is compared, never kept."""

    code: str | None = None
    balance: Cents | None = None
    status: str | None = None
