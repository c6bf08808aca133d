"""What comes with a page beside its rows: people who become guests, and where rooms are.

Called in the transaction that stored the page, after its rows.
"""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.domain.origin import GuestDefaults
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.ports.store import UnitOfWork
from posapp.usecases.ingest_profiles import ingest_profiles


def import_directory(
    page: ReservationPage, *, uow: UnitOfWork, defaults: GuestDefaults | None = None
) -> None:
    """Take the page's people, and bring rows that had not changed to rooms mapped since."""
    if page.people:
        ingest_profiles(page.people, uow=uow, defaults=defaults)
    if not page.is_reduced:
        return
    rows = [row for row in page.rows if isinstance(row, IncomingReservation)]
    if uow.mappings.place(rows):
        uow.touch(Topic.RESERVATIONS)
    if page.rooms:
        uow.mappings.note_rooms(page.rooms)
        uow.touch(Topic.MAPPINGS)
