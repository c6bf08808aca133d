"""A mistyped person must not reach the back office: what only an undone seating caused goes back.

Somebody who is that person after all is asked for again, once.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.guest import Guest
from posapp.domain.guest_record import GuestDetails
from posapp.domain.manual_task import ManualTask, TaskKind, TaskState
from posapp.domain.outbox import OPEN_STATES, UNDO_MS, Operation, OutboxItem, OutboxState
from posapp.domain.visit import Visit
from posapp.ports.backoffice import Cap
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.customer_work import aggregate_of, customer_items
from posapp.usecases.documents import customer_document
from posapp.usecases.enqueue import enqueue
from posapp.usecases.guest_fields import id_there
from posapp.usecases.tasks import withdraw_task

_UNDONE = "The seating was undone; nothing needs to be sent."


def ask_for_customer(guest: Guest, *, uow: UnitOfWork) -> None:
    """Queue a new guest for the back office, or ask a person to enter it there."""
    enqueue(
        customer_document(guest),
        uow=uow,
        operation=Operation.PUT_CUSTOMER,
        aggregate=aggregate_of(guest.guest_id),
        subject_id=guest.guest_id,
        title=f"Customer {guest.contact.name}",
    )


def take_back_customer(visit: Visit, *, uow: UnitOfWork) -> None:
    """Withdraw the customer work that this visit caused and nothing else needs.

    What was tried stays, and so does what a person may have to look for over there.
    """
    guest_id = visit.guest_id
    if guest_id is None:
        return
    item = uow.outbox.customer_work(guest_id)
    if _is_needed(guest_id, item=item, uow=uow):
        return
    is_queued_by_it = item is not None and _was_caused(item, visit)
    if item is not None and is_queued_by_it and _is_untouched(item):
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=_UNDONE))
        uow.touch(Topic.OUTBOX)
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, guest_id)
    is_asked_by_it = task is not None and task.created_ms == visit.started_ms
    # What the office did not take was handed to a person later.
    is_handed_over = item is not None and is_queued_by_it and not item.is_in_doubt
    if is_asked_by_it or is_handed_over:
        withdraw_task(TaskKind.ENTER_CUSTOMER, guest_id, uow=uow)


def ask_again(guest: Guest, *, uow: UnitOfWork) -> None:
    """The record stayed when its work was taken back, and now somebody is it."""
    if id_there(guest, uow=uow):
        return
    items = customer_items(guest.guest_id, uow=uow)
    task = uow.office.task_about(TaskKind.ENTER_CUSTOMER, guest.guest_id)
    if not _is_taken_back(items, task):
        return
    first = uow.outbox.customer_work(guest.guest_id)
    if first is None or not uow.caps.can(Role.PEOPLE, Cap.WRITE_CUSTOMER):
        ask_for_customer(guest, uow=uow)
        return
    due_ms = uow.now_ms + UNDO_MS
    uow.outbox.save(replace(first, state=OutboxState.WAITING, not_before_ms=due_ms, reason=""))
    uow.touch(Topic.OUTBOX)


def _is_needed(guest_id: str, *, item: OutboxItem | None, uow: UnitOfWork) -> bool:
    """Another visit, a club, or what staff entered beside name, e-mail and phone needs it."""
    others = [
        one
        for one in uow.outbox.of_aggregate(aggregate_of(guest_id))
        if one.state in OPEN_STATES and (item is None or one.item_id != item.item_id)
    ]
    return bool(
        uow.visits.count_of_guest(guest_id) > 1
        or others
        or uow.tags.held_by(uow.guests.get(guest_id).email_key)
        or uow.people.details(guest_id) != GuestDetails()
    )


def _was_caused(item: OutboxItem, visit: Visit) -> bool:
    return item.not_before_ms - UNDO_MS == visit.started_ms


def _is_untouched(item: OutboxItem) -> bool:
    return item.state is OutboxState.WAITING and item.attempts == 0


def _is_taken_back(items: list[OutboxItem], task: ManualTask | None) -> bool:
    if any(item.state is not OutboxState.SUPERSEDED for item in items):
        return False
    if task is None:
        return bool(items)
    return task.state is TaskState.WITHDRAWN
