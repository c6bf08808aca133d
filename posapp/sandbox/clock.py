"""The sandbox's own clock, in epoch milliseconds, moved only by hand.

What is due in between runs at its own instant, in order, before an advance returns.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable


class SandboxClock:
    """Epoch milliseconds under a re-entrant lock that the whole world shares.

    `now_ms` is the true time of the sandbox; `told_ms` is what its servers write into answers,
    which differs by the skew.
    """

    def __init__(self, now_ms: int, *, skew_ms: int = 0) -> None:
        self.lock = threading.RLock()
        self._now_ms = now_ms
        self._skew_ms = skew_ms
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._watchers: list[Callable[[int], None]] = []

    def now_ms(self) -> int:
        """True sandbox time."""
        with self.lock:
            return self._now_ms

    def told_ms(self) -> int:
        """The time the servers claim it is."""
        with self.lock:
            return self._now_ms + self._skew_ms

    def skew_ms(self, skew_ms: int) -> None:
        """Let the servers' stamps be off by `skew_ms` from now on."""
        with self.lock:
            self._skew_ms = skew_ms

    def at_ms(self, when_ms: int, action: Callable[[], None]) -> None:
        """Run `action` when the clock gets to `when_ms`; at once if that has passed."""
        with self.lock:
            if when_ms <= self._now_ms:
                action()
                return
            heapq.heappush(self._due, (when_ms, next(self._order), action))

    def pending(self) -> int:
        """How many actions still wait for their time."""
        with self.lock:
            return len(self._due)

    def advance_ms(self, delta_ms: int) -> None:
        """Move forward by `delta_ms` (0 or more), running what falls due."""
        with self.lock:
            self.advance_to_ms(self._now_ms + delta_ms)

    def advance_to_ms(self, when_ms: int) -> None:
        """Move forward to `when_ms`; ValueError if that lies in the past."""
        with self.lock:
            if when_ms < self._now_ms:
                raise ValueError(f"the clock stands at {self._now_ms}, {when_ms} is over")
            while self._due and self._due[0][0] <= when_ms:
                due_ms, _, action = heapq.heappop(self._due)
                self._now_ms = max(self._now_ms, due_ms)
                action()
            self._now_ms = max(self._now_ms, when_ms)
            for watcher in tuple(self._watchers):
                watcher(self._now_ms)

    def watch(self, watcher: Callable[[int], None]) -> Callable[[], None]:
        """Call `watcher(now_ms)` after every advance; the returned function ends that."""
        with self.lock:
            self._watchers.append(watcher)

        def unwatch() -> None:
            with self.lock:
                self._watchers.remove(watcher)

        return unwatch
