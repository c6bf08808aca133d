"""Who acts, by the name that other systems and receipts show."""

from __future__ import annotations

from posapp.domain.errors import NotFoundError
from posapp.ports.store import UnitOfWork


def acting_name(uow: UnitOfWork) -> str:
    """The name of the person at the till, "" when it is the program.

    A store that was built anew from its payment journal may know nobody: that stops no sale.
    """
    if not uow.actor.staff_id:
        return ""
    try:
        return uow.staff.get(uow.actor.staff_id).name
    except NotFoundError:
        return ""
