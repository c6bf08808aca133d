"""The money of a day, order by order and balance by balance, with the work that reports it."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, time, timedelta

from posapp.domain.business_day import at_local, to_ms
from posapp.ports.reads import SaleRow
from posapp.store.reads.run import Run
from posapp.store.reads.values import newest_work, state_of

_CLOSED = (
    f"SELECT o.id, o.number, o.total_cents, {newest_work('o.id')} FROM visit v"  # noqa: S608
    " JOIN sales_order o ON o.visit_id = v.id WHERE v.day = :day AND o.state = 'closed'"
)
_PAID = (
    "SELECT p.order_id, p.id, p.cents FROM visit v JOIN sales_order o ON o.visit_id = v.id"
    " JOIN payment p ON p.order_id = o.id WHERE v.day = :day AND o.state = 'closed' ORDER BY p.seq"
)
_BALANCES = (
    "SELECT p.id, p.cents, x.payload, x.state FROM payment p"
    " LEFT JOIN outbox x ON x.subject_id = p.id AND x.operation = 'put_order'"
    " WHERE p.reservation_key IS NOT NULL AND p.taken_ms >= :from_ms AND p.taken_ms < :until_ms"
)


def read_sales(run: Run, day: date, *, zone: str) -> list[SaleRow]:
    """Closed orders of the day's visits and balances taken on the day, by number."""
    payments: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for order_id, payment_id, cents in run(_PAID, {"day": day.isoformat()}):
        payments[order_id].append((payment_id, cents))
    closed = [
        SaleRow(number, "sale", total_cents, tuple(payments[order_id]), state_of(work))
        for order_id, number, total_cents, work in run(_CLOSED, {"day": day.isoformat()})
    ]
    midnights = [at_local(date_, time.min, zone=zone) for date_ in (day, day + timedelta(days=1))]
    bounds = dict(zip(("from_ms", "until_ms"), map(to_ms, midnights), strict=True))
    balances = [
        SaleRow(_number(payload), "balance", cents, ((payment_id, cents),), state_of(work))
        for payment_id, cents, payload, work in run(_BALANCES, bounds)
    ]
    return sorted(closed + balances, key=lambda row: (row.number, row.payments))


def _number(payload: str | None) -> str:
    # A balance has no order of its own; its number is in the document that was queued with it.
    return "" if payload is None else str(json.loads(payload)["number"])
