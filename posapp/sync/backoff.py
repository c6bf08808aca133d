"""How long to wait after trouble: 2 s doubling to 10 min, jittered.

A line that is down is probed once a minute, whatever waits behind it.
"""

from __future__ import annotations

from random import Random

FIRST_MS = 2_000
LONGEST_MS = 600_000
BREAKER_FAILURES = 5
PROBE_MS = 60_000


def backoff_ms(attempts: int, *, jitter: Random) -> int:
    """The wait before attempt `attempts` + 1; at least a quarter of the bound, so never at once."""
    bound = min(LONGEST_MS, FIRST_MS << min(max(attempts - 1, 0), 16))
    return jitter.randint(bound // 4, bound)


def line_wait_ms(failures: int, *, jitter: Random) -> int:
    """The wait of a whole lane after `failures` failed exchanges in a row.

    From the fifth on the line counts as down and is probed once a minute (reliability §3).
    """
    if failures >= BREAKER_FAILURES:
        return PROBE_MS
    return min(backoff_ms(failures, jitter=jitter), PROBE_MS)
