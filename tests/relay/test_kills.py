"""The relay is killed between and during deliveries: whatever it has acknowledged is still there.

POSAPP_RELAY_KILLS says how often (default 1 per store).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from itertools import count
from random import Random

import httpx

from posapp.relay.tokens import add_token
from tests.relay.rig import NOW_MS, Place, Program, Wire, booking, serve

KILLS = int(os.environ.get("POSAPP_RELAY_KILLS", "1"))
SEED = 20_261_010
TRIES = 3  # Tock's, in immediate succession
POSTERS = 4
READER = "relay_reader"


class Tock:
    """Posts numbered bodies without end from several threads, each up to three times."""

    def __init__(self) -> None:
        self._url = ""
        self.acknowledged: set[bytes] = set()
        self.given_up = 0
        self._numbers = count(1)
        self._lock = threading.Condition()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._post) for _ in range(POSTERS)]

    def start(self, url: str) -> None:
        """Begin to deliver."""
        self._url = url
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what was begun."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(30)

    def wait_for(self, more: int) -> None:
        """Until this many more were acknowledged."""
        with self._lock:
            wanted = len(self.acknowledged) + more
            assert self._lock.wait_for(lambda: len(self.acknowledged) >= wanted, 30)

    def _post(self) -> None:
        wire = Wire(self._url)
        while not self._is_over.is_set():
            with self._lock:
                body = booking(next(self._numbers), note="x" * 5_000)
            is_taken = any(_try(wire, body) for _ in range(TRIES))
            with self._lock:
                if is_taken:
                    self.acknowledged.add(body)
                else:
                    self.given_up += 1
                self._lock.notify_all()
            if not is_taken:
                self._is_over.wait(0.05)  # until something else changes at Tock
        wire.close()


def _try(wire: Wire, body: bytes) -> bool:
    try:
        return wire.post(body).is_success
    except httpx.TransportError:
        return False


def kill_amid_deliveries(command: list[str], *, kills: int, seed: int) -> tuple[Tock, Program]:
    """Kill and start again, with Tock posting on and on; returns with the relay up and quiet."""
    dice = Random(seed)
    tock = Tock()
    relay = Program(command)
    tock.start(relay.url)
    try:
        for _ in range(kills):
            tock.wait_for(dice.randrange(10, 60))
            relay.kill()
            relay = Program(command, port=relay.port)
            tock.wait_for(5)
    finally:
        tock.stop()
    return tock, relay


def let_in(place: Place) -> None:
    """A reader."""
    database = place.open()
    add_token(database, "reader", secret=READER, now_ms=NOW_MS)
    database.close()


def test_nothing_acknowledged_is_lost(place: Place, figure: Callable[[str], None]) -> None:
    """kill -9 amid deliveries, start again on the same address, ask for everything."""
    let_in(place)
    tock, relay = kill_amid_deliveries(serve(place), kills=KILLS, seed=SEED)
    delivered = relay.bodies(READER)
    relay.terminate()
    missing = tock.acknowledged - set(delivered)
    store = "PostgreSQL" if place.url else "SQLite"
    figure(
        f"relay: {KILLS} x kill -9 on {store}: {len(tock.acknowledged)} acknowledged, "
        f"{len(missing)} of them lost, {len(delivered) - len(set(delivered))} twice, "
        f"{tock.given_up} given up by Tock, seed {SEED}"
    )
    assert missing == set()


def test_a_relay_that_answers_too_early_is_found_out(single: Place) -> None:
    """The control: the same kills, but a 2xx before the commit loses what it promised."""
    let_in(single)
    command = ["-m", "tests.relay.hasty", "--store", str(single.folder)]
    tock, relay = kill_amid_deliveries(command, kills=1, seed=SEED)
    relay.kill()  # what is still promised goes with it
    with_all = Program(serve(single))
    delivered = with_all.bodies(READER)
    with_all.terminate()
    assert tock.acknowledged - set(delivered)
