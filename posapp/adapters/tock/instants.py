"""When a visit starts: the timestamp is the truth, the local text only stands in for it.

The documented text is HH:MM; the wire has a full date, with or without seconds.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from posapp.domain.business_day import at_local, from_ms, to_ms, zone_of
from posapp.domain.errors import DomainError
from posapp.domain.reservation import Fault

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
EARLIEST_MS, LATEST_MS = to_ms(_EARLIEST), to_ms(_LATEST)
_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_STAMP_PATH = "$.serviceDateTimestamp"
_TEXT_PATH = "$.dateTime"


class UnreadableError(Exception):
    """A row has this fault; there may be more."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.path}: {fault.message}")
        self.fault = fault


@lru_cache(maxsize=256)
def fault_of_zone(name: str) -> str:
    """What is wrong with a zone's name, "" when this machine knows it."""
    try:
        zone_of(name)
    except DomainError:
        return "unknown time zone"
    return ""


def start_from_stamp(stamp_ms: int) -> datetime:
    """The instant of a service timestamp; seconds taken for milliseconds fall out of range."""
    if EARLIEST_MS <= stamp_ms < LATEST_MS:
        return from_ms(stamp_ms)
    raise UnreadableError(Fault(_STAMP_PATH, "out of range"))


def start_from_text(text: object, *, zone: str) -> datetime:
    """The instant of a full local date and time; a bare HH:MM has no day without the timestamp."""
    if text is None:
        raise UnreadableError(Fault(_STAMP_PATH, "neither it nor a full dateTime is there"))
    if not isinstance(text, str):
        raise UnreadableError(Fault(_TEXT_PATH, "expected text"))
    if _CLOCK_TIME.fullmatch(text):
        raise UnreadableError(Fault(_TEXT_PATH, "a time without a day, and no timestamp"))
    try:
        if not _DATE_TIME.match(text):
            raise UnreadableError(Fault(_TEXT_PATH, "not a date and time"))
        local = datetime.fromisoformat(text)
        if local.tzinfo is None:
            start = at_local(local.date(), local.time(), zone=zone)
        else:
            start = local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableError(Fault(_TEXT_PATH, "not a date and time")) from error
    if _EARLIEST <= start < _LATEST:
        return start
    raise UnreadableError(Fault(_TEXT_PATH, "out of range"))


def fault_of_start(stamp: object, text: object, *, zone: object) -> Fault | None:
    """What is wrong with the pair, beyond the type of the stamp; None when a start comes out."""
    is_zone_known = isinstance(zone, str) and not fault_of_zone(zone)
    try:
        if stamp is not None:
            start_from_stamp(_milliseconds(stamp))
        elif text is None or is_zone_known:
            start_from_text(text, zone=str(zone))
    except UnreadableError as error:
        return error.fault
    return None


def _milliseconds(stamp: object) -> int:
    """The stamp as a number; one of a wrong type is reported by its type, so it passes here."""
    if isinstance(stamp, int | float) and not isinstance(stamp, bool):
        return int(stamp)
    if isinstance(stamp, str) and stamp.isascii() and stamp.isdigit() and len(stamp) < 20:
        return int(stamp)
    return to_ms(_EARLIEST)
