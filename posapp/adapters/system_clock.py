"""The machine's time and random identities; the only place that asks the system for either."""

from __future__ import annotations

import secrets
import threading
import time

from posapp.domain.ids import time_ordered_id
from posapp.ports.clock import Clock

_RANDOM_BITS = 74
_STEP_BITS = 32


class SystemClock:
    """Clock: UTC as the machine has it; it may be set back at any time."""

    def now_ms(self) -> int:
        """UTC now in milliseconds since 1970."""
        return time.time_ns() // 1_000_000


class TimeOrderedIds:
    """IdSource: each id sorts after the one before, even within a millisecond or a clock set back.

    Within a millisecond the random part grows by a random step, so ids stay hard to guess.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last_ms = 0
        self._last_bits = 0

    def new_id(self) -> str:
        """A new UUID version 7 as text."""
        with self._lock:
            now_ms = self._clock.now_ms()
            bits = self._last_bits + 1 + secrets.randbits(_STEP_BITS)
            if now_ms <= self._last_ms and bits >> _RANDOM_BITS:
                now_ms = self._last_ms + 1
            if now_ms > self._last_ms:
                self._last_ms = now_ms
                bits = secrets.randbits(_RANDOM_BITS - 1)  # a bit is left free to grow into
            self._last_bits = bits
            return time_ordered_id(self._last_ms, random_bits=bits)
