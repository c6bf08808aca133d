"""Who did what, append-only by triggers, and which store this is."""

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from posapp.store.schema.columns import (
    STRICT,
    WHOLE,
    Table,
    row_number,
    text,
    text_or_none,
    whole,
)


class JournalRow(Table, table=True):
    """One line of the journal; `unit` is the transaction's name."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("id"), Index(None, "subject"), STRICT)

    seq: int | None = row_number()
    id: str = text()
    at_ms: int = whole()
    unit: str = text()
    verb: str = text()
    subject: str = text()
    before_json: str | None = text_or_none()
    after_json: str | None = text_or_none()
    staff_id: str = text()
    terminal_id: str = text()
    approved_by: str | None = text_or_none()


class StoreIdentityRow(Table, table=True):
    """The store's own identity, one row; the marker file beside the store repeats it."""

    __tablename__ = "store_identity"
    __table_args__ = (CheckConstraint("only = 1", name="only_one"), STRICT)

    only: int = Field(
        default=1, sa_column=Column(WHOLE, primary_key=True, nullable=False, autoincrement=False)
    )
    install_id: str = text()
    created_ms: int = whole()
