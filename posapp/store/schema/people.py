"""Guests, their clubs, and the staff who serve them."""

from sqlalchemy import CheckConstraint, Index

from posapp.domain.staff import Role
from posapp.store.schema.columns import (
    STRICT,
    Table,
    one_of,
    partial_index,
    text,
    text_key,
    text_or_blank,
    whole,
    whole_or_none,
    yes_or_no,
)

MERGED_GUEST = "into_id <> ''"
"""Queries repeat these words exactly, or the partial index is not used."""


class GuestRow(Table, table=True):
    """An identified person: no row without first name, last name and e-mail.

    The folded names and the phone's digits (also from the last to the first, for people remember
    the end of a number) are what a search looks in. `into_id` is the guest this one was made one
    with, "" while it stands.
    """

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint(
            "trim(first_name) <> '' AND trim(last_name) <> '' AND email_key <> ''",
            name="identified",
        ),
        Index(None, "email_key"),
        Index(None, "remote_id"),
        Index(None, "folded_name"),
        Index(None, "folded_last_name", "folded_name"),
        Index(None, "phone_digits"),
        Index(None, "phone_reversed"),
        partial_index("ix_guest_merged", "into_id", where=MERGED_GUEST),
        STRICT,
    )

    id: str = text_key()
    first_name: str = text()
    last_name: str = text()
    email: str = text()
    email_key: str = text()
    phone: str = text()
    source: str = text()
    remote_id: str = text()
    terminal_id: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()
    folded_name: str = text_or_blank()
    folded_last_name: str = text_or_blank()
    phone_digits: str = text_or_blank()
    phone_reversed: str = text_or_blank()
    into_id: str = text_or_blank()


class ClubRow(Table, table=True):
    """A wine club of a back office."""

    __tablename__ = "club"
    __table_args__ = (
        CheckConstraint("discount_bp BETWEEN 0 AND 10000", name="discount_range"),
        STRICT,
    )

    backend: str = text_key()
    id: str = text_key()
    name: str = text()
    discount_bp: int = whole()
    updated_ms: int = whole()


class MembershipRow(Table, table=True):
    """A place in a club; no foreign keys, as it may be told before its club or its person.

    Ids are those of `backend`; another back office may have the same ones.
    """

    __tablename__ = "membership"
    __table_args__ = (*yes_or_no("is_active"), Index(None, "customer_id", "backend"), STRICT)

    backend: str = text_key()
    id: str = text_key()
    club_id: str = text()
    customer_id: str = text()
    is_active: int = whole()
    updated_ms: int = whole()
    status: str = text()
    joined_ms: int | None = whole_or_none()
    cancelled_ms: int | None = whole_or_none()
    fulfilment: str = text()
    pickup_location: str = text()


class StaffRow(Table, table=True):
    """A person who may sign in; the PIN only as its hash."""

    __tablename__ = "staff"
    __table_args__ = (one_of("role", Role), *yes_or_no("is_active"), STRICT)

    id: str = text_key()
    name: str = text()
    role: str = text()
    pin_hash: str = text()
    failed_tries: int = whole()
    locked_until_ms: int = whole()
    is_active: int = whole()
    terminal_id: str = text()
    created_ms: int = whole()
    updated_ms: int = whole()
