"""Where Tock says otherwise of a walk-in than what stands here. Shown, never applied by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import Reservation
from posapp.domain.tables import table_keys
from posapp.domain.visit import MAX_PARTY, Visit, VisitState


class DifferenceField(StrEnum):
    """What of a party may differ."""

    SIZE = "size"
    TABLE = "table"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Told:
    """What Tock says of a walk-in now."""

    size: int
    tables: str
    party: PartyStatus
    is_cancelled: bool

    @classmethod
    def of(cls, reservation: Reservation) -> Told:
        """The part of Tock's row that may differ from a visit."""
        tables = ", ".join(table.name for table in reservation.tables)
        size, party = reservation.party_size, reservation.party
        return cls(size, tables, party, reservation.is_cancelled)


@dataclass(frozen=True, slots=True)
class Difference:
    """Tock's value and ours, as text; of a status `theirs` is Tock's word."""

    field: DifferenceField
    theirs: str
    ours: str

    @property
    def can_accept(self) -> bool:
        """False for what cannot be so here: a party in the room is no cancelled one, no no-show."""
        return self.field is not DifferenceField.STATUS or self.theirs in _LEFT


_LEFT = frozenset({PartyState.LEFT, PartyState.FINISHED})
_OVER = _LEFT | {PartyState.NO_SHOW}

Kept = Mapping[DifferenceField, str]
"""Tock's values that staff have seen and did not want, by what they are of."""


def differences_of(visit: Visit, told: Told, *, kept: Kept) -> tuple[Difference, ...]:
    """What staff should see; nothing of a party that has left, and nothing that was kept.

    A kept value is shown again only after Tock has come to say something else.
    """
    if visit.state is VisitState.FINISHED:
        return ()
    return tuple(
        difference
        for difference in every_difference(visit, told)
        if kept.get(difference.field) != difference.theirs
    )


def every_difference(visit: Visit, told: Told) -> tuple[Difference, ...]:
    """All that differs, whether kept or not."""
    found = []
    status = PartyState.CANCELLED if told.is_cancelled else told.party.state
    if told.is_cancelled or status in _OVER:
        found.append(Difference(DifferenceField.STATUS, status.value, visit.state.value))
    if 1 <= told.size <= MAX_PARTY and told.size != visit.party_size:
        found.append(Difference(DifferenceField.SIZE, str(told.size), str(visit.party_size)))
    theirs = table_keys(told.tables)
    if theirs and theirs != table_keys(visit.table_name):
        found.append(Difference(DifferenceField.TABLE, told.tables, visit.table_name))
    return tuple(found)
