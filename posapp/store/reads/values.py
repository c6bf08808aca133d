"""Domain values out of selected columns; each list of columns goes with the function after it."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.club import MemberDiscount
from posapp.domain.order import LineItem, Order, OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import CardSlip, Payment, Tender
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import Visit, VisitState
from posapp.store.order_columns import address_of, fulfilment_of
from posapp.store.reads.run import Row, Run, listed

VISIT = (
    "v.id, v.business_id, v.day, v.state, v.name, v.party_size, v.table_name, v.started_ms,"
    " v.reservation_key, v.guest_id"
)
ORDER = (
    "o.id, o.number, o.visit_id, o.state, o.currency, o.tax_level, o.club_name, o.discount_bp,"
    " o.opened_ms, o.closed_ms, o.total_cents, o.fulfilment, o.ship_to"
)
LINE = (
    "l.id, l.order_id, l.sku, l.title, l.unit_cents, l.quantity, l.tax_rate_ppm, l.position,"
    " l.is_voided"
)
PAYMENT = (
    "p.id, p.tender, p.cents, p.currency, p.tendered_cents, p.taken_ms, p.staff_id, p.order_id,"
    " p.reservation_key, p.card_brand, p.card_last_four, p.card_reference"
)

ORDER_COLUMNS = ORDER.count(",") + 1

IS_NOBODY_ELSES = (
    "NOT EXISTS (SELECT 1 FROM remote_person q WHERE q.backend = o.backend"
    " AND q.remote_id = o.customer_id AND q.guest_id NOT IN ('', g.id))"
)
"""Of a back office's order `o` with the e-mail of a guest `g`: its customer is no other guest."""

OWNER = (
    "coalesce((SELECT p.guest_id FROM remote_person p"
    " WHERE p.backend = o.backend AND p.remote_id = o.customer_id AND p.guest_id <> ''),"
    " (SELECT coalesce(nullif(g.into_id, ''), g.id) FROM guest g"
    "  WHERE g.email_key = o.email_key AND o.email_key <> ''"
    "  ORDER BY g.into_id <> '', g.remote_id = '', g.id LIMIT 1))"
)
"""Of a back office's order `o`: the guest whose record there it names, else whose e-mail it has."""

PLACES = (
    "guest g JOIN membership m ON m.customer_id IN (SELECT p.remote_id FROM remote_person p"
    " WHERE p.guest_id = :guest_id UNION SELECT a.remote_id FROM guest a WHERE a.id = :guest_id"
    " UNION SELECT 'here:' || :guest_id) AND (m.customer_id = 'here:' || :guest_id"
    " OR (g.remote_id <> '' AND m.customer_id = g.remote_id AND m.backend = g.source)"
    " OR EXISTS (SELECT 1 FROM remote_person q WHERE q.guest_id = :guest_id"
    "  AND q.backend = m.backend AND q.remote_id = m.customer_id)) AND g.id = :guest_id"
)
"""All places `m` of the guest `:guest_id` in clubs, whatever back office told of them."""

NEWEST_ORDER = (
    "(SELECT n.id FROM sales_order n WHERE n.visit_id = v.id"
    " ORDER BY n.state = 'closed', n.opened_ms DESC, n.id DESC LIMIT 1)"
)
"""Of a visit `v`: the newest order that is not closed, else the newest."""


def is_member(guest: str) -> str:
    """That `m` is a place in a club that counts of a guest under this name.

    It is one of `:office`, or while that is blank of whichever the guest came from last. A guest
    whom the office does not know yet is named as in domain.club_change.customer_id_here.
    """
    office = f"coalesce(nullif(:office, ''), {guest}.source)"
    here = f"'here:' || {guest}.id"
    person = (
        f"coalesce((SELECT p.remote_id FROM remote_person p WHERE p.guest_id = {guest}.id"  # noqa: S608
        f" AND p.backend = {office} AND p.into_id = ''"
        f" ORDER BY p.remote_id <> {guest}.remote_id, p.remote_id LIMIT 1),"
        f" CASE WHEN {guest}.source = {office} AND {guest}.remote_id <> ''"
        f" THEN {guest}.remote_id ELSE {here} END)"
    )
    is_theirs = f"(m.backend = {office} OR (:office = '' AND m.customer_id = {here}))"
    return f"m.customer_id = {person} AND {is_theirs}"


def newest_work(subjects: str) -> str:
    """The state of the newest work on these subjects; work that is not over comes first."""
    return (
        f"(SELECT x.state FROM outbox x WHERE x.subject_id IN ({subjects})"  # noqa: S608
        " ORDER BY x.state IN ('confirmed', 'superseded'), x.seq DESC LIMIT 1)"
    )


def visit_of(row: Row) -> Visit:
    """A visit from VISIT."""
    identity, business_id, day, state, *rest = row
    return Visit(identity, business_id, day, VisitState(state), *rest)


def order_of(row: Row) -> Order:
    """An order from ORDER."""
    identity, number, visit_id, state, currency, level, club, discount_bp, *rest = row
    opened_ms, closed_ms, total_cents, fulfilment, ship_to = rest
    return Order(
        identity,
        number,
        visit_id,
        OrderState(state),
        currency,
        TaxLevel(level),
        MemberDiscount(club, discount_bp),
        opened_ms,
        closed_ms,
        total_cents,
        fulfilment_of(fulfilment),
        address_of(ship_to),
    )


def line_of(row: Row) -> LineItem:
    """A line from LINE."""
    line_id, order_id, sku, title, unit_cents, quantity, tax_rate_ppm, position, is_voided = row
    return LineItem(
        line_id,
        order_id,
        sku,
        title,
        unit_cents,
        quantity,
        tax_rate_ppm,
        position,
        bool(is_voided),
    )


def payment_of(row: Row) -> Payment:
    """A payment from PAYMENT."""
    identity, tender, cents, currency, tendered_cents, taken_ms, staff_id, *rest = row
    order_id, reservation_key, brand, last_four, reference = rest
    return Payment(
        payment_id=identity,
        tender=Tender(tender),
        cents=cents,
        currency=currency,
        tendered_cents=tendered_cents,
        taken_ms=taken_ms,
        staff_id=staff_id,
        order_id=order_id,
        reservation_key=reservation_key,
        slip=None if brand is None else CardSlip(brand, last_four or "", reference or ""),
    )


def state_of(word: str | None) -> OutboxState | None:
    """The state of a piece of work, None when there is none."""
    return None if word is None else OutboxState(word)


def lines_of(run: Run, order_ids: Sequence[str]) -> dict[str, list[LineItem]]:
    """The lines of several orders by position, in one statement."""
    if not order_ids:
        return {}
    places, values = listed(order_ids, prefix="o")
    rows = run(
        f"SELECT {LINE} FROM line_item l WHERE l.order_id IN ({places})"  # noqa: S608
        " ORDER BY l.position, l.id",
        values,
    )
    found: dict[str, list[LineItem]] = {order_id: [] for order_id in order_ids}
    for row in rows:
        line = line_of(row)
        found[line.order_id].append(line)
    return found
