"""One remote system's thread: let its lines send and pull, note the health, wait.

Uploads come before downloads. This is one of the two files that may catch every exception: a
fault of ours must not end a lane silently.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from posapp.domain.journal import Actor
from posapp.ports.clock import Clock
from posapp.ports.failures import Failure, StoreTrouble
from posapp.ports.store import Health, HealthState, Store
from posapp.sync.health import health_of
from posapp.sync.line import Line, Worked
from posapp.usecases.record_health import record_health

log = logging.getLogger(__name__)

TICK_S = 1.0
"""The outbox and the schedule are looked at this often, and whenever somebody wakes the lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneParts:
    """What a lane is made of. `pause_s` is the wait after a round that went well."""

    remote: str
    title: str
    store: Store
    clock: Clock
    actor: Actor
    lines: Sequence[Line]
    pause_s: Callable[[], float] = field(default=lambda: TICK_S)
    on_fault: Callable[[BaseException], None] = field(default=lambda _: None)


class Lane:
    """Runs rounds; `run_round` may also be called from outside, one round at a time."""

    def __init__(self, parts: LaneParts) -> None:
        self._parts = parts
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._round = threading.Lock()
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
        self.ask_to_stop()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def ask_to_stop(self) -> None:
        """Begin nothing more: the exchange under way is ended and recorded first."""
        self._stopping.set()
        self._wake.set()

    def wake(self) -> None:
        """Look at the work now; waits asked for by trouble still hold."""
        self._wake.set()

    def ask_now(self) -> None:
        """A person wants it now: forget the waits and pull every stream."""
        for line in self._parts.lines:
            line.ask_now()
        self._wake.set()

    def run_round(self) -> bool:
        """Send and pull what is due now; False when a line is in trouble."""
        with self._round:
            now_ms = self._parts.clock.now_ms()
            is_well = self._guarded_round(now_ms)
            self._looked_ms = now_ms
            return is_well

    def _run(self) -> None:
        while not self._stopping.is_set():
            is_well = self.run_round()
            self._wake.wait(self._parts.pause_s() if is_well else TICK_S)
            self._wake.clear()

    def _guarded_round(self, now_ms: int) -> bool:
        """Work on every line, each for itself; a store that cannot be written ends the round."""
        try:
            results = [self._work(line, now_ms) for line in self._parts.lines]
            self._note(results)
        except StoreTrouble as trouble:
            # Nothing can be written, so nothing is: the window says why, the lane tries again.
            log.warning("%s: the store cannot be written: %s", self._parts.remote, trouble.cause)
            return False
        return all(result is not None for result in results)

    def _work(self, line: Line, now_ms: int) -> Worked | None:
        """One line's round; None when it waits or is in trouble."""
        if not line.may_work(now_ms):
            return None
        parts = self._parts
        try:
            return line.work(parts.store, actor=parts.actor, is_stopping=self._stopping.is_set)
        except Failure as failure:
            log.warning("%s: %s", parts.remote, failure.message)
        except StoreTrouble:
            line.hold_back()
            raise
        except Exception as error:  # a fault of ours: reported, waited out, tried again
            log.exception("lane %s failed", parts.remote)
            line.hold_back()
            parts.on_fault(error)
        return None

    def _note(self, results: Sequence[Worked | None]) -> None:
        """Store what the round says about the remote, unless it says nothing new."""
        known = self._known_health()
        as_of_ms = max((worked.as_of_ms or 0 for worked in results if worked), default=0)
        has_spoken = any(worked and worked.has_spoken for worked in results)
        found = health_of(
            known,
            lines=self._parts.lines,
            now_ms=self._parts.clock.now_ms(),
            has_spoken=has_spoken,
            as_of_ms=as_of_ms,
        )
        if found != known:
            with self._parts.store.write("health", actor=self._parts.actor) as uow:
                if self._stopping.is_set():  # another lane may speak for this remote by now
                    return
                record_health(found, uow=uow)
            self._health = found

    def _known_health(self) -> Health:
        if self._health is None:
            with self._parts.store.write("health.load", actor=self._parts.actor) as uow:
                self._health = uow.feeds.health(self._parts.remote)
        if self._health is None:
            return Health(self._parts.remote, self._parts.title, HealthState.NEVER)
        return replace(self._health, title=self._parts.title)
