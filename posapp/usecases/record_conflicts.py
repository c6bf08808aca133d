"""What both sides changed of a guest: kept until a person chooses, or until the sides agree.

A field whose `base` is `ours` was overwritten over there by what we sent before their value was
seen here: what is there now is ours, and theirs is only in the conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.guest_record import Fields
from posapp.domain.merge import ConflictState, FieldConflict, RecordConflict
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork


def is_overwritten(conflict: FieldConflict) -> bool:
    """True when the other side has ours already, and theirs would have to be sent again."""
    return conflict.base == conflict.ours


def overwritten(name: str, *, ours: str, theirs: str) -> FieldConflict:
    """A field of which only ours is left anywhere."""
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
    theirs: Fields,
    uow: UnitOfWork,
) -> frozenset[str]:
    """After a merge: ask about `found`, and no longer about what the sides agree on.

    What was overwritten over there stays asked for as long as nobody changes it again. Returns the
    fields that are no longer asked about.
    """
    known = uow.people.open_conflict(link.guest_id, backend=link.backend)
    asked = known.fields if known else ()
    names = {one.name for one in found}
    kept = [
        one
        for one in asked
        if one.name not in names
        and is_overwritten(one)
        and theirs.get(one.name, "") == link.base.get(one.name, "")
    ]
    fields = [*kept, *found]
    _keep(link, fields, known=known, uow=uow)
    return frozenset(one.name for one in asked) - {one.name for one in fields}


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
