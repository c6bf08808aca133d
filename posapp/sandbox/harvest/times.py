"""A business day in local minutes and in epoch milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTES_PER_HOUR = 60


def at(hour: int, minute: int = 0) -> int:
    """Minute of the day."""
    return hour * MINUTES_PER_HOUR + minute


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A date in a zone."""

    day: date
    zone: str = "America/Los_Angeles"

    def ms(self, minute: int, *, days_off: int = 0) -> int:
        """Epoch ms of a local wall-clock minute, `days_off` days from this date."""
        wall = time(minute // MINUTES_PER_HOUR, minute % MINUTES_PER_HOUR)
        when = datetime.combine(
            self.day + timedelta(days=days_off), wall, tzinfo=ZoneInfo(self.zone)
        )
        return int(when.timestamp()) * 1000


OPENS = at(10)
CLOSES = at(18)
OUTAGE_FROM = at(13, 10)
OUTAGE_TO = at(14, 40)
