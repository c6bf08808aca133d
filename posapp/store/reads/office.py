"""Web orders by what is still to be done with them, and what a person must do elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from posapp.domain.business_day import at_local, day_of, from_ms, to_ms
from posapp.domain.errors import NotFoundError
from posapp.domain.manual_task import ManualTask
from posapp.ports.clock import Clock
from posapp.ports.office import PickupCounts, PickupRow, PickupStage
from posapp.store.folding import folded, search_words
from posapp.store.office_rows import PICKUP, TASK, order_of, pickup_of, task_of
from posapp.store.offices import Offices
from posapp.store.reads.run import ReadConnections, Row, Run, columns, named
from posapp.store.reads.sources import Ages
from posapp.store.reads.values import OWNER, state_of

_SHIPPED_DAYS = 60
_MOST = 500
"""A club's parcels are thousands at a time; words find each of them."""

_FROM = (
    " FROM remote_order o LEFT JOIN pickup k ON k.backend = o.backend"
    " AND k.remote_order_id = o.remote_id AND k.state = 'collected'"
)
_STAGES = {
    PickupStage.READY: (
        f"{_FROM} WHERE o.is_pending_pickup = 1 AND k.id IS NULL AND o.backend = :office"
    ),
    PickupStage.COLLECTED: (
        " FROM pickup k JOIN remote_order o ON o.backend = k.backend"
        " AND o.remote_id = k.remote_order_id"
        " WHERE k.state = 'collected' AND k.at_ms >= :from_ms AND k.at_ms < :until_ms"
    ),
    # Both sides of the OR name every state, so that each is a range of one index.
    PickupStage.SHIPPING: (
        f"{_FROM} WHERE o.is_refund = 0"
        " AND (o.fulfilment = 'ship' AND o.fulfilment_state IN ('pending', 'partial')"
        "  AND (o.backend = :office OR o.shipped_ms >= :shipped_ms)"
        "  OR o.fulfilment = 'ship' AND o.fulfilment_state IN ('done', 'not_needed')"
        "  AND o.shipped_ms >= :shipped_ms)"
    ),
}
_ORDERS = {
    PickupStage.READY: "o.placed_ms, o.remote_id",
    PickupStage.COLLECTED: "k.at_ms DESC, o.remote_id",
    PickupStage.SHIPPING: (
        "o.shipped_ms IS NOT NULL, coalesce(-o.shipped_ms, o.placed_ms), o.remote_id"
    ),
}
_ONE = f"{_FROM} WHERE o.backend = :backend AND o.remote_id = :remote_id"
_WORK = (
    "(SELECT x.{column} FROM outbox x WHERE x.aggregate = 'pickup:' || o.backend || ':'"
    " || o.remote_id ORDER BY x.state IN ('confirmed', 'superseded'), x.state = 'superseded',"
    " x.seq DESC LIMIT 1)"
)
_TASK = (
    "(SELECT t.id FROM manual_task t WHERE t.kind IN ('mark_pickup', 'undo_pickup')"
    " AND t.subject_id = o.backend || ':' || o.remote_id AND t.backend = o.backend"
    " AND t.state = 'open' ORDER BY t.created_ms LIMIT 1)"
)
_SELECT = (
    f"SELECT {columns(PICKUP, of='k')}, o.document, o.seen_ms, {OWNER},"
    f" {_WORK.format(column='state')}, {_WORK.format(column='reason')}, {_TASK}"
)
# Which orders they are is found first: what else is shown of one costs far more.
_PAGE = (
    " FROM (SELECT o.rowid AS row_no{where} ORDER BY {order} LIMIT {most}) s"
    " JOIN remote_order o ON o.rowid = s.row_no"
    " LEFT JOIN pickup k ON k.backend = o.backend AND k.remote_order_id = o.remote_id"
    " AND k.state = 'collected' ORDER BY {order}"
)
_WORDS = "SELECT o.backend, o.remote_id, o.name, o.number, o.our_number, o.email_key"
_TASKS = (
    f"SELECT {columns(TASK, of='t')} FROM manual_task t WHERE t.state = 'open'"  # noqa: S608
    " ORDER BY t.created_ms, t.id"
)


class SqlOfficeReads:
    """Satisfies ports.office.OfficeReads. `zone` is the business's: days are counted there."""

    def __init__(
        self, connections: ReadConnections, *, offices: Offices, clock: Clock, zone: str
    ) -> None:
        self._connections = connections
        self._offices = offices
        self._clock = clock
        self._zone = zone

    def pickups(self, stage: PickupStage, *, day: date, words: str = "") -> Sequence[PickupRow]:
        """Orders of a stage: what waits longest first, what is done the latest first."""
        typed = search_words(words)
        with self._connections.snapshot() as run:
            rows = self._stage(run, stage, day=day, words=typed)
            ages = Ages(run, caps=self._offices.caps)
        return [_row(row, day=day, zone=self._zone, ages=ages) for row in rows]

    def pickup_counts(self, *, day: date) -> PickupCounts:
        """How many there are of each."""
        values = self._bounds(day)
        with self._connections.snapshot() as run:
            counts = [
                run(f"SELECT count(*){_STAGES[stage]}", values)[0][0] for stage in PickupStage
            ]
        return PickupCounts(*counts)

    def pickup_row(self, backend: str, remote_order_id: str) -> PickupRow:
        """One of them; raises NotFoundError."""
        values = {"backend": backend, "remote_id": remote_order_id}
        with self._connections.snapshot() as run:
            found = run(f"{_SELECT}{_ONE}", values)
            ages = Ages(run, caps=self._offices.caps)
        if not found:
            raise NotFoundError("order", remote_order_id)
        today = day_of(from_ms(self._clock.now_ms()), zone=self._zone)
        return _row(found[0], day=today, zone=self._zone, ages=ages)

    def tasks(self) -> Sequence[ManualTask]:
        """Open tasks, oldest first."""
        with self._connections.snapshot() as run:
            return [task_of(named(TASK, row)) for row in run(_TASKS, {})]

    def _stage(self, run: Run, stage: PickupStage, *, day: date, words: Sequence[str]) -> list[Row]:
        where, order, values = _STAGES[stage], _ORDERS[stage], self._bounds(day)
        if not words:
            return run(_SELECT + _PAGE.format(where=where, order=order, most=_MOST), values)
        keys = [
            row[:2]
            for row in run(f"{_WORDS}{where} ORDER BY {order}", values)
            if _has_words(row[2:], words)
        ]
        return [
            run(f"{_SELECT}{_ONE}", {"backend": backend, "remote_id": remote_id})[0]
            for backend, remote_id in keys[:_MOST]
        ]

    def _bounds(self, day: date) -> Mapping[str, object]:
        """What the stages ask for; what a former office said is still to be done is not live."""
        from_ms_, until_ms = (
            to_ms(at_local(one, time.min, zone=self._zone)) for one in (day, day + timedelta(1))
        )
        shipped = at_local(day - timedelta(days=_SHIPPED_DAYS), time.min, zone=self._zone)
        return {
            "from_ms": from_ms_,
            "until_ms": until_ms,
            "shipped_ms": to_ms(shipped),
            "office": self._offices.orders,
        }


def _has_words(texts: Sequence[str], words: Sequence[str]) -> bool:
    text = folded("\n".join(texts))
    return all(word in text for word in words)


def _row(row: Row, *, day: date, zone: str, ages: Ages) -> PickupRow:
    document, seen_ms, guest_id, state, reason, task_id = row[len(PICKUP) :]
    order = order_of(document)
    placed = day_of(from_ms(order.placed_ms), zone=zone)
    whole = (line.quantity for line in order.lines if line.quantity % 1 == 0)
    return PickupRow(
        order=order,
        guest_id=guest_id,
        bottles=int(sum(whole)),
        waiting_days=max((day - placed).days, 0),
        pickup=None if row[0] is None else pickup_of(named(PICKUP, row)),
        sync_state=state_of(state),
        sync_reason=reason or "",
        task_id=task_id,
        as_of_ms=ages.of_orders(order.backend, seen_ms=seen_ms),
    )
