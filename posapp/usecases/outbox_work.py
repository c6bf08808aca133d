"""The outbox's life in the store: claim, record what came of it, retry, park.

A claim is committed before the first byte goes out; a send whose end nobody recorded is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.journal import JournalEntry, Verb
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
    look_up_from_ms,
    must_rest,
    next_step,
    parked,
    retried,
    settled,
)
from posapp.ports.customer_fields import MetRecord
from posapp.ports.documents import Document
from posapp.ports.store import UnitOfWork
from posapp.usecases.after_outcome import follow_outcome
from posapp.usecases.customer_work import readdress
from posapp.usecases.remake_work import remake_work
from posapp.usecases.tasks import TaskToFile, file_task

RuleOf = Callable[[Operation], RepeatRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Why the connected system does not take an item: a person has to do it in `office`."""

    document: Document
    backend: str
    office: str
    reason: str


WhyNot = Callable[[OutboxItem], NotTaken | None]


def takes_all(_item: OutboxItem) -> NotTaken | None:
    """A system that takes whatever is meant for it."""
    return None


_ASK_PERSON = (
    "It may already be recorded there. Look for it, then say whether it is there or send it again."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claimed item and what to do with it."""

    item: OutboxItem
    step: Step


def recover_expired(*, uow: UnitOfWork) -> int:
    """Turn sends that outlived their lease into doubts; returns how many."""
    expired = uow.outbox.expired(now_ms=uow.now_ms)
    for item in expired:
        uow.outbox.save(lease_expired(item, now_ms=uow.now_ms))
        uow.touch(Topic.OUTBOX)
    return len(expired)


def claim_next(
    remote: str, *, uow: UnitOfWork, rule_of: RuleOf, why_not: WhyNot = takes_all
) -> Claim | None:
    """Claim the next due item of `remote`, setting aside those that only a person can clear.

    What its system does not take, or takes no more, becomes a task.
    """
    while (item := uow.outbox.next_due(remote, now_ms=uow.now_ms)) is not None:
        if item.operation is Operation.PUT_CUSTOMER and readdress(item, uow=uow):
            continue
        if (not_taken := why_not(item)) is not None:
            hand_to_person(item, not_taken, uow=uow)
            continue
        rule = rule_of(item.operation)
        step = next_step(item, rule=rule, now_ms=uow.now_ms)
        uow.touch(Topic.OUTBOX)
        ready_ms = look_up_from_ms(item, rule=rule)
        latest_ms = uow.now_ms + LEASE_MS + rule.quiet_ms
        if must_rest(item, rule=rule, step=step) and uow.now_ms < ready_ms <= latest_ms:
            uow.outbox.save(replace(item, not_before_ms=ready_ms))
            continue
        if step is Step.ASK_PERSON:
            uow.outbox.save(parked(item, reason=_ASK_PERSON))
            continue
        held = claimed(item, step=step, now_ms=uow.now_ms)
        uow.outbox.save(held)
        return Claim(held, step)
    return None


def record_outcome(
    item: OutboxItem,
    *,
    uow: UnitOfWork,
    outcome: Outcome,
    rule: RepeatRule,
    backoff_ms: int,
    met: MetRecord | None = None,
) -> OutboxItem:
    """Store what the attempt on `item` proved; a claim taken over meanwhile is left alone.

    `met` is the record that was found instead of what both sides knew.
    """
    current = uow.outbox.get(item.item_id)
    if current.state is not OutboxState.SENDING or current.attempts != item.attempts:
        return current
    after = settled(current, outcome=outcome, rule=rule, now_ms=uow.now_ms, backoff_ms=backoff_ms)
    uow.outbox.save(after)
    uow.touch(Topic.OUTBOX)
    if met is not None:
        after = remake_work(after, met, uow=uow)
    follow_outcome(after, uow=uow)
    return after


def hand_to_person(item: OutboxItem, why: NotTaken, *, uow: UnitOfWork) -> None:
    """End the item: it is a task now, which says so when it may be there already."""
    reason = why.reason
    if item.is_in_doubt:
        reason = f"{reason} It may already be there: look before you enter it."
    work = TaskToFile(
        operation=item.operation,
        document=why.document,
        subject_id=item.subject_id,
        backend=why.backend,
        office=why.office,
        reason=reason,
    )
    file_task(work, uow=uow)
    handed = replace(item, state=OutboxState.SUPERSEDED, reason=why.reason)
    uow.outbox.save(handed)
    follow_outcome(handed, uow=uow)
    uow.touch(Topic.OUTBOX)


@dataclass(frozen=True, slots=True)
class RetryItem:
    """Send this item again now, the way that is safe for its system."""

    item_id: str


@dataclass(frozen=True, slots=True)
class ParkItem:
    """Set this item aside until a person decides."""

    item_id: str


@dataclass(frozen=True, slots=True)
class SettleItem:
    """A person looked in the other system: the item is there, or it is not."""

    item_id: str
    is_there: bool


def retry_item(command: RetryItem, *, uow: UnitOfWork) -> None:
    """Put a parked, waiting or doubtful item back to work at once."""
    item = uow.outbox.get(command.item_id)
    _require_idle(item)
    uow.outbox.save(retried(item, now_ms=uow.now_ms))
    uow.record(_entry(Verb.OUTBOX_RETRIED, item))
    uow.touch(Topic.OUTBOX)


def park_item(command: ParkItem, *, uow: UnitOfWork) -> None:
    """Park an item by hand; it keeps its place and its doubt."""
    item = uow.outbox.get(command.item_id)
    _require_idle(item)
    uow.outbox.save(parked(item, reason=item.reason or "Set aside here."))
    uow.record(_entry(Verb.OUTBOX_PARKED, item))
    uow.touch(Topic.OUTBOX)


def settle_item(command: SettleItem, *, uow: UnitOfWork) -> None:
    """End a doubt by a person's word: confirmed when it is there, sent afresh when it is not."""
    item = uow.outbox.get(command.item_id)
    _require_idle(item)
    outcome = Outcome(Proof.APPLIED if command.is_there else Proof.ABSENT)
    rule = RepeatRule(Repeat.HUMAN)
    after = settled(item, outcome=outcome, rule=rule, now_ms=uow.now_ms, backoff_ms=0)
    uow.outbox.save(after)
    follow_outcome(after, uow=uow)
    uow.record(_entry(Verb.OUTBOX_SETTLED, item, is_there=command.is_there))
    uow.touch(Topic.OUTBOX)


def _require_idle(item: OutboxItem) -> None:
    if item.state is OutboxState.SENDING:
        raise DomainError("sending", f"{item.title} is being sent right now.")
    if item.state in {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}:
        raise DomainError("already_sent", f"{item.title} is already sent.")


def _entry(verb: Verb, item: OutboxItem, **after: object) -> JournalEntry:
    return JournalEntry(verb, item.item_id, before={"state": item.state.value}, after=after)
