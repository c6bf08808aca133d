"""Change a line of an open order: its quantity, take it off, put it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.order import LineItem, require_quantity
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class SetQuantity:
    """Make it `quantity` of this line."""

    line_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class VoidLine:
    """Take a line off; it stays in the store and can be restored."""

    line_id: str


@dataclass(frozen=True, slots=True)
class RestoreLine:
    """Undo a void."""

    line_id: str


def set_quantity(command: SetQuantity, *, uow: UnitOfWork) -> None:
    """Set how many of a line are sold."""
    require_quantity(command.quantity)
    line = uow.orders.line(command.line_id)
    _save(line, replace(line, quantity=command.quantity), verb=Verb.QUANTITY_SET, uow=uow)


def void_line(command: VoidLine, *, uow: UnitOfWork) -> None:
    """Take a line off its order."""
    line = uow.orders.line(command.line_id)
    _save(line, replace(line, is_voided=True), verb=Verb.LINE_VOIDED, uow=uow)


def restore_line(command: RestoreLine, *, uow: UnitOfWork) -> None:
    """Put a voided line back."""
    line = uow.orders.line(command.line_id)
    _save(line, replace(line, is_voided=False), verb=Verb.LINE_RESTORED, uow=uow)


def _save(line: LineItem, changed: LineItem, *, verb: Verb, uow: UnitOfWork) -> None:
    if changed == line:
        return
    uow.orders.get(line.order_id).require_open()
    uow.orders.save_line(changed)
    uow.record(
        JournalEntry(
            verb,
            line.line_id,
            before=_facts(line),
            after=_facts(changed),
        )
    )
    uow.touch(Topic.ORDERS)


def _facts(line: LineItem) -> dict[str, object]:
    return {
        "order_id": line.order_id,
        "sku": line.sku,
        "quantity": line.quantity,
        "unit_cents": line.unit_cents,
        "is_voided": line.is_voided,
    }
