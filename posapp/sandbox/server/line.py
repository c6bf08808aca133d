"""One accepted connection as a thing that several threads may cut, but only one closes."""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading
import time

_STEP_S = 0.02


class Line:
    """A client's socket: send, wait, reset, cut."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(True)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self._lock = threading.Lock()
        self._is_closed = False
        self._is_cut = threading.Event()

    def send(self, piece: bytes) -> None:
        """All of it; OSError when the client has gone."""
        self.sock.sendall(piece)

    def reset(self) -> None:
        """End with RST: the client learns nothing but that."""
        with self._lock:
            if not self._is_closed:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def finish_sending(self) -> None:
        """FIN to the client while this side would still listen."""
        with contextlib.suppress(OSError):  # the client may have gone first
            self.sock.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """From any thread: end whatever the owner waits for."""
        self._is_cut.set()
        with self._lock:
            if not self._is_closed:
                with contextlib.suppress(OSError):  # not connected any more
                    self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Once, by the owner."""
        with self._lock:
            if not self._is_closed:
                self._is_closed = True
                self.sock.close()

    def pause(self, wait_s: float) -> bool:
        """Wait between two pieces; True if the line was cut meanwhile."""
        return self._is_cut.wait(wait_s)

    def wait(self, wait_s: float | None, *, until: threading.Event | None = None) -> bool:
        """Wait for `wait_s` (None: for `until`); True if the client is still there afterwards."""
        deadline = None if wait_s is None else time.monotonic() + wait_s
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            while not (until is not None and until.is_set()):
                left_s = _STEP_S if deadline is None else deadline - time.monotonic()
                if left_s <= 0:
                    break
                if selector.select(min(left_s, _STEP_S)) and self._is_gone():
                    return False
        return not self._is_cut.is_set()

    def _is_gone(self) -> bool:
        try:
            is_gone = not self.sock.recv(1, socket.MSG_PEEK)
        except OSError:
            return True
        if not is_gone:
            self._is_cut.wait(_STEP_S)  # early bytes of a next request keep the socket readable
        return is_gone
