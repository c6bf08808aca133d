"""The outbox rules, over every history of proofs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.domain.outbox import (
    LEASE_MS,
    Operation,
    OutboxItem,
    OutboxState,
    Outcome,
    Proof,
    Repeat,
    RepeatRule,
    Step,
    claimed,
    lease_expired,
    next_step,
    parked,
    retried,
    settled,
)

NEW = OutboxItem(
    item_id="i",
    seq=1,
    remote="orders",
    aggregate="order:1",
    operation=Operation.PUT_ORDER,
    subject_id="1",
    payload="{}",
    title="Order 1",
    state=OutboxState.WAITING,
    created_ms=0,
    not_before_ms=0,
)

CRASH = "crash"
EVENTS = st.lists(st.sampled_from([*Proof, CRASH]), max_size=12)


@given(EVENTS, st.sampled_from(Repeat), st.booleans())
def test_a_doubt_ends_only_by_proof_of_the_other_side(
    events: list[Proof | str], how: Repeat, can_look_up: bool
) -> None:
    """Once an attempt may have been applied, only APPLIED or ABSENT clears it, whatever follows."""
    rule = RepeatRule(how, can_look_up=can_look_up)
    item, doubt, now = NEW, False, 0
    for event in events:
        if item.state is OutboxState.CONFIRMED:
            break
        if item.state is OutboxState.PARKED:
            item = retried(item, now_ms=now)
        assert item.is_in_doubt is doubt
        assert item.state is (OutboxState.UNKNOWN if doubt else OutboxState.WAITING)
        now = max(now, item.not_before_ms)
        step = next_step(item, rule=rule, now_ms=now)
        if doubt and how in {Repeat.LOOKUP, Repeat.HUMAN}:
            assert step is not Step.SEND
        if step is Step.ASK_PERSON:
            item = parked(item, reason="ask")
            continue
        item = claimed(item, step=step, now_ms=now)
        if event == CRASH:
            item = lease_expired(item, now_ms=now + LEASE_MS)
            doubt = True
            continue
        assert isinstance(event, Proof)
        is_absence_of_a_send = event is Proof.ABSENT and step is not Step.LOOK_UP
        proof = Proof.NOT_APPLIED if is_absence_of_a_send else event
        item = settled(item, outcome=Outcome(proof), rule=rule, now_ms=now, backoff_ms=1_000)
        doubt = (doubt or proof in {Proof.MAYBE, Proof.MAYBE_LATE}) and proof is not Proof.ABSENT
    assert item.state in OutboxState


def test_a_key_is_trusted_for_half_its_life() -> None:
    """After half the key's life a doubt is looked up, or given to a person where none can look."""
    item = replace(NEW, is_in_doubt=True, state=OutboxState.UNKNOWN, first_sent_ms=0)
    rule = RepeatRule(Repeat.KEY, key_ttl_ms=1_000, can_look_up=True)
    assert next_step(item, rule=rule, now_ms=499) is Step.SEND
    assert next_step(item, rule=rule, now_ms=500) is Step.LOOK_UP
    blind = replace(rule, can_look_up=False)
    assert next_step(item, rule=blind, now_ms=500) is Step.ASK_PERSON


def test_a_look_up_waits_for_the_quiet_period() -> None:
    """A server may still be working on what timed out, so nobody asks before it must be done."""
    rule = RepeatRule(Repeat.LOOKUP, quiet_ms=120_000)
    sent = claimed(NEW, step=Step.SEND, now_ms=0)
    doubted = settled(
        sent, outcome=Outcome(Proof.MAYBE_LATE), rule=rule, now_ms=15_000, backoff_ms=2_000
    )
    assert doubted.not_before_ms == 135_000


def test_retry_after_is_obeyed() -> None:
    """A wait the server asked for replaces our own."""
    sent = claimed(NEW, step=Step.SEND, now_ms=0)
    rule = RepeatRule(Repeat.KEY)
    held = settled(
        sent,
        outcome=Outcome(Proof.NOT_APPLIED, wait_ms=7_000),
        rule=rule,
        now_ms=100,
        backoff_ms=2_000,
    )
    assert (held.state, held.not_before_ms) == (OutboxState.WAITING, 7_100)


@pytest.mark.parametrize("proof", [Proof.REFUSED])
def test_a_refusal_parks_with_its_reason(proof: Proof) -> None:
    """A record the other side will not take waits for a person, with the reason."""
    sent = claimed(NEW, step=Step.SEND, now_ms=0)
    rule = RepeatRule(Repeat.KEY)
    outcome = Outcome(proof, reason="unknown SKU")
    held = settled(sent, outcome=outcome, rule=rule, now_ms=0, backoff_ms=1)
    assert (held.state, held.reason) == (OutboxState.PARKED, "unknown SKU")


def test_credentials_do_not_count_as_an_attempt() -> None:
    """When the whole connection is refused, the item goes back as it was."""
    sent = claimed(NEW, step=Step.SEND, now_ms=0)
    rule = RepeatRule(Repeat.KEY)
    held = settled(sent, outcome=Outcome(Proof.LOCKED_OUT), rule=rule, now_ms=0, backoff_ms=1)
    assert (held.state, held.attempts) == (OutboxState.WAITING, 0)
