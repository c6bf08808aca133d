"""Hand a web order over in the tasting room, and take that back.

What staff did counts at once; the back office is told behind it, or a person is asked to tell it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.card_numbers import holds_card_number
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError, NotFoundError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState, retried
from posapp.domain.pickup import Pickup, PickupState
from posapp.domain.remote_order import FulfilmentState, RemoteOrder
from posapp.ports.documents import PickupDocument, PickupLineDocument
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.enqueue import enqueue
from posapp.usecases.staff_names import acting_name
from posapp.usecases.tasks import pickup_subject, withdraw_task

_MAX_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectPickup:
    """Hand an order of a back office over; `pickup_id` is made when the sheet opens."""

    pickup_id: str
    backend: str
    order_id: str
    collected_by: str
    is_id_checked: bool


@dataclass(frozen=True, slots=True)
class UndoPickup:
    """It was not handed over after all."""

    pickup_id: str


def pickup_aggregate(backend: str, order_id: str) -> str:
    """Under which the work about one order's hand-over keeps its order."""
    return f"pickup:{backend}:{order_id}"


def collect_pickup(command: CollectPickup, *, uow: UnitOfWork) -> None:
    """Record the hand-over and tell the back office; a repeat changes nothing."""
    standing = uow.office.pickup_of(command.backend, command.order_id)
    known = uow.office.pickup(command.pickup_id)
    if standing is not None:
        if known is not None:
            return
        message = f"Order {standing.number} was already handed over to {standing.collected_by}."
        raise DomainError("collected", message)
    order = uow.office.order(command.backend, command.order_id)
    if order is None:
        raise NotFoundError("order", command.order_id)
    if command.backend != uow.caps.name(Role.ORDERS):
        message = (
            f"Order {order.number} is of a back office that is not connected any more."
            " Look there whether it still waits."
        )
        raise DomainError("not_connected", message)
    if not order.is_pending_pickup:
        raise DomainError("not_pending", _waits_no_more(order))
    pickup = Pickup(
        # An id whose hand-over was taken back stays what it was: this is another one.
        pickup_id=command.pickup_id if known is None else uow.new_id(),
        backend=command.backend,
        remote_order_id=command.order_id,
        number=order.number,
        name=order.contact.name,
        collected_by=_checked_name(command.collected_by) or order.contact.name,
        at_ms=uow.now_ms,
        staff_id=uow.actor.staff_id,
        is_id_checked=command.is_id_checked,
    )
    if _undo_is_withdrawn(pickup, uow=uow):  # over there it was never taken back
        is_agreed = not uow.outbox.has_open(pickup_aggregate(command.backend, command.order_id))
        uow.office.save_pickup(replace(pickup, confirmed_ms=uow.now_ms if is_agreed else None))
    else:
        uow.office.save_pickup(pickup)
        _tell(Operation.MARK_PICKUP, pickup, order=order, uow=uow)
    uow.record(
        JournalEntry(
            Verb.PICKED_UP,
            pickup.pickup_id,
            after={"order": order.number, "is_id_checked": command.is_id_checked},
        )
    )
    uow.touch(Topic.PICKUPS)


def undo_pickup(command: UndoPickup, *, uow: UnitOfWork) -> None:
    """Take a hand-over back: unsent work is withdrawn, sent work is undone over there too."""
    known = uow.office.pickup(command.pickup_id)
    if known is None:
        raise NotFoundError("hand-over", command.pickup_id)
    # One that was taken back and made again stands under an id of its own.
    pickup = uow.office.pickup_of(known.backend, known.remote_order_id)
    if pickup is None:
        return
    undone = replace(pickup, state=PickupState.UNDONE, undone_ms=uow.now_ms, confirmed_ms=None)
    uow.office.save_pickup(undone)
    if _may_be_told(pickup, uow=uow):
        order = uow.office.order(pickup.backend, pickup.remote_order_id)
        _tell(Operation.UNDO_PICKUP, undone, order=order, uow=uow)
        if order is not None:  # it stands on the shelf, whatever the list there says until then
            uow.office.save_order(replace(order, is_pending_pickup=True))
    uow.record(JournalEntry(Verb.PICKUP_UNDONE, pickup.pickup_id, before={"order": pickup.number}))
    uow.touch(Topic.PICKUPS)


def tell_again(pickup: Pickup, *, order: RemoteOrder, uow: UnitOfWork) -> None:
    """The back office lists what was handed over and nobody told it: it is told once more.

    A person's word that it was marked there, and work that is still open, stand as they are.
    """
    work = uow.outbox.of_aggregate(pickup_aggregate(pickup.backend, order.remote_id))
    if any(item.state in OPEN_STATES for item in work):
        return
    told = [item for item in work if item.state is OutboxState.CONFIRMED]
    if told and told[-1].operation is Operation.MARK_PICKUP:
        return
    subject = pickup_subject(pickup.backend, order.remote_id)
    task = uow.office.task_about(TaskKind.MARK_PICKUP, subject)
    if task is not None and (task.state is TaskState.OPEN or task.closed_by):
        return
    uow.office.save_pickup(replace(pickup, confirmed_ms=None))
    dropped = [
        item
        for item in work
        if item.operation is Operation.MARK_PICKUP and item.subject_id == pickup.pickup_id
    ]
    if dropped:  # the same work again: what may have arrived is looked up first
        uow.outbox.save(replace(retried(dropped[-1], now_ms=uow.now_ms), reason=""))
        uow.touch(Topic.OUTBOX)
    else:
        _tell(Operation.MARK_PICKUP, pickup, order=order, uow=uow)
    uow.touch(Topic.PICKUPS)


def is_taken_back(backend: str, order_id: str, *, uow: UnitOfWork) -> bool:
    """True while a back office still has to agree that an order was not handed over here."""
    if uow.office.pickup_of(backend, order_id) is not None:
        return False
    task = uow.office.task_about(TaskKind.UNDO_PICKUP, pickup_subject(backend, order_id))
    if task is not None and task.state is TaskState.OPEN:
        return True
    work = uow.outbox.of_aggregate(pickup_aggregate(backend, order_id))
    return any(
        item.operation is Operation.UNDO_PICKUP and item.state in OPEN_STATES for item in work
    )


def _undo_is_withdrawn(pickup: Pickup, *, uow: UnitOfWork) -> bool:
    """Withdraw the taking back of an earlier hand-over that nobody there has heard of."""
    subject = pickup_subject(pickup.backend, pickup.remote_order_id)
    is_withdrawn = withdraw_task(TaskKind.UNDO_PICKUP, subject, uow=uow)
    for item in uow.outbox.of_aggregate(pickup_aggregate(pickup.backend, pickup.remote_order_id)):
        if item.operation is Operation.UNDO_PICKUP and _is_unsent(item):
            reason = "It was handed over again."
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
            uow.touch(Topic.OUTBOX)
            is_withdrawn = True
    return is_withdrawn


def _waits_no_more(order: RemoteOrder) -> str:
    words = f"Order {order.number} does not wait here any more"
    is_over = order.picked_up_ms is not None or order.fulfilment_state is FulfilmentState.DONE
    if is_over or not order.status:
        return f"{words}: it was collected elsewhere."
    return f"{words}: the back office says “{order.status}”."


def _may_be_told(pickup: Pickup, *, uow: UnitOfWork) -> bool:
    """Withdraw what the back office cannot know of yet; True when it may know of the hand-over."""
    subject = pickup_subject(pickup.backend, pickup.remote_order_id)
    aggregate = pickup_aggregate(pickup.backend, pickup.remote_order_id)
    work = [
        item
        for item in uow.outbox.of_aggregate(aggregate)
        if item.operation is Operation.MARK_PICKUP
        # An earlier hand-over that is still in doubt stands for this one.
        and (item.subject_id == pickup.pickup_id or item.state in OPEN_STATES)
    ]
    may_be_there = pickup.confirmed_ms is not None or any(item.is_in_doubt for item in work)
    if withdraw_task(TaskKind.MARK_PICKUP, subject, uow=uow):
        return may_be_there
    for item in work:
        if _is_unsent(item):
            reason = "The hand-over was taken back."
            uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
            uow.touch(Topic.OUTBOX)
            return False
    if work:
        return may_be_there or any(item.state is not OutboxState.SUPERSEDED for item in work)
    task = uow.office.task_about(TaskKind.MARK_PICKUP, subject)
    return may_be_there or (task is not None and task.state is TaskState.DONE)


def _is_unsent(item: OutboxItem) -> bool:
    return item.state in {OutboxState.WAITING, OutboxState.PARKED} and not item.is_in_doubt


def _tell(
    operation: Operation, pickup: Pickup, *, order: RemoteOrder | None, uow: UnitOfWork
) -> None:
    lines = order.lines if order is not None else ()
    verb = "Picked up" if operation is Operation.MARK_PICKUP else "Not picked up"
    enqueue(
        PickupDocument(
            pickup_id=pickup.pickup_id,
            order_id=pickup.remote_order_id,
            number=pickup.number,
            collected_by=pickup.collected_by,
            at_ms=pickup.at_ms,
            cashier=acting_name(uow),
            lines=tuple(
                PickupLineDocument(sku=one.sku, quantity=str(one.quantity)) for one in lines
            ),
            location=order.pickup_location if order is not None else "",
            backend=pickup.backend,
        ),
        uow=uow,
        operation=operation,
        aggregate=pickup_aggregate(pickup.backend, pickup.remote_order_id),
        subject_id=pickup.pickup_id,
        title=f"{verb}: order {pickup.number} · {pickup.name or pickup.collected_by}",
    )


def _checked_name(text: str) -> str:
    name = text.strip()
    if len(name) > _MAX_CHARS:
        message = f"Use at most {_MAX_CHARS} characters."
        raise DomainError("too_long", message, field="collected_by")
    if holds_card_number(name):
        message = "This looks like a card number. Card numbers are never kept here."
        raise DomainError("card_number", message, field="collected_by")
    return name
