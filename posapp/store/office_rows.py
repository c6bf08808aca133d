"""Orders of back offices, pickups and tasks as their rows hold them, by column names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from posapp.domain.guest import email_key
from posapp.domain.manual_task import ManualTask, TaskKind, TaskState
from posapp.domain.pickup import Pickup, PickupState
from posapp.domain.remote_order import RemoteOrder
from posapp.store.as_text import to_text

PICKUP = (
    *("id", "backend", "remote_order_id", "number", "name", "collected_by", "at_ms", "staff_id"),
    *("is_id_checked", "state", "undone_ms", "confirmed_ms"),
)
TASK = (
    *("id", "backend", "kind", "subject_id", "title", "reason", "state", "created_ms"),
    *("closed_ms", "closed_by"),
)
"""The columns that the functions below read."""

_ORDERS = msgspec.json.Decoder(RemoteOrder)


def order_of(document: str) -> RemoteOrder:
    """The order in a row's document."""
    return _ORDERS.decode(document)


def order_values(order: RemoteOrder) -> dict[str, Any]:
    """The values of an order's row; when it was seen is not among them."""
    has_tracking = bool(order.tracking) or any(line.tracking for line in order.lines)
    told = [parcel.shipped_ms for parcel in order.tracking if parcel.shipped_ms is not None]
    changed_ms = order.placed_ms if order.modified_ms is None else order.modified_ms
    shipped_ms = max(told, default=changed_ms) if has_tracking else None
    return {
        "backend": order.backend,
        "remote_id": order.remote_id,
        "number": order.number,
        "our_number": order.our_number,
        "channel": order.channel.value,
        "is_refund": int(order.is_refund),
        "status": order.status,
        "fulfilment": order.fulfilment.value,
        "fulfilment_state": order.fulfilment_state.value,
        "is_pending_pickup": int(order.is_pending_pickup),
        "pickup_location": order.pickup_location,
        "customer_id": order.customer_id,
        "email_key": email_key(order.contact.email),
        "name": order.contact.name,
        "placed_ms": order.placed_ms,
        "modified_ms": order.modified_ms,
        "total_cents": order.total_cents,
        "currency": order.currency,
        "has_tracking": int(has_tracking),
        "shipped_ms": shipped_ms,
        "document": to_text(order),
    }


def pickup_of(row: Mapping[str, Any]) -> Pickup:
    """The pickup in a row."""
    return Pickup(
        pickup_id=row["id"],
        backend=row["backend"],
        remote_order_id=row["remote_order_id"],
        number=row["number"],
        name=row["name"],
        collected_by=row["collected_by"],
        at_ms=row["at_ms"],
        staff_id=row["staff_id"],
        is_id_checked=bool(row["is_id_checked"]),
        state=PickupState(row["state"]),
        undone_ms=row["undone_ms"],
        confirmed_ms=row["confirmed_ms"],
    )


def pickup_values(pickup: Pickup) -> dict[str, Any]:
    """The values of a pickup's row; terminal and time of writing are not among them."""
    return {
        "id": pickup.pickup_id,
        "backend": pickup.backend,
        "remote_order_id": pickup.remote_order_id,
        "number": pickup.number,
        "name": pickup.name,
        "collected_by": pickup.collected_by,
        "at_ms": pickup.at_ms,
        "staff_id": pickup.staff_id,
        "is_id_checked": int(pickup.is_id_checked),
        "state": pickup.state.value,
        "undone_ms": pickup.undone_ms,
        "confirmed_ms": pickup.confirmed_ms,
    }


def task_of(row: Mapping[str, Any]) -> ManualTask:
    """The task in a row."""
    return ManualTask(
        task_id=row["id"],
        backend=row["backend"],
        kind=TaskKind(row["kind"]),
        subject_id=row["subject_id"],
        title=row["title"],
        reason=row["reason"],
        created_ms=row["created_ms"],
        state=TaskState(row["state"]),
        closed_ms=row["closed_ms"],
        closed_by=row["closed_by"],
    )


def task_values(task: ManualTask) -> dict[str, Any]:
    """The values of a task's row; the terminal is not among them."""
    return {
        "id": task.task_id,
        "backend": task.backend,
        "kind": task.kind.value,
        "subject_id": task.subject_id,
        "title": task.title,
        "reason": task.reason,
        "state": task.state.value,
        "created_ms": task.created_ms,
        "closed_ms": task.closed_ms,
        "closed_by": task.closed_by,
    }
