"""One line of a lane: what goes over the same connection fails and waits together.

A remote may have several, such as Tock's export host and the relay; one that is down leaves the
others alone. A stream that alone is refused leaves the other streams of its line alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from posapp.domain.journal import Actor
from posapp.domain.outbox import LONGEST_WAIT_MS
from posapp.ports.clock import Clock
from posapp.ports.failures import CredentialsRefused, Failure, Refused
from posapp.ports.store import Store
from posapp.sync.backoff import line_wait_ms
from posapp.sync.drain import Drain
from posapp.sync.pull import Pull
from posapp.sync.schedule import NEVER_MS

REFUSED_WAIT_MS = 900_000
"""A stream that was refused is asked for again after this, or when a person wants it now."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    failure: Failure
    until_ms: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What a line did: whether it spoke to the other side, and the time its newest news is of."""

    has_spoken: bool = False
    as_of_ms: int | None = None


class Line:
    """Sends, then pulls what is due; `failure` is why it waits, None while it is well."""

    def __init__(
        self, *, clock: Clock, jitter: Random, drains: Sequence[Drain] = (), pulls: Sequence[Pull]
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._drains = tuple(drains)
        self._pulls = tuple(pulls)
        self._last_ms: dict[str, int | None] = {}
        self._asked: set[str] = set()
        self._refusals: dict[str, _Refusal] = {}
        self._failures = 0
        self._blocked_until_ms = 0
        self.answered_ms = 0
        self.failed_ms = 0
        self.failure: Failure | None = None

    @property
    def is_well(self) -> bool:
        """True when the other side answered at the last try."""
        return self._failures == 0 and self.answered_ms > 0

    @property
    def needs_person(self) -> bool:
        """True when only a person can go on: the credentials were refused."""
        return isinstance(self.failure, CredentialsRefused)

    @property
    def refusals(self) -> tuple[str, ...]:
        """What the other side refuses to tell while it tells the rest, a sentence or two each."""
        return tuple(
            _refusal_words(stream, refusal.failure)
            for stream, refusal in sorted(self._refusals.items())
        )

    @property
    def next_ms(self) -> int | None:
        """When it will speak next, None for one that waits for work or for a person."""
        now_ms = self._clock.now_ms()
        due_ms = min((self._due_ms(pull, now_ms) for pull in self._pulls), default=NEVER_MS)
        if due_ms == NEVER_MS and self.failure is None:
            return None
        return max(self._blocked_until_ms, 0 if due_ms == NEVER_MS else due_ms)

    def ask_now(self) -> None:
        """A person wants it now: forget the waits, pull every stream."""
        self._blocked_until_ms = 0
        self.failure = None
        self._refusals = {
            stream: replace(refusal, until_ms=0) for stream, refusal in self._refusals.items()
        }
        self._ask_all()

    def may_work(self, now_ms: int) -> bool:
        """False while a wait holds."""
        wait_ms = self._blocked_until_ms - now_ms  # a longer one: the clock was set back
        return not self.needs_person and not 0 < wait_ms <= LONGEST_WAIT_MS

    def work(self, store: Store, *, actor: Actor, is_stopping: Callable[[], bool]) -> Worked:
        """Drain, then pull; raises Failure and waits when the other side is in trouble."""
        now_ms = self._clock.now_ms()
        try:
            worked = self._send_and_pull(store, actor=actor, now_ms=now_ms, is_stopping=is_stopping)
        except Failure as failure:
            self.hold_back(failure)
            raise
        self._failures = 0
        self.failure = None
        if worked.has_spoken:
            self.answered_ms = self._clock.now_ms()
        return worked

    def hold_back(self, failure: Failure | None = None) -> None:
        """Wait after trouble; without `failure` it was a fault of ours."""
        self._failures += 1
        self.failed_ms = self._clock.now_ms()
        self.failure = failure
        self._ask_all()  # the next round must speak to it again
        asked_ms = failure.wait_ms if failure is not None else None
        wait_ms = asked_ms or line_wait_ms(self._failures, jitter=self._jitter)
        self._blocked_until_ms = self._clock.now_ms() + wait_ms

    def _send_and_pull(
        self, store: Store, *, actor: Actor, now_ms: int, is_stopping: Callable[[], bool]
    ) -> Worked:
        tried = sum(
            [drain.run(store, actor=actor, is_stopping=is_stopping) for drain in self._drains]
        )
        has_told, as_of_ms = tried > 0, None
        has_spoken = has_told
        for pull in self._pulls:
            if pull.stream not in self._last_ms:
                self._last_ms[pull.stream] = pull.last_run_ms(store, actor=actor)
            if is_stopping() or self._due_ms(pull, now_ms) > now_ms:
                continue
            self._asked.discard(pull.stream)  # who asks from now on is asking for another run
            has_spoken = True
            try:
                found_ms = pull.run(store, actor=actor, is_stopping=is_stopping)
            except (Refused, CredentialsRefused) as failure:
                self._note_refusal(pull, failure, has_told=has_told)
                continue
            has_told = True
            self._refusals.pop(pull.stream, None)
            answered_ms = self._clock.now_ms()
            kept_ms = pull.last_run_ms(store, actor=actor)
            self._last_ms[pull.stream] = answered_ms if kept_ms is None else kept_ms
            as_of_ms = max(as_of_ms or 0, answered_ms if found_ms is None else found_ms)
        return Worked(has_spoken, as_of_ms)

    def _note_refusal(self, pull: Pull, failure: Failure, *, has_told: bool) -> None:
        """Go on with the others; once all are refused, the connection is, and that is raised.

        `has_told`: something else was told this round, so that the key is surely good.
        """
        is_known = pull.stream in self._refusals
        until_ms = self._clock.now_ms() + REFUSED_WAIT_MS
        self._refusals[pull.stream] = _Refusal(failure, until_ms)
        others = {one.stream for one in self._pulls} - self._refusals.keys()
        if others:
            if not is_known and not has_told:
                self._asked |= others  # at once: is it the key, or this stream alone?
            return
        failures = [refusal.failure for refusal in self._refusals.values()]
        self._refusals.clear()
        raise next((one for one in failures if isinstance(one, CredentialsRefused)), failure)

    def _due_ms(self, pull: Pull, now_ms: int) -> int:
        refusal = self._refusals.get(pull.stream)
        if refusal is not None and 0 < refusal.until_ms - now_ms <= REFUSED_WAIT_MS:
            return refusal.until_ms
        if pull.stream in self._asked or pull.stream not in self._last_ms:
            return 0
        return pull.plan.next_due_ms(self._last_ms[pull.stream], now_ms)

    def _ask_all(self) -> None:
        self._asked.update(pull.stream for pull in self._pulls)


def _refusal_words(stream: str, failure: Failure) -> str:
    if isinstance(failure, CredentialsRefused):
        return f"The key has no right to read {stream}s. Give it that right there, then sync."
    return f"No {stream}s: {failure.message}"
