"""Send the outbox of one remote, an item at a time: claim, send, record.

What an attempt proves is decided by the failure's type alone; everything not listed is a doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

from posapp.domain.journal import Actor
from posapp.domain.outbox import Operation, OutboxItem, Outcome, Proof, RepeatRule, Step
from posapp.ports.backoffice import Ack, CommerceBackend
from posapp.ports.customer_fields import Overtaken
from posapp.ports.documents import (
    ClubsDocument,
    CustomerDocument,
    Document,
    OrderDocument,
    PickupDocument,
    backend_of,
    decode,
    decode_order,
)
from posapp.ports.failures import (
    CredentialsRefused,
    Failure,
    NoAnswer,
    NoProof,
    NotReached,
    Refused,
    SignInPage,
    TryLater,
)
from posapp.ports.store import Store
from posapp.sync.backoff import backoff_ms
from posapp.usecases.meet_system import meet_system
from posapp.usecases.outbox_work import (
    Claim,
    NotTaken,
    WhyNot,
    claim_next,
    record_outcome,
    recover_expired,
    takes_all,
)

NEVER_LEFT = (NotReached, SignInPage, CredentialsRefused)
LINE_FAILURES = (*NEVER_LEFT, NoAnswer, TryLater)
"""Failures of the line rather than of one item: the round ends and the lane waits."""

_DOUBTS_A_ROUND = 2
"""A server in trouble must not put the whole queue in doubt."""


class Outbound(Protocol):
    """The sending side of one remote system."""

    @property
    def system(self) -> str:
        """The name of the system it sends to; "" where there is no other."""
        ...

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """How a second send is made safe."""
        ...

    def send(self, item: OutboxItem) -> Ack:
        """Send the stored payload; raises Failure."""
        ...

    def look_up(self, item: OutboxItem) -> Ack | None:
        """What the other side has under our reference; raises Failure."""
        ...


@dataclass(frozen=True, slots=True)
class BackOfficeOutbound:
    """Sends to a back office whatever it can be written; `why_not` says what it cannot."""

    backend: CommerceBackend
    title: str = ""
    reason_of: Callable[[Operation], str] = lambda _: "The back office takes no such work."

    @property
    def system(self) -> str:
        """As the adapter calls itself."""
        return self.backend.name

    def why_not(self, item: OutboxItem) -> NotTaken | None:
        """Why an item is a person's work: unclaimed, or about a record of another system."""
        document = _document(item)
        owner = backend_of(document)
        if owner not in {"", self.backend.name}:
            reason = f"It is about a record of {owner}, which is not connected any more."
            return NotTaken(document=document, backend=owner, office=owner, reason=reason)
        if item.operation in self.backend.writes:
            return None
        return NotTaken(
            document=document,
            backend=self.backend.name,
            office=self.title,
            reason=self.reason_of(item.operation),
        )

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """As the adapter declares."""
        return self.backend.writes[operation].rule

    def send(self, item: OutboxItem) -> Ack:
        """Decode the stored document and hand it over under the item's own id."""
        return self.backend.writes[item.operation].put(_document(item), item.item_id)

    def look_up(self, item: OutboxItem) -> Ack | None:
        """What is there of the document."""
        find = self.backend.writes[item.operation].find
        if find is None:
            raise Refused("This cannot be looked up there. Look for it, then settle it here.")
        return find(_document(item))


_DOCUMENTS: dict[Operation, type[Document]] = {
    Operation.PUT_ORDER: OrderDocument,
    Operation.PUT_CUSTOMER: CustomerDocument,
    Operation.MARK_PICKUP: PickupDocument,
    Operation.UNDO_PICKUP: PickupDocument,
    Operation.SET_CLUBS: ClubsDocument,
}


def _document(item: OutboxItem) -> Document:
    return decode(item.payload, _DOCUMENTS[item.operation])


@dataclass(frozen=True, slots=True)
class Drain:
    """The sending half of a lane. `at_point` names moments at which a crash test may kill us."""

    remote: str
    outbound: Outbound
    jitter: Random
    at_point: Callable[[str], None]
    why_not: WhyNot = takes_all

    def run(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> int:
        """Send what is due; returns how many were tried. Raises Failure when the line is down."""
        with store.write("outbox.recover", actor=actor) as uow:
            recover_expired(uow=uow)
            if not meet_system(self.remote, self.outbound.system, uow=uow):
                return 0
        tried = doubts = 0
        while not is_stopping() and (claim := self._claim(store, actor=actor)) is not None:
            tried += 1
            self.at_point("outbox.before_send")
            outcome, failure = self._attempt(claim)
            self.at_point("outbox.after_send")
            with store.write("outbox.outcome", actor=actor) as uow:
                record_outcome(
                    claim.item,
                    uow=uow,
                    outcome=outcome,
                    rule=self.outbound.repeat_rule(claim.item.operation),
                    backoff_ms=self._item_wait_ms(claim.item, failure),
                    met=failure.met if isinstance(failure, Overtaken) else None,
                )
            doubts += isinstance(failure, NoProof)
            if isinstance(failure, LINE_FAILURES) or (failure and doubts >= _DOUBTS_A_ROUND):
                raise failure
        return tried

    def _item_wait_ms(self, item: OutboxItem, failure: Failure | None) -> int:
        """An item that never left waits with its line, so that it keeps its turn."""
        if isinstance(failure, NEVER_LEFT):
            return 0
        return backoff_ms(item.attempts, jitter=self.jitter)

    def _claim(self, store: Store, *, actor: Actor) -> Claim | None:
        with store.write("outbox.claim", actor=actor) as uow:
            rule_of = self.outbound.repeat_rule
            return claim_next(self.remote, uow=uow, rule_of=rule_of, why_not=self.why_not)

    def _attempt(self, claim: Claim) -> tuple[Outcome, Failure | None]:
        try:
            if claim.step is Step.LOOK_UP:
                return self._look_up(claim.item), None
            ack = self.outbound.send(claim.item)
        except Failure as failure:
            return _outcome_of(failure, step=claim.step), failure
        return Outcome(Proof.APPLIED, remote_id=ack.remote_id), None

    def _look_up(self, item: OutboxItem) -> Outcome:
        ack = self.outbound.look_up(item)
        if ack is None:
            return Outcome(Proof.ABSENT, reason="It had not arrived; sending it again.")
        expected = _total_cents(item)
        if ack.total_cents is not None and ack.total_cents != expected:
            reason = (
                f"{ack.reference} is there with another amount "
                f"({ack.total_cents} instead of {expected} cents)."
            )
            return Outcome(Proof.REFUSED, reason=reason)
        return Outcome(Proof.APPLIED, remote_id=ack.remote_id)


def _outcome_of(failure: Failure, *, step: Step) -> Outcome:
    """What a failure proves; a failed look-up proves nothing about the send it asks after."""
    proof = failure.proof
    if step is Step.LOOK_UP and proof in {Proof.MAYBE, Proof.MAYBE_LATE, Proof.NOT_APPLIED}:
        proof = Proof.NOT_APPLIED
    return Outcome(proof, reason=failure.message, wait_ms=failure.wait_ms)


def _total_cents(item: OutboxItem) -> int | None:
    if item.operation is Operation.PUT_ORDER:
        return decode_order(item.payload).total_cents
    return None
