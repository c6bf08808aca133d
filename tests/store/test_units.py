"""One unit of work: everything or nothing, the payment journal before "Saved", then the topics."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.ports.failures import StoreTrouble
from posapp.ports.store import UnitOfWork
from posapp.store.marker import read_marker
from posapp.store.opening import Surroundings
from posapp.store.payment_journal import read_journal
from posapp.store.store import SqlStore
from posapp.store.unit_of_work import MIN_FREE_BYTES
from tests.store.builders import ANA, payment, save_seated_order, visit
from tests.store.conftest import Bench, crash


class Crash(Exception):
    """The process dies here."""


def _die_at(point: str) -> Callable[[str], None]:
    def at_point(name: str) -> None:
        if name == point:
            raise Crash

    return at_point


def _pay(store: SqlStore, payment_id: str = "p1") -> None:
    with store.write("pay", actor=ANA) as uow:
        uow.payments.add(payment(payment_id))
        uow.touch(Topic.PAYMENTS)


def _seat(store: SqlStore) -> None:
    with store.write("seat", actor=ANA) as uow:
        save_seated_order(uow)


def _pay_and_fail(uow: UnitOfWork) -> None:
    uow.payments.add(payment())
    uow.touch(Topic.PAYMENTS)
    raise ZeroDivisionError


def _seat_many(uow: UnitOfWork) -> None:
    for number in range(2, 400):
        save_seated_order(uow, number)


def test_a_unit_is_committed_at_its_end(bench: Bench, store: SqlStore) -> None:
    """What was written is in the file, and the topics are told once, afterwards."""
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit())
        uow.touch(Topic.VISITS)
        uow.touch(Topic.ORDERS, Topic.VISITS)
        assert bench.commits == []
        assert bench.rows("SELECT count(*) FROM visit") == [(0,)]
    assert bench.rows("SELECT count(*) FROM visit") == [(1,)]
    assert bench.commits == [frozenset({Topic.VISITS, Topic.ORDERS})]


def test_a_unit_that_raises_leaves_nothing(bench: Bench, store: SqlStore) -> None:
    """The error comes through as it is; no row, no topic, no line in the payment journal."""
    _seat(store)
    with pytest.raises(ZeroDivisionError), store.write("pay", actor=ANA) as uow:
        _pay_and_fail(uow)
    assert bench.rows("SELECT count(*) FROM payment") == [(0,)]
    assert bench.commits == []
    assert read_journal(bench.files.journal).lines == ()


def test_a_unit_without_news_tells_nobody(bench: Bench, store: SqlStore) -> None:
    """Looking something up redraws no screen."""
    with store.write("look", actor=ANA) as uow:
        uow.staff.all()
    assert bench.commits == []


def test_time_stands_still_inside_a_unit(bench: Bench, store: SqlStore) -> None:
    """Everything a unit writes carries one time."""
    with store.write("seat", actor=ANA) as uow:
        before = uow.now_ms
        bench.clock.advance(5_000)
        assert uow.now_ms == before


def test_a_second_unit_inside_the_first_is_a_bug(store: SqlStore) -> None:
    """It would wait for itself for ever, so it is refused at once."""
    with (
        store.write("outer", actor=ANA),
        pytest.raises(RuntimeError, match="already open"),
        store.write("inner", actor=ANA),
    ):
        pass


def test_a_journal_line_says_who_did_what(bench: Bench, store: SqlStore) -> None:
    """Actor, terminal, unit, time, before, after and who approved are kept."""
    with store.write("void", actor=ANA) as uow:
        entry = JournalEntry(Verb.LINE_VOIDED, "line:l1", {"b": 1, "a": "é"}, None, "boss")
        uow.record(entry)
    found = bench.rows(
        "SELECT at_ms, unit, verb, subject, before_json, after_json, staff_id, terminal_id,"
        " approved_by FROM journal"
    )
    assert found == [
        (
            bench.clock.now_ms(),
            "void",
            "line_voided",
            "line:l1",
            '{"a": "é", "b": 1}',
            None,
            "ana",
            "T1",
            "boss",
        )
    ]


def test_the_points_of_a_unit_come_in_order(bench: Bench, store: SqlStore) -> None:
    """Crash tests find every commit by its unit's name."""
    _seat(store)
    assert bench.points == ["seat.before_commit", "seat.after_commit", "seat.after_journal"]


@pytest.mark.parametrize(
    ("point", "stored", "told"),
    [("pay.before_commit", 0, 0), ("pay.after_commit", 1, 0), ("pay.after_journal", 1, 1)],
)
def test_a_crash_at_any_point_loses_no_payment(
    bench: Bench, point: str, stored: int, told: int
) -> None:
    """After the next start the database and the payment journal tell the same."""
    store = bench.open(at_point=_die_at(point))
    _seat(store)
    with pytest.raises(Crash):
        _pay(store)
    crash(store)
    assert bench.rows("SELECT count(*) FROM payment") == [(stored,)]
    assert len(read_journal(bench.files.journal).lines) == told
    again = bench.open()
    assert again.opened.appended == stored - told
    assert len(read_journal(bench.files.journal).lines) == stored
    assert bench.commits == []


def test_a_crashed_unit_does_not_hold_up_the_next(bench: Bench) -> None:
    """The lock is free again whatever happened."""
    crashing = bench.open(at_point=_die_at("seat.after_commit"))
    with pytest.raises(Crash):
        _seat(crashing)
    _pay(crashing)
    assert bench.rows("SELECT count(*) FROM payment") == [(1,)]


def test_a_full_disk_is_told_as_such_and_changes_nothing(bench: Bench, store: SqlStore) -> None:
    """SQLite's own FULL, as it comes when the database may not grow."""
    _seat(store)
    with store._parts.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
    with pytest.raises(StoreTrouble) as caught, store.write("grow", actor=ANA) as uow:
        _seat_many(uow)
    assert caught.value.code == "disk_full"
    assert caught.value.next_step
    assert bench.rows("SELECT count(*) FROM visit") == [(1,)]


def test_a_payment_is_refused_before_money_moves_when_space_is_short(bench: Bench) -> None:
    """Below 200 MB nothing is taken; other work goes on, and space makes it possible again."""
    free = [MIN_FREE_BYTES - 1]
    store = bench.open(surroundings=Surroundings(free_bytes=lambda _: free[0]))
    _seat(store)
    with pytest.raises(StoreTrouble) as caught:
        store.require_room_for_payments()
    assert caught.value.code == "disk_low"
    with pytest.raises(StoreTrouble):
        _pay(store)
    assert bench.rows("SELECT count(*) FROM payment") == [(0,)]
    free[0] = MIN_FREE_BYTES
    _pay(store)
    assert bench.rows("SELECT count(*) FROM payment") == [(1,)]


def test_a_payment_whose_journal_line_fails_is_kept_and_the_next_refused(
    bench: Bench, store: SqlStore
) -> None:
    """The device answers ENOSPC: the payment stands and is told so, no more are taken meanwhile.

    A unit without a payment is saved and ends without a word.
    """
    _seat(store)
    bench.files.journal.mkdir()
    month = bench.files.journal / "2026-10.jsonl"
    month.symlink_to("/dev/full")
    with pytest.raises(StoreTrouble) as caught:
        _pay(store, "p1")
    assert caught.value.code == "journal_unwritten"
    assert "No space left" in caught.value.cause
    assert bench.rows("SELECT id FROM payment") == [("p1",)]
    assert bench.commits == [frozenset({Topic.PAYMENTS})]
    with pytest.raises(StoreTrouble, match="second copy"):
        _pay(store, "p2")
    with store.write("sell", actor=ANA) as uow:
        save_seated_order(uow, 2)
    assert bench.rows("SELECT count(*) FROM sales_order") == [(2,)]
    month.unlink()
    _pay(store, "p3")
    lines = read_journal(bench.files.journal).lines
    assert [line.payment_id for line in lines] == ["p1", "p3"]


def test_a_broken_rule_is_a_bug_not_the_world(store: SqlStore) -> None:
    """Only the disk and the file make StoreTrouble."""
    with pytest.raises(IntegrityError), store.write("bad", actor=ANA) as uow:
        uow.visits.save(visit("v2", party_size=-1))


def test_a_broken_rule_does_not_tell_the_values(store: SqlStore) -> None:
    """The text of the error goes into logs and crash reports; a guest's name does not."""
    with pytest.raises(IntegrityError) as caught, store.write("bad", actor=ANA) as uow:
        uow.visits.save(visit("v2", party_size=-1, name="Jordan Rivera"))
    assert "Jordan" not in str(caught.value)


def test_nothing_is_written_once_the_store_is_closed(bench: Bench, store: SqlStore) -> None:
    """A lane that comes late is refused; the marker that says "closed" stays true."""
    store.close()
    with pytest.raises(StoreTrouble) as caught:
        _seat(store)
    assert caught.value.code == "busy"
    assert bench.rows("SELECT count(*) FROM visit") == [(0,)]
    marker = read_marker(bench.files.marker)
    assert marker is not None
    assert marker.was_closed


def test_an_abandoned_store_is_not_marked_as_closed(bench: Bench, store: SqlStore) -> None:
    """Somebody may still be at work: nothing more is written, and the next start looks longer."""
    store.abandon()
    with pytest.raises(StoreTrouble):
        _seat(store)
    marker = read_marker(bench.files.marker)
    assert marker is not None
    assert not marker.was_closed


def test_units_of_two_threads_run_one_after_the_other(bench: Bench, store: SqlStore) -> None:
    """Twenty counts from each of two threads make forty; no unit sees half of another."""

    def count() -> None:
        for _ in range(20):
            with store.write("count", actor=ANA) as uow:
                uow.orders.next_number()

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bench.rows("SELECT last_number FROM order_counter") == [(40,)]


def test_a_unit_that_holds_too_long_is_told_as_busy(bench: Bench) -> None:
    """Staff get a sentence after the time-out, not a frozen window."""
    store = bench.open(surroundings=Surroundings(busy_ms=50))
    found: list[str] = []

    def other() -> None:
        try:
            _seat(store)
        except StoreTrouble as trouble:
            found.append(trouble.code)

    with store.write("long", actor=ANA):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == ["busy"]


def test_a_reader_never_waits_for_an_open_unit(store: SqlStore) -> None:
    """While a unit is open, screens on any thread read the last commit at once."""
    seen: list[int] = []

    def look() -> None:
        seen.append(len(store.reads.board(date(2026, 10, 10))))

    with store.write("seat", actor=ANA) as uow:
        save_seated_order(uow)
        look()
        reading = threading.Thread(target=look)
        reading.start()
        reading.join(timeout=2)
        assert not reading.is_alive()
    look()
    assert seen == [0, 0, 1]
