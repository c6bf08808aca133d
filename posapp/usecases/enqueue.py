"""Write a piece of work to the outbox in the transaction that causes it."""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.domain.outbox import UNDO_MS, Operation, OutboxItem, OutboxState
from posapp.domain.venue import Remote
from posapp.ports.documents import Document, encode
from posapp.ports.store import UnitOfWork

_REMOTES = {
    Operation.PUT_ORDER: Remote.ORDERS,
    Operation.MARK_PICKUP: Remote.ORDERS,
    Operation.UNDO_PICKUP: Remote.ORDERS,
    Operation.PUT_CUSTOMER: Remote.PEOPLE,
    Operation.SET_CLUBS: Remote.PEOPLE,
}


def enqueue(
    document: Document,
    *,
    uow: UnitOfWork,
    operation: Operation,
    aggregate: str,
    subject_id: str,
    title: str,
) -> None:
    """Store the document as it will be sent, not before the time Undo has run out."""
    uow.outbox.add(
        OutboxItem(
            item_id=uow.new_id(),
            seq=0,
            remote=_REMOTES[operation],
            aggregate=aggregate,
            operation=operation,
            subject_id=subject_id,
            payload=encode(document),
            title=title,
            state=OutboxState.WAITING,
            created_ms=uow.now_ms,
            not_before_ms=uow.now_ms + UNDO_MS,
        )
    )
    uow.touch(Topic.OUTBOX)
