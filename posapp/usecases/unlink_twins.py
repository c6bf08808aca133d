"""Two parties after all: the record that linking took away is back, with its orders and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.visit import Visit
from posapp.ports.store import UnitOfWork
from posapp.ports.walk_ins import Dropped
from posapp.usecases.suit_orders import suit_orders


@dataclass(frozen=True, slots=True)
class UnlinkTwins:
    """Undo the link of this visit and this walk-in of Tock."""

    visit_id: str
    key_text: str


def unlink_twins(command: UnlinkTwins, *, uow: UnitOfWork) -> None:
    """Part the two records; a repeat changes nothing.

    What staff changed on the visit since then stays. Refused when Tock's walk-in was seated anew.
    """
    dropped = uow.walk_ins.link(command.visit_id, command.key_text)
    if dropped is None:
        return
    survivor = dropped.survivor
    holder = uow.visits.find_by_reservation(command.key_text)
    if holder is not None and holder.visit_id != survivor.visit_id:
        message = f"{holder.name} was seated again for this walk-in; there is nothing to undo."
        raise DomainError("seated_again", message)
    if uow.visits.exists(survivor.visit_id):
        _part(uow.visits.get(survivor.visit_id), dropped, uow=uow)
    if dropped.visit is not None:
        uow.visits.save(dropped.visit)
        for order in dropped.orders:
            uow.orders.save(order)
        for line in dropped.lines:
            uow.orders.save_line(line)
    uow.walk_ins.forget_answer(command.visit_id, command.key_text)
    after: dict[str, object] = {"reservation": command.key_text}
    uow.record(JournalEntry(Verb.TWINS_UNLINKED, command.visit_id, after=after))
    uow.touch(Topic.VISITS, Topic.ORDERS)


def _part(visit: Visit, dropped: Dropped, *, uow: UnitOfWork) -> None:
    """Give back what the link brought: the key, and the other one's name, guest and table."""
    before, other = dropped.survivor, dropped.visit
    parted = replace(visit, reservation_key=before.reservation_key)
    if other is not None:
        if (visit.name, visit.guest_id) == (other.name, other.guest_id):
            parted = replace(parted, name=before.name, guest_id=before.guest_id)
        if visit.table_name == other.table_name:
            parted = replace(parted, table_name=before.table_name)
    uow.visits.save(parted)
    if parted.guest_id != visit.guest_id:
        suit_orders(parted, was_guest_id=visit.guest_id, uow=uow)
