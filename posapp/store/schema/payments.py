"""Recorded settlements. Triggers of the first step refuse every UPDATE, DELETE and REPLACE."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from posapp.domain.payment import Tender
from posapp.store.schema.columns import STRICT, Table, one_of, row_number, text, text_or_none, whole


class PaymentRow(Table, table=True):
    """`seq` has no gaps and is the line's number in the payment journal; no card number, ever."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("id"),
        one_of("tender", Tender),
        CheckConstraint("cents > 0", name="cents_range"),
        CheckConstraint("tendered_cents >= cents", name="tendered_range"),
        CheckConstraint("(order_id IS NULL) <> (reservation_key IS NULL)", name="one_subject"),
        CheckConstraint("card_last_four IS NULL OR length(card_last_four) = 4", name="last_four"),
        Index(None, "order_id"),
        Index(None, "reservation_key"),
        STRICT,
    )

    seq: int | None = row_number()
    id: str = text()
    order_id: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("sales_order.id"), nullable=True)
    )
    reservation_key: str | None = text_or_none()
    tender: str = text()
    cents: int = whole()
    currency: str = text()
    tendered_cents: int = whole()
    taken_ms: int = whole()
    staff_id: str = text()
    card_brand: str | None = text_or_none()
    card_last_four: str | None = text_or_none()
    card_reference: str | None = text_or_none()
    terminal_id: str = text()
    created_ms: int = whole()
