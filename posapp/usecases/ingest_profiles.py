"""Take guests from the reservation system's directory: unknown e-mails become guests.

Who is already known stays as the back office has them, and nobody is pushed anywhere: a first
import may hold thousands, and each new customer could set off mailings (eCELLAR's warning).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.guest import Guest
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.store import UnitOfWork
from posapp.usecases.ingest_reservations import IngestCounts


def ingest_profiles(guests: Sequence[Guest], *, uow: UnitOfWork) -> IngestCounts:
    """Store the identified ones that are unknown; the others are counted as unchanged."""
    new = 0
    for guest in guests:
        if not guest.contact.is_identified or uow.guests.find_by_email(guest.email_key):
            continue
        uow.guests.save(replace(guest, guest_id=uow.new_id()))
        new += 1
    if new:
        uow.record(JournalEntry(Verb.NEWS_INGESTED, "profiles", after={"new": new}))
        uow.touch(Topic.GUESTS)
    return IngestCounts(read=len(guests), new=new, unchanged=len(guests) - new)
