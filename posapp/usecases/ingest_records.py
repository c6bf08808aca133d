"""Store a page of a back office's records.

The back office owns them: it wins, except over a customer that we still have unsent work for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.domain.catalogue import Product
from posapp.domain.changes import Topic
from posapp.domain.club import Club, Membership
from posapp.domain.guest import Guest
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import CustomerRecord, Kind, MergedCustomer, Record, RecordPage
from posapp.ports.store import UnitOfWork
from posapp.usecases.club_news import ClubNews
from posapp.usecases.ingest_orders import (
    OrderSource,
    PickupList,
    end_pickup_list,
    ingest_orders,
    ingest_pickups,
)


def cursor_name(source: str, kind: Kind) -> str:
    """What a system's resume point is kept under: another system's means nothing to it."""
    return f"{source}.{kind.value}"


def ingest_records(
    page: RecordPage,
    *,
    uow: UnitOfWork,
    remote: str,
    source: str,
    told_by: OrderSource | None = None,
) -> int:
    """Apply one page of `source` in this transaction; returns how many records were stored."""
    records = _readable(page, uow=uow)
    orders = [record for record in records if isinstance(record, RemoteOrder)]
    told_by = told_by or OrderSource(backend=source, title=source)
    stored = _save(records, uow=uow, source=source)
    stored += ingest_orders(orders, uow=uow, source=told_by)
    uow.feeds.save_cursor(remote, cursor_name(source, page.kind), page.cursor)
    return stored


def ingest_pickup_page(
    page: RecordPage, *, uow: UnitOfWork, source: OrderSource, listed: PickupList
) -> int:
    """The same for a page of Kind.PICKUP, whose list has no resume point; `listed` grows."""
    records = _readable(page, uow=uow)
    if len(records) < len(page.records):
        listed.is_readable = False
    orders = [record for record in records if isinstance(record, RemoteOrder)]
    stored = ingest_pickups(orders, uow=uow, source=source, listed=listed)
    if page.is_last:
        stored += end_pickup_list(listed, uow=uow, source=source)
    return stored


def _readable(page: RecordPage, *, uow: UnitOfWork) -> list[Record]:
    """The records of a page; what could not be read is set aside with its reason."""
    for record in page.records:
        if isinstance(record, Quarantined) and uow.feeds.quarantine(record):
            uow.touch(Topic.QUARANTINE)
    return [record for record in page.records if not isinstance(record, Quarantined)]


def _save(records: Sequence[Record], *, uow: UnitOfWork, source: str) -> int:
    products = [record for record in records if isinstance(record, Product)]
    if products:
        uow.products.save(products)
        uow.touch(Topic.CATALOGUE)
    stored = len(products)
    news = ClubNews(uow)
    for record in records:
        match record:
            case Club():
                news.of_club(record)
                uow.guests.save_club(record)
            case Membership():
                news.of_membership(record)
                uow.guests.save_membership(record)
            case CustomerRecord():
                incoming = Guest("", record.record.contact, source, record.remote_id)
                if not _save_guest(incoming, uow=uow, news=news):
                    continue
            case Product() | MergedCustomer() | RemoteOrder():
                continue
        stored += 1
        uow.touch(Topic.GUESTS, Topic.RESERVATIONS)
    news.mark()
    return stored


def _save_guest(incoming: Guest, *, uow: UnitOfWork, news: ClubNews) -> bool:
    """Insert or update by the system's id, then by e-mail; False when nothing was stored.

    The same e-mail under another id of the same system is another record there: it gets its own
    here, or the two would take the memberships from each other at every pull.
    """
    if not incoming.contact.is_identified:
        return False
    known = uow.guests.find_by_remote(incoming.source, incoming.remote_id)
    if known is None:
        known = uow.guests.find_by_email(incoming.email_key)
        if known is not None and known.remote_id and known.source == incoming.source:
            known = None
    if known is None:
        made = replace(incoming, guest_id=uow.new_id())
        uow.guests.save(made)
        news.of_guest(made, before=None)
        return True
    changed = replace(incoming, guest_id=known.guest_id)
    if uow.outbox.has_open(f"guest:{known.guest_id}"):
        changed = replace(changed, contact=known.contact)
    if changed == known:
        return False
    uow.guests.save(changed)
    news.of_guest(changed, before=known)
    return True
