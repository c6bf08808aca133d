"""Say what a name at Tock stands for here. Nothing is sent anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.mapping import LEAVE_OUT, Mapping, MappingKind, checked_target
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class MapName:
    """`name` of a business is `target`: "" leaves it out, None takes the answer back.

    With `reads_again` the next pull of files reads all of them, because what a mapped room means
    for stored reservations is only told there (directory only).
    """

    kind: MappingKind
    business_id: str
    name: str
    target: str | None
    reads_again: bool = False


def map_name(command: MapName, *, uow: UnitOfWork) -> str | None:
    """Store the answer; returns the one before, for whoever wants to undo it. Repeats are safe."""
    repo = uow.mappings
    known = repo.get(command.kind, business_id=command.business_id, name=command.name)
    before = None if known is None else known.target
    after = None if command.target is None else checked_target(command.target)
    if after == before:
        return before
    if after is None:
        repo.forget(command.kind, business_id=command.business_id, name=command.name)
    else:
        if after != LEAVE_OUT and command.kind is MappingKind.EXPERIENCE:
            _require_product(after, uow=uow)
        repo.save(Mapping(command.kind, command.business_id, command.name, after))
    if command.reads_again and command.kind is MappingKind.ROOM:
        repo.read_files_again(location=before or LEAVE_OUT)
    uow.record(
        JournalEntry(
            Verb.NAME_MAPPED,
            f"{command.kind}:{command.business_id}:{command.name}",
            before={"target": before},
            after={"target": after},
        )
    )
    uow.touch(Topic.MAPPINGS, Topic.RESERVATIONS)
    return before


def _require_product(sku: str, *, uow: UnitOfWork) -> None:
    try:
        uow.products.get(sku)
    except DomainError as error:
        message = f"There is no product with the SKU {sku}."
        raise DomainError("unknown_product", message, field="target") from error
