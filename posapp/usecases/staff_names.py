"""Who acts, by the name that other systems and receipts show."""

from __future__ import annotations

from posapp.ports.store import UnitOfWork


def acting_name(uow: UnitOfWork) -> str:
    """The name of the person at the till, "" when it is the program."""
    staff_id = uow.actor.staff_id
    return uow.staff.get(staff_id).name if staff_id else ""
