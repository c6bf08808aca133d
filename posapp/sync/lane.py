"""One remote system's thread: drain the outbox, pull what is due, note the health, wait.

Uploads come before downloads. This is one of the two files that may catch every exception: a
fault of ours must not end a lane silently.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from posapp.domain.journal import Actor
from posapp.ports.clock import Clock
from posapp.ports.failures import CredentialsRefused, Failure, StoreTrouble
from posapp.ports.store import Health, HealthState, Store
from posapp.sync.backoff import line_wait_ms
from posapp.sync.drain import Drain
from posapp.sync.health import after_failure, after_success
from posapp.sync.pull import Pull
from posapp.usecases.record_health import record_health

log = logging.getLogger(__name__)

_TICK_S = 1.0
"""The outbox and the schedule are looked at this often, and whenever somebody wakes the lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneParts:
    """What a lane is made of; `drain` is None for a remote that nothing is sent to."""

    remote: str
    title: str
    store: Store
    clock: Clock
    actor: Actor
    jitter: Random
    drain: Drain | None = None
    pulls: Sequence[Pull] = ()
    on_fault: Callable[[BaseException], None] = field(default=lambda _: None)


class Lane:
    """Runs rounds; `run_round` may also be called from outside, one round at a time."""

    def __init__(self, parts: LaneParts) -> None:
        self._parts = parts
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._round = threading.Lock()
        self._failures = 0
        self._blocked_until_ms = 0
        self._needs_person = False
        self._due_ms: dict[str, int] = {pull.stream: 0 for pull in parts.pulls}
        self._health: Health | None = None
        self._thread: threading.Thread | None = None
        self._looked_ms = 0

    @property
    def remote(self) -> str:
        """The lane's role."""
        return self._parts.remote

    @property
    def looked_ms(self) -> int:
        """The time of the last round that has ended, worked or not."""
        return self._looked_ms

    def start(self) -> None:
        """Start the thread."""
        name = f"lane-{self._parts.remote}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def stop(self, *, timeout_s: float) -> bool:
        """Ask the thread to end and wait; False when it is still in an exchange."""
        self._stopping.set()
        self._wake.set()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def wake(self) -> None:
        """Look at the work now; waits asked for by trouble still hold."""
        self._wake.set()

    def ask_now(self) -> None:
        """A person wants it now: forget the waits and pull every stream."""
        self._blocked_until_ms = 0
        self._needs_person = False
        self._due_ms = dict.fromkeys(self._due_ms, 0)
        self._wake.set()

    def run_round(self) -> bool:
        """Send and pull what is due now; True when the remote answered or nothing was due."""
        with self._round:
            now_ms = self._parts.clock.now_ms()
            is_well = self._guarded_round(now_ms)
            self._looked_ms = now_ms
            return is_well

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.run_round()
            self._wake.wait(_TICK_S)
            self._wake.clear()

    def _known_health(self) -> Health:
        if self._health is None:
            with self._parts.store.write("health.load", actor=self._parts.actor) as uow:
                self._health = uow.feeds.health(self._parts.remote)
        return self._health or Health(self._parts.remote, self._parts.title, HealthState.NEVER)

    def _guarded_round(self, now_ms: int) -> bool:
        if self._needs_person or now_ms < self._blocked_until_ms:
            return False
        try:
            self._spoken_round(now_ms)
        except StoreTrouble as trouble:
            # Nothing can be written, so nothing is: the window says why, the lane tries again.
            log.warning("%s: the store cannot be written: %s", self._parts.remote, trouble.cause)
            self._hold_back()
            return False
        except Exception as error:  # a fault of ours: reported, said, tried again
            log.exception("lane %s failed", self._parts.remote)
            self._hold_back()
            self._parts.on_fault(error)
            return False
        return self._failures == 0

    def _spoken_round(self, now_ms: int) -> None:
        """Work, and store what that says about the remote's health."""
        health = self._known_health()
        try:
            worked, as_of_ms = self._work(now_ms)
        except Failure as failure:
            self._hold_back(failure.wait_ms)
            self._needs_person = isinstance(failure, CredentialsRefused)
            log.warning("%s: %s", self._parts.remote, failure.message)
            self._save(
                after_failure(
                    health,
                    failure=failure,
                    now_ms=self._parts.clock.now_ms(),
                    next_ms=self._blocked_until_ms,
                )
            )
            return
        self._failures = 0
        if worked:
            now_ms = self._parts.clock.now_ms()
            next_ms = min(self._due_ms.values(), default=now_ms)
            self._save(after_success(health, now_ms=now_ms, next_ms=next_ms, as_of_ms=as_of_ms))

    def _work(self, now_ms: int) -> tuple[bool, int | None]:
        """Drain, then pull; (whether the remote was spoken to, the time its newest news is of)."""
        parts = self._parts
        tried = parts.drain.run(parts.store, actor=parts.actor) if parts.drain else 0
        worked, as_of_ms = tried > 0, None
        for pull in parts.pulls:
            if self._stopping.is_set() or now_ms < self._due_ms[pull.stream]:
                continue
            found_ms = pull.run(parts.store, actor=parts.actor)
            self._due_ms[pull.stream] = parts.clock.now_ms() + pull.every_ms
            as_of_ms = max(as_of_ms or 0, parts.clock.now_ms() if found_ms is None else found_ms)
            worked = True
        return worked, as_of_ms

    def _hold_back(self, wait_ms: int | None = None) -> None:
        self._failures += 1
        self._due_ms = dict.fromkeys(self._due_ms, 0)  # the next round must speak to it again
        wait_ms = wait_ms or line_wait_ms(self._failures, jitter=self._parts.jitter)
        self._blocked_until_ms = self._parts.clock.now_ms() + wait_ms

    def _save(self, health: Health) -> None:
        with self._parts.store.write("health", actor=self._parts.actor) as uow:
            record_health(health, uow=uow)
        self._health = health
