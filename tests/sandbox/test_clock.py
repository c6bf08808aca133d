"""The sandbox's time moves by hand, and what is due on the way happens at its own instant."""

import pytest

from posapp.sandbox.clock import SandboxClock


def test_due_actions_run_in_order_at_their_own_instant():
    """An advance over several due actions runs each at its time, equal times as scheduled."""
    clock = SandboxClock(1_000)
    seen: list[tuple[str, int]] = []
    clock.at_ms(3_000, lambda: seen.append(("late", clock.now_ms())))
    clock.at_ms(2_000, lambda: seen.append(("early", clock.now_ms())))
    clock.at_ms(3_000, lambda: seen.append(("second", clock.now_ms())))
    clock.advance_ms(5_000)
    assert seen == [("early", 2_000), ("late", 3_000), ("second", 3_000)]
    assert clock.now_ms() == 6_000
    assert clock.pending() == 0


def test_an_action_may_arrange_another_within_the_same_advance():
    """What a due action schedules still happens if it falls into the same advance."""
    clock = SandboxClock(0)
    seen: list[int] = []
    clock.at_ms(10, lambda: clock.at_ms(20, lambda: seen.append(clock.now_ms())))
    clock.advance_ms(100)
    assert seen == [20]


def test_the_past_is_closed():
    """The clock never steps back, and what is overdue runs at once."""
    clock = SandboxClock(100)
    seen: list[int] = []
    clock.at_ms(50, lambda: seen.append(clock.now_ms()))
    assert seen == [100]
    with pytest.raises(ValueError, match="is over"):
        clock.advance_to_ms(99)


def test_skew_changes_what_is_told_and_not_what_is():
    """A skewed server lies about the time; the sandbox's own order of things stays."""
    clock = SandboxClock(1_000)
    clock.skew_ms(-400)
    assert (clock.now_ms(), clock.told_ms()) == (1_000, 600)


def test_watchers_hear_of_every_advance_until_they_leave():
    """A watcher is told the new time after each advance and nothing after it left."""
    clock = SandboxClock(0)
    heard: list[int] = []
    leave = clock.watch(heard.append)
    clock.advance_ms(5)
    leave()
    clock.advance_ms(5)
    assert heard == [5]
