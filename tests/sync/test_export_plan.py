"""The plan of the pulls of export files: across restarts, days off, and a wrong clock."""

from __future__ import annotations

from random import Random

from posapp.sync.line import Line
from tests.support.till import PROGRAM, Till
from tests.sync.served_tock import Tock

HOUR_MS = 3_600_000


def line_of(tock: Tock, till: Till) -> Line:
    """A line as it is after a start of the program."""
    return Line(clock=till.clock, jitter=Random(1), pulls=[tock.pull()])


def works(line: Line, till: Till) -> bool:
    worked = line.work(till.store, actor=PROGRAM, is_stopping=bool)
    return worked.has_spoken


def test_the_plan_outlives_a_restart(tock: Tock, till: Till) -> None:
    """Pulled at 08:00, it is due at 12:15 (14:15 Central), in this run or in another."""
    assert works(line_of(tock, till), till)
    line = line_of(tock, till)
    till.clock.advance(4 * HOUR_MS)
    assert not works(line, till)
    assert not works(line_of(tock, till), till)
    assert line.next_ms == till.clock.now_ms() + HOUR_MS // 4
    till.clock.advance(HOUR_MS // 4)
    assert works(line, till)
    assert not works(line_of(tock, till), till)


def test_a_missed_run_is_made_up_for_at_the_start(tock: Tock, till: Till) -> None:
    """Three days off are one pull, at once; "now" pulls whatever the plan says."""
    works(line_of(tock, till), till)
    till.clock.advance(3 * 24 * HOUR_MS)
    line = line_of(tock, till)
    assert works(line, till)
    assert not works(line, till)
    line.ask_now()
    assert works(line, till)


def test_a_wrong_clock_does_not_stop_the_plan(tock: Tock, till: Till) -> None:
    """A pull noted a year ahead is forgotten when the clock is put right."""
    line = line_of(tock, till)
    till.clock.advance(365 * 24 * HOUR_MS)
    assert works(line, till)
    till.clock.advance(-365 * 24 * HOUR_MS)
    assert works(line, till)
    assert not works(line, till)
    assert not works(line_of(tock, till), till)
    till.clock.advance(12 * HOUR_MS)
    assert works(line_of(tock, till), till)
