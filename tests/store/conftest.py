"""A real store for every test, copied from one made at the start of the run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from posapp.domain.changes import Changes
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.reservation import Channel, Reservation
from posapp.ports.failures import StoreTrouble
from posapp.store.driver import connect_reader
from posapp.store.files import StoreFiles, companions
from posapp.store.opening import open_store
from posapp.store.recovery import Replayer
from posapp.store.store import SqlStore
from tests.store.builders import ANA, ZONE, incoming, payment, reservation, save_seated_order
from tests.support.clock import CountingIds, ManualClock
from tests.support.shared_sql import share_sql

share_sql()


class Bench:
    """A folder with a store, its clock, and what the store told after commits."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self.files = StoreFiles(directory)
        self.clock = ManualClock()
        self.ids = CountingIds(self.clock, first=1_000)
        self.commits: list[Changes] = []
        self.points: list[str] = []
        self._stack = stack

    @property
    def directory(self) -> Path:
        return self.files.directory

    def open(self, **changes: Any) -> SqlStore:
        """The store, closed at the end of the test unless `forget` drops it first."""
        options: dict[str, Any] = {
            "clock": self.clock,
            "ids": self.ids,
            "terminal_id": "T1",
            "decode": decode,
            "on_commit": self.commits.append,
            "at_point": self.points.append,
            "zone": ZONE,
        }
        store = open_store(self.directory, **{**options, **changes})
        self._stack.callback(_drop, store)
        return store

    def replayer(self) -> Replayer:
        return Replayer(clock=self.clock, ids=self.ids, terminal_id="T1", zone=ZONE)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the file holds, read past the store."""
        with closing(connect_reader(self.files.database)) as connection:
            return connection.execute(sql).fetchall()


def decode(source: str, raw: str, channel: Channel) -> Reservation:
    """The tests' own raw format: only the number of the row."""
    number = raw.split('"')[3]
    key = ReservationKey(source, "31415", ReservationKind.RESERVATION, number)
    return reservation(number, key=key, visit_tags=(f"read again from {channel.name}",))


def crash(store: SqlStore) -> None:
    """Leave the store as a process does that dies: nothing is closed in order."""
    store.reads.close()
    store._parts.engine.dispose()


def refusal_of(bench: Bench, **changes: object) -> StoreTrouble:
    """The page an attempt to open is answered with."""
    with pytest.raises(StoreTrouble) as caught:
        bench.open(**changes)
    assert caught.value.cause
    assert caught.value.next_step
    return caught.value


def fill(bench: Bench) -> None:
    """Enough rows for several pages, a payment, and a clean end."""
    store = bench.open()
    with store.write("fill", actor=ANA) as uow:
        uow.reservations.save([incoming(number) for number in range(300)])
        save_seated_order(uow)
        uow.payments.add(payment())
    store.close()


def content_of(bench: Bench) -> dict[str, bytes]:
    """The store's bytes; SQLite's shared memory and an empty WAL say nothing."""
    found = {path.name: path.read_bytes() for path in companions(bench.files.database)}
    wal = found.pop("store.db-wal", b"")
    found.pop("store.db-shm", None)
    return found | ({"store.db-wal": wal} if wal else {})


def _drop(store: SqlStore) -> None:
    crash(store)


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was created and closed."""
    directory = tmp_path_factory.mktemp("template") / "store"
    with ExitStack() as stack:
        Bench(directory, stack).open().close()
    return directory


@pytest.fixture
def empty_bench(tmp_path: Path) -> Iterator[Bench]:
    """A folder without a store."""
    with ExitStack() as stack:
        yield Bench(tmp_path / "store", stack)


@pytest.fixture
def bench(tmp_path: Path, new_store: Path) -> Iterator[Bench]:
    """A folder with a new, closed store."""
    directory = tmp_path / "store"
    shutil.copytree(new_store, directory)
    with ExitStack() as stack:
        yield Bench(directory, stack)


@pytest.fixture
def store(bench: Bench) -> SqlStore:
    """An open store."""
    return bench.open()
