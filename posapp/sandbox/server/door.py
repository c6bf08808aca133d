"""A loopback port that is open or refuses, under the same number all along.

While it refuses, a bound socket that does not listen keeps the port: the kernel answers with RST.
"""

from __future__ import annotations

import ipaddress
import socket

_BACKLOG = 128


def require_loopback(host: str) -> None:
    """ValueError unless `host` is a loopback address."""
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"the sandbox serves loopback only, not {host}")


class Door:
    """One port on 127.0.0.1. Used by a single thread; `port` never changes."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        require_loopback(host)
        self._host = host
        self._sock = self._bound(0)
        self.port: int = self._sock.getsockname()[1]
        self._is_open = False

    @property
    def listening(self) -> socket.socket | None:
        """The socket to accept from, if the port is open."""
        return self._sock if self._is_open else None

    def open(self) -> None:
        """Let clients in."""
        if not self._is_open:
            self._sock.listen(_BACKLOG)
            self._is_open = True

    def shut(self) -> None:
        """Refuse clients; those that wait to be accepted are reset."""
        if not self._is_open:
            return
        if hasattr(socket, "SO_REUSEPORT"):
            kept = self._bound(self.port)
            self._sock.close()
        else:
            self._sock.close()
            kept = self._bound(self.port)
        self._sock = kept
        self._is_open = False

    def close(self) -> None:
        """Give the port back."""
        self._sock.close()
        self._is_open = False

    def _bound(self, port: int) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if hasattr(socket, "SO_REUSEPORT"):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((self._host, port))
        sock.setblocking(False)
        return sock
