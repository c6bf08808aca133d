"""The verb about Tock's names: one short transaction, like those of the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.journal import Actor
from posapp.domain.mapping import MappingKind
from posapp.ports.store import Store
from posapp.usecases.map_name import MapName, map_name


@dataclass(frozen=True, slots=True)
class MappingVerbs:
    """Satisfies `posapp.ui.mapping_commands.MappingCommands`; see there for what it means.

    `actor` says who acts, and raises a DomainError when nobody is signed in. With `is_directory`
    stored rows keep no rooms, so that a room mapped is only told of by reading the files again.
    """

    store: Store
    is_directory: bool
    actor: Callable[[], Actor]

    def map_name(
        self, kind: MappingKind, *, business_id: str, name: str, target: str | None
    ) -> str | None:
        """Say what a name stands for; returns the answer before."""
        command = MapName(kind, business_id, name, target, reads_again=self.is_directory)
        with self.store.write("map_name", actor=self.actor()) as uow:
            return map_name(command, uow=uow)
