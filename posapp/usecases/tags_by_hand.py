"""Where Tock only ever adds tags, what a guest left has to be taken away there by a person.

The task lies in the outbox, parked, so that it is seen, kept and ticked off like everything else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.club_tags import TagList, by_hand_aggregate_of
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.domain.venue import Remote
from posapp.ports.documents import GuestTagsDocument, decode_guest_tags, encode
from posapp.ports.store import UnitOfWork


def file_by_hand(
    email_key: str, *, had: Collection[str], wanted: TagList, uow: UnitOfWork
) -> str | None:
    """File what a person must take away at Tock; returns the task's id, None when there is nothing.

    A task not done yet is replaced by one that names everything; a tag that is wanted again goes
    off the list.
    """
    aggregate = by_hand_aggregate_of(email_key)
    tasks = [item for item in uow.outbox.of_aggregate(aggregate) if item.state in OPEN_STATES]
    pending = {name for task in tasks for name in decode_guest_tags(task.payload).managed}
    to_remove = tuple(sorted(({*had} | pending) - {*wanted.tags}))
    if pending == {*to_remove}:
        return None
    for task in tasks:
        uow.outbox.save(replace(task, state=OutboxState.SUPERSEDED))
    uow.touch(Topic.OUTBOX)
    if not to_remove:
        return None
    task = _task(aggregate, wanted=wanted, to_remove=to_remove, uow=uow)
    uow.outbox.add(task)
    return task.item_id


def _task(
    aggregate: str, *, wanted: TagList, to_remove: tuple[str, ...], uow: UnitOfWork
) -> OutboxItem:
    item_id, contact = uow.new_id(), wanted.contact
    names = " and ".join(f"“{name}”" for name in to_remove)
    document = GuestTagsDocument(
        email=contact.email,
        first_name=contact.first_name,
        last_name=contact.last_name,
        phone=contact.phone,
        phone_country_code=wanted.phone_country_code,
        tags=wanted.tags,
        managed=to_remove,
    )
    return OutboxItem(
        item_id=item_id,
        seq=0,
        remote=Remote.TOCK,
        aggregate=aggregate,
        operation=Operation.PUT_TAGS,
        subject_id=item_id,
        payload=encode(document),
        title=f"{contact.name}: remove {names} at Tock by hand",
        state=OutboxState.PARKED,
        created_ms=uow.now_ms,
        not_before_ms=uow.now_ms,
        reason=f"Tock only adds tags. Remove {names} from {contact.email} there,"
        " then tap “It is there”.",
        is_in_doubt=True,  # only a person can know, and only a person can say so
    )
