"""Take the guests of a pull: the tags Tock knows, consent of those known here, new ones if wanted.

New guests can set off mailings, so they are stored only where a person said so.
"""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.guest import email_key
from posapp.domain.origin import GuestDefaults
from posapp.ports.reservations import IncomingGuest
from posapp.ports.store import UnitOfWork
from posapp.usecases.ingest_profiles import ingest_profiles
from posapp.usecases.ingest_reservations import IngestCounts
from posapp.usecases.known_tags import remember_guest_tags


def take_guests(
    guests: Sequence[IncomingGuest], *, uow: UnitOfWork, defaults: GuestDefaults | None
) -> IngestCounts:
    """Store a page of guests; the unknown become guests with `defaults`, with None they do not."""
    # A directory keeps neither the patron's id nor tags.
    tagged = [(guest.person.contact.email, guest.tags) for guest in guests if guest.patron_id]
    remember_guest_tags(tagged, uow=uow)
    keys = [email_key(guest.person.contact.email) for guest in guests]
    unknown = uow.pulls.unknown_emails(keys)
    people = [
        guest.person
        for guest, key in zip(guests, keys, strict=True)
        if defaults is not None or key not in unknown
    ]
    told = ingest_profiles(people, uow=uow, defaults=defaults)
    return IngestCounts(read=len(guests), new=told.new, changed=told.changed)
