"""How a piece of work reads when a person has to do it: what, in which system, as one sentence."""

from __future__ import annotations

from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import Operation
from posapp.ports.documents import (
    ClubDocument,
    ClubsDocument,
    CustomerDocument,
    Document,
    OrderDocument,
    PickupDocument,
)

TASK_OF_OPERATION = {
    Operation.PUT_ORDER: TaskKind.ENTER_ORDER,
    Operation.PUT_CUSTOMER: TaskKind.ENTER_CUSTOMER,
    Operation.SET_CLUBS: TaskKind.CHANGE_CLUBS,
    Operation.MARK_PICKUP: TaskKind.MARK_PICKUP,
    Operation.UNDO_PICKUP: TaskKind.UNDO_PICKUP,
}

_ORDER_KINDS = {"sale": "order", "balance": "balance", "refund": "refund"}
_ANY_OFFICE = "the back office"


def task_title(operation: Operation, document: Document, *, office: str) -> str:
    """What is to be done in `office`, "" when its name is not known."""
    there = office or _ANY_OFFICE
    match document:
        case OrderDocument():
            what = _ORDER_KINDS.get(document.kind, document.kind)
            return f"Enter {what} {document.number} of {document.party_name} in {there}."
        case PickupDocument():
            as_what = "picked up" if operation is Operation.MARK_PICKUP else "not picked up"
            return f"Mark order {document.number} as {as_what} in {there}."
        case CustomerDocument():
            name = f"{document.first_name} {document.last_name}"
            if document.remote_id or document.changed:
                return f"Change the record of {name} ({document.email}) in {there}."
            return f"Enter {name} ({document.email}) as a customer in {there}."
        case ClubsDocument():
            name = f"{document.first_name} {document.last_name}"
            return f"Change the clubs of {name} in {there}: {_changes(document)}."
        case _:
            return f"Do by hand in {there} what could not be sent."


def _changes(document: ClubsDocument) -> str:
    verbs = (
        ("join", document.join),
        ("leave", document.leave),
        ("hold", document.hold),
        ("resume", document.resume),
    )
    return "; ".join(f"{verb} {_names(clubs)}" for verb, clubs in verbs if clubs)


def _names(clubs: tuple[ClubDocument, ...]) -> str:
    return ", ".join(club.name for club in clubs)
