"""What both sides changed of a guest: kept until a person chooses, or until the sides agree.

A field whose `base` is `ours` may have been overwritten over there by what we sent: what is there
now is ours or theirs, and is not taken for an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.merge import ConflictState, FieldConflict, RecordConflict
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork


def may_be_overwritten(conflict: FieldConflict) -> bool:
    """True when ours may be over there already, and theirs only in the question."""
    return conflict.base == conflict.ours


def overwritten(name: str, *, ours: str, theirs: str) -> FieldConflict:
    """A field of which perhaps only ours is left over there."""
    return FieldConflict(name, ours, ours, theirs)


def add_conflicts(link: RemotePerson, found: Sequence[FieldConflict], *, uow: UnitOfWork) -> None:
    """Ask a person about these fields too."""
    known = uow.people.open_conflict(link.guest_id, backend=link.backend)
    names = {one.name for one in found}
    rest = [one for one in known.fields if one.name not in names] if known else []
    _keep(link, [*rest, *found], known=known, uow=uow)


def refresh_conflicts(
    link: RemotePerson,
    found: Sequence[FieldConflict],
    *,
    known: RecordConflict | None,
    uow: UnitOfWork,
) -> frozenset[str]:
    """After a merge: ask about `found` alone; returns the fields that are no longer asked about.

    `known` is what was asked about before.
    """
    asked = {one.name for one in known.fields} if known else set()
    _keep(link, found, known=known, uow=uow)
    return frozenset(asked - {one.name for one in found})


def _keep(
    link: RemotePerson,
    found: Sequence[FieldConflict],
    *,
    known: RecordConflict | None,
    uow: UnitOfWork,
) -> None:
    fields = tuple(sorted(found, key=lambda one: one.name))
    if fields == (known.fields if known else ()):
        return
    if known is None:
        known = RecordConflict(
            conflict_id=uow.new_id(),
            backend=link.backend,
            remote_id=link.remote_id,
            guest_id=link.guest_id,
            fields=fields,
            created_ms=uow.now_ms,
        )
    elif fields:
        known = replace(known, fields=fields)
    else:  # the sides agree again; nobody has to choose
        known = replace(known, state=ConflictState.UNDONE, settled_ms=uow.now_ms)
    uow.people.save_conflict(known)
    uow.touch(Topic.CONFLICTS, Topic.GUESTS)
