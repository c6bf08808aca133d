"""Directory only: what of Tock's rows may be kept, cut out before anything is stored.

What is kept is listed; all else goes, known or not. A value of a wrong kind goes too and leaves a
blank of no content in its place, so that the row is still told to be broken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256

from posapp.adapters.tock.decode import decode_reservation
from posapp.adapters.tock.row_marks import is_profile
from posapp.domain.guest import Contact
from posapp.domain.mapping import RoomMap, RoomSeen
from posapp.domain.origin import DirectoryPerson
from posapp.domain.reservation import Channel, Patron, Quarantined
from posapp.ports.reservations import (
    IncomingGuest,
    IncomingReservation,
    KnownTexts,
    ReservationPage,
    ReservationSource,
    nothing_known,
)

_LONG_NUMBER = 4_000  # Python refuses to read longer ones
_ORDERS = frozenset({"PICKUP", "DELIVERY"})
"""Varieties that are orders and no parties; a directory holds no orders."""


class _Kept(Enum):
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"


class _Many:
    def __init__(self, item: _Shape) -> None:
        self.item = item


_Message = dict[str, "_Shape"]
_Shape = _Kept | _Many | _Message

_PERSON: _Message = {"firstName": _Kept.TEXT, "lastName": _Kept.TEXT, "email": _Kept.TEXT}
RESERVATION: _Message = {
    "id": _Kept.NUMBER,
    "walkinId": _Kept.NUMBER,
    "business": {"id": _Kept.NUMBER, "name": _Kept.TEXT, "timeZone": _Kept.TEXT},
    "dateTime": _Kept.TEXT,
    "serviceDateTimestamp": _Kept.NUMBER,
    "lastUpdatedTimestamp": _Kept.NUMBER,
    "sequenceId": _Kept.NUMBER,
    "versionId": _Kept.NUMBER,
    "partySize": _Kept.NUMBER,
    "partyState": _Kept.TEXT,
    "isCancelled": _Kept.FLAG,
    "experience": {"name": _Kept.TEXT},
    "note": _Many({"noteType": _Kept.TEXT, "text": _Kept.TEXT}),
    "ownerPatron": _PERSON,
    "dinerPatron": _PERSON,
}
PROFILE: _Message = {"patron": _PERSON, "optIn": _Kept.FLAG}
"""Of a profile that could not be read; one that could becomes a DirectoryPerson."""


@dataclass(frozen=True, slots=True)
class DirectoryReduction:
    """Cuts pages down. `rooms` is asked anew for every page: staff map rooms at any time."""

    rooms: Callable[[], RoomMap]

    def page(self, page: ReservationPage, *, channel: Channel) -> ReservationPage:
        """The page with nothing in it that a directory may not hold."""
        rooms = self.rooms()
        rows: list[IncomingReservation | Quarantined] = []
        unmapped: list[RoomSeen] = []
        people = [_without_phone(person) for person in page.people]
        for row in page.rows:
            made, room = _reduced_row(row, rooms=rooms, channel=channel)
            if made is None:
                continue
            rows.append(made)
            if isinstance(made, IncomingReservation):
                key, patron = made.reservation.key, made.reservation.patron
                people.append(_person(patron))
                if room:
                    unmapped.append(RoomSeen(key.text, key.business_id, room))
        guests = (IncomingGuest("", _without_phone(one.person)) for one in page.guests)
        return replace(
            page,
            rows=tuple(rows),
            guests=tuple(guests),
            people=tuple(people),
            rooms=tuple(unmapped),
            is_reduced=True,
        )


class DirectorySource:
    """ReservationSource that lets through what may be stored; without a reduction that is all."""

    def __init__(
        self,
        inner: ReservationSource,
        *,
        reduction: DirectoryReduction | None,
        channel: Channel,
        is_held_within: Callable[[], bool] = bool,
    ) -> None:
        self.name = inner.name
        self._inner = inner
        self._reduction = reduction
        self._channel = channel
        self._is_held_within = is_held_within

    @property
    def is_held(self) -> bool:
        """True while the other side of the source within holds its answers."""
        return self._is_held_within()

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """The pages of the source within, each cut down; raises ports.failures.Failure."""
        for page in self._inner.changes(cursor, known=known):
            if self._reduction is None:
                yield page
            else:
                yield self._reduction.page(page, channel=self._channel)


def _reduced_row(
    row: IncomingReservation | Quarantined, *, rooms: RoomMap, channel: Channel
) -> tuple[IncomingReservation | Quarantined | None, str]:
    """The row cut down, None for an order; and the room that has no location, "" if none."""
    tree = _tree(row.raw)
    if isinstance(row, Quarantined):
        return _reduced_quarantined(row, tree=tree, rooms=rooms, channel=channel)
    if _is_order(tree):
        return None, ""
    made = decode_reservation(
        _text(_cut(tree, shape=RESERVATION)),
        source=row.reservation.key.source,
        channel=row.reservation.version.channel,
        origin="directory",
    )
    if isinstance(made, Quarantined):  # what was read once is read again: a reduction adds nothing
        return made, ""
    return _located(replace(made, raw_digest=row.raw_digest), tree=tree, rooms=rooms)


def _reduced_quarantined(
    row: Quarantined, *, tree: object, rooms: RoomMap, channel: Channel
) -> tuple[IncomingReservation | Quarantined | None, str]:
    if not isinstance(tree, dict):
        return replace(row, raw=_withheld(row.raw)), ""
    if is_profile(row.raw.encode("utf-8", "replace")):
        return replace(row, raw=_marked(_text(_cut(tree, shape=PROFILE)), row.raw)), ""
    text = _text(_cut(tree, shape=RESERVATION))
    if any(fault.path == "$" for fault in row.faults):  # it stands where no row should
        return replace(row, raw=_marked(text, row.raw)), ""
    if _is_order(tree):
        return None, ""
    made = decode_reservation(text, source=row.source, channel=channel, origin=row.origin)
    if isinstance(made, Quarantined):
        return replace(made, raw=_marked(made.raw, row.raw)), ""
    # Only what goes anyway was broken.
    return _located(made, tree=tree, rooms=rooms)


def _located(
    row: IncomingReservation, *, tree: object, rooms: RoomMap
) -> tuple[IncomingReservation, str]:
    room = _room(tree)
    if not room:
        return row, ""
    location = rooms.location_of(row.reservation.key.business_id, room)
    if location:
        return replace(row, location=location), ""
    # The same text must be read again: the room is not kept, and may be mapped by then.
    return replace(row, raw_digest=None), room if location is None else ""


def _room(tree: object) -> str:
    """The room of the first table that has one."""
    tables = tree.get("table") if isinstance(tree, dict) else None
    for table in tables if isinstance(tables, list) else ():
        room = table.get("room") if isinstance(table, dict) else None
        if isinstance(room, str) and room.strip("\0 "):
            return room.replace("\0", "")
    return ""


def _is_order(tree: object) -> bool:
    experience = tree.get("experience") if isinstance(tree, dict) else None
    return isinstance(experience, dict) and experience.get("variety") in _ORDERS


def _person(patron: Patron) -> DirectoryPerson:
    return DirectoryPerson(Contact(patron.first_name, patron.last_name, patron.email))


def _without_phone(person: DirectoryPerson) -> DirectoryPerson:
    contact = replace(person.contact, phone="")
    return replace(person, contact=contact, phone_country_code="")


def _short(text: str) -> int | str:
    return int(text) if len(text) < _LONG_NUMBER else text


_TREE = json.JSONDecoder(parse_int=_short, parse_constant=str, strict=False)


def _tree(raw: str) -> object:
    """The row as plain values, None when it is no JSON."""
    try:
        return _TREE.decode(raw)
    except (ValueError, RecursionError):
        return None


def _cut(value: object, *, shape: _Shape) -> object:
    """`value` as far as `shape` lists it; a value of another kind becomes a blank."""
    if value is None:
        return None
    if isinstance(shape, _Kept):
        return _leaf(value, kept=shape)
    if isinstance(shape, _Many):
        if not isinstance(value, list):
            return {}
        return [_cut(item, shape=shape.item) for item in value]
    if not isinstance(value, dict):
        return []
    return {name: _cut(value[name], shape=inner) for name, inner in shape.items() if name in value}


def _leaf(value: object, *, kept: _Kept) -> object:
    return value if _is_of_kind(value, kept=kept) else {}


def _is_of_kind(value: object, *, kept: _Kept) -> bool:
    if kept is _Kept.TEXT:
        return isinstance(value, str)
    if kept is _Kept.FLAG:
        return isinstance(value, bool) or str(value).lower() in {"true", "false"}
    if isinstance(value, str):
        return value.removeprefix("-").isdigit()
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only its escape can be stored
        return json.dumps(value, separators=(",", ":"))
    return text


def _withheld(raw: str) -> str:
    """What stands for a text that could not be taken apart: two different ones stay two."""
    return _text({"withheld": _digest(raw)})


def _marked(text: str, raw: str) -> str:
    """A reduced text with the mark of the whole one: what goes may be all that differs."""
    tree = _tree(text)
    return _text({**tree, "withheld": _digest(raw)}) if isinstance(tree, dict) else _withheld(raw)


def _digest(raw: str) -> str:
    return sha256(raw.encode("utf-8", "backslashreplace")).hexdigest()[:32]
