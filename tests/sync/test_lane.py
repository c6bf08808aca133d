"""A lane drains, pulls what is due, says how its remote is, and never dies of anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from posapp.domain.changes import Topic
from posapp.domain.journal import Actor
from posapp.ports.failures import CredentialsRefused, NotReached, Refused, TryLater
from posapp.ports.store import HealthState, Store
from posapp.sync.drain import Drain
from posapp.sync.engine import SyncEngine
from posapp.sync.lane import Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.schedule import Every
from tests.support.remotes import ScriptedOutbound, paid_order
from tests.support.till import PROGRAM, Till


@dataclass
class ScriptedPull:
    """A stream whose pulls end as the script says, then well."""

    script: list[Exception] = field(default_factory=list)
    stream: str = "feed"
    every_ms: int = 15_000
    as_of_ms: int | None = None
    runs: int = 0

    @property
    def plan(self) -> Every:
        return Every(self.every_ms)

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        return None

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        self.runs += 1
        if self.script:
            raise self.script.pop(0)
        return self.as_of_ms


def lane(
    till: Till,
    pull: ScriptedPull,
    *others: ScriptedPull,
    outbound: ScriptedOutbound | None = None,
    is_one_line: bool = False,
    on_fault: Callable[[BaseException], None] = lambda _: None,
) -> Lane:
    streams = (pull, *others)
    drain = outbound and Drain(
        remote="orders", outbound=outbound, jitter=Random(1), at_point=lambda _: None
    )
    return Lane(
        LaneParts(
            remote="orders",
            title="Back office",
            store=till.store,
            clock=till.clock,
            actor=PROGRAM,
            lines=[
                Line(
                    clock=till.clock, jitter=Random(1), drains=[drain] if drain else [], pulls=some
                )
                for some in ([streams] if is_one_line else [[one] for one in streams])
            ],
            on_fault=on_fault,
        )
    )


def health(till: Till):
    [found] = till.reads.sync_overview().sources
    return found


def test_a_pull_runs_when_it_is_due_and_not_before(till: Till) -> None:
    """At once, then every fifteen seconds."""
    pull = ScriptedPull()
    made = lane(till, pull)
    assert made.run_round()
    till.clock.advance(14_999)
    made.run_round()
    assert pull.runs == 1
    till.clock.advance(1)
    made.run_round()
    assert pull.runs == 2
    assert (health(till).state, health(till).last_success_ms) == (
        HealthState.LIVE,
        till.clock.now_ms(),
    )


def test_uploads_come_before_downloads(till: Till) -> None:
    """What staff entered leaves before news is fetched."""
    paid_order(till)
    outbound = ScriptedOutbound()
    seen: list[int] = []

    class Watching(ScriptedPull):
        def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
            seen.append(len(outbound.sent))
            return None

    lane(till, Watching(), outbound=outbound).run_round()
    assert seen == [1]


def test_a_dead_line_is_held_back_and_its_age_is_kept(till: Till) -> None:
    """The start of the trouble stays, the waits grow to a minute, and contact clears it."""
    pull = ScriptedPull([NotReached("No connection.") for _ in range(8)])
    made = lane(till, pull)
    started_ms = till.clock.now_ms()
    waits = []
    while pull.script:
        made.run_round()
        before = till.clock.now_ms()
        waits.append((health(till).next_attempt_ms or 0) - before)
        assert not made.run_round()
        assert health(till).failing_since_ms == started_ms
        till.clock.advance(waits[-1])
    assert pull.runs == 8
    assert waits[4:] == [60_000] * 4
    assert made.run_round()
    assert (health(till).state, health(till).failing_since_ms) == (HealthState.LIVE, None)


def test_a_wait_the_server_asked_for_is_kept(till: Till) -> None:
    """Nothing is asked before Retry-After is over."""
    pull = ScriptedPull([TryLater("slow down", wait_ms=42_000)])
    made = lane(till, pull)
    made.run_round()
    till.clock.advance(41_999)
    assert not made.run_round()
    till.clock.advance(1)
    assert made.run_round()


def test_refused_credentials_wait_for_a_person(till: Till) -> None:
    """One prompt, no hammering: only "sync now" tries again."""
    pull = ScriptedPull([CredentialsRefused("The token is not accepted.")])
    made = lane(till, pull)
    made.run_round()
    assert health(till).state is HealthState.SIGN_IN_NEEDED
    till.clock.advance(86_400_000)
    made.run_round()
    assert pull.runs == 1
    made.ask_now()
    assert made.run_round()
    assert health(till).state is HealthState.LIVE


def test_a_fault_of_ours_is_reported_and_the_lane_goes_on(till: Till) -> None:
    """A bug in a pull reaches the crash report; the next round runs."""
    pull = ScriptedPull([ZeroDivisionError("bug")])
    reported: list[BaseException] = []
    made = lane(till, pull, on_fault=reported.append)
    assert not made.run_round()
    assert [type(error) for error in reported] == [ZeroDivisionError]
    till.clock.advance(60_000)
    assert made.run_round()


def test_a_line_that_is_down_leaves_the_others_alone(till: Till) -> None:
    """A refused export key does not stop the live feed; it is said beside it."""
    feed = ScriptedPull()
    exports = ScriptedPull([CredentialsRefused("The export key is not accepted.")])
    made = lane(till, feed, exports)
    assert not made.run_round()
    assert (health(till).state, health(till).message) == (
        HealthState.LIVE,
        "The export key is not accepted.",
    )
    till.clock.advance(15_000)
    made.run_round()
    assert (feed.runs, exports.runs) == (2, 1)
    assert health(till).last_success_ms == till.clock.now_ms()


NO_RIGHT = CredentialsRefused("The Office refuses the key.")


def streams(*refused: str, failure: Exception = NO_RIGHT) -> list[ScriptedPull]:
    """Four streams of one line, the refused ones for good."""
    return [
        ScriptedPull([failure] * 99 if name in refused else [], stream=name)
        for name in ("club", "membership", "order", "pickup")
    ]


@pytest.mark.parametrize("refused", [("club",), ("membership",), ("club", "membership")])
@pytest.mark.parametrize(
    ("failure", "said"),
    [(NO_RIGHT, "The key has no right to read {}s."), (Refused("Nobody may."), "No {}s: Nobody")],
)
def test_a_stream_that_alone_is_refused_leaves_the_others_alone(
    till: Till, refused: tuple[str, ...], failure: Exception, said: str
) -> None:
    """The others go on at their pace; it is said, and asked again after a quarter of an hour."""
    pulls = streams(*refused, failure=failure)
    made = lane(till, *pulls, is_one_line=True)
    for _ in range(41):
        assert made.run_round()
        till.clock.advance(15_000)
    assert health(till).state is HealthState.LIVE
    assert all(said.format(name) in health(till).message for name in refused)
    runs = {pull.stream: pull.runs for pull in pulls}
    assert {runs[name] for name in refused} == {1}
    assert all(runs[name] >= 41 for name in runs.keys() - set(refused))
    till.clock.advance(300_000)
    for pull in pulls:
        pull.script.clear()
    assert made.run_round()
    assert health(till).message == ""


def test_who_gave_the_right_need_not_wait(till: Till) -> None:
    """Sync now asks for everything, what was refused too."""
    pulls = streams("membership")
    made = lane(till, *pulls, is_one_line=True)
    made.run_round()
    pulls[1].script.clear()
    made.ask_now()
    made.run_round()
    assert (pulls[1].runs, health(till).message) == (2, "")


def test_a_key_that_opens_nothing_waits_for_a_person(till: Till) -> None:
    """Taken away in the middle of a day, it is found out at once, whatever is due."""
    pulls = [replace(pull, every_ms=15_000 * (1 + n)) for n, pull in enumerate(streams())]
    made = lane(till, *pulls, is_one_line=True)
    made.run_round()
    for pull in pulls:
        pull.script += [NO_RIGHT] * 99
    till.clock.advance(15_000)
    made.run_round()
    made.run_round()
    assert health(till).state is HealthState.SIGN_IN_NEEDED
    assert health(till).message == "The Office refuses the key."
    assert [pull.runs for pull in pulls] == [2, 2, 2, 2]
    till.clock.advance(86_400_000)
    made.run_round()
    assert [pull.runs for pull in pulls] == [2, 2, 2, 2]


def test_health_survives_a_restart(till: Till) -> None:
    """A new lane knows when its remote last answered."""
    lane(till, ScriptedPull()).run_round()
    answered_ms = till.clock.now_ms()
    till.clock.advance(3_600_000)
    lane(till, ScriptedPull([NotReached("No connection.")])).run_round()
    assert (health(till).state, health(till).last_success_ms) == (
        HealthState.FAILING,
        answered_ms,
    )


def test_what_is_known_never_grows_older(till: Till) -> None:
    """A file of this morning read after the live feed does not turn the clock back."""
    pull = ScriptedPull()
    made = lane(till, pull)
    made.run_round()
    now_ms = till.clock.now_ms()
    pull.as_of_ms = now_ms - 3_600_000
    till.clock.advance(15_000)
    made.run_round()
    assert health(till).as_of_ms == now_ms


def test_threads_start_send_and_end(till: Till) -> None:
    """The engine's lanes work in their own threads and stop when asked."""
    outbound = ScriptedOutbound()
    engine = SyncEngine([lane(till, ScriptedPull(), outbound=outbound)])
    paid_order(till)
    engine.start()
    engine.on_commit(frozenset({Topic.OUTBOX}))
    engine.on_commit(frozenset({Topic.STAFF}))
    for _ in range(2_000):
        if outbound.sent and engine.has_looked(till.clock.now_ms()):
            break
        engine.wake()
        till.reads.staff()  # anything that takes a moment and proves the store is not blocked
    assert engine.stop(timeout_s=10)
    assert len(outbound.sent) == 1


@dataclass
class AnnouncedPull(ScriptedPull):
    """Says when it has run so often."""

    at_run: dict[int, threading.Event] = field(default_factory=dict)

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        try:
            return super().run(store, actor=actor, is_stopping=is_stopping)
        finally:
            if self.runs in self.at_run:
                self.at_run[self.runs].set()


def test_a_held_stream_is_asked_again_at_once_but_not_after_trouble(till: Till) -> None:
    """Live news has no pause between two askings; a relay in trouble is not hammered."""
    first, many = threading.Event(), threading.Event()
    pull = AnnouncedPull(script=[NotReached("gone")], every_ms=0, at_run={1: first, 20: many})
    made = Lane(replace(lane(till, pull)._parts, pause_s=lambda: 0.0))
    made.start()
    try:
        assert first.wait(5)
        assert not many.wait(0.05)
        till.clock.advance(120_000)
        made.wake()
        assert many.wait(5)
    finally:
        assert made.stop(timeout_s=5)
