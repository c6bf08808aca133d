"""Acts out an exchange on a socket: the right bytes, too few, too slow, garbage or none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from posapp.sandbox.faults.exchange import Exchange, Manner
from posapp.sandbox.faults.kinds import FaultKind
from posapp.sandbox.faults.plan import Timing
from posapp.sandbox.message import Response
from posapp.sandbox.server.line import Line
from posapp.sandbox.server.writer import answer_bytes, head_bytes

_HUGE_HEADER_BYTES = 256 * 1024
_HALF_CLOSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Enactment:
    """One exchange on one line."""

    line: Line
    exchange: Exchange
    method: str
    told_ms: int
    keeps_alive: bool
    timing: Timing
    is_released: threading.Event

    def run(self) -> bool:
        """True if the connection may carry another request."""
        if self.exchange.manner is Manner.ANSWER:
            self.line.send(self._whole(keeps_alive=self.keeps_alive))
            return self.keeps_alive
        if self.exchange.manner is Manner.STALL:
            return self._stall()
        self._endings()[self.exchange.manner]()
        return False

    def _endings(self) -> dict[Manner, Callable[[], None]]:
        return {
            Manner.RESET: self.line.reset,
            Manner.REFUSE: self.line.reset,
            Manner.HALF_CLOSE: self._half_close,
            Manner.TRUNCATE: self._truncate,
            Manner.BAD_CHUNK: self._bad_chunk,
            Manner.GARBAGE_STATUS: self._garbage,
            Manner.HUGE_HEADER: self._huge_header,
            Manner.DRIP: self._drip,
            Manner.STALL_THEN_RESET: self._stall_then_reset,
        }

    def _whole(self, *, keeps_alive: bool) -> bytes:
        return answer_bytes(
            self.exchange.response,
            method=self.method,
            told_ms=self.told_ms,
            keeps_alive=keeps_alive,
        )

    def _head(self, response: Response, framing: tuple[str, str] | None = None) -> bytes:
        return head_bytes(response, told_ms=self.told_ms, keeps_alive=False, framing=framing)

    def _wait_s(self) -> float | None:
        fault = self.exchange.fault
        if fault is None or fault.d is None or fault.kind is FaultKind.LATE_APPLY:
            return self.timing.stall_s  # the d of a late application is world time
        return fault.d

    def _stall(self) -> bool:
        if not self.line.wait(self._wait_s(), until=self.is_released):
            return False
        self.line.send(self._whole(keeps_alive=self.keeps_alive))
        return self.keeps_alive

    def _stall_then_reset(self) -> None:
        self.line.wait(self._wait_s(), until=self.is_released)
        self.line.reset()

    def _half_close(self) -> None:
        self.line.finish_sending()
        self.line.wait(_HALF_CLOSE_S)

    def _truncate(self) -> None:
        response = self.exchange.response
        body = response.body
        length = str(len(body) or 64)
        self.line.send(self._head(response, ("Content-Length", length)) + body[: len(body) // 2])

    def _bad_chunk(self) -> None:
        head = self._head(self.exchange.response, ("Transfer-Encoding", "chunked"))
        self.line.send(head + b"5\r\nhello\r\nzz\r\nnot a chunk\r\n")

    def _garbage(self) -> None:
        self.line.send(b"\x15\x03\x01 not HTTP at all\r\n\r\n")

    def _huge_header(self) -> None:
        response = self.exchange.response
        fault = self.exchange.fault
        size = (fault.size if fault else None) or _HUGE_HEADER_BYTES
        filler = ("X-Filler", "a" * size)
        padded = Response(response.status, (*response.headers, filler), response.body)
        self.line.send(self._head(padded) + padded.body)

    def _drip(self) -> None:
        fault = self.exchange.fault
        interval_s = self.timing.drip_interval_s
        if fault is not None and fault.d is not None:
            interval_s = fault.d
        answer = self._whole(keeps_alive=False)
        step = self.timing.drip_bytes
        for start in range(0, len(answer), step):
            self.line.send(answer[start : start + step])
            if self.line.pause(interval_s):
                return
