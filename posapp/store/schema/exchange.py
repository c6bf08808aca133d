"""What goes to other systems and what comes from them: work to send, catalogue, resume points."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from posapp.domain.outbox import Operation, OutboxState
from posapp.ports.store import HealthState
from posapp.store.schema.columns import (
    STRICT,
    Table,
    one_of,
    partial_index,
    row_number,
    text,
    text_key,
    whole,
    whole_or_none,
    yes_or_no,
)

OPEN_WORK = "state IN ('waiting', 'sending', 'unknown', 'parked')"
"""Work that is not over. Queries repeat these words exactly, or the partial index is not used."""


class OutboxRow(Table, table=True):
    """One piece of work; triggers keep its payload as written and open work undeletable."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id"),
        UniqueConstraint("aggregate", "operation", "subject_id"),
        one_of("operation", Operation),
        one_of("state", OutboxState),
        CheckConstraint("attempts >= 0", name="attempts_range"),
        CheckConstraint("state <> 'sending' OR lease_until_ms IS NOT NULL", name="leased"),
        *yes_or_no("is_in_doubt"),
        partial_index("ix_outbox_open", "aggregate", "seq", where=OPEN_WORK),
        partial_index("ix_outbox_open_remote", "remote", "seq", where=OPEN_WORK),
        Index(None, "subject_id"),
        STRICT,
    )

    seq: int | None = row_number()
    id: str = text()
    remote: str = text()
    aggregate: str = text()
    operation: str = text()
    subject_id: str = text()
    payload: str = text()
    title: str = text()
    state: str = text()
    created_ms: int = whole()
    not_before_ms: int = whole()
    reason: str = text()
    attempts: int = whole()
    first_sent_ms: int | None = whole_or_none()
    lease_until_ms: int | None = whole_or_none()
    is_in_doubt: int = whole()
    remote_id: str = text()
    terminal_id: str = text()
    updated_ms: int = whole()


class ProductRow(Table, table=True):
    """A product as the back office lists it."""

    __tablename__ = "product"
    __table_args__ = (*yes_or_no("is_active"), STRICT)

    sku: str = text_key()
    title: str = text()
    category: str = text()
    tax_category: str = text()
    price_cents: int = whole()
    currency: str = text()
    is_active: int = whole()
    position: int = whole()
    updated_ms: int = whole()


class FeedCursorRow(Table, table=True):
    """Where a pull resumes."""

    __tablename__ = "feed_cursor"
    __table_args__ = (STRICT,)

    remote: str = text_key()
    stream: str = text_key()
    cursor: str = text()
    updated_ms: int = whole()


class RemoteHealthRow(Table, table=True):
    """How a remote system was found at the last try."""

    __tablename__ = "remote_health"
    __table_args__ = (one_of("state", HealthState), STRICT)

    remote: str = text_key()
    title: str = text()
    state: str = text()
    last_success_ms: int | None = whole_or_none()
    last_attempt_ms: int | None = whole_or_none()
    next_attempt_ms: int | None = whole_or_none()
    as_of_ms: int | None = whole_or_none()
    failing_since_ms: int | None = whole_or_none()
    message: str = text()


class QuarantineRow(Table, table=True):
    """A row that could not be read, once per raw text; `faults` is a JSON list of pairs."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("digest"), STRICT)

    id: str = text_key()
    digest: str = text()
    source: str = text()
    origin: str = text()
    raw: str = text()
    faults: str = text()
    received_ms: int = whole()
    terminal_id: str = text()
