"""Changes of clubs as they lie in the outbox: found by what they change, and led after a merge."""

from __future__ import annotations

from posapp.domain.guest import Guest
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem
from posapp.ports.documents import ClubsDocument, addressed, decode
from posapp.ports.store import UnitOfWork
from posapp.usecases.customer_work import aggregate_of, is_unsent
from posapp.usecases.enqueue import enqueue_again

_MADE_ONE = "The guest was made one with another, whose clubs are changed instead."


def club_items(guest_id: str, *, uow: UnitOfWork, change_id: str = "") -> list[OutboxItem]:
    """The work that changes a guest's clubs, all of it or that of one change, oldest first."""
    work = uow.outbox.of_aggregate(aggregate_of(guest_id))
    found = [item for item in work if item.operation is Operation.SET_CLUBS]
    return [one for one in found if not change_id or document_of(one).change_id == change_id]


def document_of(item: OutboxItem) -> ClubsDocument:
    """The change in a piece of work."""
    return decode(item.payload, ClubsDocument)


def lead_clubs(guest_id: str, *, into: Guest, customer_id: str, uow: UnitOfWork) -> None:
    """What was not sent names a record that is gone: let it name the one it was made one with."""
    for item in club_items(guest_id, uow=uow):
        if item.state not in OPEN_STATES or not is_unsent(item):
            continue
        document = addressed(
            document_of(item),
            guest_id=into.guest_id,
            customer_id=customer_id,
            contact=into.contact,
        )
        aggregate = aggregate_of(into.guest_id)
        enqueue_again(item, document, uow=uow, aggregate=aggregate, reason=_MADE_ONE)
