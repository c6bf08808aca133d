"""People who may sign in."""

from __future__ import annotations

from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.staff import Role, Staff
from posapp.store.repos.scope import Scope
from posapp.store.schema import StaffRow


class SqlStaffRepo:
    """Satisfies ports.store.StaffRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, staff_id: str) -> Staff:
        """The person; raises NotFoundError."""
        row = self._scope.session.get(StaffRow, staff_id)
        if row is None:
            raise NotFoundError("person", staff_id)
        return _staff(row)

    def all(self) -> list[Staff]:
        """Everybody, by name."""
        query = select(StaffRow).order_by(col(StaffRow.name), col(StaffRow.id))
        return [_staff(row) for row in self._scope.session.exec(query)]

    def save(self, staff: Staff) -> None:
        """Insert or update."""
        self._scope.put(
            StaffRow(
                id=staff.staff_id,
                name=staff.name,
                role=staff.role.value,
                pin_hash=staff.pin_hash,
                failed_tries=staff.failed_tries,
                locked_until_ms=staff.locked_until_ms,
                is_active=int(staff.is_active),
                terminal_id=self._scope.terminal_id,
                created_ms=self._scope.now_ms,
                updated_ms=self._scope.now_ms,
            ),
            stored=self._scope.session.get(StaffRow, staff.staff_id),
        )


def _staff(row: StaffRow) -> Staff:
    return Staff(
        staff_id=row.id,
        name=row.name,
        role=Role(row.role),
        pin_hash=row.pin_hash,
        failed_tries=row.failed_tries,
        locked_until_ms=row.locked_until_ms,
        is_active=bool(row.is_active),
    )
