"""Enter a person who may sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.staff import Role, Staff, require_pin
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class AddStaff:
    """A new person with a PIN of four to six digits."""

    staff_id: str
    name: str
    role: Role
    pin: str


def add_staff(command: AddStaff, *, uow: UnitOfWork, hash_pin: Callable[[str], str]) -> None:
    """Store the person; only the PIN's hash is kept."""
    if not command.name.strip():
        raise DomainError("no_name", "Enter a name.", field="name")
    require_pin(command.pin)
    uow.staff.save(
        Staff(command.staff_id, command.name.strip(), command.role, hash_pin(command.pin))
    )
    uow.record(JournalEntry(Verb.STAFF_ADDED, command.staff_id, after={"role": command.role.value}))
    uow.touch(Topic.STAFF)
