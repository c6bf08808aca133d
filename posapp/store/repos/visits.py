"""Parties in the room."""

from __future__ import annotations

from sqlmodel import func, select

from posapp.domain.errors import NotFoundError
from posapp.domain.visit import Visit, VisitState
from posapp.store.folding import folded
from posapp.store.repos.scope import Scope
from posapp.store.schema import VisitRow


class SqlVisitRepo:
    """Satisfies ports.store.VisitRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, visit_id: str) -> Visit:
        """The visit; raises NotFoundError."""
        row = self._scope.session.get(VisitRow, visit_id)
        if row is None:
            raise NotFoundError("visit", visit_id)
        return _visit(row)

    def find_by_reservation(self, key_text: str) -> Visit | None:
        """The visit of a reservation, if it has one."""
        query = select(VisitRow).where(VisitRow.reservation_key == key_text)
        row = self._scope.session.exec(query).first()
        return None if row is None else _visit(row)

    def save(self, visit: Visit) -> None:
        """Insert or update."""
        self._scope.put(
            _row(visit, scope=self._scope),
            stored=self._scope.session.get(VisitRow, visit.visit_id),
        )

    def delete(self, visit_id: str) -> None:
        """Remove a visit (undo only); its orders must be gone."""
        row = self._scope.session.get(VisitRow, visit_id)
        if row is None:
            raise NotFoundError("visit", visit_id)
        self._scope.session.delete(row)
        self._scope.session.flush()

    def exists(self, visit_id: str) -> bool:
        """True when this visit is stored: a repeated command has nothing left to do."""
        return self._scope.session.get(VisitRow, visit_id) is not None

    def count_of_guest(self, guest_id: str) -> int:
        """How many visits have this guest."""
        query = select(func.count()).select_from(VisitRow).where(VisitRow.guest_id == guest_id)
        return self._scope.session.exec(query).one()


def _visit(row: VisitRow) -> Visit:
    return Visit(
        visit_id=row.id,
        business_id=row.business_id,
        day=row.day,
        state=VisitState(row.state),
        name=row.name,
        party_size=row.party_size,
        table_name=row.table_name,
        started_ms=row.started_ms,
        reservation_key=row.reservation_key,
        guest_id=row.guest_id,
    )


def _row(visit: Visit, *, scope: Scope) -> VisitRow:
    return VisitRow(
        id=visit.visit_id,
        business_id=visit.business_id,
        day=visit.day,
        state=visit.state.value,
        name=visit.name,
        folded_name=folded(visit.name),
        party_size=visit.party_size,
        table_name=visit.table_name,
        started_ms=visit.started_ms,
        reservation_key=visit.reservation_key,
        guest_id=visit.guest_id,
        terminal_id=scope.terminal_id,
        created_ms=scope.now_ms,
        updated_ms=scope.now_ms,
    )
