"""What happened with a guest, whatever system told of it; an order told twice is one entry.

An order of ours that a back office tells of again stays ours, and brings its tracking along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posapp.domain.order import LineItem, OrderState
from posapp.domain.party import PartyState
from posapp.domain.pricing import price_order
from posapp.domain.remote_order import Fulfilment, Tracking
from posapp.domain.tax import TaxLevel
from posapp.ports.people import EntryKind, TimelineEntry
from posapp.store.office_rows import order_of
from posapp.store.order_columns import address_of, fulfilment_of
from posapp.store.reads.remote_entries import parcels_of, read_remote_entries, summary
from posapp.store.reads.run import Row, Run, listed
from posapp.store.reads.sources import OURS, Ages
from posapp.store.reads.values import PLACES, lines_of, newest_work, state_of

_STANDING = (
    "SELECT g.id FROM guest a"
    " JOIN guest g ON g.id = coalesce(nullif(a.into_id, ''), a.id) WHERE a.id = :id"
)
_EMAILS = (
    "SELECT email_key FROM guest WHERE id = :guest_id UNION"
    " SELECT email_key FROM guest WHERE into_id <> '' AND into_id = :guest_id"
)
_BOOKINGS = (
    "SELECT r.key, r.source, r.start_ms, r.experience, r.size, r.tables, r.party_state,"
    " r.is_cancelled, r.total_cents, r.currency, v.table_name"
    " FROM reservation r LEFT JOIN visit v ON v.reservation_key = r.key WHERE r.key IN ("
    "SELECT b.key FROM reservation b WHERE b.email_key IN ({emails})"
    " UNION SELECT w.reservation_key FROM visit w"
    " WHERE w.guest_id = :guest_id AND w.reservation_key IS NOT NULL"
    ") ORDER BY r.start_ms DESC LIMIT :limit"
)
_VISITS = (
    "SELECT v.id, v.started_ms, v.party_size, v.table_name, v.state FROM visit v"
    " WHERE v.guest_id = :guest_id AND NOT EXISTS"
    " (SELECT 1 FROM reservation r WHERE r.key = v.reservation_key)"
    " ORDER BY v.started_ms DESC LIMIT :limit"
)
_ORDERS = (
    "SELECT o.id, o.number, o.opened_ms, o.state, o.total_cents, o.currency, o.discount_bp,"  # noqa: S608
    f" o.tax_level, o.fulfilment, o.ship_to, {newest_work('o.id')}"
    " FROM sales_order o WHERE o.visit_id IN ("
    "SELECT v.id FROM visit v WHERE v.guest_id = :guest_id"
    " UNION SELECT w.id FROM reservation b JOIN visit w ON w.reservation_key = b.key"
    " WHERE b.email_key IN ({emails}) AND w.guest_id IS NULL"
    ") ORDER BY o.opened_ms DESC LIMIT :limit"
)
_TOLD_AGAIN = (
    "SELECT our_number, document, seen_ms FROM remote_order"
    " WHERE our_number IN ({numbers}) AND our_number <> '' ORDER BY seen_ms"
)
_CLUBS = (
    "SELECT m.id, m.joined_ms, m.cancelled_ms, m.is_active, coalesce(c.name, m.club_id),"  # noqa: S608
    f" m.updated_ms, m.backend FROM {PLACES}"
    " LEFT JOIN club c ON c.backend = m.backend AND c.id = m.club_id"
)


def read_timeline(run: Run, guest_id: str, *, limit: int, ages: Ages) -> list[TimelineEntry]:
    """What happened, newest first, from all sources; each order once."""
    found = run(_STANDING, {"id": guest_id})
    if not found:
        return []
    [[standing_id]] = found
    emails = [key for (key,) in run(_EMAILS, {"guest_id": standing_id})]
    places, values = listed(emails, prefix="e")
    values.update(guest_id=standing_id, limit=limit)
    ours = _orders(run, run(_ORDERS.format(emails=places), values), ages=ages)
    entries = [
        *_bookings(run(_BOOKINGS.format(emails=places), values), ages=ages),
        *_visits(run(_VISITS, values)),
        *ours.entries,
        *read_remote_entries(run, places, values, ours=ours.numbers, ages=ages),
        *_memberships(run, standing_id, ages=ages),
    ]
    entries.sort(key=lambda entry: (-entry.at_ms, entry.kind, entry.subject))
    return entries[:limit]


def _bookings(rows: list[Row], *, ages: Ages) -> Iterator[TimelineEntry]:
    for row in rows:
        key, source, start_ms, experience, size, tables, state, *rest = row
        is_cancelled, total_cents, currency, local_table = rest
        yield TimelineEntry(
            kind=EntryKind.RESERVATION,
            source=source,
            subject=key,
            at_ms=start_ms,
            title=experience or "Reservation",
            detail=_party(size, local_table or tables),
            status=PartyState.CANCELLED if is_cancelled else state,
            cents=total_cents,
            currency=currency,
            as_of_ms=ages.of_bookings(source),
        )


def _visits(rows: list[Row]) -> Iterator[TimelineEntry]:
    for visit_id, started_ms, size, table, state in rows:
        yield TimelineEntry(
            kind=EntryKind.VISIT,
            source=OURS,
            subject=visit_id,
            at_ms=started_ms,
            title="Visit",
            detail=_party(size, table),
            status=state,
        )


def _party(size: int, table: str) -> str:
    party = f"Party of {size}" if size else ""
    return " · ".join(part for part in (party, table) if part)


@dataclass(frozen=True, slots=True)
class _Ours:
    """Orders of this store, and their numbers: what is told of these again is no second order."""

    entries: tuple[TimelineEntry, ...]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Again:
    """What a back office tells of an order of ours."""

    tracking: tuple[Tracking, ...]
    as_of_ms: int | None
    backend: str = ""


def _orders(run: Run, rows: list[Row], *, ages: Ages) -> _Ours:
    lines = lines_of(run, [row[0] for row in rows])
    numbers = [row[1] for row in rows]
    again = _told_again(run, numbers, ages=ages)
    entries = []
    for row in rows:
        order_id, number, opened_ms, state, total_cents, currency, discount_bp, level = row[:8]
        fulfilment, ship_to, work = row[8:]
        sold = lines[order_id]
        if state != OrderState.CLOSED:
            price = price_order(sold, discount_bp=discount_bp, level=TaxLevel(level))
            total_cents = price.total_cents
        told = again.get(number, _Again((), None))
        entry = TimelineEntry(
            kind=EntryKind.ORDER,
            source=OURS,
            subject=order_id,
            at_ms=opened_ms,
            title=f"Order {number}",
            detail=_sold(sold, fulfilment=fulfilment, ship_to=ship_to),
            status="shipped" if told.tracking else state,
            cents=total_cents,
            currency=currency,
            tracking=told.tracking,
            as_of_ms=told.as_of_ms,
            told_again_by=told.backend,
            sync_state=state_of(work),
        )
        entries.append(entry)
    return _Ours(tuple(entries), frozenset(numbers))


def _sold(lines: Sequence[LineItem], *, fulfilment: str, ship_to: str) -> str:
    sold = summary((line.quantity, line.title) for line in lines if not line.is_voided)
    if fulfilment_of(fulfilment) is not Fulfilment.SHIP:
        return sold
    ships = f"ships to {address_of(ship_to).city}".removesuffix(" to ")
    return " · ".join(part for part in (sold, ships) if part)


def _told_again(run: Run, numbers: Sequence[str], *, ages: Ages) -> dict[str, _Again]:
    if not numbers:
        return {}
    places, values = listed(numbers, prefix="n")
    found = {}
    for number, document, seen_ms in run(_TOLD_AGAIN.format(numbers=places), values):
        order = order_of(document)
        as_of_ms = ages.of_orders(order.backend, seen_ms=seen_ms)
        found[number] = _Again(parcels_of(order), as_of_ms, order.backend)
    return found


def _memberships(run: Run, guest_id: str, *, ages: Ages) -> Iterator[TimelineEntry]:
    rows = run(_CLUBS, {"guest_id": guest_id})
    for membership_id, joined_ms, cancelled_ms, is_active, club, seen_ms, office in rows:
        for at_ms, title in ((joined_ms, f"Joined {club}"), (cancelled_ms, f"Left {club}")):
            if at_ms is not None:
                yield TimelineEntry(
                    kind=EntryKind.CLUB,
                    source=office,
                    subject=membership_id,
                    at_ms=at_ms,
                    title=title,
                    status="active" if is_active else "ended",
                    as_of_ms=ages.of_people(office, seen_ms=seen_ms),
                )
