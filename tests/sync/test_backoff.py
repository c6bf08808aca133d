"""Waits grow, stay within bounds, and a dead line is probed once a minute."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from posapp.sync.backoff import BREAKER_FAILURES, PROBE_MS, backoff_ms, line_wait_ms


@given(st.integers(0, 10**6), st.integers())
def test_a_wait_is_never_at_once_and_never_above_ten_minutes(attempts: int, seed: int) -> None:
    """Whatever the count, between half a second and ten minutes."""
    assert 500 <= backoff_ms(attempts, jitter=Random(seed)) <= 600_000


def test_waits_double() -> None:
    """The bound of the n-th wait is twice the one before."""
    top = [max(backoff_ms(n, jitter=Random(seed)) for seed in range(300)) for n in (1, 2, 3)]
    assert top[0] < top[1] < top[2] <= 8_000


def test_a_dead_line_is_probed_once_a_minute() -> None:
    """From the fifth failure on the wait is a minute, no longer and no shorter."""
    assert line_wait_ms(BREAKER_FAILURES, jitter=Random(1)) == PROBE_MS
    assert line_wait_ms(500, jitter=Random(1)) == PROBE_MS
    assert line_wait_ms(1, jitter=Random(1)) <= 2_000
