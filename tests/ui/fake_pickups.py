"""The verbs about pickups and tasks, on the in-memory winery's office."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posapp.domain.errors import DomainError
from posapp.domain.manual_task import TaskState
from posapp.domain.outbox import OutboxState
from posapp.domain.pickup import Pickup
from posapp.ports.office import PickupRow, PickupStage
from tests.ui.world import World


@dataclass
class FakePickups:
    """Notes each call and does what the store would; `refusal` is what every verb says instead."""

    world: World
    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    refusal: str = ""

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))
        if self.refusal:
            raise DomainError("refused", self.refusal)

    def collect(
        self,
        pickup_id: str,
        *,
        backend: str,
        order_id: str,
        collected_by: str,
        is_id_checked: bool,
    ) -> None:
        self._note("collect", pickup_id, backend, order_id, collected_by, is_id_checked)
        row = self.world.office.pickup_row(backend, order_id)
        if row.pickup is not None:
            return
        pickup = Pickup(
            pickup_id=pickup_id,
            backend=backend,
            remote_order_id=order_id,
            number=row.order.number,
            name=row.order.contact.name,
            collected_by=collected_by,
            at_ms=self.world.clock.ms,
            staff_id="ana",
            is_id_checked=is_id_checked,
        )
        self._move(row, replace(row, pickup=pickup, sync_state=OutboxState.WAITING))

    def undo(self, pickup_id: str) -> None:
        self._note("undo_pickup", pickup_id)
        for row in list(self.world.office.stages.get(PickupStage.COLLECTED, [])):
            if row.pickup is not None and row.pickup.pickup_id == pickup_id:
                self._move(row, replace(row, pickup=None, sync_state=None))

    def close_task(self, task_id: str) -> None:
        self._note("close_task", task_id)
        self._set(task_id, TaskState.DONE)

    def reopen_task(self, task_id: str) -> None:
        self._note("reopen_task", task_id)
        self._set(task_id, TaskState.OPEN)

    def _move(self, before: PickupRow, after: PickupRow) -> None:
        stages = self.world.office.stages
        for rows in stages.values():
            if before in rows:
                rows.remove(before)
        stage = PickupStage.READY if after.pickup is None else PickupStage.COLLECTED
        stages.setdefault(stage, []).insert(0, after)

    def _set(self, task_id: str, state: TaskState) -> None:
        office = self.world.office
        office.all_tasks = [
            replace(one, state=state) if one.task_id == task_id else one for one in office.all_tasks
        ]
