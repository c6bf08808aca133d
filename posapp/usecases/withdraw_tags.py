"""Take back a list of clubs that was not sent; the guest's next change carries the truth anyway."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.outbox import Operation, OutboxState
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class WithdrawTags:
    """The list that Tock shall not get."""

    item_id: str


def withdraw_tags(command: WithdrawTags, *, uow: UnitOfWork) -> None:
    """End the item unsent; refused once it may have arrived. A repeat changes nothing."""
    item = uow.outbox.get(command.item_id)
    if item.operation is not Operation.PUT_TAGS:
        raise DomainError("not_tags", "Only a list of clubs can be taken back.")
    if item.state is OutboxState.SUPERSEDED:
        return
    if item.state not in {OutboxState.WAITING, OutboxState.PARKED} or item.is_in_doubt:
        message = "It may be at Tock already. Change the clubs back instead."
        raise DomainError("in_doubt", message)
    uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason="Not sent: taken back."))
    before: dict[str, object] = {"state": item.state.value}
    uow.record(JournalEntry(Verb.OUTBOX_SETTLED, item.item_id, before=before, after={"sent": 0}))
    uow.touch(Topic.OUTBOX)
