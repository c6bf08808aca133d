"""The arrivals board: Tock's rows of the day with what happened to them here, and our walk-ins.

A party that is in the room stays on its day's board even when Tock moves the booking elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from posapp.domain.order import OrderState
from posapp.domain.party import PartyState
from posapp.domain.pricing import price_order
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import NAMELESS, VisitState
from posapp.ports.reads import BoardRow
from posapp.store.reads.run import Row, Run, listed
from posapp.store.reads.values import NEWEST_ORDER, is_member, lines_of, newest_work, state_of

LOCAL_SOURCE = "posapp"
"""The source of a party seated here without a booking."""

_WORK = newest_work(
    "SELECT o.id UNION ALL SELECT q.id FROM payment q WHERE q.reservation_key = r.key"
)
_COLUMNS = f"""
  r.key, r.source, r.business_id, r.start_ms, r.zone, r.name, r.folded_name, r.size, r.party_state,
  r.party_state_raw, r.is_cancelled, r.is_walk_in, r.experience, r.tables, r.code, r.email, r.phone,
  r.total_cents, r.paid_cents, r.due_cents, r.currency, r.has_dietary_note,
  v.id, v.business_id, v.started_ms, v.name, v.folded_name, v.party_size, v.state, v.table_name,
  o.id, o.state, o.total_cents, o.currency, o.discount_bp, o.tax_level, g.email, g.phone,
  CASE WHEN r.key IS NULL
    THEN (SELECT sum(p.cents) FROM sales_order s JOIN payment p ON p.order_id = s.id
          WHERE s.visit_id = v.id)
    ELSE (SELECT sum(p.cents) FROM payment p WHERE p.reservation_key = r.key) END,
  (SELECT c.name FROM guest a
     JOIN guest k ON k.id = CASE a.into_id WHEN '' THEN a.id ELSE a.into_id END
     JOIN membership m ON m.is_active = 1 AND {is_member("k")}
     JOIN club c ON c.backend = m.backend AND c.id = m.club_id
   WHERE a.email_key = coalesce(nullif(r.email_key, ''), g.email_key)
   ORDER BY c.discount_bp DESC, c.name LIMIT 1),
  {_WORK},
  CASE WHEN r.location <> '' THEN r.location WHEN r.room <> ''
    THEN (SELECT m.target FROM mapping m
          WHERE m.kind = 'room' AND m.business_id = r.business_id AND m.name = r.room) END
"""  # noqa: S608
_REST = f"LEFT JOIN sales_order o ON o.id = {NEWEST_ORDER} LEFT JOIN guest g ON g.id = v.guest_id"
_BOOKED = (
    f"SELECT {_COLUMNS} FROM reservation r LEFT JOIN visit v ON v.reservation_key = r.key {_REST}"  # noqa: S608
)
_IN_ROOM = (
    f"SELECT {_COLUMNS} FROM visit v LEFT JOIN reservation r ON r.key = v.reservation_key {_REST}"  # noqa: S608
)
_BOOKED_ON = f"{_BOOKED} WHERE r.day = :day AND r.is_visit = 1"
_IN_ROOM_ON = (
    f"{_IN_ROOM} WHERE v.day = :day AND (r.key IS NULL OR r.day <> :day OR r.is_visit = 0)"
)
# Where the columns of the visit, the order, the guest and the sums begin.
_VISIT, _ORDER, _GUEST, _SUMS = 22, 30, 36, 38


def read_board(run: Run, day: date, *, zone: str, office: str) -> list[BoardRow]:
    """The parties of a business day: by time, then folded name, then key.

    Members are those of `office`; "" is whichever one each guest came from last.
    """
    values = {"day": day.isoformat(), "office": office}
    rows = run(_BOOKED_ON, values) + run(_IN_ROOM_ON, values)
    return [row for _, row in sorted(_keyed(run, rows, zone=zone), key=lambda pair: pair[0])]


def read_parties(run: Run, keys: Sequence[str], *, zone: str, office: str) -> dict[str, BoardRow]:
    """Board rows by key: reservations and walk-ins of any day."""
    visit_ids = [key.removeprefix("visit:") for key in keys if key.startswith("visit:")]
    booked = [key for key in keys if not key.startswith("visit:")]
    rows: list[Row] = []
    for select, column, wanted in ((_BOOKED, "r.key", booked), (_IN_ROOM, "v.id", visit_ids)):
        if wanted:
            places, values = listed(wanted, prefix="k")
            values["office"] = office
            rows += run(f"{select} WHERE {column} IN ({places})", values)
    return {row.key: row for _, row in _keyed(run, rows, zone=zone)}


def _keyed(
    run: Run, rows: list[Row], *, zone: str
) -> Iterable[tuple[tuple[int, str, str], BoardRow]]:
    totals = _open_totals(run, rows)
    for row in rows:
        order_id = row[_ORDER]
        total = totals[order_id] if order_id in totals else row[_ORDER + 2]
        made = _walk_in(row, total, zone=zone) if row[0] is None else _booked(row, total)
        folded_name = row[_VISIT + 4] if row[0] is None else row[6]
        yield (made.start_ms, folded_name, made.key), made


def _open_totals(run: Run, rows: list[Row]) -> dict[str, int]:
    heads = {
        row[_ORDER]: (row[_ORDER + 4], TaxLevel(row[_ORDER + 5]))
        for row in rows
        if row[_ORDER] is not None and row[_ORDER + 1] != OrderState.CLOSED
    }
    lines = lines_of(run, list(heads))
    return {
        order_id: price_order(lines[order_id], discount_bp=discount_bp, level=level).total_cents
        for order_id, (discount_bp, level) in heads.items()
    }


def _booked(row: Row, order_total_cents: int | None) -> BoardRow:
    visit_id, _, _, local_name, _, local_size, visit_state, table = row[_VISIT:_ORDER]
    # A walk-in in the room is ours: its size is what staff say, and its name, where they gave one.
    is_ours = bool(row[11]) and visit_id is not None
    has_name = is_ours and local_name not in {"", NAMELESS}
    guest_email, guest_phone, paid_here, club, work, location = row[_GUEST:]
    return BoardRow(
        key=row[0],
        source=row[1],
        business_id=row[2],
        start_ms=row[3],
        zone=row[4],
        name=local_name if has_name else row[5],
        size=local_size if is_ours else row[7],
        party_state=PartyState(row[8]),
        party_state_raw=row[9],
        is_cancelled=bool(row[10]),
        is_walk_in=bool(row[11]),
        experience=row[12],
        tables=row[13],
        confirmation_code=row[14],
        email=row[15] or guest_email or "",
        phone=row[16] or guest_phone or "",
        total_cents=row[17],
        paid_cents=row[18],
        due_cents=row[19],
        paid_here_cents=paid_here or 0,
        currency=row[20],
        club_name=club or "",
        has_dietary_note=bool(row[21]),
        visit_id=visit_id,
        visit_state=None if visit_state is None else VisitState(visit_state),
        local_table=table or "",
        order_id=row[_ORDER],
        order_total_cents=order_total_cents,
        sync_state=state_of(work),
        location=location or "",
    )


def _walk_in(row: Row, order_total_cents: int | None, *, zone: str) -> BoardRow:
    visit_id, business_id, started_ms, name, _, size, state, table = row[_VISIT:_ORDER]
    email, phone, paid_here, club, work, _ = row[_GUEST:]
    return BoardRow(
        key=f"visit:{visit_id}",
        source=LOCAL_SOURCE,
        business_id=business_id,
        start_ms=started_ms,
        zone=zone,
        name=name or "Walk-in",
        size=size,
        party_state=PartyState.FINISHED if state == VisitState.FINISHED else PartyState.SEATED,
        party_state_raw="",
        is_cancelled=False,
        is_walk_in=True,
        experience="",
        tables="",
        confirmation_code="",
        email=email or "",
        phone=phone or "",
        total_cents=None,
        paid_cents=None,
        due_cents=None,
        paid_here_cents=paid_here or 0,
        currency=row[_ORDER + 3] or "",
        club_name=club or "",
        has_dietary_note=False,
        visit_id=visit_id,
        visit_state=VisitState(state),
        local_table=table,
        order_id=row[_ORDER],
        order_total_cents=order_total_cents,
        sync_state=state_of(work),
    )
