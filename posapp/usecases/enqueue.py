"""Write a piece of work to the outbox, or ask a person for it, in the transaction that causes it.

What the connected office cannot take is never queued: it becomes a task, with the reason. While
nothing is connected, work is queued and waits.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.outbox import UNDO_MS, Operation, OutboxItem, OutboxState
from posapp.domain.venue import Remote
from posapp.ports.backoffice import CAP_OF_OPERATION
from posapp.ports.documents import Document, encode, with_backend
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.tasks import TaskToFile, file_task

ROLE_OF_OPERATION = {
    Operation.PUT_ORDER: Role.ORDERS,
    Operation.MARK_PICKUP: Role.ORDERS,
    Operation.UNDO_PICKUP: Role.ORDERS,
    Operation.PUT_CUSTOMER: Role.PEOPLE,
    Operation.SET_CLUBS: Role.PEOPLE,
}
"""Whose work it is. Outbox items name the role, so that changing the system keeps unsent work."""

_REMOTES = {Role.ORDERS: Remote.ORDERS, Role.PEOPLE: Remote.PEOPLE}


def enqueue(
    document: Document,
    *,
    uow: UnitOfWork,
    operation: Operation,
    aggregate: str,
    subject_id: str,
    title: str,
) -> bool:
    """Store the document as it will be sent, not before the time Undo has run out.

    False when the connected office does not take such work: then it is a task for a person.
    """
    role = ROLE_OF_OPERATION[operation]
    cap = CAP_OF_OPERATION[operation]
    known = with_backend(document, backend=uow.caps.name(role))
    if not uow.caps.can(role, cap):
        work = TaskToFile(
            operation=operation,
            document=known,
            subject_id=subject_id,
            backend=uow.caps.name(role),
            office=uow.caps.title(role),
            reason=uow.caps.why_not(role, cap),
        )
        file_task(work, uow=uow)
        return False
    uow.outbox.add(
        OutboxItem(
            item_id=uow.new_id(),
            seq=0,
            remote=_REMOTES[role],
            aggregate=aggregate,
            operation=operation,
            subject_id=subject_id,
            payload=encode(known),
            title=title,
            state=OutboxState.WAITING,
            created_ms=uow.now_ms,
            not_before_ms=uow.now_ms + UNDO_MS,
        )
    )
    uow.touch(Topic.OUTBOX)
    return True


def enqueue_again(
    item: OutboxItem, document: Document, *, uow: UnitOfWork, aggregate: str, reason: str
) -> None:
    """Make unsent work anew as the last of its line; the former ends with the reason."""
    uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
    enqueue(
        document,
        uow=uow,
        operation=item.operation,
        aggregate=aggregate,
        subject_id=uow.new_id(),
        title=item.title,
    )
    uow.touch(Topic.OUTBOX)
