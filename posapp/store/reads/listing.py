"""Everything of a kind for a file, page by page: no page is larger for a larger store."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from posapp.domain.guest import Contact
from posapp.domain.origin import GuestDefaults
from posapp.ports.csv_rows import ListedGuest, Sold, TakenBalance
from posapp.store.offices import Offices
from posapp.store.people_rows import details_of
from posapp.store.reads.run import ReadConnections, Row, Run, listed
from posapp.store.reads.sheets import read_order
from posapp.store.reads.values import is_member

_GUESTS = (
    "SELECT g.id, g.first_name, g.last_name, g.email, g.phone, g.source, g.remote_id, d.details,"
    " o.customer_source, o.customer_type, o.allocation_tier, o.opt_in FROM guest g"
    " LEFT JOIN guest_details d ON d.guest_id = g.id LEFT JOIN guest_origin o ON o.guest_id = g.id"
    " WHERE g.id > :after AND g.into_id = '' AND max(g.updated_ms, coalesce(d.updated_ms, 0),"
    "  coalesce(o.updated_ms, 0)) >= :since ORDER BY g.id LIMIT :limit"
)
_CLUBS = (
    "SELECT DISTINCT g.id, c.name FROM guest g"  # noqa: S608
    f" JOIN membership m ON m.is_active = 1 AND {is_member('g')}"
    " JOIN club c ON c.backend = m.backend AND c.id = m.club_id"
    " WHERE g.id IN ({ids}) ORDER BY c.name"
)
_SOLD = (
    "SELECT closed_ms, id FROM sales_order WHERE state = 'closed' AND closed_ms >= :since"
    " AND (closed_ms > :at OR (closed_ms = :at AND id > :after)) ORDER BY closed_ms, id"
    " LIMIT :limit"
)
_BALANCES = (
    "SELECT p.seq, p.id, x.payload, p.taken_ms, p.cents, p.currency, p.tender,"
    " p.card_brand, p.card_last_four FROM payment p"
    " LEFT JOIN outbox x ON x.subject_id = p.id AND x.operation = 'put_order'"
    " WHERE p.reservation_key IS NOT NULL AND p.seq > :after AND p.taken_ms >= :since"
    " ORDER BY p.seq LIMIT :limit"
)


class SqlListing:
    """Satisfies ports.csv_rows.ListingReads."""

    def __init__(self, connections: ReadConnections, *, offices: Offices) -> None:
        self._connections = connections
        self._offices = offices

    def guests(self, *, after_id: str, since_ms: int, limit: int) -> Sequence[ListedGuest]:
        """Guests by id that changed at `since_ms` or later."""
        values = {"after": after_id, "since": since_ms, "limit": limit}
        with self._connections.snapshot() as run:
            rows = run(_GUESTS, values)
            clubs = _clubs(run, [row[0] for row in rows], office=self._offices.people)
        return [_guest(row, clubs[row[0]]) for row in rows]

    def sold(self, *, after: tuple[int, str], since_ms: int, limit: int) -> Sequence[Sold]:
        """Closed orders by time and id."""
        values = {"at": after[0], "after": after[1], "since": since_ms, "limit": limit}
        with self._connections.snapshot() as run:
            return [Sold(closed_ms, read_order(run, key)) for closed_ms, key in run(_SOLD, values)]

    def balances(self, *, after: int, since_ms: int, limit: int) -> Sequence[TakenBalance]:
        """Balances taken, by the payment's number; one without work is named by its own id."""
        values = {"after": after, "since": since_ms, "limit": limit}
        with self._connections.snapshot() as run:
            return [_balance(row) for row in run(_BALANCES, values)]


def _clubs(run: Run, ids: Sequence[str], *, office: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    names, values = listed(ids, prefix="g")
    values["office"] = office
    for guest_id, name in run(_CLUBS.format(ids=names), values) if ids else ():
        found[guest_id].append(name)
    return found


def _guest(row: Row, clubs: Sequence[str]) -> ListedGuest:
    guest_id, first, last, email, phone, source, remote_id, details, *origin = row
    customer_source, customer_type, tier, opt_in = origin
    return ListedGuest(
        guest_id=guest_id,
        contact=Contact(first, last, email, phone),
        details=details_of(details),
        source=source,
        remote_id=remote_id,
        defaults=GuestDefaults(customer_source or "", customer_type or "", tier or ""),
        opt_in=None if opt_in is None else bool(opt_in),
        clubs=tuple(clubs),
    )


def _balance(row: Row) -> TakenBalance:
    seq, payment_id, payload, taken_ms, cents, currency, tender, brand, last4 = row
    return TakenBalance(
        seq=seq,
        number=str(json.loads(payload)["number"]) if payload else payment_id,
        taken_ms=taken_ms,
        cents=cents,
        currency=currency,
        tender=tender,
        card_brand=brand or "",
        card_last4=last4 or "",
    )
