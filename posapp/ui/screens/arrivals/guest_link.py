"""From a party on the board to its guest's profile."""

from __future__ import annotations

from posapp.domain.errors import NotFoundError
from posapp.ports.reads import BoardRow, ReservationSheet
from posapp.ui.desk import Desk


def guest_of(desk: Desk, row: BoardRow, found: ReservationSheet | None) -> str | None:
    """The guest's record of a party, if there is one: its visit's, else by its e-mail."""
    if found is not None and found.visit is not None and found.visit.guest_id:
        return found.visit.guest_id
    if found is None and row.order_id:
        return desk.reads.order(row.order_id).visit.guest_id
    return desk.reads.people.guest_of(row.email) if row.email.strip() else None


def open_guest(desk: Desk, row: BoardRow) -> None:
    """Show the guest of a party, if there is a record."""
    try:
        found = None if row.key.startswith("visit:") else desk.reads.reservation(row.key)
        guest_id = guest_of(desk, row, found)
    except NotFoundError:
        return
    if guest_id:
        desk.window.go("guests", argument=guest_id)
