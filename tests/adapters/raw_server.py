"""A server of bare sockets: each test says byte for byte what goes over the wire."""

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self

Script = Callable[[socket.socket, bytes], None]


class RawServer:
    """Listens on loopback and runs `script(connection, request)` for every request it reads."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self.requests: list[bytes] = []
        self.released = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def connections(self) -> int:
        return len(self._open) - 1

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.released.set()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while (request := _read_request(connection)) is not None:
                self.requests.append(request)
                self._script(connection, request)
        except OSError:
            return


def _read_request(connection: socket.socket) -> bytes | None:
    seen = b""
    while b"\r\n\r\n" not in seen:
        piece = connection.recv(65536)
        if not piece:
            return None
        seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        body += piece
    return head + b"\r\n\r\n" + body


def answer(status: int, body: bytes = b"", headers: tuple[str, ...] = ()) -> bytes:
    """A complete HTTP/1.1 answer."""
    has_no_body = status in {204, 304}
    length = () if has_no_body else (f"Content-Length: {len(body)}",)
    head = "\r\n".join((f"HTTP/1.1 {status} X", *headers, *length))
    return head.encode() + b"\r\n\r\n" + (b"" if has_no_body else body)


def always(reply: bytes) -> Script:
    """The same bytes to every request."""
    return lambda connection, request: connection.sendall(reply)
