"""How a commit wakes the requests that wait for news, within one process and one event loop.

Take `count` before reading the store: news that comes while it is read is then never slept through.
"""

from __future__ import annotations

import asyncio


class Bell:
    """Rung for every commit; everybody who waits hears it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.count = 0
        self.is_closed = False

    def attach(self) -> None:
        """Name the running loop as the one that rings come to."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Wake whoever waits; on the loop's own thread."""
        self.count += 1
        self._rung.set()
        self._rung = asyncio.Event()

    def ring_from_afar(self) -> None:
        """Ring from another thread; nothing before the loop runs and after its end."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.ring)

    def close(self) -> None:
        """Send everybody home: the relay is about to stop."""
        self.is_closed = True
        self.ring()

    async def wait(self, count: int, *, timeout_s: float) -> None:
        """Until it was rung since `count`, or the time is up."""
        if self.count != count or self.is_closed or timeout_s <= 0:
            return
        try:
            await asyncio.wait_for(self._rung.wait(), timeout_s)
        except TimeoutError:
            return
