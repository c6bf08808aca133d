"""Store what a back office tells of orders: web orders to collect and to ship, and our own again.

An order is stored as it is told, whatever products it names. What Tock itself wrote there as a
booking is no order to us. What waits to be collected is told as a whole list, which decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from posapp.domain.changes import Topic
from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.domain.remote_order import FulfilmentState, OrderChannel, RemoteOrder
from posapp.ports.store import UnitOfWork
from posapp.usecases.collect_pickup import is_taken_back, pickup_aggregate, tell_again
from posapp.usecases.tasks import close_by_system, pickup_subject


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSource:
    """Who tells. `lists_pickups`: what waits to be collected is told as a list of its own."""

    backend: str
    title: str
    lists_pickups: bool = False


@dataclass(slots=True)
class PickupList:
    """What one reading of the list has told so far.

    A row of which not even the id could be read may have been any order: then nobody is taken off
    the list.
    """

    told: set[str] = field(default_factory=set)
    is_readable: bool = True


def ingest_orders(orders: Iterable[RemoteOrder], *, uow: UnitOfWork, source: OrderSource) -> int:
    """Store orders as they changed; returns how many were stored."""
    stored = 0
    for told in orders:
        if told.channel is OrderChannel.RESERVATION:
            continue
        known = uow.office.order(told.backend, told.remote_id)
        order = told
        is_pending = known is not None and known.is_pending_pickup
        if is_pending and is_taken_back(told.backend, told.remote_id, uow=uow):
            order = replace(told, is_pending_pickup=True)
        elif source.lists_pickups and is_pending:
            # Orders and the list are read at different times: the list alone takes off it, unless
            # the order itself says that it is over.
            order = replace(told, is_pending_pickup=told.is_pending_pickup or not _is_over(told))
        _see_our_own(order, uow=uow, source=source)
        if not uow.office.save_order(order):
            continue
        stored += 1
        uow.touch(Topic.GUESTS, Topic.PICKUPS)
        if is_pending and not order.is_pending_pickup:
            _wait_no_more(order.remote_id, uow=uow, source=source)
        elif not source.lists_pickups and order.is_pending_pickup:
            _wait_again(order, uow=uow, source=source)
    return stored


def ingest_pickups(
    orders: Iterable[RemoteOrder], *, uow: UnitOfWork, source: OrderSource, listed: PickupList
) -> int:
    """Store a page of the list of what waits to be collected; returns how many were stored."""
    waiting = [
        replace(order, is_pending_pickup=True)
        for order in orders
        if order.channel is not OrderChannel.RESERVATION
    ]
    listed.told.update(order.remote_id for order in waiting)
    stored = ingest_orders(waiting, uow=uow, source=source)
    for order in waiting:
        _wait_again(order, uow=uow, source=source)
    return stored


def end_pickup_list(listed: PickupList, *, uow: UnitOfWork, source: OrderSource) -> int:
    """The list was read to its end: what it did not tell waits no more; returns how many."""
    if not listed.is_readable:
        return 0
    gone = {
        order_id
        for order_id in uow.office.pending(source.backend) - listed.told
        if not is_taken_back(source.backend, order_id, uow=uow)
    }
    if gone:
        uow.office.settle_pending(source.backend, gone)
        uow.touch(Topic.PICKUPS, Topic.GUESTS)
    for order_id in sorted(gone):
        _wait_no_more(order_id, uow=uow, source=source)
    return len(gone)


def _is_over(order: RemoteOrder) -> bool:
    is_done = order.fulfilment_state is FulfilmentState.DONE
    return is_done or order.picked_up_ms is not None


def _see_our_own(order: RemoteOrder, *, uow: UnitOfWork, source: OrderSource) -> None:
    """An order that carries our number is there: nobody has to enter it any more."""
    if order.our_number:
        reason = f"{source.title} shows it."
        close_by_system(TaskKind.ENTER_ORDER, order.our_number, uow=uow, reason=reason)


def _wait_no_more(order_id: str, *, uow: UnitOfWork, source: OrderSource) -> None:
    """The back office lists an order no longer; if it was handed over here, it agrees."""
    pickup = uow.office.pickup_of(source.backend, order_id)
    work = uow.outbox.of_aggregate(pickup_aggregate(source.backend, order_id))
    if pickup is None or any(map(_is_undoing, work)):
        return  # an earlier hand-over may just be taken back there: this one is told after it
    reason = f"{source.title} no longer lists it."
    if pickup.confirmed_ms is None:
        uow.office.save_pickup(replace(pickup, confirmed_ms=uow.now_ms))
        uow.touch(Topic.PICKUPS)
    subject = pickup_subject(source.backend, order_id)
    close_by_system(TaskKind.MARK_PICKUP, subject, uow=uow, reason=reason)
    for item in work:
        idle = {OutboxState.WAITING, OutboxState.PARKED, OutboxState.UNKNOWN}
        if item.operation is Operation.MARK_PICKUP and item.state in idle:
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
            uow.touch(Topic.OUTBOX)


def _is_undoing(item: OutboxItem) -> bool:
    return item.operation is Operation.UNDO_PICKUP and item.state in OPEN_STATES


def _wait_again(order: RemoteOrder, *, uow: UnitOfWork, source: OrderSource) -> None:
    """The back office lists an order: perhaps one reading had missed it.

    If its hand-over was taken back here, it agrees; if it was handed over, it has to be told.
    """
    pickup = uow.office.pickup_of(source.backend, order.remote_id)
    if pickup is None:
        subject = pickup_subject(source.backend, order.remote_id)
        reason = f"{source.title} lists it again."
        close_by_system(TaskKind.UNDO_PICKUP, subject, uow=uow, reason=reason)
    elif not _is_over(order):
        tell_again(pickup, order=order, uow=uow)
