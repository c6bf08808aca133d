"""Backups: made while the store is in use, counted only when verified, kept as long as promised."""

import sqlite3 as _sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posapp.ports.failures import StoreTrouble
from posapp.store.backup import list_backups, make_backup, newest_good_backup, rotate, verify
from posapp.store.driver import connect_writer
from posapp.store.files import stamp_of
from posapp.store.store import SqlStore
from tests.store.builders import ANA, incoming, payment, save_seated_order
from tests.store.conftest import Bench
from tests.support.clock import SATURDAY_MS

_DAY_MS = 86_400_000


def _pay(store: SqlStore, number: int) -> None:
    with store.write("pay", actor=ANA) as uow:
        save_seated_order(uow, number)
        uow.payments.add(payment(f"p{number}", order_id=f"o{number}", cents=number * 100))


def test_a_backup_holds_what_the_store_holds(bench: Bench, store: SqlStore) -> None:
    """Rows and cents, in one file that needs no WAL; doctor knows of it."""
    for number in (1, 2, 3):
        _pay(store, number)
    backup = store.backup()
    figures = verify(backup.path)
    assert figures.rows["payment"] == 3
    assert sum(figures.cents.values()) == 600
    assert backup.made_ms == bench.clock.now_ms()
    assert [path.name for path in bench.files.backups.iterdir()] == [
        f"store-{stamp_of(SATURDAY_MS)}.db"
    ]
    facts = store.health_facts()
    assert (facts.backups, facts.last_backup_ms) == (1, SATURDAY_MS)


def test_a_backup_is_made_while_others_read_and_write(bench: Bench, store: SqlStore) -> None:
    """Payments go on meanwhile; every copy holds some whole state in between."""
    with store.write("fill", actor=ANA) as uow:
        uow.reservations.save([incoming(number) for number in range(200)])
    is_over = threading.Event()
    paid = 0

    def sell() -> None:
        nonlocal paid
        while not is_over.is_set():
            paid += 1
            _pay(store, paid)

    seller = threading.Thread(target=sell)
    seller.start()
    copies = []
    try:
        for day in range(6):
            while paid <= day:  # something was paid since the last copy
                assert seller.is_alive()
            bench.clock.advance(_DAY_MS)
            copies.append(store.backup())
    finally:
        is_over.set()
        seller.join()
    for copy in copies:
        figures = verify(copy.path)
        count = figures.rows["payment"]
        assert figures.rows["sales_order"] == count
        assert sum(figures.cents.values()) == sum(range(count + 1)) * 100
    assert bench.rows("SELECT count(*) FROM payment") == [(paid,)]
    assert paid >= 6


def test_an_open_unit_does_not_hold_up_a_backup(bench: Bench, store: SqlStore) -> None:
    """The copy is of the last commit."""
    _pay(store, 1)
    with store.write("pay", actor=ANA) as uow:
        save_seated_order(uow, 2)
        assert verify(store.backup().path).rows["sales_order"] == 1


def _damage_row(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4_096 * 20)
        file.write(b"\x5a" * 4_096 * 20)


def _text(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    with closing(connect_writer(path)) as connection:
        connection.execute("PRAGMA application_id=5")
        connection.execute("PRAGMA journal_mode=DELETE")


@pytest.mark.parametrize("damage", [_damage_row, _text, _empty, _foreign])
def test_a_damaged_backup_is_never_chosen(bench: Bench, store: SqlStore, damage: object) -> None:
    """The newest that passes its check is; with none left that is said plainly."""
    assert callable(damage)
    _pay(store, 1)
    good = store.backup()
    bench.clock.advance(_DAY_MS)
    bad = store.backup()
    damage(bad.path)
    with pytest.raises(StoreTrouble) as caught:
        verify(bad.path)
    assert caught.value.code == "bad_backup"
    assert newest_good_backup(bench.files) == good
    damage(good.path)
    with pytest.raises(StoreTrouble) as none_left:
        newest_good_backup(bench.files)
    assert none_left.value.code == "no_backup"
    assert bad.path.name in none_left.value.cause


def test_a_copy_that_differs_is_not_kept(
    bench: Bench, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy short of a payment is refused, and the earlier backups stay."""
    _pay(store, 1)
    earlier = store.backup()
    bench.clock.advance(_DAY_MS)

    def lossy(source: object, target: Path) -> None:
        copy_database(source, target)  # type: ignore[arg-type]
        with closing(_sqlite3.connect(target)) as copy:
            copy.execute("DROP TRIGGER payment_no_delete")
            copy.execute("DELETE FROM payment")
            copy.commit()

    from posapp.store.driver import copy_database

    monkeypatch.setattr("posapp.store.backup.copy_database", lossy)
    with pytest.raises(StoreTrouble, match="payment: 1 became 0"):
        store.backup()
    assert list_backups(bench.files) == [earlier]


def test_seven_days_four_weeks_and_every_migration_are_kept(bench: Bench) -> None:
    """After ten weeks of daily backups, two on some days."""
    start = int(datetime(2026, 8, 3, 12, tzinfo=UTC).timestamp()) * 1_000
    bench.files.backups.mkdir()
    migration = bench.files.backups / f"store-{stamp_of(start)}-before-v2.db"
    migration.write_bytes(b"")
    strange = bench.files.backups / "mine.db"
    strange.write_bytes(b"")
    for day in range(70):
        for hour in (0, 3):
            at_ms = start + day * _DAY_MS + hour * 3_600_000
            (bench.files.backups / f"store-{stamp_of(at_ms)}.db").write_bytes(b"")
        rotate(bench.files)
    kept = list_backups(bench.files)
    last = datetime(2026, 10, 11, 15, tzinfo=UTC)
    daily = [last - timedelta(days=offset) for offset in range(7)]
    weekly = [last - timedelta(weeks=offset) for offset in (1, 2, 3)]
    made = [datetime.fromtimestamp(backup.made_ms / 1_000, tz=UTC) for backup in kept]
    assert made[:-1] == daily + weekly
    assert kept[-1].path == migration
    assert strange.exists()


def test_a_failed_backup_is_told_and_drops_nothing(bench: Bench, store: SqlStore) -> None:
    """A folder that cannot be made, for one."""
    bench.files.backups.write_bytes(b"a file in the way")
    with pytest.raises(StoreTrouble) as caught:
        make_backup(bench.files, now_ms=SATURDAY_MS)
    assert caught.value.code == "disk_error"
