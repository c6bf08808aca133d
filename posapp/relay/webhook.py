"""Tock's side: one POST per change, with a header that only Tock and this relay know.

2xx means kept. Tock tries three times at once and never again, so what cannot be read is kept too.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from posapp.relay.answers import refusal
from posapp.relay.deliveries import Foreign, Kind, Ours, read_delivery
from posapp.relay.intake import Intake, StoreSlow
from posapp.relay.ledger import Outcome
from posapp.relay.tallies import Tallies

_LOG = logging.getLogger("posapp.relay")
_DRAINED_BYTES = 4 * 1024 * 1024
_BODY_S = 10.0


@dataclass(frozen=True, slots=True)
class Gate:
    """The header a delivery must carry; several values while one replaces another."""

    header_name: str
    values: tuple[str, ...] = field(repr=False)

    def admits(self, headers: Sequence[tuple[bytes, bytes]]) -> bool:
        """True when the header is there once with one of the values; takes equally long."""
        name = self.header_name.lower().encode("ascii")
        given = [value for key, value in headers if key == name]
        value = given[0] if len(given) == 1 else b""
        matches = [hmac.compare_digest(value, one.encode("utf-8")) for one in self.values]
        return any(matches)


class _TooLarge(Exception):
    """The body is longer than what is accepted."""


class Webhook:
    """The address of one kind of delivery."""

    def __init__(
        self,
        kind: Kind,
        *,
        gate: Gate,
        ours: Ours,
        intake: Intake,
        tallies: Tallies,
        max_bytes: int,
        now_ms: Callable[[], int],
    ) -> None:
        self._kind = kind
        self._gate = gate
        self._ours = ours
        self._intake = intake
        self._tallies = tallies
        self._max_bytes = max_bytes
        self._now_ms = now_ms

    async def receive(self, request: Request) -> Response:
        """One delivery."""
        if not self._gate.admits(request.scope["headers"]):
            self._tallies.add("refused")
            return refusal(401, "unauthorized", "The header of this webhook is missing or wrong.")
        try:
            async with asyncio.timeout(_BODY_S):
                body = await self._body(request)
        except _TooLarge:
            self._tallies.add("oversized")
            return refusal(413, "too_large", f"A body has at most {self._max_bytes} bytes.")
        except TimeoutError:
            return refusal(408, "timeout", "The body did not come in time.")
        except ClientDisconnect:
            return refusal(400, "broken_off", "The body did not come whole.")
        return await self._filed(body)

    async def _filed(self, body: bytes) -> Response:
        read = read_delivery(self._kind, body, ours=self._ours, received_ms=self._now_ms())
        if isinstance(read, Foreign):
            outcome = Outcome.FOREIGN
        else:
            try:
                outcome = await self._intake.put(read)
            except (SQLAlchemyError, StoreSlow) as error:
                self._tallies.add("failed")
                _LOG.error("A delivery could not be kept: %s", type(error).__name__)
                return refusal(503, "store", "The delivery could not be kept; send it again.")
        self._tallies.add(outcome.value)
        return JSONResponse({"status": outcome.value})

    async def _body(self, request: Request) -> bytes:
        """The body; what is beyond the cap is read and dropped, so that our answer is seen."""
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size <= self._max_bytes:
                parts.append(part)
            elif size > self._max_bytes + _DRAINED_BYTES:
                break
        if size > self._max_bytes:
            raise _TooLarge
        return b"".join(parts)
