"""A budget of calls: a system that many tills share is asked less often than it would allow."""

from __future__ import annotations

from collections import deque

from posapp.ports.clock import Clock
from posapp.ports.failures import TryLater

_MINUTE_MS = 60_000


class BudgetSpent(TryLater):
    """Our own measure is full; the other side was not asked."""


class CallBudget:
    """At most so many calls in any minute; one more is TryLater, and the lane comes back."""

    def __init__(self, per_minute: int, *, clock: Clock, peer: str) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._peer = peer
        self._calls: deque[int] = deque()

    def take(self, *, share: float = 1.0) -> None:
        """Count a call; raises BudgetSpent until the oldest of the last minute is over.

        `share` leaves the rest of the minute to what is more urgent.
        """
        now_ms = self._clock.now_ms()
        while self._calls and not 0 <= now_ms - self._calls[0] < _MINUTE_MS:
            self._calls.popleft()
        if len(self._calls) >= max(1, int(self._per_minute * share)):
            wait_ms = _MINUTE_MS - (now_ms - self._calls[0])
            message = f"{self._peer} allows only so many questions a minute; going on soon."
            raise BudgetSpent(message, wait_ms=wait_ms)
        self._calls.append(now_ms)
