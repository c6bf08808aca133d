"""The business's own day: decided in the business's zone, never in the machine's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posapp.domain.errors import DomainError


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone called `name`; a DomainError names it when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"The time zone “{name}” is unknown on this machine."
        raise DomainError("unknown_zone", message, field="time_zone") from error


def from_ms(unix_ms: int) -> datetime:
    """A UTC instant from milliseconds since 1970; OverflowError when no date can hold it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=unix_ms)


def to_ms(instant: datetime) -> int:
    """Whole milliseconds since 1970 of an aware instant."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def day_of(instant: datetime, *, zone: str) -> date:
    """The business's calendar day on which `instant` falls."""
    return instant.astimezone(zone_of(zone)).date()


def local_iso(unix_ms: int, *, zone: str) -> str:
    """The instant as ISO 8601 with the offset of the event, not of now."""
    return from_ms(unix_ms).astimezone(zone_of(zone)).isoformat()


def at_local(day: date, clock_time: time, *, zone: str) -> datetime:
    """The UTC instant of a wall-clock time on a business day; the first when it occurs twice."""
    return datetime.combine(day, clock_time, tzinfo=zone_of(zone)).astimezone(UTC)
