"""Store a page of a back office's records.

The back office owns them: it wins, except over a customer that we still have unsent work for.
"""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.catalogue import Product
from posapp.domain.changes import Topic
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Kind, Record, RecordPage
from posapp.ports.store import UnitOfWork
from posapp.usecases.ingest_orders import (
    OrderSource,
    PickupList,
    end_pickup_list,
    ingest_orders,
    ingest_pickups,
)
from posapp.usecases.ingest_people import People, ingest_people


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
    for record in page.records:
        if isinstance(record, Quarantined):  # it waits as well, as far as its id can be told
            listed.told.add(record.remote_id)
            listed.is_readable &= record.remote_id != ""
    records = _readable(page, uow=uow)
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
    people = [record for record in records if isinstance(record, People)]
    return len(products) + ingest_people(people, uow=uow, source=source)
