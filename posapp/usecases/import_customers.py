"""Take customers from a file: the same merging as for a back office, one by one, and counted.

Nobody who is made so is pushed anywhere: a first import may hold thousands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership, MembershipStatus
from posapp.domain.errors import DomainError
from posapp.domain.guest import email_key, fold
from posapp.domain.guest_record import fields_of, record_of
from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.domain.reservation import Fault, Quarantined
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.csv_files import ImportCounts
from posapp.ports.csv_rows import ImportedCustomer
from posapp.ports.people import RemotePerson
from posapp.ports.store import UnitOfWork
from posapp.usecases.customer_work import has_open_work
from posapp.usecases.guest_fields import fields_here
from posapp.usecases.identify_guest import checked_contact
from posapp.usecases.ingest_people import ingest_people

_ALWAYS_TOLD = ("first_name", "last_name", "email")


ONE_PARKED = ImportCounts(read=1, parked=1)
ONE_UNCHANGED = ImportCounts(read=1, unchanged=1)


def import_customers(
    rows: Sequence[ImportedCustomer | Quarantined],
    *,
    uow: UnitOfWork,
    source: str,
    defaults: GuestDefaults,
) -> tuple[ImportCounts, list[Quarantined]]:
    """Store a page of a file; what could not be used comes back with its reason.

    `defaults` are what an unknown person becomes a guest with where the file says nothing.
    """
    counts, bad = ImportCounts(), []
    for row in rows:
        usable = row if isinstance(row, Quarantined) else _checked(row, source=source)
        if isinstance(usable, Quarantined):
            if uow.feeds.quarantine(usable):
                uow.touch(Topic.QUARANTINE)
            bad.append(usable)
            counts += ONE_PARKED
        else:
            counts += _take(usable, uow=uow, source=source, defaults=defaults)
    return counts, bad


def _checked(row: ImportedCustomer, *, source: str) -> ImportedCustomer | Quarantined:
    contact = row.customer.record.contact
    try:
        checked_contact(contact)
    except DomainError as error:
        text = mask_card_numbers(f"{contact.name}, {contact.email}")
        return Quarantined(source, row.origin, text, (Fault(error.field, error.message),))
    return row


def _take(
    row: ImportedCustomer, *, uow: UnitOfWork, source: str, defaults: GuestDefaults
) -> ImportCounts:
    if _is_as_told_before(row, uow=uow, source=source):
        return ONE_UNCHANGED
    remote_id = row.customer.remote_id
    guest_id = _known(row, uow=uow, source=source)
    before = _snapshot(guest_id, uow=uow) if guest_id else None
    conflict = uow.people.open_conflict(guest_id, backend=source) if guest_id else None
    link = uow.people.link(source, remote_id)
    told = _with_what_is_not_told(row, link=link, guest_id=guest_id, uow=uow)
    ingest_people([*_new_clubs(row, uow=uow, source=source), told], uow=uow, source=source)
    link = uow.people.link(source, remote_id)
    guest_id = uow.people.standing(link.guest_id) if link and link.guest_id else guest_id
    if guest_id is None:  # its record was made one with another over there
        return ONE_UNCHANGED
    ingest_people(_memberships(row, uow=uow, source=source), uow=uow, source=source)
    _note_origin(guest_id, row, uow=uow, defaults=defaults, is_new=before is None)
    after = uow.people.open_conflict(guest_id, backend=source)
    if after is not None and after != conflict:
        return ImportCounts(read=1, conflicts=1)
    if before is None:
        return ImportCounts(read=1, new=1)
    if link is not None and link.told and has_open_work(guest_id, uow=uow):
        return ImportCounts(read=1, waiting=1)
    is_same = _snapshot(guest_id, uow=uow) == before
    return ONE_UNCHANGED if is_same else ImportCounts(read=1, changed=1)


def _is_as_told_before(row: ImportedCustomer, *, uow: UnitOfWork, source: str) -> bool:
    """Most of every file: it says what it said the last time, and that was taken."""
    link = uow.people.link(source, row.customer.remote_id)
    if link is None or not link.guest_id or link.into_id or link.told:
        return False
    told = _with_what_is_not_told(row, link=link, guest_id=link.guest_id, uow=uow)
    if fields_of(told.record) != link.base or _memberships(row, uow=uow, source=source):
        return False
    kept = uow.origins.get(link.guest_id)
    return kept is not None and _told_origin(kept, row, fallback=kept.defaults) == kept


def _known(row: ImportedCustomer, *, uow: UnitOfWork, source: str) -> str | None:
    link = uow.people.link(source, row.customer.remote_id)
    if link is not None and link.guest_id:
        return uow.people.standing(link.guest_id)
    found = uow.guests.find_by_email(email_key(row.customer.record.contact.email))
    if found is None or (found.remote_id and found.source == source):
        return None
    return found.guest_id


def _snapshot(guest_id: str, *, uow: UnitOfWork) -> tuple[object, ...]:
    guest = uow.guests.get(guest_id)
    clubs = {
        one
        for one in uow.tags.memberships_of(guest.remote_id, backend=guest.source)
        if one.is_active
    }
    origin = uow.origins.get(guest_id) or GuestOrigin(guest_id)
    return fields_here(guest_id, uow=uow), origin, clubs


def _with_what_is_not_told(
    row: ImportedCustomer, *, link: RemotePerson | None, guest_id: str | None, uow: UnitOfWork
) -> CustomerRecord:
    """A file without a column for a field does not say that the field is empty."""
    if guest_id is None:
        return row.customer
    theirs = fields_of(row.customer.record)
    known = fields_here(guest_id, uow=uow) if link is None else {**link.base, **link.told}
    for name, text in known.items():
        is_told = name in _ALWAYS_TOLD or any(name.startswith(one) for one in row.tells)
        if not is_told:
            theirs[name] = text
    return replace(row.customer, record=record_of(theirs))


def _club_id(name: str, *, source: str) -> str:
    return f"{source}:{' '.join(fold(name).split())}"


def _new_clubs(row: ImportedCustomer, *, uow: UnitOfWork, source: str) -> list[Club]:
    clubs = [Club(_club_id(name, source=source), name) for name in row.clubs or ()]
    return [club for club in clubs if uow.tags.club(club.club_id, backend=source) is None]


def _memberships(row: ImportedCustomer, *, uow: UnitOfWork, source: str) -> list[Membership]:
    """The clubs told, and the end of those that are not told any more."""
    if row.clubs is None:
        return []
    customer_id = row.customer.remote_id
    wanted = {_club_id(name, source=source) for name in row.clubs}
    held = {one.club_id: one for one in uow.tags.memberships_of(customer_id, backend=source)}
    ended = [
        replace(one, is_active=False, status=MembershipStatus.CANCELLED)
        for one in held.values()
        if one.is_active
        and one.club_id not in wanted
        and one.membership_id.startswith(f"{source}:")
    ]
    joined = [
        Membership(
            f"{club_id}:{customer_id}",
            club_id,
            customer_id,
            is_active=True,
            status=MembershipStatus.ACTIVE,
        )
        for club_id in sorted(wanted)
        if club_id not in held or not held[club_id].is_active
    ]
    return [*ended, *joined]


def _note_origin(
    guest_id: str, row: ImportedCustomer, *, uow: UnitOfWork, defaults: GuestDefaults, is_new: bool
) -> None:
    before = uow.origins.get(guest_id)
    kept = before or GuestOrigin(guest_id, is_imported=is_new)
    noted = _told_origin(kept, row, fallback=defaults if is_new else kept.defaults)
    if noted != before:
        uow.origins.save(noted)
        uow.touch(Topic.GUESTS)


def _told_origin(
    kept: GuestOrigin, row: ImportedCustomer, *, fallback: GuestDefaults
) -> GuestOrigin:
    """What is kept with what the row tells; a blank cell tells nothing."""
    told = GuestDefaults(
        row.defaults.customer_source or fallback.customer_source,
        row.defaults.customer_type or fallback.customer_type,
        row.defaults.allocation_tier or fallback.allocation_tier,
    )
    opt_in = kept.opt_in if row.opt_in is None else row.opt_in
    return replace(kept, defaults=told, opt_in=opt_in)
