"""Guests over the in-memory winery, as the store tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from posapp.domain.club import Club
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import email_key, fold
from posapp.domain.merge import ConflictState
from posapp.ports.people import ConflictRow, GuestRow, GuestSheet, TimelineEntry


@dataclass
class FakePeople:
    """Sheets by guest id; lists are made of them."""

    sheets: dict[str, GuestSheet] = field(default_factory=dict)
    entries: dict[str, list[TimelineEntry]] = field(default_factory=dict)
    all_clubs: list[Club] = field(default_factory=list)

    def guests(self, words: str, *, limit: int) -> Sequence[GuestRow]:
        wanted = fold(words)
        rows = [self._row(sheet) for sheet in self.sheets.values()]
        found = [row for row in rows if wanted in fold(f"{row.name} {row.email} {row.phone}")]
        return sorted(found, key=lambda row: row.name)[:limit]

    def guest(self, guest_id: str) -> GuestSheet:
        if guest_id not in self.sheets:
            raise NotFoundError("guest", guest_id)
        sheet = self.sheets[guest_id]
        told = sheet.conflicts
        return replace(
            sheet,
            conflicts=tuple(one for one in told if one.state is ConflictState.OPEN),
            settled=tuple(one for one in told if one.state is ConflictState.SETTLED),
        )

    def guest_of(self, email: str) -> str | None:
        keys = {sheet.guest.email_key: guest_id for guest_id, sheet in self.sheets.items()}
        return keys.get(email_key(email))

    def timeline(self, guest_id: str, *, limit: int) -> Sequence[TimelineEntry]:
        entries = self.entries.get(guest_id, [])
        return sorted(entries, key=lambda entry: -entry.at_ms)[:limit]

    def clubs(self) -> Sequence[Club]:
        return sorted(self.all_clubs, key=lambda club: club.name)

    def conflicts(self) -> Sequence[ConflictRow]:
        return [
            ConflictRow(conflict, sheet.guest.contact.name, sheet.guest.contact.email)
            for sheet in self.sheets.values()
            for conflict in sheet.conflicts
            if conflict.state is ConflictState.OPEN
        ]

    @staticmethod
    def _row(sheet: GuestSheet) -> GuestRow:
        contact = sheet.guest.contact
        clubs = {one.club.name for one in sheet.memberships if one.membership.is_active}
        return GuestRow(
            guest_id=sheet.guest.guest_id,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
            clubs=tuple(sorted(clubs)),
            last_seen_ms=None,
            has_conflict=any(one.state is ConflictState.OPEN for one in sheet.conflicts),
        )
