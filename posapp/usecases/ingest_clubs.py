"""Store what the people's office tells of clubs and who is in them.

Its own word takes the place of what was entered here; what it said before our change reached it is
no news.
"""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership
from posapp.domain.club_change import MADE_HERE, change_of, is_standing
from posapp.ports.club_words import ClubWord
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.club_words import (
    close_if_done,
    is_asked_for,
    is_being_sent,
    keep_word,
    word_of,
)
from posapp.usecases.guest_fields import standing_id


def ingest_club(told: Club, *, uow: UnitOfWork, source: str, news: ClubNews) -> bool:
    """Store a club of `source`; a new name is news to its members. False when it is no news."""
    club = replace(told, backend=source)
    if uow.tags.club(club.club_id, backend=source) == club:
        return False
    news.of_club(club)
    uow.guests.save_club(club)
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    return True


def ingest_membership(told: Membership, *, uow: UnitOfWork, source: str, news: ClubNews) -> bool:
    """Store a place in a club; False when it is no news, or waits for our own work to be done."""
    customer_id = standing_id(source, told.customer_id, uow=uow)
    membership = replace(told, customer_id=customer_id, backend=source)
    link = uow.people.link(source, customer_id)
    if link is not None and link.told:
        if _must_wait(membership, link=link, uow=uow):
            return False
        link = uow.people.link(source, customer_id)
    known = uow.tags.membership(membership.membership_id, backend=source)
    if known == membership:
        return False
    news.of_membership(membership)
    if is_standing(membership) or known is None or is_standing(known):
        _replace_ours(membership, link=link, uow=uow)
    uow.guests.save_membership(membership)
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    return True


def _must_wait(told: Membership, *, link: RemotePerson, uow: UnitOfWork) -> bool:
    """True for an old word, and for any while our change of this membership is on its way."""
    word = word_of(link, told.membership_id)
    if word is None or word.told is None:
        return False
    # What else of a membership is news says nothing of what we changed: who stands in the club.
    is_old = (told.status, told.is_active) == (word.told.status, word.told.is_active)
    is_sent = any(is_being_sent(link.guest_id, change, uow=uow) for change in word.changes)
    is_asked = is_old and any(is_asked_for(change, uow=uow) for change in word.changes)
    if is_sent or is_asked:
        if told != word.told:
            keep_word(link, told.membership_id, ClubWord(told, word.changes), uow=uow)
        return True
    left = keep_word(link, told.membership_id, None, uow=uow)
    close_if_done(left, word.changes, uow=uow)
    return False


def _replace_ours(told: Membership, *, link: RemotePerson | None, uow: UnitOfWork) -> None:
    """The office's own membership takes the place of the one entered here."""
    for other in uow.tags.memberships_of(told.customer_id, backend=told.backend):
        if other.club_id != told.club_id or not other.membership_id.startswith(MADE_HERE):
            continue
        uow.guests.forget_membership(other.membership_id, backend=other.backend)
        if link is None:
            continue
        word = word_of(link, other.membership_id)
        changes: tuple[str, ...] = (change_of(other.membership_id),)
        if word is not None:  # none was kept of a guest whom the office did not know yet
            changes = word.changes
            link = keep_word(link, other.membership_id, None, uow=uow)
        close_if_done(link, changes, uow=uow)


def replace_entered_here(link: RemotePerson, *, uow: UnitOfWork) -> None:
    """What the office told of this person before it was known whose guest it is."""
    for told in uow.tags.memberships_of(link.remote_id, backend=link.backend):
        if is_standing(told) and not told.membership_id.startswith(MADE_HERE):
            _replace_ours(told, link=link, uow=uow)


def wait_for_word(
    link: RemotePerson, membership: Membership, change_id: str, *, uow: UnitOfWork
) -> RemotePerson:
    """Before staff change a membership: keep what the office said of it."""
    word = word_of(link, membership.membership_id)
    if word is None:
        is_ours = membership.membership_id.startswith(MADE_HERE)
        word = ClubWord(None if is_ours else membership, ())
    word = ClubWord(word.told, (*word.changes, change_id))
    return keep_word(link, membership.membership_id, word, uow=uow)
