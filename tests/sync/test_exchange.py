"""Lanes exchanged while the program runs: the old one ends first, then the new one begins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from posapp.domain.journal import Actor
from posapp.domain.outbox import OutboxItem, OutboxState
from posapp.ports.backoffice import Ack
from posapp.ports.failures import NotReached
from posapp.ports.store import Health, HealthState, Store
from posapp.sync.drain import Drain
from posapp.sync.engine import SyncEngine
from posapp.sync.lane import Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.schedule import Every, Plan
from tests.support.remotes import ScriptedOutbound, accepts, paid_order
from tests.support.till import PROGRAM, Till

SOON_S = 10.0


class Watched:
    """A pull that notes on which thread it ran, and may be held."""

    stream = "watched"
    plan: Plan = Every(0)

    def __init__(self, *, held: threading.Event | None = None) -> None:
        self.ran = threading.Event()
        self._held = held

    def last_run_ms(self, store: Store, *, actor: Actor) -> int | None:
        return None

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
        self.ran.set()
        if self._held is not None:
            assert self._held.wait(SOON_S)
        return None


def lane(
    till: Till, *, title: str, pull: Watched | None = None, drains: list[Drain] | None = None
) -> Lane:
    line = Line(
        clock=till.clock,
        jitter=Random(1),
        drains=drains or [],
        pulls=[] if pull is None else [pull],
    )
    return Lane(
        LaneParts(
            remote="orders",
            title=title,
            store=till.store,
            clock=till.clock,
            actor=PROGRAM,
            lines=[line],
            pause_s=lambda: 0.01,
        )
    )


def drain(outbound: ScriptedOutbound) -> Drain:
    return Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=lambda _: None)


def health(till: Till) -> Health | None:
    with till.store.write("look", actor=PROGRAM) as uow:
        return uow.feeds.health("orders")


def exchange(engine: SyncEngine, *lanes: Lane) -> threading.Event:
    """Let these lanes take over; the event says that the old ones have ended."""
    ended = threading.Event()
    engine.hand_over(engine.retire(["orders"]), lanes, on_ended=ended.set)
    return ended


def test_the_new_lane_begins_when_the_old_one_has_ended(till: Till) -> None:
    """And not before; exchanging waits for nothing."""
    held, old, new = threading.Event(), Watched(), Watched()
    old = Watched(held=held)
    engine = SyncEngine([lane(till, title="Old", pull=old)])
    engine.start()
    assert old.ran.wait(SOON_S)
    ended = exchange(engine, lane(till, title="New", pull=new))
    assert not new.ran.wait(0.2)
    assert not ended.is_set()
    held.set()
    assert new.ran.wait(SOON_S)
    assert ended.is_set()
    assert engine.stop()


def test_a_send_under_way_is_recorded_by_its_own_lane(till: Till) -> None:
    """The order is sent once, and confirmed although its lane was taken out of work."""
    order_id = paid_order(till)
    sending, held = threading.Event(), threading.Event()

    def slowly(item: OutboxItem) -> Ack:
        sending.set()
        assert held.wait(SOON_S)
        return accepts(item)

    old, new = ScriptedOutbound(slowly), ScriptedOutbound()
    pull = Watched()
    engine = SyncEngine([lane(till, title="Old", drains=[drain(old)])])
    engine.start()
    assert sending.wait(SOON_S)
    paid_order(till)
    exchange(engine, lane(till, title="New", drains=[drain(new)], pull=pull))
    held.set()
    assert pull.ran.wait(SOON_S)
    assert engine.stop()
    assert [item.subject_id for item in old.sent] == [order_id]
    assert len(new.sent) == 1
    states = {row.state for row in till.reads.sync_overview().outbox}
    assert states == {OutboxState.CONFIRMED}


def test_a_lane_exchanged_before_it_began_never_begins(till: Till) -> None:
    """Only the last of them runs, once the first has ended."""
    held, skipped, last = threading.Event(), Watched(), Watched()
    first = Watched(held=held)
    engine = SyncEngine([lane(till, title="First", pull=first)])
    engine.start()
    assert first.ran.wait(SOON_S)
    exchange(engine, lane(till, title="Skipped", pull=skipped))
    exchange(engine, lane(till, title="Last", pull=last))
    held.set()
    assert last.ran.wait(SOON_S)
    assert engine.stop()
    assert not skipped.ran.is_set()


def test_stopping_in_between_begins_nothing(till: Till) -> None:
    """The program ends; what held the exchange up is told as not ended."""
    held, new = threading.Event(), Watched()
    old = Watched(held=held)
    engine = SyncEngine([lane(till, title="Old", pull=old)])
    engine.start()
    assert old.ran.wait(SOON_S)
    retired = engine.retire(["orders"])
    engine.hand_over(retired, [lane(till, title="New", pull=new)], on_ended=lambda: None)
    engine.stop(timeout_s=1.0)
    held.set()
    assert all(one.stop(timeout_s=SOON_S) for one in retired)
    assert not new.ran.is_set()


def test_engines_that_stand_still_exchange_at_once(till: Till) -> None:
    """As the command line does: the next round is the new lane's, and a lane may go for good."""
    new = Watched()
    engine = SyncEngine([lane(till, title="Old", pull=Watched())])
    assert exchange(engine, lane(till, title="New", pull=new)).is_set()
    assert engine.run_once() == {"orders": True}
    assert new.ran.is_set()
    assert exchange(engine).is_set()
    assert engine.run_once() == {}


def test_a_lane_out_of_work_says_nothing_of_its_remote(till: Till) -> None:
    """Another one may speak for it by then."""
    held = threading.Event()
    old = Watched(held=held)
    engine = SyncEngine([lane(till, title="Old", pull=old)])
    engine.start()
    assert old.ran.wait(SOON_S)
    ended = exchange(engine)
    held.set()
    assert ended.wait(SOON_S)
    assert engine.stop()
    assert health(till) is None


def test_a_health_carries_the_title_of_who_speaks_now(till: Till) -> None:
    """The role stays, the system in it is another."""
    assert lane(till, title="Old", pull=Watched()).run_round()
    till.clock.advance(1_000)
    lane(till, title="New", pull=Watched()).run_round()
    known = health(till)
    assert known is not None
    assert (known.title, known.state) == ("New", HealthState.LIVE)


@pytest.mark.parametrize("trouble", [NotReached("no network")])
def test_an_old_lane_in_trouble_is_let_go_as_well(
    till: Till, trouble: Exception, tmp_path: Path
) -> None:
    """It waits for its line, and ends in the middle of that wait."""

    class Down(Watched):
        def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int | None:
            self.ran.set()
            raise trouble

    old, new = Down(), Watched()
    engine = SyncEngine([lane(till, title="Old", pull=old)])
    engine.start()
    assert old.ran.wait(SOON_S)
    exchange(engine, lane(till, title="New", pull=new))
    assert new.ran.wait(SOON_S)
    assert engine.stop()


def test_a_long_reading_is_cut(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """No exchange goes on for so long; what reads on is told to end by its connection."""
    monkeypatch.setattr("posapp.sync.engine._PATIENCE_S", 0.0)
    held, new = threading.Event(), Watched()
    old = Watched(held=held)
    engine = SyncEngine([lane(till, title="Old", pull=old)])
    engine.start()
    assert old.ran.wait(SOON_S)
    engine.hand_over(
        engine.retire(["orders"]),
        [lane(till, title="New", pull=new)],
        on_ended=lambda: None,
        cut=held.set,
    )
    assert new.ran.wait(SOON_S)
    assert engine.stop()
