"""One party, two records: the one with sales stays and is Tock's walk-in from now on.

What the other one was is kept, so that undoing the link brings it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import OrderState
from posapp.domain.visit import NAMELESS, Visit
from posapp.ports.store import UnitOfWork
from posapp.ports.walk_ins import Dropped
from posapp.usecases.suit_orders import suit_orders


@dataclass(frozen=True, slots=True)
class LinkTwins:
    """The party seated here is this walk-in of Tock."""

    visit_id: str
    key_text: str


def link_twins(command: LinkTwins, *, uow: UnitOfWork) -> None:
    """Join the two records; a repeat changes nothing.

    Refused when both have items or payments, and when either is linked already.
    """
    if uow.walk_ins.link(command.visit_id, command.key_text) is not None:
        return
    here = uow.visits.get(command.visit_id)
    _require_linkable(command, here, uow=uow)
    theirs = uow.visits.find_by_reservation(command.key_text)
    if theirs is None:
        stays, goes = here, None
    elif not _has_sales(theirs, uow=uow):
        stays, goes = here, theirs
    elif not _has_sales(here, uow=uow):
        stays, goes = theirs, here
    else:
        message = "Both have items or payments. Pay them apart, or empty one of them first."
        raise DomainError("both_have_sales", message)
    dropped = _dropped(stays, goes, uow=uow)
    if goes is not None:
        _remove(goes, dropped, uow=uow)
    joined = _joined(stays, goes, key_text=command.key_text)
    uow.visits.save(joined)
    if joined.guest_id != stays.guest_id:
        suit_orders(joined, was_guest_id=stays.guest_id, uow=uow)
    uow.walk_ins.note_start(command.key_text, visit_id=joined.visit_id)
    uow.walk_ins.forget_links(command.key_text)
    uow.walk_ins.note_link(command.visit_id, command.key_text, dropped=dropped)
    after: dict[str, object] = {"reservation": command.key_text, "stays": joined.visit_id}
    before: dict[str, object] | None = None if goes is None else {"removed": goes.visit_id}
    uow.record(JournalEntry(Verb.TWINS_LINKED, command.visit_id, before=before, after=after))
    uow.touch(Topic.VISITS, Topic.ORDERS)


def _require_linkable(command: LinkTwins, here: Visit, *, uow: UnitOfWork) -> None:
    key = ReservationKey.parse(command.key_text)
    if key.kind is not ReservationKind.WALK_IN:
        raise DomainError("not_a_walk_in", "Only a walk-in of Tock can be linked.")
    is_taken = uow.visits.find_by_reservation(command.key_text) is not None
    if here.reservation_key is not None or (is_taken and uow.walk_ins.is_linked(command.key_text)):
        raise DomainError("linked_already", "One of the two is already linked to another party.")
    if uow.reservations.get(key).is_cancelled:
        raise DomainError("cancelled", "This walk-in is cancelled in Tock.")


def _has_sales(visit: Visit, *, uow: UnitOfWork) -> bool:
    return any(
        order.state is not OrderState.OPEN
        or any(not line.is_voided for line in uow.orders.lines(order.order_id))
        for order in uow.orders.of_visit(visit.visit_id)
    )


def _dropped(stays: Visit, goes: Visit | None, *, uow: UnitOfWork) -> Dropped:
    if goes is None:
        return Dropped(survivor=stays)
    orders = tuple(uow.orders.of_visit(goes.visit_id))
    lines = tuple(line for order in orders for line in uow.orders.lines(order.order_id))
    return Dropped(survivor=stays, visit=goes, orders=orders, lines=lines)


def _remove(goes: Visit, dropped: Dropped, *, uow: UnitOfWork) -> None:
    for order in dropped.orders:
        uow.orders.delete(order.order_id)
    uow.visits.delete(goes.visit_id)


def _joined(stays: Visit, goes: Visit | None, *, key_text: str) -> Visit:
    """The visit that stays, with what only the other one knew."""
    linked = replace(stays, reservation_key=key_text)
    if goes is None:
        return linked
    is_nameless = stays.name == NAMELESS and stays.guest_id is None
    return replace(
        linked,
        name=goes.name if is_nameless else stays.name,
        guest_id=goes.guest_id if is_nameless else stays.guest_id,
        table_name=stays.table_name or goes.table_name,
    )
