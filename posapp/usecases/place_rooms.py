"""Where the rows of a reduced page are: rooms mapped since, and rooms still to map.

Called in the transaction that stored the page, after its rows.
"""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.ports.store import UnitOfWork


def place_rooms(page: ReservationPage, *, uow: UnitOfWork) -> None:
    """Bring rows that had not changed to their locations; count the rooms that have none."""
    if not page.is_reduced:
        return
    rows = [row for row in page.rows if isinstance(row, IncomingReservation)]
    if uow.mappings.place(rows):
        uow.touch(Topic.RESERVATIONS)
    if page.rooms:
        uow.mappings.note_rooms(page.rooms)
        uow.touch(Topic.MAPPINGS)
