"""The tables. They do not validate: decode and check first, write only checked values."""

from sqlalchemy import MetaData

from posapp.store.schema.columns import Table
from posapp.store.schema.exchange import (
    FeedCursorRow,
    OutboxRow,
    ProductRow,
    QuarantineRow,
    RemoteHealthRow,
)
from posapp.store.schema.floor import LineItemRow, OrderCounterRow, SalesOrderRow, VisitRow
from posapp.store.schema.office import (
    GuestDetailsRow,
    ManualTaskRow,
    PickupRow,
    ProductPriceRow,
    RecordConflictRow,
    RemoteOrderRow,
    RemotePersonRow,
)
from posapp.store.schema.payments import PaymentRow
from posapp.store.schema.people import ClubRow, GuestRow, MembershipRow, StaffRow
from posapp.store.schema.record import JournalRow, StoreIdentityRow
from posapp.store.schema.reservations import ReservationRawRow, ReservationRow
from posapp.store.schema.tock import (
    GuestOriginRow,
    GuestTagsRow,
    KeptDifferenceRow,
    MappingRow,
    NewsConflictRow,
    PullReportRow,
    RoomSeenRow,
    TockTagRow,
    TwinAnswerRow,
    WalkInStartRow,
)

METADATA: MetaData = Table.metadata

__all__ = [
    "METADATA",
    "ClubRow",
    "FeedCursorRow",
    "GuestDetailsRow",
    "GuestOriginRow",
    "GuestRow",
    "GuestTagsRow",
    "JournalRow",
    "KeptDifferenceRow",
    "LineItemRow",
    "ManualTaskRow",
    "MappingRow",
    "MembershipRow",
    "NewsConflictRow",
    "OrderCounterRow",
    "OutboxRow",
    "PaymentRow",
    "PickupRow",
    "ProductPriceRow",
    "ProductRow",
    "PullReportRow",
    "QuarantineRow",
    "RecordConflictRow",
    "RemoteHealthRow",
    "RemoteOrderRow",
    "RemotePersonRow",
    "ReservationRawRow",
    "ReservationRow",
    "RoomSeenRow",
    "SalesOrderRow",
    "StaffRow",
    "StoreIdentityRow",
    "TockTagRow",
    "TwinAnswerRow",
    "VisitRow",
    "WalkInStartRow",
]
