"""Parties in the room and what they buy: ours alone, never changed by news from elsewhere."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from posapp.domain.order import MAX_QUANTITY, OrderState
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import VisitState
from posapp.store.schema.columns import (
    STRICT,
    Table,
    one_of,
    partial_index,
    text,
    text_key,
    text_or_blank,
    text_or_none,
    whole,
    whole_or_none,
    yes_or_no,
)


class VisitRow(Table, table=True):
    """A party on the floor; `reservation_key` has no foreign key, as Tock's row may come later."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("reservation_key"),
        one_of("state", VisitState),
        CheckConstraint("length(day) = 10", name="day_form"),
        CheckConstraint("party_size >= 0", name="party_size_range"),
        Index(None, "day", "started_ms"),
        Index(None, "guest_id"),
        partial_index("ix_visit_walk_in_name", "folded_name", where="reservation_key IS NULL"),
        STRICT,
    )

    id: str = text_key()
    business_id: str = text()
    day: str = text()
    state: str = text()
    name: str = text()
    folded_name: str = text()
    party_size: int = whole()
    table_name: str = text()
    started_ms: int = whole()
    reservation_key: str | None = text_or_none()
    guest_id: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("guest.id"), nullable=True)
    )
    terminal_id: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()


class SalesOrderRow(Table, table=True):
    """The head of an order; a closed one has its time and its total.

    `fulfilment` "" is carried out; `ship_to` is JSON, "" for no address.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("state", OrderState),
        one_of("tax_level", TaxLevel),
        CheckConstraint("discount_bp BETWEEN 0 AND 10000", name="discount_range"),
        CheckConstraint(
            "state <> 'closed' OR (closed_ms IS NOT NULL AND total_cents IS NOT NULL)",
            name="closed_whole",
        ),
        Index(None, "visit_id"),
        STRICT,
    )

    id: str = text_key()
    number: str = text()
    visit_id: str = Field(sa_column=Column(Text, ForeignKey("visit.id"), nullable=False))
    state: str = text()
    currency: str = text()
    tax_level: str = text()
    club_name: str = text()
    discount_bp: int = whole()
    opened_ms: int = whole()
    closed_ms: int | None = whole_or_none()
    total_cents: int | None = whole_or_none()
    terminal_id: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()
    fulfilment: str = text_or_blank()
    ship_to: str = text_or_blank()


class LineItemRow(Table, table=True):
    """A line; voided ones stay."""

    __tablename__ = "line_item"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MAX_QUANTITY}", name="quantity_range"),
        CheckConstraint("tax_rate_ppm >= 0", name="tax_rate_range"),
        *yes_or_no("is_voided"),
        Index(None, "order_id"),
        STRICT,
    )

    id: str = text_key()
    order_id: str = Field(sa_column=Column(Text, ForeignKey("sales_order.id"), nullable=False))
    sku: str = text()
    title: str = text()
    unit_cents: int = whole()
    quantity: int = whole()
    tax_rate_ppm: int = whole()
    position: int = whole()
    is_voided: int = whole()
    terminal_id: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()


class OrderCounterRow(Table, table=True):
    """The last order number a terminal gave out; it only ever grows."""

    __tablename__ = "order_counter"
    __table_args__ = (STRICT,)

    terminal_id: str = text_key()
    last_number: int = whole()
