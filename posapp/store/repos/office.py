"""Orders of back offices as last told, pickups, and tasks for a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.manual_task import ManualTask, TaskKind
from posapp.domain.pickup import Pickup, PickupState
from posapp.domain.remote_order import RemoteOrder
from posapp.store.office_rows import (
    order_of,
    order_values,
    pickup_of,
    pickup_values,
    task_of,
    task_values,
)
from posapp.store.repos.leaving import leave_orders
from posapp.store.repos.scope import Scope
from posapp.store.schema import ManualTaskRow, PickupRow, RemoteOrderRow
from posapp.store.schema.office import PENDING_PICKUP

# The sign keeps SQLite from walking every order of a back office: few wait.
_PENDING = sql_text(
    f"SELECT remote_id FROM remote_order WHERE {PENDING_PICKUP} AND +backend = :backend"  # noqa: S608
)


class SqlOfficeRepo:
    """Satisfies ports.office.OfficeRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def order(self, backend: str, remote_id: str) -> RemoteOrder | None:
        """An order as last told, if it is known."""
        row = self._scope.session.get(RemoteOrderRow, (backend, remote_id))
        return None if row is None else order_of(row.document)

    def save_order(self, order: RemoteOrder) -> bool:
        """Insert or update; False when nothing changed."""
        stored = self._scope.session.get(RemoteOrderRow, (order.backend, order.remote_id))
        values = order_values(order)
        if stored is not None and stored.document == values["document"]:
            return False
        self._scope.put(RemoteOrderRow(**values, seen_ms=self._scope.now_ms), stored=stored)
        return True

    def leave(self, backend: str, *, former: str) -> None:
        """All that an account of an office told of orders is a former office's from now on."""
        leave_orders(backend, former=former, scope=self._scope)

    def pending(self, backend: str) -> frozenset[str]:
        """The ids of the orders that wait to be collected, as last told."""
        rows = self._scope.session.connection().execute(_PENDING, {"backend": backend})
        return frozenset(rows.scalars())

    def settle_pending(self, backend: str, remote_ids: Collection[str]) -> None:
        """These do not wait any more: the back office no longer lists them."""
        for remote_id in sorted(remote_ids):
            order = self.order(backend, remote_id)
            if order is not None:
                self.save_order(replace(order, is_pending_pickup=False))

    def pickup(self, pickup_id: str) -> Pickup | None:
        """A pickup, if there is one."""
        row = self._scope.session.get(PickupRow, pickup_id)
        return None if row is None else pickup_of(row.model_dump())

    def pickup_of(self, backend: str, remote_order_id: str) -> Pickup | None:
        """The pickup of an order that stands, if there is one."""
        query = (
            select(PickupRow)
            .where(
                PickupRow.backend == backend,
                PickupRow.remote_order_id == remote_order_id,
                PickupRow.state == PickupState.COLLECTED.value,
            )
            .order_by(col(PickupRow.at_ms), col(PickupRow.id))
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else pickup_of(row.model_dump())

    def save_pickup(self, pickup: Pickup) -> None:
        """Insert or update."""
        row = PickupRow(
            **pickup_values(pickup),
            terminal_id=self._scope.terminal_id,
            updated_ms=self._scope.now_ms,
        )
        self._scope.put(row, stored=self._scope.session.get(PickupRow, pickup.pickup_id))

    def task(self, task_id: str) -> ManualTask:
        """The task; raises NotFoundError."""
        row = self._scope.session.get(ManualTaskRow, task_id)
        if row is None:
            raise NotFoundError("task", task_id)
        return task_of(row.model_dump())

    def task_about(self, kind: TaskKind, subject_id: str) -> ManualTask | None:
        """The task about this subject, in whatever state."""
        query = select(ManualTaskRow).where(
            ManualTaskRow.kind == kind.value, ManualTaskRow.subject_id == subject_id
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else task_of(row.model_dump())

    def save_task(self, task: ManualTask) -> None:
        """Insert or update."""
        row = ManualTaskRow(**task_values(task), terminal_id=self._scope.terminal_id)
        stored = self._scope.session.get(ManualTaskRow, task.task_id)
        if stored is not None:  # opened again, it is as old as that
            stored.created_ms = task.created_ms
        self._scope.put(row, stored=stored)
