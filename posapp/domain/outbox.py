"""Work for other systems, and what an attempt proves about it.

The one thing never to get wrong: an attempt that *may* have been applied leaves a doubt, and a
later proof of "not sent" does not remove the doubt of an earlier try.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

UNDO_MS = 8_000
"""A new item is not sent before this, so that Undo is a local delete."""

LEASE_MS = 30_000
"""How long a claim holds: twice the longest total deadline of a request."""


LONGEST_WAIT_MS = 4_200_000
"""No wait is longer: an hour of Retry-After and some. What lies further ahead was set by a clock
that has been put back since, and holds nobody up."""


class OutboxState(StrEnum):
    """Where an item stands; all six are visible to staff."""

    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    PARKED = "parked"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"


OPEN_STATES = frozenset(
    {OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.PARKED}
)
"""States that hold back the later items of the same aggregate."""


class Operation(StrEnum):
    """What an item asks the other system to do."""

    PUT_ORDER = "put_order"
    PUT_CUSTOMER = "put_customer"
    PUT_TAGS = "put_tags"
    MARK_PICKUP = "mark_pickup"
    UNDO_PICKUP = "undo_pickup"
    SET_CLUBS = "set_clubs"


class Repeat(StrEnum):
    """How a system makes sending twice safe (reliability reference §3, A to D).

    STATE: what is sent is whole, so a repeat is harmless; but nothing goes while a late write of an
    older state could still land on a newer one.
    """

    KEY = "key"
    NATURAL_KEY = "natural_key"
    LOOKUP = "lookup"
    HUMAN = "human"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """What an adapter declares for one operation.

    `key_ttl_ms` is how long the system remembers a key; only half of it is trusted.
    `quiet_ms` is the wait before a look-up: at least twice the longest time a write may take there.
    """

    how: Repeat
    key_ttl_ms: int = 24 * 3_600_000
    quiet_ms: int = 120_000
    can_look_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One piece of work. `payload` is the exact text sent on every attempt; `item_id` is its key.

    `seq` orders the items of an aggregate; `is_in_doubt`: an attempt may have been applied.
    `lease_until_ms` outlives the claim: the last exchange may have reached the other side until
    then, so the quiet before a look-up is counted from it, whoever asks for a retry.
    """

    item_id: str
    seq: int
    remote: str
    aggregate: str
    operation: Operation
    subject_id: str
    payload: str
    title: str
    state: OutboxState
    created_ms: int
    not_before_ms: int
    reason: str = ""
    attempts: int = 0
    first_sent_ms: int | None = None
    lease_until_ms: int | None = None
    is_in_doubt: bool = False
    remote_id: str = ""


class Step(StrEnum):
    """What to do with a claimed item."""

    SEND = "send"
    LOOK_UP = "look_up"
    ASK_PERSON = "ask_person"


def next_step(item: OutboxItem, *, rule: RepeatRule, now_ms: int) -> Step:
    """Decide how an item goes on: a doubt is cleared only the way its system makes safe."""
    if not item.is_in_doubt:
        return Step.SEND
    if rule.how in {Repeat.NATURAL_KEY, Repeat.STATE}:
        return Step.SEND
    if rule.how is Repeat.LOOKUP:
        return Step.LOOK_UP
    if rule.how is Repeat.KEY:
        age_ms = 0 if item.first_sent_ms is None else now_ms - item.first_sent_ms
        if 0 <= age_ms < rule.key_ttl_ms // 2:  # below zero: the clock was set back
            return Step.SEND
        return Step.LOOK_UP if rule.can_look_up else Step.ASK_PERSON
    return Step.ASK_PERSON


def must_rest(item: OutboxItem, *, rule: RepeatRule, step: Step) -> bool:
    """True when the next step has to wait until a late write of an earlier try would be there."""
    return step is Step.LOOK_UP or (item.is_in_doubt and rule.how is Repeat.STATE)


def look_up_from_ms(item: OutboxItem, *, rule: RepeatRule) -> int:
    """The first moment at which "not there" is proof: a late write would be there by then."""
    return (item.lease_until_ms or 0) + rule.quiet_ms


class Proof(StrEnum):
    """What an attempt or a look-up proved about the other system."""

    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    MAYBE = "maybe"
    MAYBE_LATE = "maybe_late"
    REFUSED = "refused"
    LOCKED_OUT = "locked_out"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attempt's proof with the sentence staff read; `wait_ms` is a wait the server asked for."""

    proof: Proof
    reason: str = ""
    remote_id: str = ""
    wait_ms: int | None = None


def claimed(item: OutboxItem, *, step: Step, now_ms: int) -> OutboxItem:
    """The item as stored before the first byte goes out."""
    first = item.first_sent_ms
    if step is Step.SEND and first is None:
        first = now_ms
    return replace(
        item,
        state=OutboxState.SENDING,
        attempts=item.attempts + 1,
        first_sent_ms=first,
        lease_until_ms=now_ms + LEASE_MS,
    )


def settled(
    item: OutboxItem, *, outcome: Outcome, rule: RepeatRule, now_ms: int, backoff_ms: int
) -> OutboxItem:
    """The item after an attempt; an outcome no one listed can only arrive here as MAYBE."""
    held = replace(item, lease_until_ms=now_ms, reason=outcome.reason)
    wait_ms = backoff_ms if outcome.wait_ms is None else max(outcome.wait_ms, 0)
    back = OutboxState.UNKNOWN if item.is_in_doubt else OutboxState.WAITING
    match outcome.proof:
        case Proof.APPLIED:
            return replace(
                held, state=OutboxState.CONFIRMED, reason="", remote_id=outcome.remote_id
            )
        case Proof.REFUSED:
            return replace(held, state=OutboxState.PARKED)
        case Proof.ABSENT:
            return replace(held, state=OutboxState.WAITING, is_in_doubt=False, not_before_ms=now_ms)
        case Proof.NOT_APPLIED:
            return replace(held, state=back, not_before_ms=now_ms + wait_ms)
        case Proof.LOCKED_OUT:
            return replace(held, state=back, attempts=item.attempts - 1, not_before_ms=now_ms)
        case Proof.MAYBE | Proof.MAYBE_LATE:
            quiet_ms = rule.quiet_ms if rule.how in {Repeat.LOOKUP, Repeat.STATE} else 0
            return replace(
                held,
                state=OutboxState.UNKNOWN,
                is_in_doubt=True,
                not_before_ms=now_ms + max(wait_ms, quiet_ms),
            )


def lease_expired(item: OutboxItem, *, now_ms: int) -> OutboxItem:
    """A send whose end nobody recorded (a crash): it may have been applied."""
    return replace(
        item,
        state=OutboxState.UNKNOWN,
        is_in_doubt=True,
        not_before_ms=now_ms,
        reason="posapp stopped while sending; checking before sending again.",
    )


def parked(item: OutboxItem, *, reason: str) -> OutboxItem:
    """The item set aside for a person; it keeps its doubt, so a retry stays safe."""
    return replace(item, state=OutboxState.PARKED, reason=reason)


def retried(item: OutboxItem, *, now_ms: int) -> OutboxItem:
    """A parked or delayed item sent back to work by a person."""
    state = OutboxState.UNKNOWN if item.is_in_doubt else OutboxState.WAITING
    return replace(item, state=state, not_before_ms=now_ms)
