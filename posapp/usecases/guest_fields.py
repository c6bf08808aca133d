"""A guest's record as fields, read and written back; and which record it is over there."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.club_change import customer_id_here
from posapp.domain.guest import Guest
from posapp.domain.guest_record import Fields, GuestRecord, fields_of, record_of
from posapp.ports.office import Role
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews

_LONGEST_CHAIN = 100


def record_here(guest_id: str, *, uow: UnitOfWork) -> GuestRecord:
    """The guest's whole record."""
    return GuestRecord(uow.guests.get(guest_id).contact, uow.people.details(guest_id))


def fields_here(guest_id: str, *, uow: UnitOfWork) -> dict[str, str]:
    """The same as fields."""
    return fields_of(record_here(guest_id, uow=uow))


def save_fields(guest: Guest, found: Fields, *, uow: UnitOfWork, news: ClubNews) -> Guest:
    """Store the record's fields as this guest's; whoever is in a club is news to Tock."""
    record = record_of(found)
    changed = replace(guest, contact=record.contact)
    if changed != guest:
        uow.guests.save(changed)
        news.of_guest(changed, before=guest)
    if record.details != uow.people.details(guest.guest_id):
        uow.people.save_details(guest.guest_id, record.details)
    uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    return changed


def link_there(guest_id: str, *, uow: UnitOfWork, backend: str = "") -> RemotePerson | None:
    """The standing record of a guest in the people's office, or in `backend`."""
    name = backend or uow.caps.name(Role.PEOPLE) or uow.guests.get(guest_id).source
    links = [one for one in uow.people.links_of(guest_id) if one.backend == name]
    standing = [one for one in links if not one.into_id]
    guest = uow.guests.get(guest_id)
    ours = [one for one in standing if one.remote_id == guest.remote_id]
    return next(iter([*ours, *standing]), None)


def standing_id(backend: str, remote_id: str, *, uow: UnitOfWork) -> str:
    """The record that a merged one is now, through however many merges; itself while it stands."""
    at = remote_id
    for _ in range(_LONGEST_CHAIN):
        link = uow.people.link(backend, at)
        if link is None or not link.into_id:
            return at
        at = link.into_id
    return at


def adopt(guest: Guest, *, backend: str, remote_id: str, uow: UnitOfWork, news: ClubNews) -> Guest:
    """Let the guest be this record over there; memberships entered before it was known follow."""
    if (guest.source, guest.remote_id) == (backend, remote_id):
        return guest
    known = replace(guest, source=backend, remote_id=remote_id)
    uow.guests.save(known)
    repoint(customer_id_here(guest.guest_id), into=remote_id, backend=backend, uow=uow)
    news.of_guest(known, before=guest)
    uow.touch(Topic.GUESTS)
    return known


def id_there(guest: Guest, *, uow: UnitOfWork, backend: str = "") -> str:
    """The guest's record in the people's office, or in `backend`; "" where it has none.

    While nothing is connected it is that of the office the guest came from.
    """
    link = link_there(guest.guest_id, uow=uow, backend=backend)
    if link is not None:
        return link.remote_id
    office = backend or uow.caps.name(Role.PEOPLE) or guest.source
    return guest.remote_id if guest.source == office else ""


def customer_id_of(guest: Guest, *, uow: UnitOfWork, backend: str) -> str:
    """What memberships in an office name as their person, also of one it does not know yet."""
    return id_there(guest, uow=uow, backend=backend) or customer_id_here(guest.guest_id)


def repoint(customer_id: str, *, into: str, backend: str, uow: UnitOfWork) -> None:
    """Let the memberships of one person there be another's."""
    for membership in uow.tags.memberships_of(customer_id, backend=backend):
        uow.guests.save_membership(replace(membership, customer_id=into))
        uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
