"""Tock's rows as last told, cut to what the board and the search need; their raw text stands apart.

The raw text in the same table would double the time of every board (measured).
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from posapp.domain.ids import ReservationKind
from posapp.store.schema.columns import (
    STRICT,
    Table,
    one_of,
    row_number,
    text,
    text_or_blank,
    whole,
    whole_or_none,
    yes_or_no,
)


class ReservationRow(Table, table=True):
    """`version_ms` to `digest` are the version; `search_text` is folded and feeds the search index:
    by triggers when a row changes or goes, and by whoever inserts rows, a page at a time.

    `room` is Tock's for the first table; `location` what it was mapped to as the row came in, and
    only where rooms are not kept (directory only).

    `version_id` is text because Tock's numbers are unsigned 64-bit.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("kind", ReservationKind),
        CheckConstraint("length(day) = 10", name="day_form"),
        *yes_or_no("is_cancelled", "is_walk_in", "is_visit", "has_dietary_note", "has_refund"),
        Index(None, "day", "start_ms"),
        Index(None, "folded_name"),
        Index(None, "folded_last_name"),
        Index(None, "email_key"),
        STRICT,
    )

    row_no: int | None = row_number()
    key: str = text()
    source: str = text()
    business_id: str = text()
    kind: str = text()
    remote_id: str = text()
    version_ms: int = whole()
    sequence_id: int = whole()
    channel: int = whole()
    version_id: str = text()
    digest: str = text()
    start_ms: int = whole()
    day: str = text()
    zone: str = text()
    name: str = text()
    folded_name: str = text()
    folded_last_name: str = text()
    size: int = whole()
    party_state: str = text()
    party_state_raw: str = text()
    is_cancelled: int = whole()
    is_walk_in: int = whole()
    is_visit: int = whole()
    experience: str = text()
    variety: str = text()
    tables: str = text()
    code: str = text()
    email: str = text()
    email_key: str = text()
    phone: str = text()
    total_cents: int | None = whole_or_none()
    paid_cents: int | None = whole_or_none()
    due_cents: int | None = whole_or_none()
    currency: str = text()
    has_dietary_note: int = whole()
    has_refund: int = whole()
    search_text: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()
    room: str = text_or_blank()
    location: str = text_or_blank()


class ReservationRawRow(Table, table=True):
    """The text a row was decoded from, less what may not be kept.

    `raw_digest` is of the text as it came (none before step 2): that text needs no reading again.
    """

    __tablename__ = "reservation_raw"
    __table_args__ = (Index(None, "raw_digest"), STRICT)

    key: str = Field(
        sa_column=Column(Text, ForeignKey("reservation.key"), primary_key=True, nullable=False)
    )
    raw: str = text()
    raw_digest: int | None = whole_or_none()
