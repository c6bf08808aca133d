"""The short way from the wire's structs to the facts of the board, past the domain's values.

Three rows in four of an export are never looked at again; it must give what the long way gives.
"""

from __future__ import annotations

from functools import lru_cache

from posapp.adapters.tock.instants import start_from_stamp
from posapp.adapters.tock.values import start_of, text_of, version_of
from posapp.adapters.tock.wire import WireNote, WirePatron, WireReservation, WireTable
from posapp.domain.booking import NoteKind, Variety
from posapp.domain.business_day import day_of, to_ms
from posapp.domain.ids import ReservationKind
from posapp.domain.party import PartyState, PartyStatus
from posapp.domain.reservation import NO_NAME, Channel
from posapp.domain.visit import NAMELESS
from posapp.ports.board_facts import BoardFacts

_BOOKING, _WALK_IN = ReservationKind.RESERVATION.value, ReservationKind.WALK_IN.value
_ORDERS = (Variety.PICKUP.value, Variety.DELIVERY.value)
_DIETARY = NoteKind.BOOKING_DIETARY_NOTE.value
_CANCELLED = PartyState.CANCELLED.value


def board_facts_of(row: WireReservation, *, source: str, channel: Channel) -> BoardFacts:
    """The facts of a row that was checked to have a key, a known zone and a start."""
    business, experience = row.business, row.experience
    kind, number = (_WALK_IN, row.walkin_id) if row.id is None else (_BOOKING, row.id)
    business_id, remote_id, zone = str(business.id), str(number), business.time_zone
    key_text = f"{source}:{business_id}:{kind}:{remote_id}"
    start_ms = row.service_date_timestamp
    if start_ms is None:
        start_ms = to_ms(start_of(row))
    state, state_raw = _state(row.party_state)
    diner, owner = _person(row.diner_patron), _person(row.owner_patron)
    name, last_name, email, phone = diner or owner or _NOBODY
    name = name or (NAMELESS if kind is _WALK_IN else NO_NAME)
    code, (tables, room) = text_of(row.confirmation_code), _seated(row.table)
    variety = (experience.variety or "") if experience else ""
    searched, phones = [name, code], []
    for person in (diner, owner):
        if person:
            searched += (person[0], person[2])
            phones.append(person[3])
    # By place, in the order of the fields: names would cost half as much again.
    return BoardFacts(
        key_text,
        source,
        business_id,
        kind,
        remote_id,
        version_of(row, key_text=key_text, start_ms=start_ms, channel=channel),
        start_ms,
        _day(start_ms, zone),
        zone,
        name,
        last_name,
        row.party_size or 0,
        state,
        state_raw,
        row.is_cancelled or state == _CANCELLED,
        kind is _WALK_IN,
        variety not in _ORDERS,
        (experience.name or "") if experience else "",
        variety,
        tables,
        room,
        code,
        email,
        phone,
        row.total_price_cents,
        row.net_amount_paid_cents,
        row.amount_due_cents,
        business.currency_code or "",
        _is_dietary(row.note),
        bool(row.refund),
        tuple(searched),
        tuple(phones),
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


def _seated(tables: list[WireTable] | None) -> tuple[str, str]:
    """The tables' names, and the first room that is told."""
    if not tables:
        return "", ""
    if len(tables) == 1:
        return text_of(tables[0].name), tables[0].room or ""
    rooms = [table.room for table in tables if table.room]
    return ", ".join([text_of(table.name) for table in tables]), rooms[0] if rooms else ""


def _is_dietary(notes: list[WireNote] | None) -> bool:
    for note in notes or ():  # noqa: SIM110 - twice as quick as a generator
        if note.note_type == _DIETARY and note.text:
            return True
    return False


@lru_cache(maxsize=64)
def _state(word: str | None) -> tuple[str, str]:
    status = PartyStatus.of(word)
    return status.state.value, status.raw


@lru_cache(maxsize=8_192)
def _day(start_ms: int, zone: str) -> str:
    return day_of(start_from_stamp(start_ms), zone=zone).isoformat()
