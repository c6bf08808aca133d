"""What is read again and again walks through open work only, never through finished years."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import date

from posapp.ports.office import PickupStage
from posapp.ports.store import UnitOfWork
from posapp.store.driver import connect_reader
from posapp.store.reads import lists, office
from posapp.store.store import SqlStore
from tests.store.builders import ANA
from tests.store.conftest import Bench


def steps(bench: Bench, sql: str) -> list[str]:
    """How SQLite would go about a statement."""
    with closing(connect_reader(bench.files.database)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", {"shipped_ms": 5, "office": "o"})
        return [str(row[3]) for row in plan]


def asked(uow: UnitOfWork, question: Callable[[], object]) -> str:
    """The one statement that a repository asks."""
    scope = uow.outbox._scope  # type: ignore[attr-defined]
    driver = scope.session.connection().connection.dbapi_connection
    statements: list[str] = []
    driver.set_trace_callback(statements.append)
    question()
    driver.set_trace_callback(None)
    [found] = [one for one in statements if one.startswith("SELECT")]
    return found


def test_open_work_is_read_on_its_index(bench: Bench, store: SqlStore) -> None:
    """The sync centre is read after every change of the outbox."""
    assert store.reads.sync_overview().outbox == ()
    assert any("ix_outbox_open" in step for step in steps(bench, lists._OPEN))


def test_sends_without_an_end_are_looked_for_among_open_work(bench: Bench, store: SqlStore) -> None:
    """Every lane looks for them every second, in a transaction that keeps a tap waiting."""
    with store.write("look", actor=ANA) as uow:
        sql = asked(uow, lambda: uow.outbox.expired(now_ms=uow.now_ms))
    assert any("ix_outbox_open" in step for step in steps(bench, sql))


def test_what_waits_to_be_collected_is_read_on_its_index(bench: Bench, store: SqlStore) -> None:
    """After every reading of the list, in a transaction too."""
    with store.write("look", actor=ANA) as uow:
        sql = asked(uow, lambda: uow.office.pending("winedirect"))
    assert any("ix_remote_order_pending" in step for step in steps(bench, sql))


def test_what_ships_is_read_by_its_state_and_day(bench: Bench, store: SqlStore) -> None:
    """The tab and its number: of what is over, the latest weeks only."""
    assert store.reads.office.pickup_counts(day=date(2026, 10, 10)).shipping == 0
    sql = f"SELECT count(*){office._STAGES[PickupStage.SHIPPING]}"
    found = [step for step in steps(bench, sql) if "ix_remote_order_shipping" in step]
    assert [step.rpartition("(")[2] for step in found] == [
        "fulfilment_state=?)",
        "fulfilment_state=? AND shipped_ms>?)",
    ]


def test_the_task_of_a_pickup_is_found_at_once(bench: Bench, store: SqlStore) -> None:
    """A system without a call for it has a task for every pickup there ever was."""
    assert store.reads.office.pickups(PickupStage.READY, day=date(2026, 10, 10)) == []
    sql = f"{office._SELECT}{office._STAGES[PickupStage.READY]}"
    tasks = [step for step in steps(bench, sql) if step.startswith(("SEARCH t ", "SCAN t "))]
    assert len(tasks) == 1
    assert "(kind=? AND subject_id=?)" in tasks[0]


def test_who_is_in_a_club_is_found_by_the_person(bench: Bench, store: SqlStore) -> None:
    """Every page of a pull and every tap on a guest asks; an office may have any number."""
    with store.write("look", actor=ANA) as uow:
        scope = uow.outbox._scope  # type: ignore[attr-defined]
        driver = scope.session.connection().connection.dbapi_connection
        statements: list[str] = []
        driver.set_trace_callback(statements.append)
        uow.tags.mark_customers({"c-1", "c-2"}, backend="sandbox")
        uow.tags.held_by("ann@lee.example")
        uow.tags.memberships_of("c-1", backend="sandbox")
        uow.guests.clubs_of("ann@lee.example", office="sandbox")
        driver.set_trace_callback(None)
    found = [step for sql in statements for step in steps(bench, sql)]
    assert [step for step in found if " m " in step]
    by_person = "ix_membership_customer_id_backend"
    assert [
        step for step in found if step.startswith(("SEARCH m ", "SCAN m")) and by_person not in step
    ] == []
