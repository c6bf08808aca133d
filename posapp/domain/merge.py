"""Three-way merge of a record both sides may change: a field at a time, from the last common copy.

No clock is asked: two systems' clocks differ, and the later one would win by accident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posapp.domain.guest_record import Fields, is_same, is_same_place


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """Both sides changed a field, and not to the same."""

    name: str
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`values` are all fields after it, ours where both changed; the names say who changed what."""

    values: dict[str, str]
    conflicts: tuple[FieldConflict, ...] = ()
    from_theirs: frozenset[str] = frozenset()
    from_ours: frozenset[str] = frozenset()


class Side(StrEnum):
    """Whose value a person takes."""

    OURS = "ours"
    THEIRS = "theirs"


class ConflictState(StrEnum):
    """OPEN until somebody chooses; a choice can be taken back."""

    OPEN = "open"
    SETTLED = "settled"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConflict:
    """The fields of one guest that wait for a person.

    `before` are our values of these fields before the choice, so that it can be undone.
    """

    conflict_id: str
    backend: str
    remote_id: str
    guest_id: str
    fields: tuple[FieldConflict, ...]
    created_ms: int
    state: ConflictState = ConflictState.OPEN
    choices: Mapping[str, Side] = field(default_factory=dict)
    before: Fields = field(default_factory=dict)
    settled_ms: int | None = None
    settled_by: str = ""


def merge(base: Fields, ours: Fields, theirs: Fields) -> Merge:
    """Take whichever side changed a field; where both did and differ, it is a conflict.

    A system that only writes a value otherwise, such as a phone number, has not changed it; where
    both sides came to the same, theirs is how it is written.
    """
    values: dict[str, str] = {}
    conflicts: list[FieldConflict] = []
    from_theirs, from_ours = set(), set()
    for name in sorted({*base, *ours, *theirs}):
        was, here, there = (side.get(name, "") for side in (base, ours, theirs))
        value = here
        if here != there:
            if here == was or is_same(here, there) or is_same_place(here, there):
                value = there
                from_theirs.add(name)
            elif is_same(there, was):
                from_ours.add(name)
            else:
                conflicts.append(FieldConflict(name, was, here, there))
        if value:
            values[name] = value
    return Merge(values, tuple(conflicts), frozenset(from_theirs), frozenset(from_ours))
