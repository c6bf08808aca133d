"""What is kept of the winery's back offices beside catalogue and clubs: people, orders, by hand."""

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.merge import ConflictState
from posapp.domain.pickup import PickupState
from posapp.domain.remote_order import Fulfilment, FulfilmentState, OrderChannel
from posapp.store.schema.columns import (
    STRICT,
    WHOLE,
    Table,
    one_of,
    partial_index,
    text,
    text_key,
    whole,
    whole_or_none,
    yes_or_no,
)

PENDING_PICKUP = "is_pending_pickup = 1"
SHIPPING = "fulfilment = 'ship'"
OPEN_TASK = "state = 'open'"
OPEN_CONFLICT = "state = 'open'"
"""Queries repeat these words exactly, or the partial index is not used."""


class GuestDetailsRow(Table, table=True):
    """What is known of a guest beside name, e-mail and phone; `details` is JSON."""

    __tablename__ = "guest_details"
    __table_args__ = (STRICT,)

    guest_id: str = Field(
        sa_column=Column(Text, ForeignKey("guest.id"), primary_key=True, nullable=False)
    )
    details: str = text()
    terminal_id: str = text()
    updated_ms: int = whole()


class RemotePersonRow(Table, table=True):
    """A person of a back office and the guest he or she is here.

    `base` is the last copy both sides had, as JSON of fields: what a merge starts from. `told` is
    what they told while work of ours was on its way. `into_id` is the record it was made one with
    over there, "" while it stands.
    """

    __tablename__ = "remote_person"
    __table_args__ = (Index(None, "guest_id"), STRICT)

    backend: str = text_key()
    remote_id: str = text_key()
    guest_id: str = text()
    base: str = text()
    told: str = text()
    modified_ms: int | None = whole_or_none()
    seen_ms: int = whole()
    into_id: str = text()


class RemoteOrderRow(Table, table=True):
    """An order as a back office holds it; `document` is all of it as JSON.

    `shipped_ms` is when its last parcel left, as far as that is told.
    """

    __tablename__ = "remote_order"
    __table_args__ = (
        one_of("channel", OrderChannel),
        one_of("fulfilment", Fulfilment),
        one_of("fulfilment_state", FulfilmentState),
        *yes_or_no("is_pending_pickup", "is_refund", "has_tracking"),
        Index(None, "email_key"),
        Index(None, "customer_id"),
        Index(None, "number"),
        Index(None, "our_number"),
        Index(None, "placed_ms"),
        partial_index("ix_remote_order_pending", "placed_ms", where=PENDING_PICKUP),
        partial_index("ix_remote_order_shipping", "fulfilment_state", "shipped_ms", where=SHIPPING),
        STRICT,
    )

    backend: str = text_key()
    remote_id: str = text_key()
    number: str = text()
    our_number: str = text()
    channel: str = text()
    is_refund: int = whole()
    status: str = text()
    fulfilment: str = text()
    fulfilment_state: str = text()
    is_pending_pickup: int = whole()
    pickup_location: str = text()
    customer_id: str = text()
    email_key: str = text()
    name: str = text()
    placed_ms: int = whole()
    modified_ms: int | None = whole_or_none()
    total_cents: int = whole()
    currency: str = text()
    has_tracking: int = whole()
    shipped_ms: int | None = whole_or_none()
    document: str = text()
    seen_ms: int = whole()


class PickupRow(Table, table=True):
    """A web order handed over here; `undone` ones stay."""

    __tablename__ = "pickup"
    __table_args__ = (
        one_of("state", PickupState),
        *yes_or_no("is_id_checked"),
        Index(None, "backend", "remote_order_id"),
        Index(None, "at_ms"),
        STRICT,
    )

    id: str = text_key()
    backend: str = text()
    remote_order_id: str = text()
    number: str = text()
    name: str = text()
    collected_by: str = text()
    at_ms: int = whole()
    staff_id: str = text()
    is_id_checked: int = whole()
    state: str = text()
    undone_ms: int | None = whole_or_none()
    confirmed_ms: int | None = whole_or_none()
    terminal_id: str = text()
    updated_ms: int = whole()


class ManualTaskRow(Table, table=True):
    """Work for a person in another system; one for each subject."""

    __tablename__ = "manual_task"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        one_of("kind", TaskKind),
        one_of("state", TaskState),
        partial_index("ix_manual_task_open", "created_ms", where=OPEN_TASK),
        STRICT,
    )

    id: str = text_key()
    backend: str = text()
    kind: str = text()
    subject_id: str = text()
    title: str = text()
    reason: str = text()
    state: str = text()
    created_ms: int = whole()
    closed_ms: int | None = whole_or_none()
    closed_by: str = text()
    terminal_id: str = text()


class RecordConflictRow(Table, table=True):
    """Fields of a guest that both sides changed; `fields`, `choices` and `before` are JSON."""

    __tablename__ = "record_conflict"
    __table_args__ = (
        one_of("state", ConflictState),
        Index(None, "guest_id"),
        partial_index("ix_record_conflict_open", "created_ms", where=OPEN_CONFLICT),
        STRICT,
    )

    id: str = text_key()
    backend: str = text()
    remote_id: str = text()
    guest_id: str = text()
    fields: str = text()
    choices: str = text()
    before: str = text()
    state: str = text()
    created_ms: int = whole()
    settled_ms: int | None = whole_or_none()
    settled_by: str = text()
    terminal_id: str = text()


class ProductPriceRow(Table, table=True):
    """A product's price on a level of the back office, from a quantity on."""

    __tablename__ = "product_price"
    __table_args__ = (STRICT,)

    sku: str = text_key()
    level: str = text_key()
    min_quantity: int = Field(sa_column=Column(WHOLE, primary_key=True, nullable=False))
    price_cents: int = whole()
    sale_cents: int | None = whole_or_none()
