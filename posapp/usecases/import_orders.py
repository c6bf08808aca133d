"""Take orders from a file: they stand in histories as a back office's do, and are counted."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.changes import Topic
from posapp.domain.remote_order import RemoteOrder
from posapp.domain.reservation import Quarantined
from posapp.ports.csv_files import ImportCounts
from posapp.ports.store import UnitOfWork
from posapp.usecases.import_customers import ONE_PARKED
from posapp.usecases.ingest_orders import OrderSource, ingest_orders


def import_orders(
    rows: Sequence[RemoteOrder | Quarantined], *, uow: UnitOfWork, source: OrderSource
) -> tuple[ImportCounts, list[Quarantined]]:
    """Store a page of a file; what could not be used comes back with its reason."""
    counts, bad = ImportCounts(), []
    for row in rows:
        if isinstance(row, Quarantined):
            if uow.feeds.quarantine(row):
                uow.touch(Topic.QUARANTINE)
            bad.append(row)
            counts += ONE_PARKED
            continue
        is_new = uow.office.order(row.backend, row.remote_id) is None
        stored = ingest_orders([row], uow=uow, source=source)
        counts += ImportCounts(
            read=1,
            new=int(bool(stored) and is_new),
            changed=int(bool(stored) and not is_new),
            unchanged=int(not stored),
        )
    return counts, bad
