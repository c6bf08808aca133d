"""Another system does the work of a remote now: what may be in the last one is not sent to it.

An order carries nothing of the system that it went to; a doubt can only be looked up there.
"""

from __future__ import annotations

from posapp.domain.outbox import Operation, OutboxState
from posapp.ports.documents import decode_order
from posapp.ports.store import UnitOfWork
from posapp.usecases.outbox_work import NotTaken, hand_to_person

_STREAM = "system"


def last_system(remote: str, *, uow: UnitOfWork) -> str:
    """The system that the work of a remote was last sent to; "" before any was."""
    return uow.feeds.cursor(remote, _STREAM)


def meet_system(remote: str, system: str, *, uow: UnitOfWork) -> bool:
    """Note which system the work of a remote is sent to, and hand doubts of the last to a person.

    False while a send to the last one may still end: nothing is sent to the new one meanwhile.
    """
    known = last_system(remote, uow=uow)
    if not system or system == known:
        return True
    work = uow.outbox.open_work(remote) if known else []
    orders = [item for item in work if item.operation is Operation.PUT_ORDER]
    if any(item.state is OutboxState.SENDING for item in orders):
        return False
    reason = f"It was sent to {known}, which is not connected any more."
    for item in orders:
        if item.is_in_doubt:
            document = decode_order(item.payload)
            why = NotTaken(document=document, backend=known, office=known, reason=reason)
            hand_to_person(item, why, uow=uow)
    uow.feeds.save_cursor(remote, _STREAM, system)
    return True
