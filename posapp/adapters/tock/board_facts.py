"""The short way from the wire's structs to the facts of the board, past the domain's values.

Three rows in four of an export are never looked at again; it must give what the long way gives.
"""

from __future__ import annotations

from functools import lru_cache

from posapp.adapters.tock.instants import start_from_stamp
from posapp.adapters.tock.values import key_of, start_of, text_of, version_of
from posapp.adapters.tock.wire import WirePatron, WireReservation
from posapp.domain.booking import NoteKind, Variety
from posapp.domain.business_day import day_of, to_ms
from posapp.domain.ids import ReservationKind
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import NO_NAME, Channel
from posapp.domain.visit import NAMELESS
from posapp.ports.board_facts import BoardFacts

_ORDERS = (Variety.PICKUP.value, Variety.DELIVERY.value)
_DIETARY = NoteKind.BOOKING_DIETARY_NOTE.value
_CANCELLED = PartyState.CANCELLED.value


def board_facts_of(row: WireReservation, *, source: str, channel: Channel) -> BoardFacts:
    """The facts of a row that was checked to have a key, a known zone and a start."""
    key, zone = key_of(row, source=source), row.business.time_zone
    is_walk_in = key.kind is ReservationKind.WALK_IN
    start_ms = row.service_date_timestamp
    if start_ms is None:
        start_ms = to_ms(start_of(row))
    state, state_raw = _state(row.party_state)
    diner, owner = _person(row.diner_patron), _person(row.owner_patron)
    patron = diner or owner or _NOBODY
    name = patron[0] or (NAMELESS if is_walk_in else NO_NAME)
    experience, tables = row.experience, row.table or ()
    code, key_text = text_of(row.confirmation_code), key.text
    variety = (experience.variety or "") if experience else ""
    return BoardFacts(
        key=key,
        key_text=key_text,
        version=version_of(row, key_text=key_text, start_ms=start_ms, channel=channel),
        start_ms=start_ms,
        day=_day(start_ms, zone),
        zone=zone,
        name=name,
        last_name=patron[1],
        size=row.party_size or 0,
        party_state=state,
        party_state_raw=state_raw,
        is_cancelled=row.is_cancelled or state == _CANCELLED,
        is_walk_in=is_walk_in,
        is_visit=variety not in _ORDERS,
        experience=(experience.name or "") if experience else "",
        variety=variety,
        tables=", ".join([text_of(table.name) for table in tables]),
        room=next((table.room for table in tables if table.room), ""),
        code=code,
        email=patron[2],
        phone=patron[3],
        total_cents=row.total_price_cents,
        paid_cents=row.net_amount_paid_cents,
        due_cents=row.amount_due_cents,
        currency=row.business.currency_code or "",
        has_dietary_note=any(one.text and one.note_type == _DIETARY for one in row.note or ()),
        has_refund=bool(row.refund),
        searched=(
            name,
            code,
            *(part for one in (diner, owner) if one for part in (one[0], one[2])),
        ),
        phones=tuple([one[3] for one in (diner, owner) if one]),
    )


_Person = tuple[str, str, str, str]
"""Name, last name, e-mail, phone."""
_NOBODY: _Person = ("", "", "", "")


def _person(patron: WirePatron | None) -> _Person | None:
    if patron is None:
        return None
    last_name = (patron.last_name or "").strip()
    name = f"{(patron.first_name or '').strip()} {last_name}".strip()
    return name, last_name, (patron.email or "").strip(), text_of(patron.phone)


@lru_cache(maxsize=64)
def _state(word: str | None) -> tuple[str, str]:
    status = PartyStatus.of(word)
    return status.state.value, status.raw


@lru_cache(maxsize=8_192)
def _day(start_ms: int, zone: str) -> str:
    return day_of(start_from_stamp(start_ms), zone=zone).isoformat()
