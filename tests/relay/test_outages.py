"""The store fails and comes back: Tock is told to try again, and then all goes on by itself."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from posapp.relay import tables
from posapp.relay.database import StoreRefused
from posapp.relay.feed import Pace
from posapp.relay.service import Timing
from tests.relay.conftest import Start
from tests.relay.rig import HEALTH, Place, Running, booking, verbatim
from tests.relay.test_feed import _asking, _until

OTHERS = "application_name = 'posapp relay' AND pid <> pg_backend_pid()"


def test_a_locked_file_is_not_acknowledged(start: Start, single: Place) -> None:
    """503 while somebody holds the file; the same delivery is kept when it is free again."""
    relay = start(single, busy_ms=50)
    token = relay.token()
    elsewhere = single.open()
    with elsewhere.writing.begin():
        answer = relay.post(booking(1))
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store")
        assert relay.bodies(token) == []
    elsewhere.close()
    assert relay.post(booking(1)).json() == {"status": "kept"}
    assert relay.bodies(token) == [booking(1)]
    assert relay.figures(token)["failed_ever"] == 1


def test_a_store_that_takes_too_long_is_not_waited_for(start: Start, single: Place) -> None:
    """503 in time for Tock's own patience; what is kept after all is known at the second try."""
    relay = start(single, timing=Timing(patience_s=0.1))
    relay.token()
    elsewhere = single.open()
    with elsewhere.writing.begin():
        assert relay.post(booking(1)).status_code == 503
    elsewhere.close()
    assert relay.post(booking(1)).json()["status"] in {"kept", "repeated"}


def test_severed_connections_are_made_anew(relay: Running, place: Place) -> None:
    """PostgreSQL drops everybody: the next delivery is kept at the first try, and readers read."""
    token = relay.token()
    relay.post(booking(1))
    sever(place)
    assert relay.post(booking(2)).json() == {"status": "kept"}
    assert relay.bodies(token) == [booking(1), booking(2)]


def test_a_reader_waits_through_a_severed_line(start: Start, shared: Place) -> None:
    """The listening connection comes back too: news from another relay still wakes the reader."""
    here, there = start(shared), start(shared)
    token = here.token()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(here.get, token, wait=25)
        _until(lambda: _asking(here) >= 1)
        sever(shared)
        began = time.monotonic()
        assert there.post(booking(1)).status_code == 200
        assert verbatim(waiting.result().content) == [booking(1)]
        assert time.monotonic() - began < 15  # the look without a notice comes after 60 s here


def test_lost_news_is_found_by_looking(start: Start, single: Place) -> None:
    """Should a ring ever get lost, a waiting reader looks by itself now and then."""
    relay = start(single, timing=Timing(pace=Pace(recheck_s=0.1)))
    token = relay.token()
    relay.relay._bell.ring = lambda: None  # type: ignore[method-assign]
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(relay.get, token, wait=20)
        _until(lambda: _asking(relay) >= 1)
        relay.post(booking(1))
        assert verbatim(waiting.result(10).content) == [booking(1)]


def test_a_database_that_is_away_is_said_to_be(start: Start, shared: Place) -> None:
    """503 on both sides and on the health page while it is away, all well when it is back."""
    relay = start(shared)
    token = relay.token()
    schema = shared.url.rpartition("%3D")[2]
    with psycopg.connect(shared.url, autocommit=True) as line:
        line.execute(f"ALTER TABLE {schema}.relay_numbering RENAME TO away")
        assert relay.post(booking(1)).status_code == 503
        assert relay.get(token).status_code == 503
        assert relay.client.get(HEALTH).status_code == 503
        line.execute(f"ALTER TABLE {schema}.away RENAME TO relay_numbering")
    assert relay.post(booking(1)).json() == {"status": "kept"}
    assert relay.get(token).status_code == 200


def test_one_bad_row_does_not_take_its_neighbours_along(start: Start, shared: Place) -> None:
    """A delivery that the database will not have fails alone, also amid a batch."""
    relay = start(shared)
    token = relay.token()
    with psycopg.connect(shared.url, autocommit=True) as line:
        line.execute("ALTER TABLE relay_item ADD CHECK (subject <> '31415:id:7')")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: relay.post(booking(number)), range(16)))
    assert [answer.status_code for answer in answers].count(503) == 1
    assert answers[7].status_code == 503
    assert len(relay.bodies(token)) == 15


def test_a_newer_store_is_left_alone(place: Place) -> None:
    """An older relay neither reads nor changes what it does not know."""
    database = place.open()
    with database.writing.begin() as connection:
        connection.execute(tables.schema.update().values(number=tables.SCHEMA_NUMBER + 1))
    database.close()
    with pytest.raises(StoreRefused, match="newer posapp"):
        place.open()


def test_relays_that_start_together_make_one_store(place: Place) -> None:
    """The tables are made once, and all have the same cursor."""
    with ThreadPoolExecutor(6) as pool:
        databases = list(pool.map(lambda _: place.open(), range(6)))
    with databases[0].engine.begin() as connection:
        assert len(connection.execute(tables.numbering.select()).all()) == 1
        assert len(connection.execute(tables.schema.select()).all()) == 1
    for database in databases:
        database.close()


def test_commits_are_on_the_disk(place: Place) -> None:
    """What a 2xx rests on: FULL on SQLite, synchronous_commit on PostgreSQL."""
    database = place.open()
    with database.engine.begin() as connection:
        if place.url:
            shown = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
            assert shown in {"on", "remote_apply"}
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "5s"
        else:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    database.close()


def sever(place: Place) -> None:
    """End every connection of relays to this database."""
    if place.url:
        with psycopg.connect(place.url, autocommit=True) as line:
            line.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}")
