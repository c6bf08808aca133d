"""Orders of back offices and their pickups, as entries of a guest's history."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from posapp.domain.remote_order import OrderChannel, RemoteOrder, Tracking
from posapp.ports.people import EntryKind, TimelineEntry
from posapp.store.office_rows import order_of
from posapp.store.reads.run import Run
from posapp.store.reads.sources import OURS, Ages
from posapp.store.reads.values import state_of

# An order is whose record there it names; where that is nobody here, whose e-mail it has.
_MINE = (
    "SELECT o.backend, o.remote_id FROM remote_person p"
    " JOIN remote_order o ON o.customer_id = p.remote_id AND o.backend = p.backend"
    " WHERE p.guest_id = :guest_id AND p.remote_id <> ''"
    " UNION SELECT o.backend, o.remote_id FROM remote_order o WHERE o.email_key IN ({emails})"
    " AND NOT EXISTS (SELECT 1 FROM remote_person p WHERE p.backend = o.backend"
    " AND p.remote_id = o.customer_id AND p.guest_id NOT IN ('', :guest_id))"
)
_ORDERS = (
    "WITH mine AS (" + _MINE + ") SELECT o.document, o.seen_ms,"  # noqa: S608
    " (SELECT k.at_ms FROM pickup k WHERE k.backend = o.backend"
    "  AND k.remote_order_id = o.remote_id AND k.state = 'collected' LIMIT 1)"
    " FROM mine JOIN remote_order o ON o.backend = mine.backend AND o.remote_id = mine.remote_id"
    " ORDER BY o.placed_ms DESC LIMIT :limit"
)
_PICKUPS = (
    "WITH mine AS (" + _MINE + ") SELECT k.id, k.at_ms, k.number, k.collected_by,"  # noqa: S608
    " (SELECT x.state FROM outbox x"
    "  WHERE x.aggregate = 'pickup:' || k.backend || ':' || k.remote_order_id"
    "  ORDER BY x.state IN ('confirmed', 'superseded'), x.seq DESC LIMIT 1)"
    " FROM mine JOIN pickup k ON k.backend = mine.backend AND k.remote_order_id = mine.remote_id"
    " WHERE k.state = 'collected' ORDER BY k.at_ms DESC LIMIT :limit"
)
_NAMED = 2


def read_remote_entries(
    run: Run, emails: str, values: Mapping[str, object], *, ours: Collection[str], ages: Ages
) -> Iterator[TimelineEntry]:
    """The entries of a guest; orders that are `ours` by their number are left out."""
    for document, seen_ms, collected_ms in run(_ORDERS.format(emails=emails), values):
        order = order_of(document)
        as_of_ms = ages.of_orders(order.backend, seen_ms=seen_ms)
        if order.channel is OrderChannel.RESERVATION:
            continue
        if order.our_number not in ours:
            yield _ordered(order, is_collected=collected_ms is not None, as_of_ms=as_of_ms)
        if order.picked_up_ms is not None and collected_ms is None:
            yield _collected_there(order, at_ms=order.picked_up_ms, as_of_ms=as_of_ms)
    for pickup_id, at_ms, number, collected_by, work in run(_PICKUPS.format(emails=emails), values):
        yield TimelineEntry(
            kind=EntryKind.PICKUP,
            source=OURS,
            subject=pickup_id,
            at_ms=at_ms,
            title=f"Collected {number}",
            detail=f"by {collected_by}" if collected_by else "",
            status="collected",
            sync_state=state_of(work),
        )


def parcels_of(order: RemoteOrder) -> tuple[Tracking, ...]:
    """Its parcels, those that only a line tells of too."""
    known = {parcel.number for parcel in order.tracking}
    of_lines = dict.fromkeys(line.tracking for line in order.lines if line.tracking)
    return (*order.tracking, *(Tracking(number) for number in of_lines if number not in known))


def summary(sold: Iterable[tuple[int | Decimal, str]]) -> str:
    """“2 × Estate flight, 1 × Cheese board and 3 more”."""
    lines = [f"{quantity} × {title}" for quantity, title in sold]
    more = f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    return ", ".join(lines[:_NAMED]) + more


def _ordered(order: RemoteOrder, *, is_collected: bool, as_of_ms: int | None) -> TimelineEntry:
    parcels = parcels_of(order)
    return TimelineEntry(
        kind=EntryKind.REMOTE_ORDER,
        source=order.backend,
        subject=order.remote_id,
        at_ms=order.placed_ms,
        title=f"{_word(order)} {order.number}",
        detail=summary((_plain(line.quantity), line.title) for line in order.lines),
        status=_status(order, is_collected=is_collected, is_shipped=bool(parcels)),
        cents=-abs(order.total_cents) if order.is_refund else order.total_cents,
        currency=order.currency,
        tracking=parcels,
        as_of_ms=as_of_ms,
    )


def _word(order: RemoteOrder) -> str:
    if order.is_refund:
        return "Refund"
    return "Club order" if order.channel is OrderChannel.CLUB else "Order"


def _status(order: RemoteOrder, *, is_collected: bool, is_shipped: bool) -> str:
    if is_collected or order.picked_up_ms is not None:
        return "collected"
    if order.is_pending_pickup:
        return "ready"
    return "shipped" if is_shipped else order.status


def _plain(quantity: Decimal) -> Decimal:
    return quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity


def _collected_there(order: RemoteOrder, *, at_ms: int, as_of_ms: int | None) -> TimelineEntry:
    return TimelineEntry(
        kind=EntryKind.PICKUP,
        source=order.backend,
        subject=order.remote_id,
        at_ms=at_ms,
        title=f"Collected {order.number}",
        detail=f"by {order.picked_up_by}" if order.picked_up_by else "",
        status="collected",
        as_of_ms=as_of_ms,
    )
