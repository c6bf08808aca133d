"""Let a guest join, leave or switch clubs here; Tock is told in one list, never in two steps.

Only this till's store and Tock are told: the push to the back office is not made here yet, and its
next word about the same membership wins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.club import Membership
from posapp.domain.club_tags import GuestTagState, TagRules, TagsDue
from posapp.domain.errors import DomainError
from posapp.domain.guest import Guest
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import MADE_HERE
from posapp.usecases.push_tags import TagPush, follow_guest


@dataclass(frozen=True, slots=True)
class ChangeClub:
    """Club ids to join and to leave; a switch has both."""

    guest_id: str
    join: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


def change_club(command: ChangeClub, *, uow: UnitOfWork, rules: TagRules) -> TagPush | None:
    """Apply the change and queue the guest's list; None when Tock has nothing to learn.

    A repeat changes nothing. Raises a DomainError for a guest the back office does not know yet.
    """
    guest = uow.guests.get(command.guest_id)
    if not guest.remote_id:
        message = "The back office does not know this guest yet. Try again in a few minutes."
        raise DomainError("not_known_there", message, field="guest")
    for club_id in command.join:
        if uow.tags.club(club_id) is None:
            raise DomainError("no_club", "This club is no longer offered.", field="join")
    _note_first(guest, uow=uow, rules=rules)
    before = _active(guest, uow=uow)
    for membership in before:
        if membership.club_id in command.leave and membership.club_id not in command.join:
            uow.guests.save_membership(replace(membership, is_active=False))
    held = {membership.club_id for membership in before}
    for club_id in command.join:
        if club_id not in held:
            uow.guests.save_membership(_membership(guest, club_id, uow=uow))
            held.add(club_id)
    after = _active(guest, uow=uow)
    if after == before:
        return None
    uow.record(
        JournalEntry(
            Verb.CLUB_CHANGED,
            guest.guest_id,
            before={"clubs": sorted({membership.club_id for membership in before})},
            after={"clubs": sorted({membership.club_id for membership in after})},
        )
    )
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    return follow_guest(guest.email_key, uow=uow, rules=rules)


def _note_first(guest: Guest, *, uow: UnitOfWork, rules: TagRules) -> None:
    """What the clubs are before the first change seen here is what the preview starts from."""
    state = uow.tags.get(guest.email_key)
    if state is None:
        state = GuestTagState(email_key=guest.email_key, due=TagsDue.NOTE)
        uow.tags.save(state)
    if state.due is not TagsDue.NOTHING:
        follow_guest(guest.email_key, uow=uow, rules=rules)


def _active(guest: Guest, *, uow: UnitOfWork) -> list[Membership]:
    return [one for one in uow.tags.memberships_of(guest.remote_id) if one.is_active]


def _membership(guest: Guest, club_id: str, *, uow: UnitOfWork) -> Membership:
    """A membership of ours, taken up again if there was one."""
    for old in uow.tags.memberships_of(guest.remote_id):
        if old.club_id == club_id and old.membership_id.startswith(MADE_HERE):
            return replace(old, is_active=True)
    return Membership(f"{MADE_HERE}{uow.new_id()}", club_id, guest.remote_id, is_active=True)
