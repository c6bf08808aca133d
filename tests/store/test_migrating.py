"""A migration runs on a verified copy; what it would lose, it may not touch."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from posapp.domain.outbox import OutboxState
from posapp.ports.failures import StoreTrouble
from posapp.store.backup import list_backups, verify
from posapp.store.driver import connect_writer
from posapp.store.migrations import SCHEMA_NUMBER, STEPS
from posapp.store.opening import Surroundings
from posapp.store.store import SqlStore
from tests.store.builders import ANA, payment, save_seated_order, work
from tests.store.conftest import Bench, crash

NOW, NEXT = SCHEMA_NUMBER, SCHEMA_NUMBER + 1

GOOD = """
    op.add_column("visit", sa.Column("nickname", sa.Text(), nullable=True))
    op.create_table("corkage", sa.Column("id", sa.Text(), primary_key=True), sqlite_strict=True)
"""
LOSES_A_ROW = "op.execute('DELETE FROM line_item')"
LOSES_PAYMENTS = """
    op.execute('DROP TRIGGER payment_no_delete')
    op.execute('DELETE FROM payment')
"""
CHANGES_CENTS = """
    op.execute('DROP TRIGGER payment_no_update')
    op.execute('UPDATE payment SET cents = cents - 1')
"""
CHANGES_WORK = "op.execute(\"UPDATE outbox SET state = 'superseded'\")"
ORPHANS = "op.execute(\"UPDATE line_item SET order_id = 'nobody'\")"
FAILS_HALFWAY = """
    op.execute('DELETE FROM line_item')
    op.execute('SELECT * FROM no_such_table')
"""
LOSES_A_TABLE = "op.execute('DROP TABLE journal')"


@pytest.fixture
def steps(tmp_path: Path) -> Callable[[str], Surroundings]:
    """One more step with this body, after the real ones."""

    def make(body: str) -> Surroundings:
        folder = tmp_path / "steps"
        folder.mkdir(exist_ok=True)
        head = (
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f'revision = "{NEXT:04}"\ndown_revision = "{NOW:04}"\n\n\ndef upgrade() -> None:\n'
        )
        lines = "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())
        (folder / f"v{NEXT:04}_test.py").write_text(head + lines)
        return Surroundings(newest_schema=NEXT, steps=(*STEPS, folder))

    return make


Steps = Callable[[str], Surroundings]


def _fill(bench: Bench, **sending: object) -> None:
    store = bench.open()
    with store.write("fill", actor=ANA) as uow:
        save_seated_order(uow, 1)
        save_seated_order(uow, 2)
        uow.payments.add(payment("p1"))
        uow.payments.add(payment("p2", order_id="o2", cents=5_00))
        uow.outbox.add(work("w1", **sending))
    store.close()


def _is_usable(store: SqlStore) -> bool:
    with store.write("use", actor=ANA) as uow:
        uow.payments.add(payment("p9", cents=7_00))
    return store.reads.order("o1").paid_cents == 107_00


def test_a_step_runs_and_everything_is_still_there(bench: Bench, steps: Steps) -> None:
    """New number, same rows and cents; the old file and a backup stay beside it."""
    _fill(bench)
    before = bench.files.database.read_bytes()
    store = bench.open(surroundings=steps(GOOD))
    assert store.opened.schema == NEXT
    assert bench.rows("PRAGMA user_version") == [(NEXT,)]
    assert bench.rows("SELECT count(*) FROM corkage") == [(0,)]
    assert bench.rows("SELECT sum(cents) FROM payment") == [(105_00,)]
    assert bench.files.previous(NOW).read_bytes() == before
    assert [backup.is_before_migration for backup in list_backups(bench.files)] == [True]
    assert not bench.files.migrating.exists()
    assert _is_usable(store)
    with closing(connect_writer(bench.files.database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_was_only_in_the_wal_is_migrated_too(bench: Bench, steps: Steps) -> None:
    """A crash before the update: the last payments were not yet in the main file."""
    store = bench.open()
    with store.write("fill", actor=ANA) as uow:
        save_seated_order(uow, 1)
        uow.payments.add(payment("p1"))
    crashed = bench.directory.with_name("crashed")
    shutil.copytree(bench.directory, crashed)
    other = Bench(crashed, bench._stack)
    assert (crashed / "store.db-wal").stat().st_size > 0
    assert _is_usable(other.open(surroundings=steps(GOOD)))
    assert verify(other.files.previous(NOW)).rows["payment"] == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (LOSES_A_ROW, "rows of line_item: 2 became 0"),
        (LOSES_PAYMENTS, "rows of payment: 2 became 0"),
        (CHANGES_CENTS, "10500 became 10498"),
        (CHANGES_WORK, "work waiting: 1 became 0"),
        (ORPHANS, "refers to no sales_order"),
        (FAILS_HALFWAY, "no such table"),
        (LOSES_A_TABLE, "rows of journal"),
    ],
)
def test_a_step_that_loses_something_is_refused(
    bench: Bench, steps: Steps, body: str, reason: str
) -> None:
    """The page says what; the store has not a byte changed and the old posapp goes on with it."""
    _fill(bench)
    before = bench.files.database.read_bytes()
    with pytest.raises(StoreTrouble) as caught:
        bench.open(surroundings=steps(body))
    assert caught.value.code == "migration_refused"
    assert reason in caught.value.cause
    assert bench.files.database.read_bytes() == before
    assert not bench.files.previous(NOW).exists()
    assert _is_usable(bench.open())


@pytest.mark.parametrize(
    ("point", "schema"),
    [
        ("migration.after_backup", NOW),
        ("migration.after_steps", NOW),
        ("migration.before_swap", NOW),
        ("migration.after_swap", NEXT),
    ],
)
def test_a_migration_killed_in_the_middle_leaves_a_usable_store(
    bench: Bench, steps: Steps, point: str, schema: int
) -> None:
    """Either the old one or the new one, whole; the next start completes it."""
    _fill(bench)
    surroundings = steps(GOOD)

    def die(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.open(surroundings=surroundings, at_point=die)
    assert bench.rows("PRAGMA user_version") == [(schema,)]
    assert bench.rows("SELECT sum(cents) FROM payment") == [(105_00,)]
    store = bench.open(surroundings=surroundings)
    assert store.opened.schema == NEXT
    assert _is_usable(store)


def test_the_old_posapp_goes_on_when_the_new_one_was_killed(bench: Bench, steps: Steps) -> None:
    """Going back to the previous version needs nothing but the previous version."""
    _fill(bench)

    def die(name: str) -> None:
        if name == "migration.before_swap":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.open(surroundings=steps(GOOD), at_point=die)
    assert _is_usable(bench.open())


def test_work_in_flight_holds_a_migration_back(bench: Bench, steps: Steps) -> None:
    """While a lease is live its outcome may still come; afterwards the migration runs."""
    lease = bench.clock.now_ms() + 30_000
    _fill(bench, state=OutboxState.SENDING, lease_until_ms=lease)
    surroundings = steps(GOOD)
    with pytest.raises(StoreTrouble) as caught:
        bench.open(surroundings=surroundings)
    assert caught.value.code == "sending"
    bench.clock.advance(30_000)
    assert bench.open(surroundings=surroundings).opened.schema == NEXT


def test_a_store_in_use_is_not_migrated(bench: Bench, steps: Steps) -> None:
    """Another program with an open change would lose it."""
    _fill(bench)
    surroundings = replace(steps(GOOD), busy_ms=20)
    with closing(connect_writer(bench.files.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreTrouble) as caught:
            bench.open(surroundings=surroundings)
    assert caught.value.code == "locked"
    assert bench.rows("PRAGMA user_version") == [(NOW,)]


def test_a_store_that_was_not_closed_is_migrated_after_its_long_check(
    bench: Bench, steps: Steps
) -> None:
    """An update after a crash."""
    store = bench.open()
    with store.write("fill", actor=ANA) as uow:
        save_seated_order(uow, 1)
    crash(store)
    migrated = bench.open(surroundings=steps(GOOD))
    assert [line.line_id for line in migrated.reads.order("o1").lines] == ["l1"]


def test_a_store_of_the_first_step_is_brought_here(empty_bench: Bench, tmp_path: Path) -> None:
    """What a till wrote before step 2 is all there after it, money and raw texts too."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(STEPS[0] / "v0001_first.py", first)
    empty_bench.open(surroundings=Surroundings(newest_schema=1, steps=(first,))).close()
    with closing(connect_writer(empty_bench.files.database)) as connection:
        connection.execute("INSERT INTO club VALUES ('c', 'Library', 1000, 0)")
        connection.commit()
    store = empty_bench.open()
    assert store.opened.schema == NOW
    assert empty_bench.rows("SELECT name FROM club") == [("Library",)]
    with store.write("fill", actor=ANA) as uow:
        save_seated_order(uow, 1)
        uow.payments.add(payment("p1", cents=100_00))
    assert _is_usable(store)
