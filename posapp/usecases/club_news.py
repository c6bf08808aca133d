"""Find out which guests a page of the back office may have moved between clubs.

They are only marked here, in the page's own transaction, so that no change is ever lost; what is
to be sent is decided afterwards, in small transactions (`push_tags.follow_due`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from posapp.domain.club import Club, Membership
from posapp.domain.guest import Guest
from posapp.domain.venue import Remote
from posapp.ports.store import UnitOfWork

_STREAM = "club_tags"


def has_noted_members(uow: UnitOfWork, *, office: str = "") -> bool:
    """True once everybody's clubs in an office were noted; nothing it told before is a change.

    `office` "" asks whether any office's were.
    """
    noted = uow.feeds.cursor(Remote.TOCK, _STREAM).split()
    return office in noted if office else bool(noted)


def note_members(uow: UnitOfWork, *, office: str) -> None:
    """All clubs of an office were read to their end for the first time: that is the beginning."""
    if has_noted_members(uow, office=office):
        return
    uow.tags.note_members()
    noted = uow.feeds.cursor(Remote.TOCK, _STREAM).split()
    uow.feeds.save_cursor(Remote.TOCK, _STREAM, " ".join([*noted, office]))


def leave_members(uow: UnitOfWork, *, office: str, former: str) -> None:
    """What was noted of an office is a former one's: all it tells from now on is a beginning."""
    noted = uow.feeds.cursor(Remote.TOCK, _STREAM).split()
    kept = " ".join(former if one == office else one for one in noted)
    uow.feeds.save_cursor(Remote.TOCK, _STREAM, kept)


@dataclass(slots=True)
class ClubNews:
    """Watches one page of `office` being stored, or what staff change of a guest where it is "".

    `mark` comes last.
    """

    uow: UnitOfWork
    office: str = ""
    _is_noted: bool = field(init=False)
    _is_any_noted: bool = field(init=False)
    _customers: set[str] = field(default_factory=set)
    _emails: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._is_noted = has_noted_members(self.uow, office=self.office)
        self._is_any_noted = self._is_noted or has_noted_members(self.uow)

    def of_club(self, club: Club) -> None:
        """Before a club is stored: its new name is news to all its members."""
        if not self._is_noted:
            return
        known = self.uow.tags.club(club.club_id, backend=club.backend)
        if known is not None and known.name != club.name:
            self.uow.tags.mark_club(club.club_id, backend=club.backend)

    def of_membership(self, membership: Membership) -> None:
        """Before a membership is stored."""
        if not self._is_noted:
            return
        known = self.uow.tags.membership(membership.membership_id, backend=membership.backend)
        if known == membership:
            return
        self._customers.add(membership.customer_id)
        if known is not None:
            self._customers.add(known.customer_id)

    def of_customers(self, customer_ids: Collection[str]) -> None:
        """These people's memberships are told of otherwise: they were made one, or a row went."""
        self._customers.update(customer_ids)

    def of_guest(self, after: Guest, *, before: Guest | None) -> None:
        """A guest's record was stored: e-mail, name and phone go with the clubs."""
        self._emails.add(after.email_key)
        if before is not None:
            self._emails.add(before.email_key)

    def mark(self) -> None:
        """Mark whoever the page touched."""
        if self._is_noted:
            self.uow.tags.mark_customers(self._customers, backend=self.office)
        if self._is_any_noted:
            self.uow.tags.mark(self._emails)
