"""Say what a club's name is called at Tock, or that it is not sent; what waited for it goes."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.mapping import checked_target
from posapp.ports.store import UnitOfWork
from posapp.usecases.known_tags import remember_tags
from posapp.usecases.push_tags import follow_due

_AT_ONCE = 20
"""More lists than this are left to the next pull: the window must not wait."""


@dataclass(frozen=True, slots=True)
class MapTag:
    """`tag` is the name at Tock, spelt as there; "" says: do not send; None: nobody has said."""

    club_name: str
    tag: str | None


def map_tag(command: MapTag, *, uow: UnitOfWork, rules: TagRules) -> int:
    """Keep the mapping and look again at every list that waits; returns how many went on.

    A tag that was never seen is believed: a person says that Tock has it. Guests whose list does
    not wait are not told again; their next change carries the new name.
    """
    if not command.club_name.strip():
        raise DomainError("no_club", "Choose a club first.", field="club_name")
    tag = None if command.tag is None else checked_target(command.tag)
    before = uow.tags.mapping().get(command.club_name)
    uow.tags.save_mapping(command.club_name, tag)
    if tag and uow.tags.known():  # with nothing known yet, one name would make all others wrong
        remember_tags([tag], uow=uow)
    waiting = uow.tags.waiting()
    uow.tags.mark(waiting)
    follow_due(uow=uow, rules=rules, limit=_AT_ONCE)
    uow.record(
        JournalEntry(
            Verb.NAME_MAPPED,
            f"tag:{command.club_name}",
            before={"target": before},
            after={"target": tag},
        )
    )
    uow.touch(Topic.MAPPINGS, Topic.OUTBOX)
    return len(waiting) - len(uow.tags.waiting())
