"""The terminals' side: pages behind a cursor, at once, by long poll, or as server-sent events.

A terminal's `after` is its confirmation. Its token is looked up for every page, also amid a wait.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from posapp.relay.answers import refusal
from posapp.relay.bell import Bell
from posapp.relay.deliveries import Kind
from posapp.relay.ledger import Item, Ledger, Page, UnknownCursor, UnknownToken
from posapp.relay.tallies import Tallies
from posapp.relay.tokens import digest_of

LONGEST_WAIT_S = 25.0
"""Below the 30 s after which many a proxy and client gives up."""

_USUAL_LIMIT = 100
_MOST_ITEMS = 500
_STREAM_LIMIT = 50
_JSON = "application/json"
_NO_STORE = {"Cache-Control": "no-store"}
# A proxy such as nginx would hold the events back otherwise.
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Pace:
    """How often waiting requests stir; all in seconds."""

    recheck_s: float = 5.0  # should news of a commit ever get lost
    heartbeat_s: float = 15.0
    stream_s: float = 300.0  # then the reader comes again, and with that confirms


@dataclass(frozen=True, slots=True)
class _Question:
    kind: Kind
    digest: bytes = field(repr=False)
    after: str
    limit: int = _USUAL_LIMIT
    wait_s: float = 0.0


class _BadQuestion(Exception):
    """A parameter that makes no sense; the message says which."""


class Feed:
    """What terminals ask, for either kind of delivery."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        bell: Bell,
        tallies: Tallies,
        readers: Executor,
        now_ms: Callable[[], int],
        pace: Pace,
    ) -> None:
        self._ledger = ledger
        self._bell = bell
        self._tallies = tallies
        self._readers = readers
        self._now_ms = now_ms
        self._pace = pace

    async def reservations(self, request: Request) -> Response:
        """GET /relay/v1/reservations."""
        return await self._answer(request, Kind.RESERVATION)

    async def guests(self, request: Request) -> Response:
        """GET /relay/v1/guests."""
        return await self._answer(request, Kind.GUEST)

    async def reservation_events(self, request: Request) -> Response:
        """GET /relay/v1/events."""
        return await self._stream(request, Kind.RESERVATION)

    async def guest_events(self, request: Request) -> Response:
        """GET /relay/v1/guests/events."""
        return await self._stream(request, Kind.GUEST)

    async def health(self, request: Request) -> Response:
        """GET /relay/v1/health: for anybody whether all is well, for a terminal the counts too."""
        loop = asyncio.get_running_loop()
        if not request.headers.get("authorization"):
            await loop.run_in_executor(self._readers, self._ledger.is_well)
            return JSONResponse({"ok": True}, headers=_NO_STORE)
        try:
            await self._read(_Question(Kind.RESERVATION, _digest(request), "", limit=1))
        except UnknownToken:
            return _unauthorized()
        figures = await loop.run_in_executor(self._readers, self._ledger.figures)
        for name, count in self._tallies.counted().items():
            figures[f"{name}_ever"] = figures.get(f"{name}_ever", 0) + count
        return JSONResponse({"ok": True, **figures}, headers=_NO_STORE)

    async def _answer(self, request: Request, kind: Kind) -> Response:
        try:
            question = _question(request, kind)
            page = await self._page_in_time(question)
        except _BadQuestion as trouble:
            return refusal(400, "invalid", str(trouble))
        except UnknownCursor:
            return refusal(400, "bad_cursor", "This relay does not know the cursor.")
        except UnknownToken:
            return _unauthorized()
        return Response(_page_body(page), media_type=_JSON, headers=_NO_STORE)

    async def _page_in_time(self, question: _Question) -> Page:
        """The page behind the cursor as soon as it has anything, or empty when the wait is over."""
        clock = asyncio.get_running_loop().time
        until = clock() + question.wait_s
        is_confirmed = False
        while True:
            rung = self._bell.count
            page = await self._read(question)
            if not is_confirmed:
                self._confirm(question, page)
                is_confirmed = True
            left_s = until - clock()
            if page.items or left_s <= 0 or self._bell.is_closed:
                return page
            await self._bell.wait(rung, timeout_s=min(left_s, self._pace.recheck_s))

    async def _read(self, question: _Question) -> Page:
        try:
            return await self._read_once(question)
        except OperationalError:  # a connection that died in our hands; the next one may live
            return await self._read_once(question)

    async def _read_once(self, question: _Question) -> Page:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._readers,
            lambda: self._ledger.page(
                question.kind,
                token_digest=question.digest,
                after=question.after,
                limit=question.limit,
            ),
        )

    async def _stream(self, request: Request, kind: Kind) -> Response:
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        question = _Question(kind, _digest(request), after, limit=_STREAM_LIMIT)
        rung = self._bell.count
        try:
            page = await self._read(question)
        except UnknownCursor:
            return refusal(400, "bad_cursor", "This relay does not know the cursor.")
        except UnknownToken:
            return _unauthorized()
        self._confirm(question, page)
        return StreamingResponse(
            self._events(question, page, rung),
            media_type="text/event-stream",
            headers=_STREAM_HEADERS,
        )

    async def _events(self, question: _Question, page: Page, rung: int) -> AsyncIterator[bytes]:
        """Events until the stream's time is over, the relay stops or the token is revoked."""
        clock = asyncio.get_running_loop().time
        until = clock() + self._pace.stream_s
        next_beat = clock()
        yield b"retry: 2000\n\n"
        while not self._bell.is_closed and clock() < until:
            for one in page.items:
                yield _event(question.kind, one)
            if not page.has_more:
                if clock() >= next_beat:
                    yield b": still here\n\n"
                    next_beat = clock() + self._pace.heartbeat_s
                pause_s = min(next_beat, until) - clock()
                await self._bell.wait(rung, timeout_s=min(pause_s, self._pace.recheck_s))
            rung = self._bell.count
            question = _Question(question.kind, question.digest, page.next, limit=_STREAM_LIMIT)
            try:
                page = await self._read(question)
            except (UnknownToken, UnknownCursor, SQLAlchemyError):
                return  # the reader comes again and is told

    def _confirm(self, question: _Question, page: Page) -> None:
        self._tallies.confirm(
            page.terminal_id, question.kind, page.confirmed, seen_ms=self._now_ms()
        )


def _digest(request: Request) -> bytes:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return digest_of(secret.strip()) if scheme.lower() == "bearer" else b""


def _unauthorized() -> Response:
    return refusal(401, "unauthorized", "This relay does not know the token, or it is revoked.")


def _question(request: Request, kind: Kind) -> _Question:
    given = request.query_params
    limit = given.get("limit", str(_USUAL_LIMIT))
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= _MOST_ITEMS:
        raise _BadQuestion(f"limit is a number from 1 to {_MOST_ITEMS}.")
    wait = given.get("wait", "0")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,6})?", wait) or float(wait) > LONGEST_WAIT_S:
        raise _BadQuestion(f"wait is a number of seconds, at most {LONGEST_WAIT_S:.0f}.")
    after = given.get("after", "")
    return _Question(kind, _digest(request), after, limit=int(limit), wait_s=float(wait))


def _page_body(page: Page) -> bytes:
    """The page with every body verbatim; each was found sound before it was kept."""
    items = b",".join(_item_body(one) for one in page.items)
    more = b"true" if page.has_more else b"false"
    return b'{"items":[%b],"next":"%b","more":%b}' % (items, page.next.encode("ascii"), more)


def _item_body(one: Item) -> bytes:
    return b'{"cursor":"%b","received_ms":%d,"body":%b}' % (
        one.cursor.encode("ascii"),
        one.received_ms,
        one.body,
    )


def _event(kind: Kind, one: Item) -> bytes:
    # JSON has line breaks only between its parts, where any other white space is as good.
    text = re.sub(rb"[\r\n]+", b" ", _item_body(one))
    return b"id: %b\nevent: %b\ndata: %b\n\n" % (one.cursor.encode("ascii"), kind.encode(), text)
