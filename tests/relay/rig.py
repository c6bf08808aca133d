"""A relay in this process or as one of its own, and the two who talk to it: Tock and a terminal."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from posapp.relay.database import Database, open_folder, open_url
from posapp.relay.feed import Pace
from posapp.relay.ledger import Ledger
from posapp.relay.service import Relay, Timing
from posapp.relay.serving import RelayServer, open_socket, server_of
from posapp.relay.settings import RelaySettings
from posapp.relay.tokens import add_token, revoke_token

ROOT = Path(__file__).parents[2]
HEADER = "X-Posapp-Relay"
SECRET = "correct-horse-battery-staple"
RESERVATIONS = "/relay/v1/reservations"
GUESTS = "/relay/v1/guests"
EVENTS = "/relay/v1/events"
HEALTH = "/relay/v1/health"
NOW_MS = 1_791_619_200_000
DAY_MS = 86_400_000
# Reading the machine's certificates takes longer than most of these tests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Nothing happens by itself unless a test wants it to.
CALM = Timing(sweep_s=3_600, pace=Pace(recheck_s=60))


@dataclass(frozen=True)
class Place:
    """Where a relay of this test keeps things."""

    folder: Path | None = None
    url: str = ""

    @property
    def arguments(self) -> list[str]:
        """For the command line."""
        return ["--database", self.url] if self.url else ["--store", str(self.folder)]

    def open(self, *, busy_ms: int = 5_000) -> Database:
        """Another way in than the relay's own."""
        if self.url:
            return open_url(self.url)
        assert self.folder is not None
        return open_folder(self.folder, busy_ms=busy_ms)


def booking(number: int, *, version: int = 1, business: int = 31415, **more: Any) -> bytes:
    """A reservation as Tock posts it, cut to what matters here; spaced unlike any encoder does."""
    body = {"id": number, "business": {"id": str(business)}, "versionId": version, **more}
    return json.dumps(body, separators=(" ,", " : ")).encode()


class Wire:
    """Both sides of a relay at an address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url, timeout=30, verify=NO_TLS, trust_env=False)

    def post(
        self, body: bytes, *, path: str = "/tock/reservation", secret: str = SECRET
    ) -> httpx.Response:
        """Tock delivers."""
        return self.client.post(path, content=body, headers={HEADER: secret})

    def get(self, token: str, path: str = RESERVATIONS, **params: Any) -> httpx.Response:
        """A terminal asks."""
        return self.client.get(path, params=params, headers={"Authorization": f"Bearer {token}"})

    def bodies(self, token: str, path: str = RESERVATIONS, after: str = "") -> list[bytes]:
        """Everything behind a cursor, verbatim, page by page."""
        found: list[bytes] = []
        while True:
            answer = self.get(token, path, after=after, limit=500)
            assert answer.status_code == 200, answer.text
            found += verbatim(answer.content)
            page = answer.json()
            after = page["next"]
            if not page["more"]:
                return found

    def figures(self, token: str) -> dict[str, int]:
        """The counts of the health page."""
        answer = self.get(token, HEALTH)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def close(self) -> None:
        """Hang up."""
        self.client.close()


def verbatim(page: bytes) -> list[bytes]:
    """The bodies of a page as they stand in it, found by the way a terminal decodes it."""
    import msgspec

    from posapp.adapters.tock.source_feed import _Feed, _Item, _item

    items = [_item(raw) for raw in msgspec.json.decode(page, type=_Feed).items]
    assert all(isinstance(item, _Item) for item in items)
    return [bytes(item.body) for item in items if isinstance(item, _Item)]


class Running(Wire):
    """A relay served by real uvicorn in a thread."""

    def __init__(
        self,
        place: Place,
        *,
        timing: Timing = CALM,
        now_ms: Callable[[], int] = lambda: NOW_MS,
        busy_ms: int = 5_000,
        ledger_of: Callable[[Database, str], Ledger] | None = None,
        **settings: Any,
    ) -> None:
        self.database = place.open(busy_ms=busy_ms)
        wanted = RelaySettings(**{"folder": place.folder, "header_values": (SECRET,), **settings})
        more = {"ledger_of": ledger_of} if ledger_of else {}
        self.relay = Relay(wanted, self.database, now_ms=now_ms, timing=timing, **more)
        self.server: RelayServer = server_of(self.relay, wanted)
        listening = open_socket("127.0.0.1", 0)
        super().__init__(f"http://127.0.0.1:{listening.getsockname()[1]}")
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]})
        self.thread.start()

    def token(self, name: str = "till-1") -> str:
        """Let a terminal in."""
        secret = f"relay_{name}_" + "x" * 43
        add_token(self.database, name, secret=secret, now_ms=NOW_MS)
        return secret

    def revoke(self, name: str = "till-1") -> None:
        """Let it in no longer."""
        revoke_token(self.database, name, now_ms=NOW_MS)

    def sweep(self) -> None:
        """What otherwise happens once a minute, and by its own end."""
        done = threading.Event()
        failed: list[BaseException] = []
        loop = self.relay._bell._loop
        assert loop is not None

        async def run() -> None:
            try:
                await self.relay._sweep()
            finally:
                done.set()

        loop.call_soon_threadsafe(lambda: loop.create_task(run()))
        assert done.wait(10), failed

    def stop(self) -> None:
        """Ask it to stop; `join` waits for it."""
        self.close()
        self.server.should_exit = True

    def join(self) -> None:
        """Wait until it has stopped."""
        self.thread.join(20)
        assert not self.thread.is_alive()


class Program(Wire):
    """A relay as a process of its own, which can be killed."""

    def __init__(self, command: list[str], *, port: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "POSAPP_RELAY_HEADER_VALUE": SECRET, "PYTHONPATH": str(ROOT)},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the relay did not come up"
        super().__init__(json.loads(line)["url"])
        self.port = int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """As a power cut ends it."""
        self._process.send_signal(signal.SIGKILL)
        self._end()

    def terminate(self) -> None:
        """As a service manager ends it."""
        self._process.terminate()
        self._end()

    def _end(self) -> None:
        self.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()


def serve(place: Place) -> list[str]:
    """The command that serves a place."""
    return ["-m", "posapp", "relay", "serve", "--json", *place.arguments]


@contextmanager
def program(command: list[str], *, port: int = 0) -> Iterator[Program]:
    """A process for the time of a block; it may be killed before its end."""
    made = Program(command, port=port)
    try:
        yield made
    finally:
        made.terminate()
