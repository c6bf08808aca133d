"""A till whose program may die at any named point, and is started again to do the same once more.

The dice are the schedule's own, thrown here at every point and for every wait of the outbox.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from posapp.domain.outbox import OutboxState
from posapp.ports.failures import Failure
from posapp.sandbox.world import World
from posapp.sync.drain import Drain, Outbound
from tests.faults.odds import CRASH_P
from tests.support.clock import CountingIds, ManualClock
from tests.support.opened import shop
from tests.support.till import PROGRAM, Till


class Crash(BaseException):
    """The program is gone at this point; nothing may catch it."""


class MortalTill:
    """`now` is the till as it was started last; while `is_calm` nobody dies.

    `on_start` comes before anybody signs in, at each start.
    """

    def __init__(
        self,
        directory: Path,
        *,
        world: World,
        dice: Random,
        on_start: Callable[[Till], object] = lambda _: None,
    ) -> None:
        self._directory = directory
        self._world = world
        self._dice = dice
        self._on_start = on_start
        self.clock = ManualClock()
        assert self.clock.now_ms() == world.clock.now_ms()
        self.ids = CountingIds(self.clock, first=shop().ids)
        shop().lay(directory)
        self.crash_points: Counter[str] = Counter()
        self.is_calm = True
        self.now: Till

    def start(self) -> None:
        """The program starts and Ana signs in, in peace."""
        was, self.is_calm = self.is_calm, True
        self.now = Till(
            self._directory, clock=self.clock, ids=self.ids, at_point=self._survive_or_die
        )
        self._on_start(self.now)
        self.now.sign_in()
        self.is_calm = was

    def stop(self) -> None:
        """The program is gone."""
        self.now.store.close()

    def insist(self, action: Callable[[], object]) -> None:
        """Do it; after a crash start again and do the same once more, as staff would."""
        while True:
            try:
                action()
            except Crash:
                self.stop()
                self.start()
                continue
            return

    def wait(self, milliseconds: int) -> None:
        """Time goes by on both sides."""
        self.clock.advance(milliseconds)
        self._world.clock.advance_ms(milliseconds)

    def drain(self, outbound: Outbound, *remotes: str) -> None:
        """Send what is due, as far as the line holds."""
        try:
            for remote in remotes:
                drain = Drain(
                    remote=remote,
                    outbound=outbound,
                    jitter=self._dice,
                    at_point=self._survive_or_die,
                )
                drain.run(self.now.store, actor=PROGRAM, is_stopping=lambda: False)
        except Failure:
            return

    def retry(self, *states: OutboxState) -> None:
        """Staff press Retry on all that is in one of these states."""
        for row in self.now.reads.sync_overview().outbox:
            if row.state in states:
                self.now.act.retry_item(row.item_id)

    @property
    def has_sent_all(self) -> bool:
        """Nothing waits or is in doubt."""
        return self.now.reads.sync_overview().to_send == 0

    def _survive_or_die(self, name: str) -> None:
        if self.is_calm or self._dice.random() >= CRASH_P:
            return
        self.crash_points[name] += 1
        raise Crash(name)
