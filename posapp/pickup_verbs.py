"""The verbs about web orders to collect and about tasks: one short transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.journal import Actor
from posapp.ports.store import Store
from posapp.usecases.collect_pickup import (
    CollectPickup,
    UndoPickup,
    collect_pickup,
    undo_pickup,
)
from posapp.usecases.tasks import CloseTask, ReopenTask, close_task, reopen_task


@dataclass(frozen=True, slots=True)
class PickupVerbs:
    """Satisfies `posapp.ui.pickup_commands.PickupCommands`; see there for what each verb means.

    `actor` says who acts, and raises a DomainError when nobody is signed in.
    """

    store: Store
    actor: Callable[[], Actor]

    def collect(
        self,
        pickup_id: str,
        *,
        backend: str,
        order_id: str,
        collected_by: str,
        is_id_checked: bool,
    ) -> None:
        """Hand an order over."""
        command = CollectPickup(
            pickup_id=pickup_id,
            backend=backend,
            order_id=order_id,
            collected_by=collected_by,
            is_id_checked=is_id_checked,
        )
        with self.store.write("collect_pickup", actor=self.actor()) as uow:
            collect_pickup(command, uow=uow)

    def undo(self, pickup_id: str) -> None:
        """Take a hand-over back."""
        with self.store.write("undo_pickup", actor=self.actor()) as uow:
            undo_pickup(UndoPickup(pickup_id), uow=uow)

    def close_task(self, task_id: str) -> None:
        """A person did it in the other system."""
        with self.store.write("close_task", actor=self.actor()) as uow:
            close_task(CloseTask(task_id), uow=uow)

    def reopen_task(self, task_id: str) -> None:
        """It was not done after all."""
        with self.store.write("reopen_task", actor=self.actor()) as uow:
            reopen_task(ReopenTask(task_id), uow=uow)
