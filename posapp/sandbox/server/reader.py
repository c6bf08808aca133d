"""Reads one HTTP/1.1 request at a time from a socket.

Only what a client of the sandbox sends: Content-Length or chunked bodies, Expect: 100-continue.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass

from posapp.sandbox.message import Request

_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 16 << 20
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class BadRequestError(Exception):
    """The bytes are not a request."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request and whether its connection may be used again."""

    request: Request
    keeps_alive: bool


class RequestReader:
    """The incoming side of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray()

    def read(self) -> Received | None:
        """The next request; None when the client has gone. BadRequestError, OSError."""
        head = self._until(b"\r\n\r\n")
        if head is None:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        parts = first.split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise BadRequestError(first[:80])
        headers = dict(_header(line) for line in lines)
        if headers.get("expect", "").lower() == "100-continue":
            self._sock.sendall(_CONTINUE)
        body = self._body(headers)
        connection = headers.get("connection", "").lower()
        keeps_alive = connection != "close" if parts[2] == "HTTP/1.1" else False
        return Received(Request(parts[0], parts[1], headers, body), keeps_alive)

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._chunks()
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _BODY_LIMIT:
            raise BadRequestError("content-length")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            line = self._until(b"\r\n")
            try:
                size = int((line or b"").split(b";")[0], 16)
            except ValueError as fault:
                raise BadRequestError("chunk size") from fault
            if size == 0:
                while self._until(b"\r\n"):
                    """Trailers are of no interest."""
                return bytes(body)
            if len(body) + size > _BODY_LIMIT:
                raise BadRequestError("body too long")
            body += self._exactly(size)
            self._exactly(2)

    def _until(self, mark: bytes) -> bytes | None:
        start = 0
        while (found := self._buffer.find(mark, start)) < 0:
            start = max(0, len(self._buffer) - len(mark))
            if len(self._buffer) > _HEAD_LIMIT:
                raise BadRequestError("head too long")
            if not self._fill():
                if self._buffer:
                    raise BadRequestError("cut off")
                return None
        taken = bytes(self._buffer[:found])
        del self._buffer[: found + len(mark)]
        return taken

    def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            if not self._fill():
                raise BadRequestError("cut off")
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _fill(self) -> bool:
        piece = self._sock.recv(65_536)
        self._buffer += piece
        return bool(piece)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise BadRequestError(line[:80])
    return name.strip().lower(), value.strip()
