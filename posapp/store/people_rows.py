"""Guests, memberships, links and conflicts as their rows hold them, by column names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.guest_record import GuestDetails
from posapp.domain.merge import ConflictState, FieldConflict, RecordConflict, Side
from posapp.ports.people import RemotePerson
from posapp.store.as_text import from_text, to_text

MEMBERSHIP = (
    *("id", "club_id", "customer_id", "is_active", "status", "joined_ms", "cancelled_ms"),
    *("fulfilment", "pickup_location", "backend"),
)
PERSON = (
    *("backend", "remote_id", "guest_id", "base", "told"),
    *("modified_ms", "seen_ms", "into_id"),
)
CONFLICT = (
    *("id", "backend", "remote_id", "guest_id", "fields", "choices", "before", "state"),
    *("created_ms", "settled_ms", "settled_by"),
)
"""The columns that the functions below read."""


def details_of(text: str | None) -> GuestDetails:
    """The details in their row's text; blank ones where there is no row."""
    return from_text(text, GuestDetails) if text else GuestDetails()


def membership_of(row: Mapping[str, Any]) -> Membership:
    """The membership in a row."""
    return Membership(
        membership_id=row["id"],
        club_id=row["club_id"],
        customer_id=row["customer_id"],
        is_active=bool(row["is_active"]),
        status=MembershipStatus(row["status"]),
        joined_ms=row["joined_ms"],
        cancelled_ms=row["cancelled_ms"],
        fulfilment=row["fulfilment"],
        pickup_location=row["pickup_location"],
        backend=row["backend"],
    )


def person_of(row: Mapping[str, Any]) -> RemotePerson:
    """The link in a row."""
    return RemotePerson(
        backend=row["backend"],
        remote_id=row["remote_id"],
        guest_id=row["guest_id"],
        base=from_text(row["base"], dict[str, str]),
        told=from_text(row["told"], dict[str, str]),
        modified_ms=row["modified_ms"],
        seen_ms=row["seen_ms"],
        into_id=row["into_id"],
    )


def person_values(person: RemotePerson) -> dict[str, Any]:
    """The values of a link's row."""
    return {
        "backend": person.backend,
        "remote_id": person.remote_id,
        "guest_id": person.guest_id,
        "base": to_text(dict(person.base)),
        "told": to_text(dict(person.told)),
        "modified_ms": person.modified_ms,
        "seen_ms": person.seen_ms,
        "into_id": person.into_id,
    }


def conflict_of(row: Mapping[str, Any]) -> RecordConflict:
    """The conflict in a row."""
    return RecordConflict(
        conflict_id=row["id"],
        backend=row["backend"],
        remote_id=row["remote_id"],
        guest_id=row["guest_id"],
        fields=from_text(row["fields"], tuple[FieldConflict, ...]),
        created_ms=row["created_ms"],
        state=ConflictState(row["state"]),
        choices=from_text(row["choices"], dict[str, Side]),
        before=from_text(row["before"], dict[str, str]),
        settled_ms=row["settled_ms"],
        settled_by=row["settled_by"],
    )


def conflict_values(conflict: RecordConflict) -> dict[str, Any]:
    """The values of a conflict's row; the terminal is not among them."""
    return {
        "id": conflict.conflict_id,
        "backend": conflict.backend,
        "remote_id": conflict.remote_id,
        "guest_id": conflict.guest_id,
        "fields": to_text(conflict.fields),
        "choices": to_text(dict(conflict.choices)),
        "before": to_text(dict(conflict.before)),
        "state": conflict.state.value,
        "created_ms": conflict.created_ms,
        "settled_ms": conflict.settled_ms,
        "settled_by": conflict.settled_by,
    }
