"""One raw row of Tock into a Reservation, or into quarantine with the path of every fault.

A row is refused only when something that matters is broken; an unknown word, an unknown field and
an absent field are no faults, and absent is never zero.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

import msgspec

from posapp.adapters.tock.faults import every_fault
from posapp.adapters.tock.instants import (
    UnreadableError,
    fault_of_zone,
    start_from_stamp,
    start_from_text,
)
from posapp.adapters.tock.scrub import (
    clean_phone,
    clean_text,
    is_suspect,
    scrubbed,
    scrubbed_text,
)
from posapp.adapters.tock.wire import (
    MAX_ID,
    MAX_SEQUENCE,
    ROW,
    WireItem,
    WirePatron,
    WireReservation,
)
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import (
    BookedItem,
    Channel,
    Fault,
    Note,
    Patron,
    Quarantined,
    Question,
    Reservation,
    Table,
    TockMoney,
    TockPayment,
    TockRefund,
    Version,
)
from posapp.ports.reservations import IncomingReservation

_Clean = Callable[[str], str]
_CONTENT = msgspec.msgpack.Encoder()
# Half of a surrogate pair, as a sender leaves it that cuts names by length.
_HALF_PAIR = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


class _Facts(TypedDict):
    """A Reservation's fields but for its version, in the order that its digest is taken over."""

    key: ReservationKey
    starts_at: datetime
    zone: str
    party_size: int
    party: PartyStatus
    business_name: str
    domain_name: str
    is_cancelled_flag: bool
    is_transferred_out: bool
    diner: Patron | None
    owner: Patron | None
    experience: BookedItem | None
    add_ons: tuple[BookedItem, ...]
    fees: tuple[BookedItem, ...]
    charges: tuple[BookedItem, ...]
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]
    visit_tags: tuple[str, ...]
    tables: tuple[Table, ...]
    seating_area: str
    server_name: str
    confirmation_code: str
    money: TockMoney


def decode_reservation(
    raw: bytes | str, *, source: str, channel: Channel, origin: str
) -> IncomingReservation | Quarantined:
    """Read one row. `origin` says where it came from, for the list of what could not be read.

    The kept text is the row's own, less gift-card PINs, processor ids and card numbers.
    """
    body = raw.encode("utf-8", "backslashreplace") if isinstance(raw, str) else raw
    try:
        suspect = is_suspect(body)
        reservation = _decoded(body, source=source, channel=channel, suspect=suspect)
        return IncomingReservation(reservation, scrubbed(body, suspect=suspect).decode())
    except (UnreadableError, msgspec.DecodeError, ValueError, RecursionError) as error:
        return _quarantined(body, error, source=source, origin=origin)


def decode_stored(source: str, raw: str, channel: Channel) -> Reservation:
    """A kept row as a Reservation again; ValueError when this program can no longer read it."""
    body = raw.encode()
    try:
        return _decoded(body, source=source, channel=channel, suspect=is_suspect(body))
    except (UnreadableError, msgspec.DecodeError, RecursionError) as error:
        message = f"a stored row cannot be read: {error}"
        raise ValueError(message) from error


def _quarantined(body: bytes, error: Exception, *, source: str, origin: str) -> Quarantined:
    text = body.decode("utf-8", "backslashreplace")
    faults = every_fault(text)
    if not _is_utf8(body):
        faults = [Fault("$", "not UTF-8"), *faults]
    elif not faults:
        faults = [_first_fault(error)]
    try:
        kept = scrubbed(body, suspect=True).decode()
    except (ValueError, RecursionError):
        kept = scrubbed_text(text)
    return Quarantined(source, origin, kept, tuple(faults))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _first_fault(error: Exception) -> Fault:
    if isinstance(error, UnreadableError):
        return error.fault
    message, _, path = str(error).partition(" - at `")
    return Fault(path.rstrip("`") or "$", message)


def _decoded(body: bytes, *, source: str, channel: Channel, suspect: bool) -> Reservation:
    try:
        row = ROW.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        row = ROW.decode(_HALF_PAIR.sub(rb"\\ufffd", body))
    return _reservation(row, source=source, channel=channel, clean=clean_text if suspect else str)


def _reservation(
    row: WireReservation, *, source: str, channel: Channel, clean: _Clean
) -> Reservation:
    business = row.business
    if fault_of_zone(business.time_zone):
        raise UnreadableError(Fault("$.business.timeZone", "unknown time zone"))
    facts = _Facts(
        key=_key(row, source=source),
        starts_at=_start(row),
        zone=business.time_zone,
        party_size=row.party_size or 0,
        party=PartyStatus.of(clean(row.party_state) if row.party_state else None),
        business_name=clean(business.name or ""),
        domain_name=clean(business.domain_name or ""),
        is_cancelled_flag=row.is_cancelled or False,
        is_transferred_out=row.transferred_out or False,
        diner=_patron(row.diner_patron, clean=clean),
        owner=_patron(row.owner_patron, clean=clean),
        experience=None if row.experience is None else _item(row.experience, 1, clean=clean),
        add_ons=_items(row.option, clean=clean),
        fees=_items(row.fee, clean=clean),
        charges=_items(row.custom_charge, clean=clean),
        notes=tuple(
            Note(clean(note.text), clean(note.note_type or ""))
            for note in row.note or ()
            if note.text
        ),
        questions=tuple(
            Question(clean(one.name or ""), tuple(map(clean, one.response or ())))
            for one in row.question or ()
        ),
        visit_tags=tuple(clean(one.tag) for one in row.visit_tag or () if one.tag),
        tables=tuple(
            Table(_text(one.id), clean(_text(one.name)), clean(one.room or ""))
            for one in row.table or ()
        ),
        seating_area=clean(row.seating_option.name or "") if row.seating_option else "",
        server_name=clean(row.server_name or ""),
        confirmation_code=clean(_text(row.confirmation_code)),
        money=_money(row, clean=clean),
    )
    updated_ms, sequence_id = row.last_updated_timestamp or 0, row.sequence_id or 0
    # versionId differs between the channels for one and the same state, so it is no fact.
    content = _CONTENT.encode((facts, updated_ms, sequence_id))
    digest = hashlib.sha256(content).hexdigest()
    version_id = min(row.version_id or 0, MAX_SEQUENCE)
    version = Version(updated_ms, sequence_id, channel, version_id, digest)
    return Reservation(version=version, **facts)


def _key(row: WireReservation, *, source: str) -> ReservationKey:
    business_id = _digits(row.business.id, path="$.business.id")
    if row.id is None and row.walkin_id is None:
        raise UnreadableError(Fault("$.id", "neither id nor walkinId is there"))
    if row.id is None:
        remote_id = _digits(row.walkin_id, path="$.walkinId")
        return ReservationKey(source, business_id, ReservationKind.WALK_IN, remote_id)
    remote_id = _digits(row.id, path="$.id")
    return ReservationKey(source, business_id, ReservationKind.RESERVATION, remote_id)


def _digits(value: int | str | None, *, path: str) -> str:
    """An id that rows are known by: a number and its digits are the same id."""
    if value is None:
        raise UnreadableError(Fault(path, "missing"))
    if isinstance(value, int):
        if value <= MAX_ID:
            return str(value)
        raise UnreadableError(Fault(path, "out of range"))
    if not (value.isascii() and value.isdigit() and len(value) <= 40):
        raise UnreadableError(Fault(path, "expected a number or digits, found text"))
    return value.lstrip("0") or "0"


def _text(value: int | str | None) -> str:
    return "" if value is None else str(value)


def _start(row: WireReservation) -> datetime:
    if row.service_date_timestamp is not None:
        return start_from_stamp(row.service_date_timestamp)
    text = msgspec.json.decode(row.date_time)
    return start_from_text(text, zone=row.business.time_zone)


def _patron(patron: WirePatron | None, *, clean: _Clean) -> Patron | None:
    if patron is None:
        return None
    phone = _text(patron.phone)
    return Patron(
        _text(patron.id),
        clean(patron.first_name or "").strip(),
        clean(patron.last_name or "").strip(),
        clean(patron.email or "").strip(),
        phone if clean is str else clean_phone(phone),
        clean(_text(patron.phone_country_code)),
    )


def _item(item: WireItem, quantity: int, *, clean: _Clean) -> BookedItem:
    return BookedItem(
        _text(item.id),
        clean(item.name or ""),
        quantity,
        item.amount_cents,
        clean(_text(item.pos_sku)),
        clean(item.variety or ""),
    )


def _items(items: list[WireItem] | None, *, clean: _Clean) -> tuple[BookedItem, ...]:
    """Tock lists one element per unit bought; equal ones become one line with a quantity."""
    if not items:
        return ()
    if len(items) == 1:
        return (_item(items[0], 1, clean=clean),)
    counts: dict[tuple[str, str | None, int | None], int] = {}
    firsts: dict[tuple[str, str | None, int | None], WireItem] = {}
    for item in items:
        alike = (_text(item.id), item.name, item.amount_cents)
        counts[alike] = counts.get(alike, 0) + 1
        firsts.setdefault(alike, item)
    return tuple(_item(firsts[alike], count, clean=clean) for alike, count in counts.items())


def _money(row: WireReservation, *, clean: _Clean) -> TockMoney:
    return TockMoney(
        clean(row.business.currency_code or ""),
        row.subtotal_cents,
        row.tax_cents,
        row.gratuity_cents,
        row.service_charge_cents,
        row.total_price_cents,
        row.net_amount_paid_cents,
        row.amount_due_cents,
        tuple(
            TockPayment(one.amount or 0, clean(one.payment_type or "")) for one in row.payment or ()
        ),
        tuple(
            TockRefund(one.amount or 0, one.is_dispute or False, clean(one.status or ""))
            for one in row.refund or ()
        ),
    )
