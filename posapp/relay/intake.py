"""From many deliveries at once to few commits: whatever waits is kept in one transaction.

Nobody is told that a delivery is kept before the transaction that holds it is on the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError

from posapp.relay.deliveries import Delivery, Unparsed
from posapp.relay.ledger import Outcome

MOST_AT_ONCE = 200
MOST_WAITING = 400
PATIENCE_S = 8.0

News = Delivery | Unparsed


class StoreSlow(Exception):
    """The store did not keep a delivery in time; it may do so yet."""


class Keeps(Protocol):
    """What makes deliveries durable."""

    def keep(self, news: Sequence[News]) -> list[Outcome]: ...


class Intake:
    """One commit at a time; what comes meanwhile waits for the next one."""

    def __init__(
        self, ledger: Keeps, *, ring: Callable[[], None], patience_s: float = PATIENCE_S
    ) -> None:
        self._ledger = ledger
        self._ring = ring
        self._patience_s = patience_s
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relay-write")
        self._waiting: list[tuple[News, asyncio.Future[Outcome]]] = []
        self._draining: asyncio.Task[None] | None = None

    async def put(self, news: News) -> Outcome:
        """Keep it; returns after the commit, raises what the store raised or StoreSlow."""
        if len(self._waiting) >= MOST_WAITING:
            raise StoreSlow
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((news, future))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain())
        try:
            return await asyncio.wait_for(future, self._patience_s)
        except TimeoutError:
            raise StoreSlow from None

    async def close(self) -> None:
        """Keep what still waits and let the writer go."""
        if self._draining is not None:
            await self._draining
        self._writer.shutdown()

    async def _drain(self) -> None:
        while self._waiting:
            batch = self._waiting[:MOST_AT_ONCE]
            del self._waiting[:MOST_AT_ONCE]
            await self._settle([one for one in batch if not one[1].done()])

    async def _settle(self, batch: Sequence[tuple[News, asyncio.Future[Outcome]]]) -> None:
        """Give every future of the batch its outcome, or what went wrong."""
        if not batch:
            return
        result = await self._keep([news for news, _ in batch])
        if isinstance(result, OperationalError | InterfaceError):
            # A connection of the pool that had died: the next one may live. Should the first
            # commit have gone through unnoticed, this one finds the same bodies there already.
            result = await self._keep([news for news, _ in batch])
        if isinstance(result, DataError | IntegrityError) and len(batch) > 1:
            for one in batch:  # its neighbours are not at fault
                await self._settle([one])
            return
        for index, (_, future) in enumerate(batch):
            if future.done():
                continue  # whoever asked has gone
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result[index])
        if not isinstance(result, BaseException) and Outcome.KEPT in result:
            self._ring()

    async def _keep(self, news: list[News]) -> list[Outcome] | BaseException:
        loop = asyncio.get_running_loop()
        kept = loop.run_in_executor(self._writer, self._ledger.keep, news)
        # Whatever it is, it is for those who asked: this must go on for the next ones.
        [result] = await asyncio.gather(kept, return_exceptions=True)
        return result
