"""The relay as one ASGI application: Tock's webhooks in, the terminals' feeds out.

Everything that blocks runs in threads; the event loop only waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from posapp.relay.answers import refusal
from posapp.relay.bell import Bell
from posapp.relay.database import READERS, Database
from posapp.relay.deliveries import Kind, Ours
from posapp.relay.feed import Feed, Pace
from posapp.relay.intake import PATIENCE_S, Intake
from posapp.relay.ledger import Ledger
from posapp.relay.news import news_of
from posapp.relay.settings import RelaySettings
from posapp.relay.tallies import Tallies
from posapp.relay.webhook import Gate, Webhook

_LOG = logging.getLogger("posapp.relay")
_DAY_MS = 86_400_000
_API = "/relay/v1"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take and how often they happen, in seconds."""

    patience_s: float = PATIENCE_S
    sweep_s: float = 60.0
    pace: Pace = field(default_factory=Pace)


class Relay:
    """Puts the parts together when the server starts and takes them apart at its end."""

    def __init__(
        self,
        settings: RelaySettings,
        database: Database,
        *,
        now_ms: Callable[[], int],
        timing: Timing | None = None,
        ledger_of: Callable[[Database, str], Ledger] = lambda database, origin: Ledger(
            database, origin=origin
        ),
    ) -> None:
        self._settings = settings
        self._database = database
        self._now_ms = now_ms
        self._timing = timing or Timing()
        self._origin = token_hex(8)
        self._ledger = ledger_of(database, self._origin)
        self._tallies = Tallies()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="relay-read")
        self._has_erased = False
        self._bell = Bell()
        self._intake = Intake(
            self._ledger, ring=self._bell.ring, patience_s=self._timing.patience_s
        )
        self.app = Starlette(
            routes=self._routes(),
            lifespan=self._lifespan,
            exception_handlers={HTTPException: _refused, SQLAlchemyError: _store_down},
        )

    def hurry(self) -> None:
        """Answer every request that waits: the server is about to stop."""
        self._bell.close()

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._bell.attach()
        news = news_of(self._database, ring=self._bell.ring_from_afar, origin=self._origin)
        news.start()
        sweeping = asyncio.create_task(self._sweep_now_and_then())
        try:
            yield
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            await self._intake.close()
            await self._sweep()
            await asyncio.get_running_loop().run_in_executor(None, news.stop)
            self._readers.shutdown()
            self._database.close()

    def _routes(self) -> list[Route]:
        feed = Feed(
            self._ledger,
            bell=self._bell,
            tallies=self._tallies,
            readers=self._readers,
            now_ms=self._now_ms,
            pace=self._timing.pace,
        )
        reservation = self._webhook(Kind.RESERVATION)
        guest = self._webhook(Kind.GUEST)
        return [
            Route(self._settings.reservation_path, reservation.receive, methods=["POST"]),
            Route(self._settings.guest_path, guest.receive, methods=["POST"]),
            Route(f"{_API}/reservations", feed.reservations, methods=["GET"]),
            Route(f"{_API}/events", feed.reservation_events, methods=["GET"]),
            Route(f"{_API}/guests", feed.guests, methods=["GET"]),
            Route(f"{_API}/guests/events", feed.guest_events, methods=["GET"]),
            Route(f"{_API}/health", feed.health, methods=["GET"]),
        ]

    def _webhook(self, kind: Kind) -> Webhook:
        settings = self._settings
        return Webhook(
            kind,
            gate=Gate(settings.header_name, settings.header_values),
            ours=Ours(frozenset(settings.business_ids), settings.business_group_id),
            intake=self._intake,
            tallies=self._tallies,
            max_bytes=settings.max_body_bytes,
            now_ms=self._now_ms,
        )

    async def _sweep_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(self._timing.sweep_s)
            [failure] = await asyncio.gather(self._sweep(), return_exceptions=True)
            if failure is not None:  # whatever it was, bodies must not stay for ever
                _LOG.error("A sweep came to nothing: %s", type(failure).__name__)

    async def _sweep(self) -> None:
        """Store what was counted and confirmed, erase what nobody needs any more."""
        confirmations, counts = self._tallies.take()
        before_ms = self._now_ms() - int(self._settings.keep_days * _DAY_MS)
        try:
            erased = await asyncio.to_thread(
                self._ledger.sweep, confirmations, counts, before_ms=before_ms
            )
        except SQLAlchemyError as error:
            self._tallies.put_back(confirmations, counts)
            _LOG.warning("The sweep has to wait: %s", type(error).__name__)
            return
        self._has_erased = self._has_erased or erased > 0
        if self._has_erased:
            self._has_erased = not await asyncio.to_thread(self._database.forget)


async def _refused(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    codes = {404: "not_found", 405: "not_allowed"}
    return refusal(status, codes.get(status, "refused"), "There is nothing like this here.")


async def _store_down(_request: Request, error: Exception) -> Response:
    _LOG.error("The store does not answer: %s", type(error).__name__)
    return refusal(503, "store", "The relay's store does not answer; ask again.")
