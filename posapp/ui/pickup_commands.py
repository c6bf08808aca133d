"""What the window may do with web orders and with what a person has to do elsewhere."""

from __future__ import annotations

from typing import Protocol


class PickupCommands(Protocol):
    """The verbs of the pickup screen and of the task list."""

    def collect(
        self,
        pickup_id: str,
        *,
        backend: str,
        order_id: str,
        collected_by: str,
        is_id_checked: bool,
    ) -> None:
        """Hand an order over: recorded here at once, told there or filed as a task."""
        ...

    def undo(self, pickup_id: str) -> None:
        """It was not handed over after all; repeats are safe."""
        ...

    def close_task(self, task_id: str) -> None:
        """A person did it in the other system."""
        ...

    def reopen_task(self, task_id: str) -> None:
        """It was not done after all."""
        ...
