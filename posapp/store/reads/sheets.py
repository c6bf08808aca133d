"""One reservation, one order, and the orders of a day."""

from __future__ import annotations

from datetime import date

from posapp.domain.balance import balance_of
from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact
from posapp.domain.order import LineItem, OrderState
from posapp.domain.pricing import price_order
from posapp.domain.reservation import Channel
from posapp.domain.tax import TaxLevel
from posapp.ports.reads import OpenOrderRow, OrderSheet, ReservationSheet
from posapp.store.decoding import Decode
from posapp.store.reads.board import read_parties
from posapp.store.reads.run import Row, Run
from posapp.store.reads.values import (
    ORDER,
    ORDER_COLUMNS,
    PAYMENT,
    VISIT,
    lines_of,
    newest_work,
    order_of,
    payment_of,
    state_of,
    visit_of,
)

_WORK = newest_work("o.id")


def read_reservation(
    run: Run, key_text: str, *, decode: Decode, zone: str, office: str
) -> ReservationSheet:
    """One reservation with its balance, its visit and its orders; raises NotFoundError."""
    stored = run(
        "SELECT r.source, w.raw, r.channel FROM reservation r"
        " JOIN reservation_raw w ON w.key = r.key WHERE r.key = :key",
        {"key": key_text},
    )
    if not stored:
        raise NotFoundError("reservation", key_text)
    source, raw, channel = stored[0]
    reservation = decode(source, raw, Channel(channel))
    row = read_parties(run, [key_text], zone=zone, office=office)[key_text]
    visits = run(f"SELECT {VISIT} FROM visit v WHERE v.reservation_key = :key", {"key": key_text})  # noqa: S608
    orders = run(
        f"SELECT {ORDER} FROM sales_order o WHERE o.visit_id = :visit_id"  # noqa: S608
        " ORDER BY o.opened_ms, o.id",
        {"visit_id": row.visit_id},
    )
    return ReservationSheet(
        reservation=reservation,
        balance=balance_of(reservation, paid_here_cents=row.paid_here_cents),
        club_name=row.club_name,
        visit=visit_of(visits[0]) if visits else None,
        orders=tuple(order_of(order) for order in orders),
        sync_state=row.sync_state,
    )


def read_order(run: Run, order_id: str) -> OrderSheet:
    """One order with its lines, price and payments; raises NotFoundError."""
    found = run(
        f"SELECT {_WORK}, g.first_name, g.last_name, g.email, g.phone, {ORDER}, {VISIT}"  # noqa: S608
        " FROM sales_order o"
        " JOIN visit v ON v.id = o.visit_id LEFT JOIN guest g ON g.id = v.guest_id"
        " WHERE o.id = :order_id",
        {"order_id": order_id},
    )
    if not found:
        raise NotFoundError("order", order_id)
    work, *guest = found[0][:5]
    rest = found[0][5:]
    contact = None if guest[0] is None else Contact(*guest)
    order, visit = order_of(rest[:ORDER_COLUMNS]), visit_of(rest[ORDER_COLUMNS:])
    lines = lines_of(run, [order_id])[order_id]
    payments = run(
        f"SELECT {PAYMENT} FROM payment p WHERE p.order_id = :order_id ORDER BY p.seq",  # noqa: S608
        {"order_id": order_id},
    )
    return OrderSheet(
        order=order,
        visit=visit,
        guest_name=visit.name if contact is None else contact.name,
        contact=contact,
        lines=tuple(lines),
        price=price_order(lines, discount_bp=order.discount.discount_bp, level=order.tax_level),
        payments=tuple(payment_of(payment) for payment in payments),
        sync_state=state_of(work),
    )


def read_orders(run: Run, day: date) -> list[OpenOrderRow]:
    """The orders of a business day: those not closed first, then newest first."""
    rows = run(
        "SELECT o.id, o.number, v.id, v.name, v.table_name, o.state, o.total_cents, o.currency,"  # noqa: S608
        f" o.opened_ms, o.discount_bp, o.tax_level, {_WORK}"
        " FROM visit v JOIN sales_order o ON o.visit_id = v.id WHERE v.day = :day"
        " ORDER BY o.state = 'closed', o.opened_ms DESC, o.id DESC",
        {"day": day.isoformat()},
    )
    lines = lines_of(run, [row[0] for row in rows if row[5] != OrderState.CLOSED])
    return [_order_row(row, lines=lines.get(row[0])) for row in rows]


def _order_row(row: Row, *, lines: list[LineItem] | None) -> OpenOrderRow:
    order_id, number, visit_id, name, table_name, state, total_cents, currency, *rest = row
    opened_ms, discount_bp, level, work = rest
    if lines is not None:
        price = price_order(lines, discount_bp=discount_bp, level=TaxLevel(level))
        total_cents = price.total_cents
    return OpenOrderRow(
        order_id=order_id,
        number=number,
        visit_id=visit_id,
        name=name,
        table_name=table_name,
        state=state,
        total_cents=total_cents,
        currency=currency,
        opened_ms=opened_ms,
        sync_state=state_of(work),
    )
