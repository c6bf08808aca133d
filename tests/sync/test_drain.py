"""Draining: claim, send, record; what is in doubt is never simply sent again."""

from __future__ import annotations

from random import Random

import pytest

from posapp.domain.outbox import LEASE_MS, OutboxItem, OutboxState, Repeat
from posapp.ports.backoffice import Ack
from posapp.ports.failures import (
    CredentialsRefused,
    Failure,
    NoAnswer,
    NoProof,
    NotReached,
    Refused,
    TryLater,
)
from posapp.ports.reads import OutboxRow
from posapp.sync.drain import Drain
from tests.support.remotes import ScriptedOutbound, fails_with, paid_order
from tests.support.till import PROGRAM, Till


def drain(till: Till, outbound: ScriptedOutbound) -> int:
    lane = Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=lambda _: None)
    return lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)


def work(till: Till) -> list[OutboxRow]:
    return list(till.reads.sync_overview().outbox)


def test_nothing_leaves_before_undo_has_run_out(till: Till) -> None:
    """A fresh item waits its eight seconds, then goes."""
    paid_order(till)
    till.clock.advance(-1)
    outbound = ScriptedOutbound()
    assert drain(till, outbound) == 0
    till.clock.advance(1)
    assert drain(till, outbound) == 1
    assert [row.state for row in work(till)] == [OutboxState.CONFIRMED]


@pytest.mark.parametrize(
    ("failure", "state", "in_doubt"),
    [
        (Refused("unknown SKU"), OutboxState.PARKED, False),
        (NoProof("garbled"), OutboxState.UNKNOWN, True),
    ],
)
def test_what_an_attempt_proves_decides(
    till: Till, failure: Failure, state: OutboxState, in_doubt: bool
) -> None:
    """The failure's kind alone decides the state; the reason is kept for staff."""
    paid_order(till)
    drain(till, ScriptedOutbound(fails_with(failure)))
    [row] = work(till)
    assert (row.state, row.is_in_doubt, row.reason) == (state, in_doubt, failure.message)


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (NotReached("no network"), OutboxState.WAITING),
        (CredentialsRefused("token expired"), OutboxState.WAITING),
        (NoAnswer("timed out"), OutboxState.UNKNOWN),
        (TryLater("slow down", wait_ms=7_000), OutboxState.WAITING),
    ],
)
def test_a_broken_line_ends_the_round(till: Till, failure: Failure, state: OutboxState) -> None:
    """The other orders are not tried against a line that is down."""
    paid_order(till)
    paid_order(till)
    outbound = ScriptedOutbound(fails_with(failure))
    with pytest.raises(type(failure)):
        drain(till, outbound)
    assert len(outbound.sent) == 1
    assert [row.state for row in work(till)] == [state, OutboxState.WAITING]


def test_one_refused_record_blocks_only_itself(till: Till) -> None:
    """The second order goes although the first is parked."""
    paid_order(till)
    paid_order(till)
    drain(till, ScriptedOutbound(fails_with(Refused("no"))))
    assert [row.state for row in work(till)] == [OutboxState.PARKED, OutboxState.CONFIRMED]


def test_a_repeat_carries_the_same_bytes_and_key(till: Till) -> None:
    """After a doubt the very same payload goes out under the same id."""
    paid_order(till)
    outbound = ScriptedOutbound(fails_with(NoProof("reset")))
    drain(till, outbound)
    till.clock.advance(600_000)
    drain(till, outbound)
    first, second = outbound.sent
    assert (first.item_id, first.payload) == (second.item_id, second.payload)


def test_a_doubt_is_looked_up_after_the_quiet_period(till: Till) -> None:
    """Where only a look-up is offered, nothing is sent again before it says "not there"."""
    paid_order(till)
    outbound = ScriptedOutbound(
        fails_with(NoAnswer("timed out")), lambda _: None, how=Repeat.LOOKUP
    )
    with pytest.raises(NoAnswer):
        drain(till, outbound)
    till.clock.advance(119_999)
    assert drain(till, outbound) == 0
    till.clock.advance(1)
    drain(till, outbound)
    assert (len(outbound.looked_up), len(outbound.sent)) == (1, 2)
    assert work(till)[0].state is OutboxState.CONFIRMED


def test_a_look_up_with_another_amount_needs_a_person(till: Till) -> None:
    """Our number with a different total is never taken for ours."""
    paid_order(till)
    outbound = ScriptedOutbound(
        fails_with(NoAnswer("timed out")),
        lambda item: Ack("o-9", item.subject_id, total_cents=1),
        how=Repeat.LOOKUP,
    )
    with pytest.raises(NoAnswer):
        drain(till, outbound)
    till.clock.advance(120_000)
    drain(till, outbound)
    [row] = work(till)
    assert row.state is OutboxState.PARKED
    assert "another amount" in row.reason


def test_where_nothing_is_offered_a_person_decides(till: Till) -> None:
    """Parked with both choices; "it is there" confirms, "it is not" sends afresh."""
    for is_there, sends in ((True, 1), (False, 2)):
        paid_order(till)
        outbound = ScriptedOutbound(fails_with(NoProof("reset")), how=Repeat.HUMAN)
        drain(till, outbound)
        till.clock.advance(600_000)
        drain(till, outbound)
        row = next(row for row in work(till) if row.state is OutboxState.PARKED)
        till.act.settle_item(row.item_id, is_there=is_there)
        drain(till, outbound)
        assert len(outbound.sent) == sends
        assert all(entry.state is OutboxState.CONFIRMED for entry in work(till))


def test_a_send_nobody_recorded_becomes_a_doubt(till: Till) -> None:
    """A crash while sending: after the lease the item is in doubt, not lost, not resent."""
    paid_order(till)

    class Gone(BaseException):
        pass

    def crash(name: str) -> None:
        if name == "outbox.after_send":
            raise Gone

    outbound = ScriptedOutbound(how=Repeat.LOOKUP)
    lane = Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=crash)
    with pytest.raises(Gone):
        lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    assert work(till)[0].state is OutboxState.SENDING
    till.clock.advance(LEASE_MS - 1)
    assert drain(till, outbound) == 0
    till.clock.advance(1)
    assert drain(till, outbound) == 0
    assert work(till)[0].is_in_doubt
    till.clock.advance(120_000)
    drain(till, outbound)
    assert (len(outbound.sent), len(outbound.looked_up)) == (1, 1)
    assert work(till)[0].state is OutboxState.CONFIRMED


def test_a_parked_item_goes_again_when_asked(till: Till) -> None:
    """Retry by hand sends it at once; parking by hand holds it."""
    paid_order(till)
    outbound = ScriptedOutbound(fails_with(Refused("unknown SKU")))
    drain(till, outbound)
    [row] = work(till)
    till.act.retry_item(row.item_id)
    till.act.park_item(row.item_id)
    assert drain(till, outbound) == 0
    till.act.retry_item(row.item_id)
    assert drain(till, outbound) == 1
    assert work(till)[0].state is OutboxState.CONFIRMED


def test_a_server_in_trouble_does_not_put_the_whole_queue_in_doubt(till: Till) -> None:
    """After two answers that prove nothing the round ends; the others were not tried."""
    for _ in range(5):
        paid_order(till)
    outbound = ScriptedOutbound(*[fails_with(NoProof("500")) for _ in range(5)])
    with pytest.raises(NoProof):
        drain(till, outbound)
    assert len(outbound.sent) == 2
    assert sum(row.is_in_doubt for row in work(till)) == 2


@pytest.mark.parametrize("how", ["crash", "retry"])
def test_nothing_shortens_the_quiet_before_a_look_up(till: Till, how: str) -> None:
    """A write that lands late is not doubled because of a crash or an impatient tap."""
    paid_order(till)
    arrived: list[str] = []

    class Slow(ScriptedOutbound):
        def look_up(self, item: OutboxItem) -> Ack | None:
            self.looked_up.append(item)
            return Ack("o-1", item.subject_id) if arrived else None

    class Gone(BaseException):
        pass

    def crash(name: str) -> None:
        if how == "crash" and name == "outbox.after_send":
            raise Gone

    outbound = Slow(fails_with(NoAnswer("timed out")), how=Repeat.LOOKUP)
    lane = Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=crash)
    with pytest.raises((Gone, NoAnswer)):
        lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    for _ in range(4):
        till.clock.advance(LEASE_MS)
        if how == "retry":
            till.act.retry_item(work(till)[0].item_id)
        drain(till, outbound)
        arrived.append("late")
    till.clock.advance(120_000)
    drain(till, outbound)
    assert (len(outbound.sent), len(outbound.looked_up)) == (1, 1)
    assert work(till)[0].state is OutboxState.CONFIRMED


def test_a_clock_put_back_holds_nothing_up(till: Till) -> None:
    """What a wrong clock set far ahead is neither leased nor delayed for ever."""
    month_ms = 30 * 86_400_000
    till.clock.advance(month_ms)
    paid_order(till)

    class Gone(BaseException):
        pass

    def crash(name: str) -> None:
        if name == "outbox.before_send":
            raise Gone

    outbound = ScriptedOutbound(how=Repeat.NATURAL_KEY)
    lane = Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=crash)
    with pytest.raises(Gone):
        lane.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    paid_order(till)
    till.clock.advance(-month_ms)
    drain(till, outbound)
    assert [row.state for row in work(till)] == [OutboxState.CONFIRMED, OutboxState.CONFIRMED]


def test_a_lane_that_is_stopping_claims_nothing_more(till: Till) -> None:
    """Closing the window ends the round after the exchange that is under way."""
    paid_order(till)
    paid_order(till)
    outbound = ScriptedOutbound()
    lane = Drain(remote="orders", outbound=outbound, jitter=Random(1), at_point=lambda _: None)
    lane.run(till.store, actor=PROGRAM, is_stopping=lambda: bool(outbound.sent))
    assert len(outbound.sent) == 1
