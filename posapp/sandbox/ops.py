"""The operations of the wire and the remote each belongs to; faults match by these names."""

from __future__ import annotations

from enum import StrEnum


class Surface(StrEnum):
    """A remote that can be served, or cut off, on its own."""

    TOCK = "tock"
    RELAY = "relay"
    BACK_OFFICE = "back_office"


class Op(StrEnum):
    """One thing a client can ask for."""

    EXPORT_URLS = "export.urls"
    EXPORT_FILE = "export.file"
    FEED = "feed.list"
    GUEST_INGEST = "guest.ingest"
    PRODUCT_LIST = "product.list"
    CLUB_LIST = "club.list"
    CUSTOMER_LIST = "customer.list"
    MEMBERSHIP_LIST = "membership.list"
    ORDER_CREATE = "order.create"
    ORDER_FIND = "order.find"
    CUSTOMER_UPSERT = "customer.upsert"
    CUSTOMER_SEARCH = "customer.search"
    MERGE_LIST = "merge.list"
    SALE_LIST = "sale.list"
    PICKUP_LIST = "pickup.list"
    PICKUP_MARK = "pickup.mark"
    PICKUP_UNDO = "pickup.undo"
    CLUBS_SET = "clubs.set"
    GIFT_CARD = "gift_card.balance"
    LOCATION_LIST = "location.list"
    UNKNOWN = "unknown"


OFFICE_WRITES = frozenset(
    {Op.ORDER_CREATE, Op.CUSTOMER_UPSERT, Op.PICKUP_MARK, Op.PICKUP_UNDO, Op.CLUBS_SET}
)
WRITES = OFFICE_WRITES | {Op.GUEST_INGEST}
_TOCK = frozenset({Op.EXPORT_URLS, Op.EXPORT_FILE, Op.GUEST_INGEST, Op.UNKNOWN})


def surface_of(op: Op) -> Surface:
    """The remote an operation belongs to."""
    if op is Op.FEED:
        return Surface.RELAY
    return Surface.TOCK if op in _TOCK else Surface.BACK_OFFICE
