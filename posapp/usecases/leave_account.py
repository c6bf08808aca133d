"""Another account of the same back office was connected: its ids are other people and orders.

What the last account told becomes a former office's; work that names its records is a person's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from posapp.domain.changes import Topic
from posapp.domain.outbox import Operation, OutboxItem, OutboxState, lease_expired
from posapp.domain.venue import Remote
from posapp.ports.documents import (
    ClubsDocument,
    CustomerDocument,
    PickupDocument,
    backend_of,
    decode,
    decode_order,
)
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import leave_members
from posapp.usecases.meet_system import last_system
from posapp.usecases.outbox_work import NotTaken, hand_to_person
from posapp.usecases.tasks import TaskToFile, file_task

_REMOTES = {Role.ORDERS: Remote.ORDERS, Role.PEOPLE: Remote.PEOPLE}
_DOCUMENTS: dict[Operation, type[ClubsDocument | CustomerDocument | PickupDocument]] = {
    Operation.PUT_CUSTOMER: CustomerDocument,
    Operation.SET_CLUBS: ClubsDocument,
    Operation.MARK_PICKUP: PickupDocument,
    Operation.UNDO_PICKUP: PickupDocument,
}
_SENT = "It was sent to another account of {title}, which is not connected any more."
_REASON = "It is about a record of another account of {title}, which is not connected any more."


def meet_account(role: Role, backend: str, *, account: str, title: str, uow: UnitOfWork) -> bool:
    """Note whose account does the work of a role; True when it is another one than the last time.

    `account` is any text that tells one from another.
    """
    remote, stream = _REMOTES[role], f"{backend}.account"
    known = uow.feeds.cursor(remote, stream)
    if known == account:
        return False
    uow.feeds.save_cursor(remote, stream, account)
    if not known:
        return False
    former = f"{backend}-former-{uow.now_ms}"
    is_last = last_system(remote, uow=uow) in {"", backend}
    for item in map(partial(_as_left, now_ms=uow.now_ms), uow.outbox.open_work(remote)):
        if item.operation is not Operation.PUT_ORDER:
            _hand_to_person(item, backend=backend, former=former, title=title, uow=uow)
        elif is_last:
            _hand_order_to_person(item, former=former, title=title, uow=uow)
    if role is Role.PEOPLE:
        leave_members(uow, office=backend, former=former)
        uow.people.leave(backend, former=former)
    else:
        uow.office.leave(backend, former=former)
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS, Topic.CONFLICTS, Topic.PICKUPS, Topic.TASKS)
    return True


def _as_left(item: OutboxItem, *, now_ms: int) -> OutboxItem:
    """What is being sent this very moment may arrive in the last account, and is a doubt."""
    return lease_expired(item, now_ms=now_ms) if item.state is OutboxState.SENDING else item


def _hand_order_to_person(item: OutboxItem, *, former: str, title: str, uow: UnitOfWork) -> None:
    """A doubt can only be looked up there; what was never tried goes to the new account."""
    if not item.is_in_doubt:
        return
    why = NotTaken(
        document=decode_order(item.payload),
        backend=former,
        office=title,
        reason=_SENT.format(title=title),
    )
    hand_to_person(item, why, uow=uow)


def _hand_to_person(
    item: OutboxItem, *, backend: str, former: str, title: str, uow: UnitOfWork
) -> None:
    kind = _DOCUMENTS.get(item.operation)
    if kind is None:
        return
    document = decode(item.payload, kind)
    if backend_of(document) != backend:
        return
    reason = _REASON.format(title=title)
    if item.is_in_doubt:
        reason = f"{reason} It may already be there: look before you enter it."
    work = TaskToFile(
        operation=item.operation,
        document=document,
        subject_id=item.subject_id,
        backend=former,
        office=title,
        reason=reason,
    )
    file_task(work, uow=uow)
    uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=reason))
    uow.touch(Topic.OUTBOX)
