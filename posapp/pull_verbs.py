"""The verbs about pulls of files: accept the first one, leave it for later, end a running one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.journal import Actor
from posapp.ports.store import Store
from posapp.usecases.accept_pull import AcceptPull, PostponePull, accept_pull, postpone_pull


@dataclass(frozen=True, slots=True, kw_only=True)
class PullVerbs:
    """Satisfies `posapp.ui.pull_commands.PullCommands`; see there for what each verb means.

    `actor` says who acts, and raises a DomainError when nobody is signed in.
    """

    store: Store
    actor: Callable[[], Actor]
    ask_lanes: Callable[[], None]
    end_pull: Callable[[str], None]

    def accept_pull(self, report_id: str, *, takes_guests: bool) -> None:
        """Store the first pull from now on, and pull at once."""
        with self.store.write("accept_pull", actor=self.actor()) as uow:
            accept_pull(AcceptPull(report_id, takes_guests), uow=uow)
        self.ask_lanes()

    def postpone_pull(self, report_id: str) -> None:
        """Not now."""
        with self.store.write("postpone_pull", actor=self.actor()) as uow:
            postpone_pull(PostponePull(report_id), uow=uow)

    def cancel_pull(self, stream: str) -> None:
        """End the running pull of a stream."""
        self.end_pull(stream)
