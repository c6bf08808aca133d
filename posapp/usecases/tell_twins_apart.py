"""Not the same party: a pair that looked like one is proposed no more."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class TellTwinsApart:
    """The party seated here and Tock's walk-in are two."""

    visit_id: str
    key_text: str


def tell_twins_apart(command: TellTwinsApart, *, uow: UnitOfWork) -> None:
    """Note it; a linked pair stays linked."""
    uow.walk_ins.tell_apart(command.visit_id, command.key_text)
    _record(command, uow=uow, is_apart=True)


def propose_twins_again(command: TellTwinsApart, *, uow: UnitOfWork) -> None:
    """Undo it: the pair may be proposed again; a linked pair stays linked."""
    if uow.walk_ins.link(command.visit_id, command.key_text) is None:
        uow.walk_ins.forget_answer(command.visit_id, command.key_text)
        _record(command, uow=uow, is_apart=False)


def _record(command: TellTwinsApart, *, uow: UnitOfWork, is_apart: bool) -> None:
    after: dict[str, object] = {"reservation": command.key_text, "apart": is_apart}
    uow.record(JournalEntry(Verb.TWINS_TOLD_APART, command.visit_id, after=after))
    uow.touch(Topic.VISITS)
