"""Guests' details, who they are in back offices, and what both sides changed."""

from __future__ import annotations

from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.guest_record import GuestDetails
from posapp.domain.merge import RecordConflict
from posapp.ports.people import RemotePerson
from posapp.store.as_text import to_text
from posapp.store.people_rows import (
    conflict_of,
    conflict_values,
    details_of,
    person_of,
    person_values,
)
from posapp.store.repos.leaving import leave_people
from posapp.store.repos.moving import move_guest
from posapp.store.repos.scope import Scope
from posapp.store.schema import GuestDetailsRow, GuestRow, RecordConflictRow, RemotePersonRow
from posapp.store.schema.office import OPEN_CONFLICT


class SqlPeopleRepo:
    """Satisfies ports.people.PeopleRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def details(self, guest_id: str) -> GuestDetails:
        """What is known beside the contact; blank details when nothing is."""
        row = self._scope.session.get(GuestDetailsRow, guest_id)
        return details_of(None if row is None else row.details)

    def save_details(self, guest_id: str, details: GuestDetails) -> None:
        """Insert or update."""
        row = GuestDetailsRow(
            guest_id=guest_id,
            details=to_text(details),
            terminal_id=self._scope.terminal_id,
            updated_ms=self._scope.now_ms,
        )
        self._scope.put(row, stored=self._scope.session.get(GuestDetailsRow, guest_id))

    def link(self, backend: str, remote_id: str) -> RemotePerson | None:
        """The link of a record over there, if it is known here."""
        row = self._scope.session.get(RemotePersonRow, (backend, remote_id))
        return None if row is None else person_of(row.model_dump())

    def links_of(self, guest_id: str) -> list[RemotePerson]:
        """All records of a guest, merged ones too."""
        query = (
            select(RemotePersonRow)
            .where(RemotePersonRow.guest_id == guest_id)
            .order_by(col(RemotePersonRow.backend), col(RemotePersonRow.remote_id))
        )
        return [person_of(row.model_dump()) for row in self._scope.session.exec(query)]

    def save_link(self, person: RemotePerson) -> None:
        """Insert or update by backend and remote id."""
        key = (person.backend, person.remote_id)
        stored = self._scope.session.get(RemotePersonRow, key)
        self._scope.put(RemotePersonRow(**person_values(person)), stored=stored)

    def move(self, guest_id: str, *, into_id: str) -> None:
        """Let everything of one guest be another's; the guest's own row stays, and says whose."""
        move_guest(guest_id, into_id=into_id, scope=self._scope)

    def leave(self, backend: str, *, former: str) -> None:
        """All that an account of an office told of people is a former office's from now on."""
        leave_people(backend, former=former, scope=self._scope)

    def standing(self, guest_id: str) -> str:
        """The guest this one was made one with by `move`; itself while it stands."""
        row = self._scope.session.get(GuestRow, guest_id)
        return guest_id if row is None else row.into_id or guest_id

    def conflict(self, conflict_id: str) -> RecordConflict:
        """The conflict; raises NotFoundError."""
        row = self._scope.session.get(RecordConflictRow, conflict_id)
        if row is None:
            raise NotFoundError("difference", conflict_id)
        return conflict_of(row.model_dump())

    def open_conflict(self, guest_id: str, *, backend: str) -> RecordConflict | None:
        """The one that waits for a person, if there is one."""
        query = (
            select(RecordConflictRow)
            .where(
                RecordConflictRow.guest_id == guest_id,
                RecordConflictRow.backend == backend,
                sql_text(OPEN_CONFLICT),
            )
            .order_by(col(RecordConflictRow.created_ms), col(RecordConflictRow.id))
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else conflict_of(row.model_dump())

    def save_conflict(self, conflict: RecordConflict) -> None:
        """Insert or update."""
        values = conflict_values(conflict)
        row = RecordConflictRow(**values, terminal_id=self._scope.terminal_id)
        stored = self._scope.session.get(RecordConflictRow, conflict.conflict_id)
        self._scope.put(row, stored=stored)
