"""Count what a first pull would bring, and store nothing of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b

from posapp.domain.guest import email_key
from posapp.domain.mapping import MappingKind
from posapp.domain.reservation import Quarantined, Reservation
from posapp.ports.pulls import PullCounts, Unmapped
from posapp.ports.reservations import IncomingReservation, ReservationPage
from posapp.ports.store import UnitOfWork

_NAMES_SHOWN = 50
_NAMES_COUNTED = 5_000
"""A hostile file must not fill the memory with names."""


@dataclass(slots=True)
class Preview:
    """What was counted so far. Of an e-mail only a number is kept, so that each counts once."""

    business_id: str
    counts: PullCounts = field(default_factory=PullCounts)
    experience_rows: Counter[str] = field(default_factory=Counter)
    room_rows: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)

    @property
    def experiences(self) -> tuple[Unmapped, ...]:
        """The experiences without a product here, most frequent first."""
        return _most(self.experience_rows)

    @property
    def rooms(self) -> tuple[Unmapped, ...]:
        """The rooms without a location here, most frequent first."""
        return _most(self.room_rows)


def preview_page(page: ReservationPage, *, preview: Preview, uow: UnitOfWork) -> None:
    """Add one page to the count; the transaction is only read in."""
    rows = [row.reservation for row in page.rows if isinstance(row, IncomingReservation)]
    stored = uow.reservations.versions([row.key.text for row in rows])
    new = sum(row.key.text not in stored for row in rows)
    preview.counts += PullCounts(
        read=len(page.rows) + len(page.guests),
        new=new,
        unchanged=len(rows) - new,
        quarantined=sum(isinstance(row, Quarantined) for row in page.rows),
        guests=len(page.guests),
        new_guests=_count_people(page, preview=preview, uow=uow),
    )
    mapped = uow.pulls.mapped_names(preview.business_id)
    for row in rows:
        _count_names(row, preview=preview, mapped=mapped)
    for room in page.rooms:
        if (MappingKind.ROOM, room.name) not in mapped:
            _count(preview.room_rows, room.name)


def _count_people(page: ReservationPage, *, preview: Preview, uow: UnitOfWork) -> int:
    people = [*page.people, *(guest.person for guest in page.guests)]
    keys = {email_key(one.contact.email) for one in people if one.contact.is_identified}
    unknown = {_number_of(key) for key in uow.pulls.unknown_emails(sorted(keys))}
    fresh = unknown - preview.people
    preview.people |= fresh
    return len(fresh)


def _count_names(row: Reservation, *, preview: Preview, mapped: frozenset[tuple[str, str]]) -> None:
    experience = row.experience
    if (
        experience is not None
        and experience.name
        and not experience.sku
        and (MappingKind.EXPERIENCE, experience.name) not in mapped
    ):
        _count(preview.experience_rows, experience.name)
    for room in {table.room for table in row.tables if table.room}:
        if (MappingKind.ROOM, room) not in mapped:
            _count(preview.room_rows, room)


def _count(names: Counter[str], name: str) -> None:
    if name in names or len(names) < _NAMES_COUNTED:
        names[name] += 1


def _most(names: Counter[str]) -> tuple[Unmapped, ...]:
    return tuple(Unmapped(name, rows) for name, rows in names.most_common(_NAMES_SHOWN))


def _number_of(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=7).digest(), "big")
