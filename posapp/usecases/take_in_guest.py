"""Make a person found in the people's office a guest here."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.guest_fields import standing_id
from posapp.usecases.ingest_customer import ingest_customer


@dataclass(frozen=True, slots=True)
class TakeInGuest:
    """What the search answered."""

    found: CustomerRecord


def take_in_guest(command: TakeInGuest, *, uow: UnitOfWork) -> str:
    """The guest's id; whoever is known here already stays as they are."""
    backend = uow.caps.name(Role.PEOPLE)
    if not backend:
        raise DomainError("not_connected", "No back office is connected for guests.")
    found = command.found
    standing = standing_id(backend, found.remote_id, uow=uow)
    link = uow.people.link(backend, standing)
    if link is not None and link.guest_id:  # what was searched for may be older than what is here
        return link.guest_id
    if not found.record.contact.is_identified:
        message = "A guest needs first name, last name and e-mail. Complete them there first."
        raise DomainError("not_identified", message)
    news = ClubNews(uow, office=backend)
    answer = ingest_customer(found, uow=uow, source=backend, news=news)
    news.mark()
    if isinstance(answer, Quarantined):
        raise DomainError("unusable", answer.faults[0].message)
    link = uow.people.link(backend, standing)
    if link is None:
        raise DomainError("unusable", "This person cannot be taken in as a guest.")
    uow.record(JournalEntry(Verb.GUEST_EDITED, link.guest_id, after={"taken_in": backend}))
    uow.touch(Topic.GUESTS)
    return link.guest_id
