"""Identified people and their clubs."""

from __future__ import annotations

from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.club import Club, Membership
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact, Guest
from posapp.store.folding import digits_of, folded
from posapp.store.reads.values import is_member
from posapp.store.repos.scope import Scope
from posapp.store.schema import ClubRow, GuestRow, MembershipRow

_CLUBS = (
    "SELECT DISTINCT c.id, c.name, c.discount_bp, c.backend FROM guest g"  # noqa: S608
    f" JOIN membership m ON m.is_active = 1 AND {is_member('g')}"
    " JOIN club c ON c.backend = m.backend AND c.id = m.club_id"
    " WHERE g.email_key = :email_key ORDER BY c.name, c.id"
)


class SqlGuestRepo:
    """Satisfies ports.store.GuestRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, guest_id: str) -> Guest:
        """The guest; raises NotFoundError."""
        row = self._scope.session.get(GuestRow, guest_id)
        if row is None:
            raise NotFoundError("guest", guest_id)
        return _guest(row)

    def find_by_email(self, email_key: str) -> Guest | None:
        """The guest with this folded address, if any.

        Of several: one that stands, then one the back office knows, then the oldest.
        """
        query = (
            select(GuestRow)
            .where(GuestRow.email_key == email_key)
            .order_by(col(GuestRow.into_id) != "", col(GuestRow.remote_id) == "", col(GuestRow.id))
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else _guest(row)

    def find_by_remote(self, source: str, remote_id: str) -> Guest | None:
        """The guest that came from `source` under `remote_id`, if any."""
        query = (
            select(GuestRow)
            .where(GuestRow.remote_id == remote_id, GuestRow.source == source)
            .order_by(col(GuestRow.id))
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else _guest(row)

    def save(self, guest: Guest) -> None:
        """Insert or update."""
        stored = self._scope.session.get(GuestRow, guest.guest_id)
        row = _row(guest, scope=self._scope)
        row.into_id = "" if stored is None else stored.into_id
        self._scope.put(row, stored=stored)

    def clubs_of(self, email_key: str, *, office: str) -> list[Club]:
        """The clubs of an office the person with this folded address is an active member of.

        `office` "" is whichever one the person came from last.
        """
        if not email_key:
            return []
        rows = self._scope.session.connection().execute(
            sql_text(_CLUBS), {"email_key": email_key, "office": office}
        )
        return [Club(*row) for row in rows]

    def save_club(self, club: Club) -> None:
        """Insert or update a club."""
        self._scope.put(
            ClubRow(
                backend=club.backend,
                id=club.club_id,
                name=club.name,
                discount_bp=club.discount_bp,
                updated_ms=self._scope.now_ms,
            ),
            stored=self._scope.session.get(ClubRow, (club.backend, club.club_id)),
        )

    def save_membership(self, membership: Membership) -> None:
        """Insert or update a membership."""
        self._scope.put(
            MembershipRow(
                backend=membership.backend,
                id=membership.membership_id,
                club_id=membership.club_id,
                customer_id=membership.customer_id,
                is_active=int(membership.is_active),
                updated_ms=self._scope.now_ms,
                status=membership.status.value,
                joined_ms=membership.joined_ms,
                cancelled_ms=membership.cancelled_ms,
                fulfilment=membership.fulfilment,
                pickup_location=membership.pickup_location,
            ),
            stored=self._scope.session.get(
                MembershipRow, (membership.backend, membership.membership_id)
            ),
        )

    def forget_membership(self, membership_id: str, *, backend: str) -> None:
        """Delete a membership that was entered here; the back office's own took its place."""
        row = self._scope.session.get(MembershipRow, (backend, membership_id))
        if row is not None:
            self._scope.session.delete(row)
            self._scope.session.flush()


def _guest(row: GuestRow) -> Guest:
    contact = Contact(row.first_name, row.last_name, row.email, row.phone)
    return Guest(row.id, contact, row.source, row.remote_id)


def _row(guest: Guest, *, scope: Scope) -> GuestRow:
    digits = digits_of(guest.contact.phone)
    return GuestRow(
        id=guest.guest_id,
        first_name=guest.contact.first_name,
        last_name=guest.contact.last_name,
        email=guest.contact.email,
        email_key=guest.email_key,
        phone=guest.contact.phone,
        source=guest.source,
        remote_id=guest.remote_id,
        terminal_id=scope.terminal_id,
        created_ms=scope.now_ms,
        updated_ms=scope.now_ms,
        folded_name=folded(guest.contact.name),
        folded_last_name=folded(guest.contact.last_name),
        phone_digits=digits,
        phone_reversed=digits[::-1],
    )
