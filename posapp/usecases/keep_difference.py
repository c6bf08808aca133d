"""Keep ours: a value of Tock's that staff do not want is shown no more until Tock changes it."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.differences import Difference
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class KeepDifference:
    """Do not take over what Tock says of this visit."""

    visit_id: str
    difference: Difference


def keep_difference(command: KeepDifference, *, uow: UnitOfWork) -> None:
    """Note the value as seen and not wanted; a repeat changes nothing."""
    visit = uow.visits.get(command.visit_id)
    uow.walk_ins.keep(visit.visit_id, command.difference)
    _record(command, uow=uow, is_kept=True)


def show_difference_again(command: KeepDifference, *, uow: UnitOfWork) -> None:
    """Undo it: the difference is shown again."""
    uow.walk_ins.forget_kept(command.visit_id, command.difference.field)
    _record(command, uow=uow, is_kept=False)


def _record(command: KeepDifference, *, uow: UnitOfWork, is_kept: bool) -> None:
    difference = command.difference
    after: dict[str, object] = {"tock": difference.theirs, "ours": difference.ours, "kept": is_kept}
    uow.record(
        JournalEntry(Verb.DIFFERENCE_KEPT, command.visit_id, after={difference.field.value: after})
    )
    uow.touch(Topic.VISITS)
