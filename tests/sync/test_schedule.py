"""The plan of pulls: every day's times, across every change of every zone's clocks."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.business_day import to_ms
from posapp.domain.errors import DomainError
from posapp.sync.schedule import NEVER_MS, Every, LocalTimes

YEARS = range(2011, 2031)
DAYS = int(os.environ.get("POSAPP_DST_DAYS", "150"))
HOUR_MS = 3_600_000
CENTRAL = LocalTimes([time(2, 15), time(14, 15)], zone="US/Central")


def at(text: str, zone: str = "UTC") -> int:
    """A moment; of a wall-clock time that comes twice the first."""
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))


@cache
def changes(name: str) -> tuple[datetime, ...]:
    """The days on which the clocks of a zone are changed, in twenty years."""
    zone = ZoneInfo(name)
    start = datetime(YEARS.start, 1, 1, tzinfo=UTC)
    weeks = [start + timedelta(weeks=n) for n in range((YEARS.stop - YEARS.start) * 52)]
    days = [
        week + timedelta(days=n)
        for week, after in pairwise(weeks)
        if week.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
        for n in range(8)
    ]
    return tuple(
        day
        for day, after in pairwise(days)
        if after - day == timedelta(days=1)
        and day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    )


def changing_zones() -> list[str]:
    return [name for name in sorted(available_timezones()) if changes(name)]


class Oracle:
    """Looks at the wall clock once a minute, three days long, and notes when a time is reached."""

    def __init__(self, day: datetime, name: str) -> None:
        zone = ZoneInfo(name)
        start = day - timedelta(days=1)
        minutes = [start + timedelta(minutes=n) for n in range(3 * 1440)]
        self.clock = [(m, m.astimezone(zone).replace(tzinfo=None)) for m in minutes]

    def moments(self, times: list[time]) -> list[int]:
        """When each time of each whole day was first reached or passed."""
        found = []
        first, last = self.clock[0][1], max(local for _, local in self.clock)
        for days in range(6):
            for one in times:
                wanted = datetime.combine(first.date() + timedelta(days=days), one)
                if first < wanted <= last:
                    found.append(next(m for m, local in self.clock if local >= wanted))
        return sorted({to_ms(moment) for moment in found})


@pytest.mark.heavy
def test_every_change_of_every_zone() -> None:
    """Each time of each day is run once, at the first moment the wall clock shows it or passes it.

    `POSAPP_DST_DAYS` is how many of the days are tried (0: all of them).
    """
    dice = Random(19)
    every = [(name, day) for name in changing_zones() for day in changes(name)]
    tried = every if DAYS == 0 else dice.sample(every, DAYS)
    for name, day in tried:
        times = [time(dice.randrange(4), dice.choice((0, 15, 30, 45))), time(14, 15)]
        times.append(time(dice.randrange(24), dice.randrange(60)))
        wanted = Oracle(day, name).moments(times)
        plan = LocalTimes(times, zone=name)
        ran = [wanted[0]]
        while ran[-1] < wanted[-1]:
            ran.append(plan.next_due_ms(ran[-1], ran[-1]))
        assert ran == wanted, (name, day, times)


def test_the_night_without_a_quarter_past_two() -> None:
    """In spring 02:15 does not exist in Chicago: the run is at 03:00, the next moment there is."""
    eve = at("2026-03-07T14:15", "America/Chicago")
    due = CENTRAL.next_due_ms(eve, eve)
    assert due == at("2026-03-08T03:00", "America/Chicago") == at("2026-03-08T08:00")
    assert CENTRAL.next_due_ms(due, due) == at("2026-03-08T14:15", "America/Chicago")


def test_the_night_with_two_of_them() -> None:
    """In autumn 01:30 comes twice and is run once."""
    plan = LocalTimes([time(1, 30)], zone="US/Central")
    due = plan.next_due_ms(at("2026-11-01T06:00"), at("2026-11-01T06:00"))
    assert due == at("2026-11-01T06:30")
    assert plan.next_due_ms(due, at("2026-11-01T07:45")) == at("2026-11-02T07:30")


def test_two_times_in_one_gap_are_one_run() -> None:
    """02:15 and 02:45 both fall to 03:00."""
    plan = LocalTimes([time(2, 15), time(2, 45)], zone="US/Central")
    due = plan.next_due_ms(at("2026-03-08T06:00"), at("2026-03-08T06:00"))
    assert plan.next_due_ms(due, due) == at("2026-03-09T02:15", "America/Chicago")


def test_a_missed_run_is_made_up_for_once() -> None:
    """Whatever was missed while the program was off, it is due at once, and then as planned."""
    last, now = at("2026-03-01T20:15"), at("2026-03-11T12:00")
    assert CENTRAL.next_due_ms(last, now) <= now
    assert CENTRAL.next_due_ms(now, now) == at("2026-03-11T14:15", "America/Chicago")


def test_a_day_that_a_zone_skipped() -> None:
    """Samoa had no 30 December 2011: its runs fall to the first moment of the 31st."""
    plan = LocalTimes([time(2, 15), time(14, 15)], zone="Pacific/Apia")
    last = at("2011-12-30T00:15")  # 14:15 on the 29th there
    due = plan.next_due_ms(last, last)
    assert due == at("2011-12-30T10:00")
    assert plan.next_due_ms(due, due) == at("2011-12-31T02:15", "Pacific/Apia")


@settings(max_examples=200, deadline=None)
@given(
    moves=st.lists(st.integers(-400 * 24, 400 * 24), min_size=1, max_size=12),
    plan=st.sampled_from([CENTRAL, Every(HOUR_MS)]),
)
def test_a_clock_put_forward_or_back_never_stops_the_plan(moves: list[int], plan: Every) -> None:
    """After any jumps, at most a day and an hour of ordinary time passes before the next run."""
    now, last = at("2026-10-10T15:00"), None
    for hours in moves:
        now += hours * HOUR_MS
        if plan.next_due_ms(last, now) <= now:
            last = now
        for _ in range(25):
            now += HOUR_MS
            if plan.next_due_ms(last, now) <= now:
                last = now
                break
        else:
            raise AssertionError("it stood still for a day")


def test_the_first_run_is_now_and_without_times_never() -> None:
    """A store that has nothing is filled at once; an empty list leaves it to people."""
    assert CENTRAL.next_due_ms(None, 5) == 5
    assert Every(7).next_due_ms(None, 5) == 5
    assert LocalTimes([], zone="UTC").next_due_ms(None, 5) == NEVER_MS


def test_an_unknown_zone_is_named() -> None:
    """A wrong setting is a sentence."""
    with pytest.raises(DomainError, match="Mars/Base"):
        LocalTimes([], zone="Mars/Base")
