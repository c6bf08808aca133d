"""What a back office last said of memberships that staff changed here, until it knows of it.

A word it said before our change reached it is no news; it is kept with the person's link, by
membership, with the changes that touched it.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.club_change import change_of
from posapp.domain.guest_record import Fields
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import OPEN_STATES
from posapp.ports.club_words import ClubWord, decode_word, encode_word
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_work import club_items
from posapp.usecases.tasks import close_by_system

_WORD = "club:"


def club_words(link: RemotePerson) -> dict[str, str]:
    """What is kept of clubs with a link."""
    return {name: text for name, text in link.told.items() if name.startswith(_WORD)}


def without_club_words(told: Fields) -> dict[str, str]:
    """What is kept of the person's record with a link."""
    return {name: text for name, text in told.items() if not name.startswith(_WORD)}


def word_of(link: RemotePerson, membership_id: str) -> ClubWord | None:
    """The word about a membership, if there is one."""
    text = link.told.get(f"{_WORD}{membership_id}")
    return None if text is None else decode_word(text)


def keep_word(
    link: RemotePerson, membership_id: str, word: ClubWord | None, *, uow: UnitOfWork
) -> RemotePerson:
    """Keep a word, or forget it; returns the link as it is then."""
    told = {name: text for name, text in link.told.items() if name != f"{_WORD}{membership_id}"}
    if word is not None:
        told[f"{_WORD}{membership_id}"] = encode_word(word)
    changed = replace(link, told=told)
    uow.people.save_link(changed)
    return changed


def end_change(link: RemotePerson, change_id: str, *, uow: UnitOfWork) -> RemotePerson:
    """A change is over there, or was taken back: what is told from now on is news."""
    for name in list(club_words(link)):
        membership_id = name.removeprefix(_WORD)
        word = word_of(link, membership_id)
        if word is None or change_id not in word.changes:
            continue
        rest = tuple(one for one in word.changes if one != change_id)
        left = ClubWord(word.told, rest) if rest else None
        link = keep_word(link, membership_id, left, uow=uow)
    return link


def is_being_sent(guest_id: str, change_id: str, *, uow: UnitOfWork) -> bool:
    """True while a change of clubs is not confirmed over there."""
    work = club_items(guest_id, uow=uow, change_id=change_id)
    return any(item.state in OPEN_STATES for item in work)


def is_asked_for(change_id: str, *, uow: UnitOfWork) -> bool:
    """True while a person is asked to make a change of clubs over there."""
    task = uow.office.task_about(TaskKind.CHANGE_CLUBS, change_id)
    return task is not None and task.state is TaskState.OPEN


def close_if_done(link: RemotePerson, changes: tuple[str, ...], *, uow: UnitOfWork) -> None:
    """Close what a person was asked to change there, once everything of it was told."""
    left = {
        change_id for name in club_words(link) for change_id in decode_word(link.told[name]).changes
    }
    held = uow.tags.memberships_of(link.remote_id, backend=link.backend)
    left |= {change_of(one.membership_id) for one in held}
    for change_id in changes:
        if change_id not in left:
            reason = "The back office shows these clubs."
            close_by_system(TaskKind.CHANGE_CLUBS, change_id, uow=uow, reason=reason)
