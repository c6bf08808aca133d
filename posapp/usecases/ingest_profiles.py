"""Take people from the reservation system's directory: unknown e-mails become guests.

Who is already known stays as they are but for their consent, and nobody is pushed anywhere: a first
import may hold thousands, and each new customer could set off mailings (eCELLAR's warning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.origin import DirectoryPerson, GuestDefaults, GuestOrigin
from posapp.ports.store import UnitOfWork
from posapp.usecases.identify_guest import checked_contact
from posapp.usecases.ingest_reservations import IngestCounts

SOURCE = "tock"


def ingest_profiles(
    people: Sequence[DirectoryPerson],
    *,
    uow: UnitOfWork,
    defaults: GuestDefaults | None = None,
) -> IngestCounts:
    """Store the identified ones that are unknown; the others are counted as unchanged."""
    new = changed = 0
    for person in people:
        contact = _usable(person.contact)
        if contact is None:
            continue
        guest = Guest("", contact, source=SOURCE)
        known = uow.guests.find_by_email(guest.email_key)
        if known is None:
            made = replace(guest, guest_id=uow.new_id())
            uow.guests.save(made)
            uow.origins.save(_origin(made, person=person, defaults=defaults or GuestDefaults()))
            new += 1
        elif _note_consent(known.guest_id, person=person, uow=uow):
            changed += 1
    if new or changed:
        after: dict[str, object] = {"new": new, "changed": changed}
        uow.record(JournalEntry(Verb.NEWS_INGESTED, "profiles", after=after))
        uow.touch(Topic.GUESTS)
    unchanged = len(people) - new - changed
    return IngestCounts(read=len(people), new=new, changed=changed, unchanged=unchanged)


def _usable(contact: Contact) -> Contact | None:
    """The contact of an identified person; None where no record may be made of it.

    Tock lets anything stand as an e-mail: two people of "n/a" are not one guest.
    """
    if not contact.is_identified:
        return None
    try:
        return checked_contact(contact)
    except DomainError:  # nobody is there to put it right
        return None


def _origin(guest: Guest, *, person: DirectoryPerson, defaults: GuestDefaults) -> GuestOrigin:
    return GuestOrigin(
        guest_id=guest.guest_id,
        phone_country_code=person.phone_country_code,
        defaults=defaults,
        is_imported=True,
        opt_in=person.opt_in,
    )


def _note_consent(guest_id: str, *, person: DirectoryPerson, uow: UnitOfWork) -> bool:
    """True when the directory tells another consent than is kept; silence changes nothing."""
    if person.opt_in is None:
        return False
    kept = uow.origins.get(guest_id) or GuestOrigin(guest_id)
    if kept.opt_in == person.opt_in:
        return False
    uow.origins.save(replace(kept, opt_in=person.opt_in))
    return True
