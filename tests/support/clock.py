"""Time that moves only when a test says so, and ids that come in order."""

from __future__ import annotations

from posapp.domain.ids import time_ordered_id

SATURDAY_MS = 1_791_644_400_000
"""10 October 2026, 08:00 in California: the sandbox world's default start."""


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now_ms: int = SATURDAY_MS) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def advance(self, milliseconds: int) -> None:
        self._now_ms += milliseconds


class CountingIds:
    """Ids in the order they were asked for, unique within one test."""

    def __init__(self, clock: ManualClock, *, first: int = 0) -> None:
        self._clock = clock
        self.given = first

    def new_id(self) -> str:
        self.given += 1
        return time_ordered_id(self._clock.now_ms(), random_bits=self.given)
