"""Values of back offices for store tests, each with what the test is about as an argument."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from posapp.domain.guest import Contact, Guest
from posapp.domain.manual_task import ManualTask, TaskKind
from posapp.domain.merge import FieldConflict, RecordConflict
from posapp.domain.pickup import Pickup
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
)
from posapp.ports.people import RemotePerson
from tests.support.clock import SATURDAY_MS

DAY_MS = 86_400_000
OFFICE = "winedirect"


def person(guest_id: str, first: str, last: str, email: str, phone: str = "") -> Guest:
    """A guest who was entered here."""
    return Guest(guest_id, Contact(first, last, email, phone), "posapp")


def web_order(remote_id: str = "r1", **changes: Any) -> RemoteOrder:
    """Jordan's order of three bottles, a week old, to be collected."""
    fields: dict[str, Any] = {
        "backend": OFFICE,
        "number": f"88{remote_id}",
        "channel": OrderChannel.WEB,
        "placed_ms": SATURDAY_MS - 7 * DAY_MS,
        "currency": "USD",
        "total_cents": 144_00,
        "fulfilment": Fulfilment.PICKUP,
        "fulfilment_state": FulfilmentState.PENDING,
        "is_pending_pickup": True,
        "customer_id": "c-1",
        "contact": Contact("Jordan", "Rivera", "Jordan@Example.com"),
        "lines": (RemoteLine("PINOT", "2021 Pinot Noir", Decimal(3), 48_00),),
    }
    return RemoteOrder(remote_id=remote_id, **{**fields, **changes})


def parcel(remote_id: str = "s1", **changes: Any) -> RemoteOrder:
    """The same order to be shipped."""
    fields: dict[str, Any] = {"fulfilment": Fulfilment.SHIP, "is_pending_pickup": False}
    return web_order(remote_id, **{**fields, **changes})


def hand_over(pickup_id: str = "k1", **changes: Any) -> Pickup:
    """Of `web_order()`, now."""
    fields: dict[str, Any] = {
        "backend": OFFICE,
        "remote_order_id": "r1",
        "number": "88r1",
        "name": "Jordan Rivera",
        "collected_by": "Jo",
        "at_ms": SATURDAY_MS,
        "staff_id": "ana",
    }
    return Pickup(pickup_id=pickup_id, **{**fields, **changes})


def task(task_id: str = "t1", **changes: Any) -> ManualTask:
    """Mark the order as picked up."""
    fields: dict[str, Any] = {
        "backend": OFFICE,
        "kind": TaskKind.MARK_PICKUP,
        "subject_id": f"{OFFICE}:r1",
        "title": "Mark order 88r1 as picked up",
        "reason": "WineDirect has no call for it.",
        "created_ms": SATURDAY_MS,
    }
    return ManualTask(task_id=task_id, **{**fields, **changes})


def link(remote_id: str = "c-1", guest_id: str = "g1", **changes: Any) -> RemotePerson:
    """A guest's record there."""
    fields: dict[str, Any] = {"backend": OFFICE, "base": {"first_name": "Jordan"}}
    return RemotePerson(remote_id=remote_id, guest_id=guest_id, **{**fields, **changes})


def conflict(conflict_id: str = "x1", guest_id: str = "g1", **changes: Any) -> RecordConflict:
    """Both sides changed the phone number."""
    fields: dict[str, Any] = {
        "backend": OFFICE,
        "remote_id": "c-1",
        "fields": (FieldConflict("phone", "1", "2", "3"),),
        "created_ms": SATURDAY_MS,
    }
    return RecordConflict(conflict_id=conflict_id, guest_id=guest_id, **{**fields, **changes})
