"""What every adapter does with foreign records: clean their texts, set a bad one aside alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec

from posapp.domain.business_day import to_ms
from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.reservation import Fault, Quarantined

_LONGEST_ID = 200
EARLIEST_MS, LATEST_MS = 0, 7_258_118_400_000
"""1970 to 2200; a time outside is a broken clock over there, not a time."""


def clean(text: str | None) -> str:
    """A text as it may be kept: without card numbers and NUL, trimmed; None is ""."""
    return mask_card_numbers((text or "").replace("\0", "")).strip()


def parcel_number(text: str | None) -> str:
    """A tracking number as it is: some have the digits of a card number, and none is one."""
    return (text or "").replace("\0", "").strip()


def set_aside(
    source: str, kind: str, row: object, *, path: str, message: str, remote_id: str = ""
) -> Quarantined:
    """A record that cannot be taken, with its text and the reason."""
    raw = mask_card_numbers(plain_text(row))
    faults = (Fault(path or "$", message),)
    return Quarantined(source, f"{source}:{kind}", raw, faults, remote_id or _id_in(row))


def _id_in(row: object) -> str:
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) and len(found) <= _LONGEST_ID else ""


def set_aside_for(
    error: msgspec.ValidationError, *, source: str, kind: str, row: object
) -> Quarantined:
    """The same for what a decoder says is wrong with it."""
    message, _, path = str(error).partition(" - at `")
    return set_aside(source, kind, row, path=path.rstrip("`"), message=message)


def plain_text(row: object) -> str:
    """A record as JSON text; the standard encoder takes numbers beyond 64 bits."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def utc_ms(text: str | None) -> int | None:
    """An ISO time in ms since 1970, None when it is absent or no time; no zone means UTC."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text.strip())
        found = to_ms(instant if instant.tzinfo else instant.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST_MS <= found < LATEST_MS else None


def iso_utc(moment_ms: int) -> str:
    """The inverse, to the millisecond."""
    instant = datetime.fromtimestamp(moment_ms / 1_000, tz=UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
