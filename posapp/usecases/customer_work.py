"""The work that tells the people's office of a guest: which fields, after what, in whose place.

The newest unsent work takes the place of older unsent work; what is being sent or in doubt stays
first in line. A field that waits for a person's choice is not sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.guest_record import (
    SHIPPING,
    Fields,
    GuestRecord,
    record_of,
)
from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import OPEN_STATES, Operation, OutboxItem, OutboxState
from posapp.ports.customer_fields import address_document, sent_fields
from posapp.ports.documents import (
    ClubsDocument,
    CustomerDocument,
    decode,
    decode_customer,
)
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.enqueue import enqueue, enqueue_again
from posapp.usecases.guest_fields import fields_here, id_there, link_there
from posapp.usecases.tasks import withdraw_task

_UNSENT = {OutboxState.WAITING, OutboxState.PARKED}
_REPLACED = "Newer work took its place."
TAKEN_IN = "What is there now was taken in first."
"""Why work ended whose try met the record there: what earlier tries left is known since."""
_BEHIND = "It waits behind the guest's record now."
_ELSEWHERE = "Another back office is connected now; it is told instead."


def aggregate_of(guest_id: str) -> str:
    """The line in which the work about a guest waits for each other."""
    return f"guest:{guest_id}"


def customer_items(guest_id: str, *, uow: UnitOfWork) -> list[OutboxItem]:
    """All work that tells of this guest's record, in whatever state, oldest first."""
    work = uow.outbox.of_aggregate(aggregate_of(guest_id))
    return [item for item in work if item.operation is Operation.PUT_CUSTOMER]


def is_unsent(item: OutboxItem) -> bool:
    """True for work that has surely not arrived, and is not on its way."""
    return item.state in _UNSENT and not item.is_in_doubt


def is_flying(item: OutboxItem) -> bool:
    """True for work that is being sent, or may have arrived."""
    return item.state in OPEN_STATES and not is_unsent(item)


def is_told_there(guest_id: str, *, uow: UnitOfWork) -> bool:
    """True when the connected office was told of the guest, or will be by what is queued."""
    items = customer_items(guest_id, uow=uow)
    is_queued = any(item.state in OPEN_STATES for item in items)
    return is_queued or bool(_told_there(items, uow=uow))


def has_open_work(guest_id: str, *, uow: UnitOfWork) -> bool:
    """True while something about the guest's record is not confirmed over there."""
    return any(item.state in OPEN_STATES for item in customer_items(guest_id, uow=uow))


def readdress(item: OutboxItem, *, uow: UnitOfWork) -> bool:
    """Make work anew that was queued for another office and holds no id of it.

    False for any other work: what names a record of another office means nothing in this one.
    """
    document = decode_customer(item.payload)
    if document.remote_id or document.backend in {"", uow.caps.name(Role.PEOPLE)}:
        return False
    uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=_ELSEWHERE))
    push_record(uow.people.standing(document.guest_id), sent_fields(document), uow=uow)
    uow.touch(Topic.OUTBOX)
    return True


def tried_fields(guest_id: str, *, uow: UnitOfWork) -> list[dict[str, str]]:
    """What each try since the last confirmed one would have written: any of it may be there."""
    tried: list[dict[str, str]] = []
    for item in customer_items(guest_id, uow=uow):
        if item.state is OutboxState.CONFIRMED:
            tried.clear()
        elif item.first_sent_ms is not None:
            tried.append(sent_fields(decode_customer(item.payload)))
    return tried


@dataclass(frozen=True, slots=True)
class _Plan:
    """What lies in the outbox about a guest, and what the office has once the rest has arrived.

    `doubtful` is what tries may have left there before they were refused.
    """

    unsent: list[OutboxItem]
    is_known_there: bool
    expected: Fields
    names: frozenset[str]
    doubtful: list[dict[str, str]]

    def is_there(self, name: str, text: str) -> bool:
        """True when the field surely says so over there."""
        is_expected = self.expected.get(name, "") == text
        return is_expected and all(left.get(name, text) == text for left in self.doubtful)

    @property
    def new_addresses(self) -> dict[str, str]:
        """Addresses that tries may have left there and that have no id here to name them by."""
        return {
            name: text
            for left in self.doubtful
            for name, text in left.items()
            if name.startswith(SHIPPING) and text and name not in self.expected
        }


def push_record(guest_id: str, names: Iterable[str], *, uow: UnitOfWork) -> None:
    """Queue these fields of the guest, with those of older unsent work, as they are now.

    What the office has already, or will have, is left out; with nothing left, nothing is queued.
    """
    plan = _plan(guest_id, uow=uow)
    here = fields_here(guest_id, uow=uow)
    waiting = open_names(guest_id, uow=uow)
    wanted = [
        name
        for name in sorted({*names, *plan.names} - waiting)
        if not plan.is_there(name, here.get(name, ""))
    ]
    _supersede(plan.unsent, uow=uow)
    guest = uow.guests.get(guest_id)
    if plan.is_known_there and not wanted:
        withdraw_task(TaskKind.ENTER_CUSTOMER, guest_id, uow=uow)
        return
    remote_id = id_there(guest, uow=uow)
    link = link_there(guest_id, uow=uow)
    giver = link.backend if link else guest.source
    document = _document(
        guest_id,
        record_of(here),
        remote_id=remote_id,
        backend=giver if remote_id else "",
        changed=wanted if plan.is_known_there else (),
        was={**plan.new_addresses, **plan.expected},
    )
    is_first = not any(item.subject_id == guest_id for item in customer_items(guest_id, uow=uow))
    enqueue(
        document,
        uow=uow,
        operation=Operation.PUT_CUSTOMER,
        aggregate=aggregate_of(guest_id),
        subject_id=guest_id if is_first else uow.new_id(),
        title=f"Customer {guest.contact.name}",
    )
    if not plan.is_known_there:
        _put_clubs_behind(guest_id, uow=uow)


def open_names(guest_id: str, *, uow: UnitOfWork) -> set[str]:
    """The fields of the guest that wait for a person's choice."""
    link = link_there(guest_id, uow=uow)
    conflict = uow.people.open_conflict(guest_id, backend=link.backend) if link else None
    return {one.name for one in conflict.fields} if conflict else set()


def _plan(guest_id: str, *, uow: UnitOfWork) -> _Plan:
    items = customer_items(guest_id, uow=uow)
    unsent = [item for item in items if item.state in OPEN_STATES and is_unsent(item)]
    flying = [item for item in items if is_flying(item)]
    link = link_there(guest_id, uow=uow)
    expected: dict[str, str] = dict(link.base) if link else {}
    told = flying if link else _told_there(items, uow=uow)
    for item in told:
        expected.update(sent_fields(decode_customer(item.payload)))
    names: set[str] = set()
    for item in unsent:
        names.update(sent_fields(decode_customer(item.payload)))
    doubtful = _left_by_tries(items)
    names.update(*doubtful)
    is_known_there = bool(link or told or id_there(uow.guests.get(guest_id), uow=uow))
    return _Plan(unsent, is_known_there, expected, frozenset(names), doubtful)


def _left_by_tries(items: Iterable[OutboxItem]) -> list[dict[str, str]]:
    """What refused tries may have written since the record was last known, by field.

    What is on its way again decides by itself what is there.
    """
    left: list[dict[str, str]] = []
    flying: set[str] = set()
    for item in items:
        if item.state is OutboxState.CONFIRMED or item.reason == TAKEN_IN:
            left.clear()
        elif is_flying(item):
            flying.update(sent_fields(decode_customer(item.payload)))
        elif item.first_sent_ms is not None:
            left.append(sent_fields(decode_customer(item.payload)))
    return [{name: text for name, text in one.items() if name not in flying} for one in left]


def _told_there(items: Iterable[OutboxItem], *, uow: UnitOfWork) -> list[OutboxItem]:
    """What the connected office has, or may have; what another one was told it does not know."""
    office = uow.caps.name(Role.PEOPLE)
    return [
        item
        for item in items
        if (item.state is OutboxState.CONFIRMED or is_flying(item))
        and decode_customer(item.payload).backend in {"", office}
    ]


def _supersede(items: Iterable[OutboxItem], *, uow: UnitOfWork) -> None:
    for item in items:
        uow.outbox.save(replace(item, state=OutboxState.SUPERSEDED, reason=_REPLACED))
        uow.touch(Topic.OUTBOX)


def _put_clubs_behind(guest_id: str, *, uow: UnitOfWork) -> None:
    """Nobody joins a club before they are known: the record goes first, whatever was first here."""
    for item in uow.outbox.of_aggregate(aggregate_of(guest_id)):
        is_open = item.state in OPEN_STATES and is_unsent(item)
        if not is_open or item.operation is not Operation.SET_CLUBS:
            continue
        document = decode(item.payload, ClubsDocument)
        enqueue_again(item, document, uow=uow, aggregate=item.aggregate, reason=_BEHIND)


def _document(
    guest_id: str,
    record: GuestRecord,
    *,
    remote_id: str,
    backend: str,
    changed: Iterable[str],
    was: Fields,
) -> CustomerDocument:
    contact, details = record.contact, record.details
    names = tuple(changed)
    return CustomerDocument(
        guest_id=guest_id,
        first_name=contact.first_name,
        last_name=contact.last_name,
        email=contact.email,
        phone=contact.phone,
        remote_id=remote_id,
        backend=backend,
        changed=names,
        was={name: was.get(name, "") for name in names},
        company=details.company,
        birth_date=details.birth_date,
        billing=None if details.billing.is_blank else address_document(details.billing),
        shipping=tuple(
            address_document(one.address, address_id=one.address_id, is_primary=one.is_primary)
            for one in details.shipping
        ),
        contact_types=details.contact_types,
    )
