"""What is read again and again walks through open work only, never through finished years."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from posapp.ports.office import PickupStage
from posapp.store.driver import connect_reader
from posapp.store.reads import lists, office
from posapp.store.store import SqlStore
from tests.store.builders import ANA
from tests.store.conftest import Bench


def steps(bench: Bench, sql: str) -> list[str]:
    """How SQLite would go about a statement."""
    with closing(connect_reader(bench.files.database)) as connection:
        return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_open_work_is_read_on_its_index(bench: Bench, store: SqlStore) -> None:
    """The sync centre is read after every change of the outbox."""
    assert store.reads.sync_overview().outbox == ()
    assert any("ix_outbox_open" in step for step in steps(bench, lists._OPEN))


def test_sends_without_an_end_are_looked_for_among_open_work(bench: Bench, store: SqlStore) -> None:
    """Every lane looks for them every second, in a transaction that keeps a tap waiting."""
    asked: list[str] = []
    with store.write("look", actor=ANA) as uow:
        scope = uow.outbox._scope  # type: ignore[attr-defined]
        driver = scope.session.connection().connection.dbapi_connection
        driver.set_trace_callback(asked.append)
        assert uow.outbox.expired(now_ms=uow.now_ms) == []
        driver.set_trace_callback(None)
    [sql] = [one for one in asked if one.startswith("SELECT")]
    assert any("ix_outbox_open" in step for step in steps(bench, sql))


def test_the_task_of_a_pickup_is_found_at_once(bench: Bench, store: SqlStore) -> None:
    """A system without a call for it has a task for every pickup there ever was."""
    assert store.reads.office.pickups(PickupStage.READY, day=date(2026, 10, 10)) == []
    sql = f"{office._SELECT}{office._STAGES[PickupStage.READY]}"
    tasks = [step for step in steps(bench, sql) if step.startswith(("SEARCH t ", "SCAN t "))]
    assert len(tasks) == 1
    assert "(kind=? AND subject_id=?)" in tasks[0]
