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


def remember_guest_tags(email: str, tags: Collection[str], *, uow: UnitOfWork) -> None:
    """Keep all tags of one guest's profile: where Tock replaces the whole list, they go along."""
    remember_tags(tags, uow=uow)
    key = email_key(email)
    if not key:
        return
    state = uow.tags.get(key) or GuestTagState(email_key=key)
    seen = tuple(sorted({tag.strip() for tag in tags} - {""}))
    if state.seen == seen:
        return
    due = state.due
    if due is TagsDue.NOTHING and key in uow.tags.waiting():
        due = TagsDue.SEND
    uow.tags.save(replace(state, seen=seen, due=due))
