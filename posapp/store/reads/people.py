"""Guests, their records, clubs and history."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.club import Club
from posapp.domain.guest import email_key
from posapp.ports.people import ConflictRow, GuestRow, GuestSheet, TimelineEntry
from posapp.store.offices import Offices
from posapp.store.people_rows import CONFLICT, conflict_of
from posapp.store.reads import guest_list, guest_sheet, timeline
from posapp.store.reads.run import ReadConnections, columns, named
from posapp.store.reads.sources import Ages

_CONFLICTS = (
    f"SELECT {columns(CONFLICT, of='c')}, g.first_name, g.last_name, g.email"  # noqa: S608
    " FROM record_conflict c JOIN guest g ON g.id = c.guest_id WHERE c.state = 'open'"
    " AND :office IN ('', c.backend)"
    " ORDER BY c.created_ms, c.id"
)

_CLUBS = "SELECT id, name, discount_bp, backend FROM club WHERE backend = :office ORDER BY name, id"


class SqlPeopleReads:
    """Satisfies ports.people.PeopleReads."""

    def __init__(self, connections: ReadConnections, *, offices: Offices) -> None:
        self._connections = connections
        self._offices = offices

    def guests(self, words: str, *, limit: int) -> Sequence[GuestRow]:
        """Guests whose name, e-mail or phone begins with the words; "" the latest seen."""
        with self._connections.snapshot() as run:
            return guest_list.read_guests(run, words, limit=limit, office=self._offices.people)

    def guest(self, guest_id: str) -> GuestSheet:
        """One guest; of one made one with another, that other; raises NotFoundError."""
        with self._connections.snapshot() as run:
            ages = Ages(run, caps=self._offices.caps)
            return guest_sheet.read_guest(run, guest_id, office=self._offices.people, ages=ages)

    def guest_of(self, email: str) -> str | None:
        """The id of the guest with this e-mail, if any."""
        with self._connections.snapshot() as run:
            found = run(
                "SELECT id, into_id FROM guest WHERE email_key = :email_key"
                " ORDER BY into_id <> '', remote_id = '', id LIMIT 1",
                {"email_key": email_key(email)},
            )
        return (found[0][1] or found[0][0]) if found else None

    def timeline(self, guest_id: str, *, limit: int) -> Sequence[TimelineEntry]:
        """What happened, newest first, from all sources; each order once."""
        with self._connections.snapshot() as run:
            ages = Ages(run, caps=self._offices.caps)
            return timeline.read_timeline(run, guest_id, limit=limit, ages=ages)

    def clubs(self) -> Sequence[Club]:
        """The clubs of the connected office, by name."""
        with self._connections.snapshot() as run:
            return [Club(*row) for row in run(_CLUBS, {"office": self._offices.people})]

    def conflicts(self) -> Sequence[ConflictRow]:
        """What waits for a choice, oldest first."""
        with self._connections.snapshot() as run:
            rows = run(_CONFLICTS, {"office": self._offices.people})
        return [
            ConflictRow(
                conflict_of(named(CONFLICT, row)),
                f"{row[-3]} {row[-2]}".strip(),
                row[-1],
            )
            for row in rows
        ]
