"""All lanes together: start, stop, wake, and exchange some while the others run.

A lane that is exchanged ends its exchange and records it before the one in its place begins, so
that no send is lost and no two programs' worth of lanes speak for one role.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence

from posapp.domain.changes import Changes, Topic
from posapp.sync.lane import Lane

_LOOK_S = 0.5
"""How often a hand-over looks whether the program ends."""

_PATIENCE_S = 20.0
"""An exchange ends within its deadline before this; what goes on longer is a long reading."""


def _cut_nothing() -> None:
    """There is no connection to cut."""


class SyncEngine:
    """The lanes of this terminal."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = tuple(lanes)
        self._lock = threading.Lock()
        self._is_running = False
        self._is_stopping = threading.Event()
        self._handing_over: list[threading.Thread] = []

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Those that work, or will once others have ended."""
        return self._lanes

    def start(self) -> None:
        """Start every lane."""
        with self._lock:
            self._is_running = True
            lanes = self._lanes
        for lane in lanes:
            lane.start()

    def stop(self, *, timeout_s: float = 20.0) -> bool:
        """End every lane; False when one is still in an exchange after `timeout_s`."""
        self._is_stopping.set()
        with self._lock:
            lanes, handing_over = self._lanes, tuple(self._handing_over)
        ended = [lane.stop(timeout_s=timeout_s) for lane in lanes]
        for thread in handing_over:
            thread.join(timeout_s)
        return all(ended) and not any(thread.is_alive() for thread in handing_over)

    def retire(self, remotes: Collection[str]) -> tuple[Lane, ...]:
        """Take the lanes of some remotes out of work: they begin nothing more."""
        with self._lock:
            retired = tuple(lane for lane in self._lanes if lane.remote in remotes)
            self._lanes = tuple(lane for lane in self._lanes if lane not in retired)
        for lane in retired:
            lane.ask_to_stop()
        return retired

    def hand_over(
        self,
        retired: Sequence[Lane],
        lanes: Sequence[Lane],
        *,
        on_ended: Callable[[], None],
        cut: Callable[[], None] = _cut_nothing,
    ) -> None:
        """Let `lanes` take the place of retired ones, each of which ends its exchange first.

        `cut` breaks the connections of one that goes on reading; `on_ended` is called when all have
        ended. This waits for nothing.
        """
        with self._lock:
            self._lanes = (*self._lanes, *lanes)
            if not self._is_running:
                on_ended()
                return
            before = self._handing_over[-1] if self._handing_over else None
            thread = threading.Thread(
                target=self._exchange,
                args=(before, tuple(retired), tuple(lanes), on_ended, cut),
                name="lanes-hand-over",
                daemon=True,
            )
            self._handing_over = [one for one in self._handing_over if one.is_alive()]
            thread.start()
            self._handing_over.append(thread)

    def on_commit(self, changes: Changes) -> None:
        """Wake the lanes when there may be something to send."""
        if Topic.OUTBOX in changes:
            self.wake()

    def wake(self) -> None:
        """Let every lane look at its work."""
        for lane in self._lanes:
            lane.wake()

    def sync_now(self) -> None:
        """A person wants everything now."""
        for lane in self._lanes:
            lane.ask_now()

    def has_looked(self, since_ms: int) -> bool:
        """True when every lane has ended a round that began at `since_ms` or later."""
        return all(lane.looked_ms >= since_ms for lane in self._lanes)

    def run_once(self) -> dict[str, bool]:
        """One round of every lane on this thread, now; by remote, whether it ended well."""
        self.sync_now()
        return {lane.remote: lane.run_round() for lane in self._lanes}

    def _exchange(
        self,
        before: threading.Thread | None,
        retired: Sequence[Lane],
        lanes: Sequence[Lane],
        on_ended: Callable[[], None],
        cut: Callable[[], None],
    ) -> None:
        if before is not None:  # lanes that were exchanged a moment ago begin and end in order
            before.join()
        ends_s = time.monotonic() + _PATIENCE_S
        for lane in retired:
            while not lane.stop(timeout_s=_LOOK_S):
                if self._is_stopping.is_set():
                    return
                if time.monotonic() > ends_s:
                    cut()
        on_ended()
        with self._lock:
            if not self._is_stopping.is_set():
                for lane in lanes:
                    if lane in self._lanes:  # else it was exchanged before it began
                        lane.start()
