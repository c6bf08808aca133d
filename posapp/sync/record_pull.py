"""Fetch a back office's records of one kind, page by page, a short transaction each.

A cursor is kept by the system's name: another system's resume point means nothing to it. What is
fetched while the lane is taken out of work is not stored, and so fetched again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from posapp.domain.journal import Actor
from posapp.ports.backoffice import Cap, CommerceBackend, Kind, RecordPage
from posapp.ports.store import Store, UnitOfWork
from posapp.sync.schedule import Every, Plan
from posapp.usecases.ingest_orders import OrderSource, PickupList
from posapp.usecases.ingest_records import cursor_name, ingest_pickup_page, ingest_records

_RECORDS_A_UNIT = 20
"""A person that changed takes some 2 ms, and a tap may be waiting for the store."""


@dataclass(frozen=True, slots=True)
class RecordPull:
    """Records of one kind from a back office."""

    backend: CommerceBackend
    remote: str
    kind: Kind
    every_ms: int
    title: str = ""

    @property
    def stream(self) -> str:
        """Its name within its lane."""
        return self.kind.value

    @property
    def plan(self) -> Plan:
        """Every so often."""
        return Every(self.every_ms)

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        """Not kept: it runs at every start."""

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        """Pull every page since the stored cursor; each is stored with where to resume.

        The list of what waits to be collected is always read from its beginning: only all of it
        says what waits no more.
        """
        listed = PickupList()
        cursor = self._cursor(store, actor=actor)
        for page in self.backend.changes(self.kind, cursor=cursor):
            for part in parts_of(page, cursor=cursor):
                with store.write("pull.page", actor=actor) as uow:
                    if is_stopping():
                        return None
                    self._ingest(part, uow=uow, listed=listed)
            cursor = page.cursor
        return None

    def _cursor(self, store: Store, *, actor: Actor) -> str:
        if self.kind is Kind.PICKUP:
            return ""
        with store.write("pull.cursor", actor=actor) as uow:
            return uow.feeds.cursor(self.remote, cursor_name(self.backend.name, self.kind))

    def _ingest(self, page: RecordPage, *, uow: UnitOfWork, listed: PickupList) -> None:
        source = OrderSource(
            backend=self.backend.name,
            title=self.title or self.backend.name,
            lists_pickups=Cap.READ_PICKUP in self.backend.caps,
        )
        if self.kind is Kind.PICKUP:
            ingest_pickup_page(page, uow=uow, source=source, listed=listed)
        else:
            ingest_records(
                page, uow=uow, remote=self.remote, source=self.backend.name, told_by=source
            )


def parts_of(page: RecordPage, *, cursor: str) -> Iterator[RecordPage]:
    """The page in parts short enough for a tap that waits for the store.

    Only the last one carries the page's own resume point: until then it is resumed at `cursor`.
    """
    last = max(len(page.records) - 1, 0) // _RECORDS_A_UNIT * _RECORDS_A_UNIT
    for start in range(0, last + 1, _RECORDS_A_UNIT):
        records = page.records[start : start + _RECORDS_A_UNIT]
        if start == last:
            yield replace(page, records=records)
        else:
            yield replace(page, records=records, cursor=cursor, is_last=False)
