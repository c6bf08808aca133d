"""What a person has to do in another system, in the Sync centre."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.manual_task import ManualTask, TaskKind
from tests.ui.conftest import Stage
from tests.ui.fakes import add_troubles
from tests.ui.world import World

Scene = Callable[[Stage], None]

PICKUP, CLUBS = "t-1", "t-3"
_HOUR_MS = 3_600_000


def add_tasks(world: World) -> None:
    """Three of them, the oldest first."""
    rows = (
        (
            PICKUP,
            "winedirect",
            TaskKind.MARK_PICKUP,
            "Mark order 8842 as picked up in WineDirect.",
            (
                "WineDirect has no public call for it. The order is recorded here; mark it as"
                " picked up in WineDirect's admin panel, and the task closes itself."
            ),
            50,
        ),
        (
            "t-2",
            "orderport",
            TaskKind.ENTER_ORDER,
            "Enter order A-000121 of Min Kwon in OrderPort.",
            "OrderPort takes orders only from its own till.",
            3,
        ),
        (
            CLUBS,
            "orderport",
            TaskKind.CHANGE_CLUBS,
            "Change the clubs of Jordan Rivera in OrderPort: join Library; leave Estate Reserve.",
            (
                "OrderPort changes clubs only in its own till: join or cancel on the Club page"
                " there, and this till and Tock follow by themselves."
            ),
            1,
        ),
    )
    world.office.all_tasks = [
        ManualTask(
            task_id=task_id,
            backend=backend,
            kind=kind,
            subject_id=task_id,
            title=title,
            reason=reason,
            created_ms=world.clock.ms - hours * _HOUR_MS,
        )
        for task_id, backend, kind, title, reason, hours in rows
    ]


def by_hand(stage: Stage) -> None:
    """The list beside everything else that Sync shows, one task picked."""
    add_troubles(stage.world)
    add_tasks(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.by_hand")
    stage.hands.tap_row("sync.list", PICKUP)


def nothing_by_hand(stage: Stage) -> None:
    """Nothing to do by hand."""
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.by_hand")


TASK_SCENES: dict[str, Scene] = {scene.__name__: scene for scene in (by_hand, nothing_by_hand)}
