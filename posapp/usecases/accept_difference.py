"""Take over what Tock says of a walk-in, by one tap; and put ours back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.differences import Difference, DifferenceField, Told, every_difference
from posapp.domain.errors import DomainError
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.venue import Venue
from posapp.domain.visit import Visit, VisitState
from posapp.ports.store import UnitOfWork
from posapp.usecases.finish_visit import FinishVisit, finish_visit
from posapp.usecases.start_order import start_order


@dataclass(frozen=True, slots=True)
class AcceptDifference:
    """Make the visit what Tock says, as the person saw it."""

    visit_id: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class PutBackDifference:
    """Undo an acceptance; `order_id` is for an order to open where leaving took the empty one."""

    visit_id: str
    difference: Difference
    order_id: str


def accept_difference(command: AcceptDifference, *, uow: UnitOfWork) -> None:
    """Change the visit; a repeat changes nothing.

    Refused when Tock has come to say something else since it was shown, and for a departure while
    an order is unpaid.
    """
    visit = uow.visits.get(command.visit_id)
    wanted = command.difference
    if not wanted.can_accept or visit.reservation_key is None:
        raise DomainError("cannot_accept", "This cannot be taken over from Tock.")
    if _value(visit, wanted.field) == _accepted(wanted):
        return
    reservation = uow.reservations.get(ReservationKey.parse(visit.reservation_key))
    said = {one.field: one.theirs for one in every_difference(visit, Told.of(reservation))}
    if said.get(wanted.field) != wanted.theirs:
        raise DomainError("changed_again", "Tock has changed this again. Look at what it says now.")
    if wanted.field is DifferenceField.STATUS:
        finish_visit(FinishVisit(visit.visit_id), uow=uow)
    else:
        uow.visits.save(_with(visit, wanted.field, wanted.theirs))
    _record(Verb.DIFFERENCE_ACCEPTED, visit, wanted, uow=uow)


def put_back_difference(command: PutBackDifference, *, uow: UnitOfWork, venue: Venue) -> None:
    """Make the visit what it was; a repeat, or a visit changed again meanwhile, stays."""
    visit = uow.visits.get(command.visit_id)
    wanted = command.difference
    if _value(visit, wanted.field) != _accepted(wanted):
        return
    uow.visits.save(_with(visit, wanted.field, wanted.ours))
    is_status = wanted.field is DifferenceField.STATUS
    if is_status and wanted.ours == VisitState.SEATED and not uow.orders.of_visit(visit.visit_id):
        start_order(
            command.order_id, visit_id=visit.visit_id, guest_id=visit.guest_id, uow=uow, venue=venue
        )
    back = Difference(wanted.field, wanted.ours, wanted.theirs)
    _record(Verb.DIFFERENCE_ACCEPTED, visit, back, uow=uow)


def _accepted(difference: Difference) -> str:
    is_status = difference.field is DifferenceField.STATUS
    return VisitState.FINISHED.value if is_status else difference.theirs


def _value(visit: Visit, field: DifferenceField) -> str:
    match field:
        case DifferenceField.SIZE:
            return str(visit.party_size)
        case DifferenceField.TABLE:
            return visit.table_name
        case DifferenceField.STATUS:
            return visit.state.value


def _with(visit: Visit, field: DifferenceField, value: str) -> Visit:
    match field:
        case DifferenceField.SIZE:
            return replace(visit, party_size=int(value))
        case DifferenceField.TABLE:
            return replace(visit, table_name=value)
        case DifferenceField.STATUS:
            return replace(visit, state=VisitState(value))


def _record(verb: Verb, visit: Visit, difference: Difference, *, uow: UnitOfWork) -> None:
    field = difference.field.value
    uow.record(
        JournalEntry(
            verb,
            visit.visit_id,
            before={field: difference.ours},
            after={field: difference.theirs},
        )
    )
    uow.touch(Topic.VISITS)
