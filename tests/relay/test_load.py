"""Many deliveries at once, with terminals that wait for them; sizes by POSAPP_RELAY_LOAD.

The default is a burst of a few hundred; a figure worth noting takes some thousands.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from posapp.relay.deliveries import Delivery, Kind
from posapp.relay.ledger import Ledger
from tests.relay.rig import Place, Program, Running, Wire, booking, program, serve, verbatim
from tests.relay.test_kills import READER, let_in

LOAD = int(os.environ.get("POSAPP_RELAY_LOAD", "200"))
POSTERS = 8
TERMINALS = 2
NOTE = "x" * 4_000  # as much as a reservation of Tock is long


class Terminal:
    """Follows the feed by long poll and notes when it saw what."""

    def __init__(self, url: str, token: str) -> None:
        self.seen: dict[bytes, float] = {}
        self.repeated = 0
        self._wire = Wire(url)
        self._token = token

    def follow(self, count: int) -> None:
        """Until it has seen so many different bodies."""
        after = ""
        while len(self.seen) < count:
            answer = self._wire.get(self._token, after=after, wait=20, limit=200)
            now = time.monotonic()
            for body in verbatim(answer.content):
                self.repeated += body in self.seen
                self.seen.setdefault(body, now)
            after = answer.json()["next"]
        self._wire.close()


def burst(relay: Program, tokens: list[str], count: int) -> tuple[float, list[float], list[float]]:
    """Post all from several threads; seconds in all, and ms to the 2xx and to the terminals."""
    terminals = [Terminal(relay.url, token) for token in tokens]
    bodies = [booking(number, note=NOTE) for number in range(count)]
    began: dict[bytes, float] = {}
    answered: list[float] = []
    wires = threading.local()
    opened: list[Wire] = []

    def post(body: bytes) -> int:
        if not hasattr(wires, "own"):
            wires.own = Wire(relay.url)
            opened.append(wires.own)
        began[body] = time.monotonic()
        status = wires.own.post(body).status_code
        answered.append((time.monotonic() - began[body]) * 1_000)
        return int(status)

    with ThreadPoolExecutor(POSTERS + TERMINALS) as pool:
        following = [pool.submit(terminal.follow, count) for terminal in terminals]
        start = time.monotonic()
        assert set(pool.map(post, bodies)) == {200}
        took_s = time.monotonic() - start
        for one in following:
            one.result(60)
    for wire in opened:
        wire.close()
    delays = [(at - began[body]) * 1_000 for one in terminals for body, at in one.seen.items()]
    assert len(delays) == TERMINALS * count
    assert [terminal.repeated for terminal in terminals] == [0] * TERMINALS
    return took_s, answered, delays


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all is below."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def test_a_burst_reaches_every_terminal_once(place: Place, figure: Callable[[str], None]) -> None:
    """Everything acknowledged is delivered to each, once; the figures say how fast."""
    let_in(place)
    database = place.open()
    database.close()
    with program(serve(place)) as relay:
        took_s, answered, delays = burst(relay, [READER] * TERMINALS, LOAD)
        figures = relay.figures(READER)
    assert figures["kept_ever"] == LOAD
    figure(
        f"relay: burst on {'PostgreSQL' if place.url else 'SQLite'}: {LOAD} POSTs of 4 kB, "
        f"{POSTERS} at a time, {LOAD / took_s:.0f}/s; POST -> 2xx p50 "
        f"{percentile(answered, 0.5):.0f} ms, p95 {percentile(answered, 0.95):.0f} ms; POST -> "
        f"long poll p50 {percentile(delays, 0.5):.0f} ms, p95 {percentile(delays, 0.95):.0f} ms; "
        f"acknowledged {LOAD}, delivered {len(delays)} to {TERMINALS} terminals"
    )
    assert percentile(delays, 0.95) < 1_000 * max(1, LOAD / 200)


def test_repeats_are_recognised_under_load(relay: Running, figure: Callable[[str], None]) -> None:
    """Every delivery three times over, all at once: each stands in the feed once."""
    token = relay.token()
    bodies = [booking(number, note=NOTE) for number in range(60)] * 3
    with ThreadPoolExecutor(POSTERS) as pool:
        states = [one.json()["status"] for one in pool.map(relay.post, bodies)]
    assert sorted(relay.bodies(token)) == sorted(bodies[:60])
    figure(
        f"relay: 60 deliveries three times each, {relay.database.engine.name}: "
        f"{states.count('repeated')} of 120 repeats recognised"
    )
    assert states.count("repeated") == 120


def test_one_delivery_at_a_time_is_there_at_once(
    relay: Running, figure: Callable[[str], None]
) -> None:
    """The usual case: quiet, then one change, and a terminal that has been waiting for it."""
    token = relay.token()
    waiter = Wire(relay.url)
    after, delays = "", []
    with ThreadPoolExecutor(1) as pool:
        for number in range(20):
            waiting = pool.submit(waiter.get, token, after=after, wait=20)
            began = time.monotonic()
            assert relay.post(booking(number, note=NOTE)).status_code == 200
            answer = waiting.result()
            delays.append((time.monotonic() - began) * 1_000)
            after = answer.json()["next"]
    waiter.close()
    figure(
        f"relay: one POST -> long poll answered, {relay.database.engine.name}: "
        f"p50 {percentile(delays, 0.5):.1f} ms, p95 {percentile(delays, 0.95):.1f} ms, n=20"
    )
    assert percentile(delays, 0.5) < 1_000


def test_answers_are_not_held_back_by_tcp(relay: Running) -> None:
    """A small answer leaves at once; without this each costs 40 ms of waiting."""
    relay.token()
    relay.post(booking(1))
    [connection] = relay.server.server_state.connections
    wire = connection.transport.get_extra_info("socket")
    assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_bodies_are_found_fast_among_many(relay: Running, figure: Callable[[str], None]) -> None:
    """Two weeks of a busy group behind it, a delivery costs what it cost on the first day."""
    ledger = Ledger(relay.database)
    for start in range(0, 5_000, 1_000):
        ledger.keep(
            [
                Delivery(Kind.RESERVATION, f"31415:id:{number}", 1, booking(number))
                for number in range(start, start + 1_000)
            ]
        )
    token = relay.token()
    times = []
    for number in range(20):
        began = time.monotonic()
        relay.post(booking(number, version=2))
        times.append((time.monotonic() - began) * 1_000)
    figure(
        f"relay: POST -> 2xx with 5,000 kept, {relay.database.engine.name}: "
        f"p50 {percentile(times, 0.5):.1f} ms"
    )
    assert len(relay.bodies(token)) == 5_020
