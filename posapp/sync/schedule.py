"""When a pull is due: every so often, or at fixed times of the wall clock of a zone.

A time that does not exist on a day stands for the first moment after the gap; of one that comes
twice only the first counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from posapp.domain.business_day import from_ms, to_ms, zone_of

NEVER_MS = 2**53
"""No moment that a clock will show."""

_DAYS_AROUND = range(-2, 4)
"""Enough for a day that a zone skips whole (Samoa's 30 December 2011)."""


class Plan(Protocol):
    """Says when a stream is pulled."""

    def next_due_ms(self, last_run_ms: int | None, now_ms: int) -> int:
        """When it is due after its last run, None for never; up to `now_ms` means now.

        A last run that is in the future was noted by a wrong clock: it is due now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """So often, beginning now."""

    every_ms: int

    def next_due_ms(self, last_run_ms: int | None, now_ms: int) -> int:
        """The last run and the interval."""
        if last_run_ms is None or last_run_ms > now_ms:
            return now_ms
        return last_run_ms + self.every_ms


class LocalTimes:
    """At these times of every day in a zone; a time missed is made up for once, at once."""

    def __init__(self, times: Iterable[time], *, zone: str) -> None:
        """Raises a DomainError when the zone is unknown on this machine."""
        self._times = tuple(sorted(times))
        self._zone = zone_of(zone)

    def next_due_ms(self, last_run_ms: int | None, now_ms: int) -> int:
        """The first of the times after the last run; without any time only a person starts one."""
        if not self._times:
            return NEVER_MS
        if last_run_ms is None or last_run_ms > now_ms:
            return now_ms
        day = from_ms(last_run_ms).astimezone(self._zone).date()
        return min(moment for moment in self._moments(day) if moment > last_run_ms)

    def _moments(self, day: date) -> Iterable[int]:
        for days in _DAYS_AROUND:
            for clock_time in self._times:
                local = datetime.combine(day + timedelta(days=days), clock_time)
                yield to_ms(first_moment(local, zone=self._zone))


def first_moment(local: datetime, *, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which a wall clock in `zone` shows `local` or later."""
    instant = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant
    # In a gap: by the offset before it the instant lies after the change, by the one after before.
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = instant
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) >= local:
            after = middle
        else:
            before = middle
    return after
