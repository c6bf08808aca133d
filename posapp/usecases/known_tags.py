"""Remember which guest tags Tock knows, as ours must be spelt as one of them, and whose they are.

Lists that waited for a tag or a profile are marked; the back office's lane looks at them next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.club_tags import GuestTagState, TagsDue
from posapp.domain.guest import email_key
from posapp.ports.store import UnitOfWork


def remember_tags(names: Iterable[str], *, uow: UnitOfWork) -> int:
    """Keep names as they are spelt there; one that is known is noted as seen again.

    Returns how many are new.
    """
    found = sorted({name for name in names if name.strip()})
    new = len(set(found) - uow.tags.known()) if found else 0
    uow.pulls.remember_tags(found)
    if new:
        uow.tags.mark(uow.tags.waiting())
        uow.touch(Topic.MAPPINGS)
    return new


def remember_guest_tags(people: Iterable[tuple[str, Collection[str]]], *, uow: UnitOfWork) -> None:
    """Keep all tags of a page of profiles, by e-mail: where Tock replaces lists, they go along.

    Nothing is kept of somebody without tags of whom no club was ever told.
    """
    tags_of = {email_key(email): {*tags} for email, tags in people}
    remember_tags({tag for tags in tags_of.values() for tag in tags}, uow=uow)
    waiting = set(uow.tags.waiting())
    for key, tags in tags_of.items():
        state = uow.tags.get(key) if key else None
        if not key or (state is None and not tags):
            continue
        state = state or GuestTagState(email_key=key)
        seen = tuple(sorted({tag.strip() for tag in tags} - {""}))
        if state.seen != seen:
            is_next = state.due is TagsDue.NOTHING and key in waiting
            due = TagsDue.SEND if is_next else state.due
            uow.tags.save(replace(state, seen=seen, due=due))
