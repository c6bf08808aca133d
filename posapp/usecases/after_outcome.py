"""What follows here when another system has confirmed a piece of work, in the same transaction.

One function for each operation; an operation without one has nothing to follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.outbox import Operation, OutboxItem, OutboxState
from posapp.domain.pickup import PickupState
from posapp.ports.store import UnitOfWork
from posapp.usecases.people_sent import after_people_work

Follow = Callable[[OutboxItem, UnitOfWork], None]


def follow_outcome(item: OutboxItem, *, uow: UnitOfWork) -> None:
    """Do what follows from `item` as it is now; of most, only a confirmed one has consequences."""
    after_people_work(item, uow=uow)
    follow = _FOLLOW.get(item.operation)
    if item.state is OutboxState.CONFIRMED and follow is not None:
        follow(item, uow)


def _pickup_is_confirmed(item: OutboxItem, uow: UnitOfWork) -> None:
    """The back office agrees that an order was handed over."""
    pickup = uow.office.pickup(item.subject_id)
    if pickup is None or pickup.state is not PickupState.COLLECTED:
        return
    if pickup.confirmed_ms is None:
        uow.office.save_pickup(replace(pickup, confirmed_ms=uow.now_ms))
        uow.touch(Topic.PICKUPS)


_FOLLOW: Mapping[Operation, Follow] = {
    Operation.MARK_PICKUP: _pickup_is_confirmed,
}
