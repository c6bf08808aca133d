"""One raw row of Tock into a Reservation, or into quarantine with the path of every fault.

A row is refused only when something that matters is broken; an unknown word, an unknown field and
an absent field are no faults, and absent is never zero.
"""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from posapp.adapters.tock.board_facts import board_facts_of
from posapp.adapters.tock.faults import every_fault
from posapp.adapters.tock.healing import without_spare_faults
from posapp.adapters.tock.instants import (
    EARLIEST_MS,
    LATEST_MS,
    UnreadableError,
    fault_of_zone,
)
from posapp.adapters.tock.row_marks import is_json
from posapp.adapters.tock.scrub import is_suspect, scrubbed, scrubbed_text, without_nuls
from posapp.adapters.tock.values import key_of, reservation_of, start_of
from posapp.adapters.tock.wire import MAX_ID, ROW, WireReservation
from posapp.domain.reservation import Channel, Fault, Quarantined, Reservation
from posapp.ports.board_facts import BoardFacts
from posapp.ports.reservations import IncomingReservation

_SPARE_FIELDS = 50
_MOST_VENUES = 1_000
_KNOWN_VENUES: set[tuple[int | None, str]] = set()
"""Venues whose id and zone were found sound; the zones of a machine do not change under us."""
_FIRST_MS, _PAST_MS = 10**12, 2 * 10**12  # of 13 digits, the first one a 1
# Half of a surrogate pair, as a sender leaves it that cuts names by length.
_HALF_PAIR = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


_FAULTS = (UnreadableError, msgspec.DecodeError, ValueError, RecursionError)


class DecodedRow(Struct, gc=False):
    """A row that was read and checked. Its values are built, and what may not be kept is cut out
    of its text, when somebody asks: a row that nothing became of is dropped as it is.
    """

    row: WireReservation
    body: bytes
    source: str
    channel: Channel
    kept: str = ""
    made: Reservation | None = None
    told: BoardFacts | None = None

    @property
    def raw(self) -> str:
        """The row's text as it may be kept."""
        if not self.kept:
            self._clean()
        return self.kept

    @property
    def reservation(self) -> Reservation:
        """The row as the domain knows it, the same as when it is read from the kept text."""
        if self.made is None:
            if not self.kept:
                self._clean()
            self.made = reservation_of(self.row, source=self.source, channel=self.channel)
        return self.made

    @property
    def facts(self) -> BoardFacts:
        """What the board needs of it, without the rest of its values."""
        if self.told is None:
            if not self.kept:
                self._clean()
            self.told = board_facts_of(self.row, source=self.source, channel=self.channel)
        return self.told

    def __repr__(self) -> str:
        """Its key only: the text may hold what must not be shown."""
        return f"DecodedRow({key_of(self.row, source=self.source).text})"

    def _clean(self) -> None:
        self.row, self.kept = _kept(self.row, self.body)
        self.body = b""


class ReadRow(Struct, gc=False):
    """A row that was read to its end, to be stored: it holds its facts and its text as it is kept.

    A page of these is a third of the memory of a page of decoded ones, and half the time.
    """

    facts: BoardFacts
    raw: str
    source: str
    channel: Channel
    made: Reservation | None = None

    @property
    def reservation(self) -> Reservation:
        """The row as the domain knows it, read from the kept text once more."""
        if self.made is None:
            self.made = decode_stored(self.source, self.raw, self.channel)
        return self.made

    def __repr__(self) -> str:
        """Its key only: the text may hold what must not be shown."""
        return f"ReadRow({self.facts.key_text})"


def read_reservation(
    body: bytes, *, source: str, channel: Channel, origin: str, raw_digest: int
) -> IncomingReservation | Quarantined:
    """As `decode_reservation`, for a row that will be compared and stored."""
    try:
        row, kept = _read(body)
    except _FAULTS as error:
        return _quarantined(body, error, source=source, origin=origin)
    if not kept:
        row, kept = _kept(row, body)
    facts = board_facts_of(row, source=source, channel=channel)
    return IncomingReservation(ReadRow(facts, kept, source, channel), raw_digest=raw_digest)


def decode_reservation(
    raw: bytes | str, *, source: str, channel: Channel, origin: str
) -> IncomingReservation | Quarantined:
    """Read one row. `origin` says where it came from, for the list of what could not be read.

    The kept text is the row's own, less gift-card PINs, processor ids and card numbers.
    """
    body = raw.encode("utf-8", "backslashreplace") if isinstance(raw, str) else raw
    try:
        row, kept = _read(body)
    except _FAULTS as error:
        return _quarantined(body, error, source=source, origin=origin)
    return IncomingReservation(DecodedRow(row, body, source, channel, kept))


def decode_stored(source: str, raw: str, channel: Channel) -> Reservation:
    """A kept row as a Reservation again; ValueError when this program can no longer read it."""
    body = raw.encode()
    try:
        row, kept = _read(body)
        return DecodedRow(row, body, source, channel, kept).reservation
    except (UnreadableError, msgspec.DecodeError, RecursionError) as error:
        message = f"a stored row cannot be read: {error}"
        raise ValueError(message) from error


def _read(body: bytes) -> tuple[WireReservation, str]:
    """The row, checked; and its text as it may be kept, "" while nobody had to look at it."""
    kept = ""
    try:
        body.decode()  # the decoder does not look into what it skips
        row = ROW.decode(body)
    except msgspec.DecodeError:
        text = scrubbed(body, suspect=is_suspect(body))
        row, kept = _mended(without_nuls(text)), text.decode()
    if not _is_plainly_sound(row):
        _check(row)
    return row, kept


def _kept(row: WireReservation, body: bytes) -> tuple[WireReservation, str]:
    """The row without what must not be kept, and its text so."""
    try:
        suspect = is_suspect(body, stamps=_stamps(row))
        text = scrubbed(body, suspect=suspect)
        return _mended(without_nuls(text)) if suspect else row, text.decode()
    except (msgspec.DecodeError, ValueError, RecursionError):
        # Something that is not read defeats the cleaning: what is read is what is kept.
        known = scrubbed(msgspec.json.encode(row), suspect=True)
        return _mended(without_nuls(known)), known.decode()


def _is_plainly_sound(row: WireReservation) -> bool:
    """True for a booking with nothing unusual about it, at a venue that was met before."""
    business, number, stamp_ms = row.business, row.id, row.service_date_timestamp
    return (
        number is not None
        and 0 <= number <= MAX_ID
        and stamp_ms is not None
        and EARLIEST_MS <= stamp_ms < LATEST_MS
        and (business.id, business.time_zone) in _KNOWN_VENUES
    )


def _stamps(row: WireReservation) -> int:
    """How many long numbers are explained by the row's own timestamps."""
    return (
        (_FIRST_MS <= (row.created_timestamp or 0) < _PAST_MS)
        + (_FIRST_MS <= (row.service_date_timestamp or 0) < _PAST_MS)
        + (_FIRST_MS <= (row.last_updated_timestamp or 0) < _PAST_MS)
        + (_FIRST_MS <= (row.version_id or 0) < _PAST_MS)
    )


def _mended(body: bytes) -> WireReservation:
    """The row from text that the decoder may stumble over: half emoji, broken spare values."""
    for _ in range(_SPARE_FIELDS):
        try:
            return ROW.decode(body)
        except msgspec.ValidationError as error:
            healed = without_spare_faults(body, error)
            if healed is None:
                raise
            body = healed
        except msgspec.DecodeError:
            whole = _HALF_PAIR.sub(rb"\\ufffd", body)
            if whole == body:
                raise
            body = whole
    return ROW.decode(body)


def _check(row: WireReservation) -> None:
    """Raise UnreadableError unless the row has an identity, a known zone and a start."""
    if fault_of_zone(row.business.time_zone):
        raise UnreadableError(Fault("$.business.timeZone", "unknown time zone"))
    _check_id(row.business.id, path="$.business.id")
    if row.id is not None:
        _check_id(row.id, path="$.id")
    elif row.walkin_id is None:
        raise UnreadableError(Fault("$.id", "neither id nor walkinId is there"))
    else:
        _check_id(row.walkin_id, path="$.walkinId")
    start_of(row)
    if len(_KNOWN_VENUES) < _MOST_VENUES:
        _KNOWN_VENUES.add((row.business.id, row.business.time_zone))


def _check_id(number: int | None, *, path: str) -> None:
    if number is None:
        raise UnreadableError(Fault(path, "missing"))
    if not 0 <= number <= MAX_ID:
        raise UnreadableError(Fault(path, "out of range"))


def _quarantined(body: bytes, error: Exception, *, source: str, origin: str) -> Quarantined:
    text = body.decode("utf-8", "backslashreplace")
    faults = every_fault(text)
    if not _is_utf8(body):
        faults = [Fault("$", "not UTF-8"), *faults]
    elif not faults:
        faults = [_first_fault(error)]
    try:
        kept = scrubbed(body, suspect=is_suspect(body) or not is_json(body)).decode()
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
