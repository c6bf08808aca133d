"""All lanes together: start, stop, wake."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.changes import Changes, Topic
from posapp.sync.lane import Lane


class SyncEngine:
    """The lanes of this terminal."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self._lanes = tuple(lanes)

    def start(self) -> None:
        """Start every lane."""
        for lane in self._lanes:
            lane.start()

    def stop(self, *, timeout_s: float = 20.0) -> bool:
        """End every lane; False when one is still in an exchange after `timeout_s`."""
        ended = [lane.stop(timeout_s=timeout_s) for lane in self._lanes]
        return all(ended)

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
