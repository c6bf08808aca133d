"""Store what the people's office tells: persons, who was made one, clubs, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord, MergedCustomer
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.ingest_clubs import ingest_club, ingest_membership
from posapp.usecases.ingest_customer import ingest_customer
from posapp.usecases.merge_people import ingest_merge

People = CustomerRecord | MergedCustomer | Membership | Club


def ingest_people(records: Sequence[People], *, uow: UnitOfWork, source: str) -> int:
    """Store records of `source` in their order; returns how many were stored.

    One that cannot be used is set aside with its reason, alone.
    """
    news = ClubNews(uow, office=source)
    stored = 0
    for record in records:
        told = _store(record, uow=uow, source=source, news=news)
        if isinstance(told, Quarantined):
            if uow.feeds.quarantine(told):
                uow.touch(Topic.QUARANTINE)
        else:
            stored += told
    news.mark()
    return stored


def _store(record: People, *, uow: UnitOfWork, source: str, news: ClubNews) -> bool | Quarantined:
    match record:
        case Club():
            return ingest_club(record, uow=uow, source=source, news=news)
        case Membership():
            return ingest_membership(record, uow=uow, source=source, news=news)
        case MergedCustomer():
            return ingest_merge(record, uow=uow, source=source, news=news)
        case CustomerRecord():
            return ingest_customer(record, uow=uow, source=source, news=news)
