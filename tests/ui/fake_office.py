"""Web orders and tasks over the in-memory winery, as the store tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from posapp.domain.errors import NotFoundError
from posapp.domain.guest import fold
from posapp.domain.manual_task import ManualTask, TaskState
from posapp.ports.office import PickupCounts, PickupRow, PickupStage


@dataclass
class FakeOffice:
    """Rows by stage, in the order they are to be shown."""

    stages: dict[PickupStage, list[PickupRow]] = field(default_factory=dict)
    all_tasks: list[ManualTask] = field(default_factory=list)

    def pickups(self, stage: PickupStage, *, day: date, words: str = "") -> Sequence[PickupRow]:
        wanted = fold(words)
        return [
            row
            for row in self.stages.get(stage, [])
            if wanted in fold(f"{row.order.contact.name} {row.order.number}")
        ]

    def pickup_counts(self, *, day: date) -> PickupCounts:
        return PickupCounts(*(len(self.stages.get(stage, [])) for stage in PickupStage))

    def pickup_row(self, backend: str, remote_order_id: str) -> PickupRow:
        for rows in self.stages.values():
            for row in rows:
                if (row.order.backend, row.order.remote_id) == (backend, remote_order_id):
                    return row
        raise NotFoundError("order", remote_order_id)

    def tasks(self) -> Sequence[ManualTask]:
        return [task for task in self.all_tasks if task.state is TaskState.OPEN]
