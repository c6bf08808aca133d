"""The relay on a socket: uvicorn, told to say nothing of what passes through it."""

from __future__ import annotations

import socket
import sys

import uvicorn

from posapp.relay.service import Relay
from posapp.relay.settings import RelaySettings

_BACKLOG = 1_024


class RelayServer(uvicorn.Server):
    """Uvicorn, which answers the requests that wait for news before it waits for them."""

    def __init__(self, config: uvicorn.Config, relay: Relay) -> None:
        super().__init__(config)
        self._relay = relay

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, with nobody left waiting."""
        self._relay.hurry()
        await super().shutdown(sockets)


def open_socket(host: str, port: int) -> socket.socket:
    """Take the address; from now on connections queue, even before the relay is up."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named: asyncio sends small answers at once only where it reads TCP, and an
    # answer would otherwise wait some 40 ms for the other side's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # where it would let two programs share the address
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from None
    return listening


def server_of(relay: Relay, settings: RelaySettings) -> RelayServer:
    """A server for this relay; run it on a socket of `open_socket`."""
    config = uvicorn.Config(
        relay.app,
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=30,
        backlog=_BACKLOG,
        ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.key or None,
    )
    return RelayServer(config, relay)
