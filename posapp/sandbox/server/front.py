"""The server: one thread that accepts, one for each connection, all joined by `stop`.

During an outage it does not answer with errors: the port itself refuses, as a pulled cable does.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from posapp.sandbox.faults.exchange import Exchange, Manner, exchange
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.message import Response, error_response
from posapp.sandbox.ops import Surface, surface_of
from posapp.sandbox.server.door import Door, require_loopback
from posapp.sandbox.server.enact import Enactment
from posapp.sandbox.server.line import Line
from posapp.sandbox.server.reader import BadRequestError, Received, RequestReader
from posapp.sandbox.server.writer import answer_bytes
from posapp.sandbox.world import World

_JOIN_S = 5.0
_REFUSE_S = 1.0


class SandboxServer:
    """Serves a world, or some of its remotes, on a port of 127.0.0.1 chosen by the system.

    `faults` is the plan it obeys; it may be changed at any time. Use as a context manager.
    """

    def __init__(
        self,
        world: World,
        plan: FaultPlan | None = None,
        *,
        surfaces: Iterable[Surface] = tuple(Surface),
        host: str = "127.0.0.1",
    ) -> None:
        require_loopback(host)
        self.world = world
        self.faults = plan or FaultPlan()
        self._surfaces = frozenset(surfaces)
        self._host = host
        self._door = Door(host)
        self._wake_r, self._wake_w = socket.socketpair()
        self._state = threading.Condition()
        self._wants_open = True
        self._is_settled = False
        self._is_stopping = False
        self._is_pulled = False
        self._shut_until_ms = 0
        self._lines: dict[threading.Thread, Line] = {}
        self._is_released = threading.Event()
        self._acceptor = threading.Thread(
            target=self._accept_all, name=f"sandbox-{self._door.port}", daemon=True
        )
        self._unwatch = (
            world.clock.watch(lambda _now_ms: self._follow()),
            self.faults.watch(self._follow),
        )
        self._acceptor.start()
        self._follow()

    @property
    def port(self) -> int:
        """The port, the same for the server's whole life."""
        return self._door.port

    @property
    def base_url(self) -> str:
        """Scheme, host and port."""
        return f"http://{self._host}:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def pull_cable(self) -> None:
        """Refuse everybody and cut all connections until `plug_cable`."""
        with self._state:
            self._is_pulled = True
        self._follow()

    def plug_cable(self) -> None:
        """Undo `pull_cable`."""
        with self._state:
            self._is_pulled = False
        self._follow()

    def release(self) -> None:
        """Answer what is stalled at this moment."""
        with self._state:
            released, self._is_released = self._is_released, threading.Event()
        released.set()

    def open_connections(self) -> int:
        """How many connections are alive."""
        with self._state:
            return len(self._lines)

    def stop(self) -> None:
        """Cut everything and join every thread; RuntimeError if one does not end."""
        with self._state:
            if self._is_stopping:
                return
            self._is_stopping = True
            self._wake()
        for unwatch in self._unwatch:
            unwatch()
        self._acceptor.join(_JOIN_S)
        with self._state:
            threads = dict(self._lines)
        self.release()
        for line in threads.values():
            line.cut()
        for thread in threads:
            thread.join(_JOIN_S)
        self._door.close()
        self._wake_r.close()
        self._wake_w.close()
        stuck = [thread.name for thread in (self._acceptor, *threads) if thread.is_alive()]
        if stuck:
            raise RuntimeError(f"threads still run: {stuck}")

    # -- open or refuse ---------------------------------------------------------------------

    def _follow(self, *, spared: Line | None = None) -> None:
        """Bring the port in line with the world's time and the plan; returns when it is so.

        Lock order: the clock's before the server's; the accepting thread takes only the latter.
        """
        with self.world.clock.lock:
            lines = self._settle(self.world.clock.now_ms())
        for line in lines:
            if line is not spared:
                line.cut()

    def _settle(self, now_ms: int) -> tuple[Line, ...]:
        """The lines to cut, once the port is as it should be at `now_ms`."""
        is_out = self.faults.is_refusing(self._surfaces, now_ms=now_ms)
        with self._state:
            if self._is_stopping:
                return ()
            wants_open = not (is_out or self._is_pulled or now_ms < self._shut_until_ms)
            if wants_open == self._wants_open and self._is_settled:
                return ()
            self._wants_open = wants_open
            self._is_settled = False
            self._wake()
            self._state.wait_for(lambda: self._is_settled or self._is_stopping, _JOIN_S)
            return () if wants_open else tuple(self._lines.values())

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # a full or closed pipe wakes as well
            self._wake_w.send(b"!")

    def _accept_all(self) -> None:
        while True:
            with self._state:
                if self._is_stopping:
                    self._door.shut()
                    return
                if self._wants_open:
                    self._door.open()
                else:
                    self._door.shut()
                self._is_settled = True
                self._state.notify_all()
            self._accept_until_woken(self._door.listening)

    def _accept_until_woken(self, listening: socket.socket | None) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_r, selectors.EVENT_READ)
            if listening is not None:
                selector.register(listening, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._wake_r in ready:
                    self._wake_r.recv(64)
                    return
                if listening is not None:
                    self._accept(listening)

    def _accept(self, listening: socket.socket) -> None:
        try:
            sock, _ = listening.accept()
        except (BlockingIOError, ConnectionError):  # gone before it was taken
            return
        line = Line(sock)
        thread = threading.Thread(
            target=self._serve, args=(line,), name=f"sandbox-{self.port}-line", daemon=True
        )
        with self._state:
            self._lines[thread] = line
        thread.start()

    # -- one connection ---------------------------------------------------------------------

    def _serve(self, line: Line) -> None:
        reader = RequestReader(line.sock)
        try:
            while self._serve_one(reader, line):
                """Keep-alive."""
        except BadRequestError as bad:
            self._refuse_bytes(line, reason=str(bad))
        except OSError:
            line.reset()  # the client has gone; there is nobody left to tell
        finally:
            line.close()
            with self._state:
                del self._lines[threading.current_thread()]

    def _serve_one(self, reader: RequestReader, line: Line) -> bool:
        received = reader.read()
        if received is None:
            return False
        outcome = self._exchange(received)
        with self._state:
            is_released = self._is_released
        enactment = Enactment(
            line=line,
            exchange=outcome,
            method=received.request.method,
            told_ms=self.world.clock.told_ms(),
            keeps_alive=received.keeps_alive,
            timing=self.faults.timing,
            is_released=is_released,
        )
        if outcome.manner is Manner.REFUSE:
            self._shut_for(outcome, line)
        return enactment.run()

    def _exchange(self, received: Received) -> Exchange:
        request = received.request
        if surface_of(self.world.op_of(request)) in self._surfaces:
            return exchange(self.world, self.faults, request)
        return Exchange(Manner.ANSWER, Response(404))

    def _shut_for(self, outcome: Exchange, line: Line) -> None:
        """Refuse until the world's clock has moved on by the fault's `d`; `line` ends by itself."""
        fault = outcome.fault
        wait_s = _REFUSE_S if fault is None or fault.d is None else fault.d
        until_ms = self.world.clock.now_ms() + int(wait_s * 1000)
        with self._state:
            self._shut_until_ms = max(self._shut_until_ms, until_ms)
        self._follow(spared=line)

    def _refuse_bytes(self, line: Line, *, reason: str) -> None:
        answer = error_response(400, "bad_request", message=reason)
        with contextlib.suppress(OSError):  # the client may have gone
            line.send(
                answer_bytes(
                    answer, method="GET", told_ms=self.world.clock.told_ms(), keeps_alive=False
                )
            )
