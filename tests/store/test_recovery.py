"""A store comes back from its backup and its payment journal, with every payment ever taken."""

import shutil
from contextlib import closing
from dataclasses import replace

import pysqlite3
import pytest

from posapp.domain.outbox import OutboxState
from posapp.ports.documents import decode_order
from posapp.ports.failures import StoreTrouble
from posapp.store.driver import connect_writer
from posapp.store.files import companions
from posapp.store.recovery import BROUGHT_BACK, IN_DOUBT, NUMBER_GAP
from posapp.store.restoring import recover_from_backup, recover_from_journal, restore
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    incoming,
    payment,
    reservation_key,
    save_seated_order,
    work,
)
from tests.store.conftest import Bench, crash

_BALANCE = reservation_key(9).text


def _day(bench: Bench) -> SqlStore:
    """Before the backup: an open order, work to send. After it: a payment on that order, a new
    order paid in two parts, and a balance."""
    store = bench.open()
    with store.write("morning", actor=ANA) as uow:
        save_seated_order(uow, 1)
        uow.outbox.add(work("w1"))
        uow.outbox.add(work("w2", subject_id="o2", state=OutboxState.PARKED, reason="no"))
        uow.outbox.add(work("w3", subject_id="o3", state=OutboxState.CONFIRMED))
        uow.payments.add(payment("p0", reservation_key=_BALANCE, cents=1_00))
    store.backup()
    with store.write("noon", actor=ANA) as uow:
        uow.payments.add(payment("p1", order_id="o1", cents=10_00))
        save_seated_order(uow, 2)
        uow.payments.add(payment("p2", order_id="o2", cents=20_00))
        uow.payments.add(
            payment("p3", order_id="o2", cents=30_00, taken_ms=bench.clock.now_ms() + 5)
        )
        uow.payments.add(payment("p4", reservation_key=_BALANCE, cents=40_00))
    return store


def _payments(bench: Bench) -> list[tuple[object, ...]]:
    return bench.rows(
        "SELECT id, order_id, reservation_key, tender, cents, currency, tendered_cents, taken_ms,"
        " staff_id FROM payment ORDER BY id"
    )


def _destroy(bench: Bench) -> bytes:
    bench.files.database.write_bytes(b"\x13" * 9_000)
    return bench.files.database.read_bytes()


def test_no_payment_is_lost_with_the_database(bench: Bench) -> None:
    """Newest backup, then the journal: every payment is back to the cent and to the order."""
    store = _day(bench)
    taken = _payments(bench)
    store.close()
    damaged = _destroy(bench)
    with pytest.raises(StoreTrouble):
        bench.open()
    recovery = recover_from_backup(bench.directory, replayer=bench.replayer())
    assert _payments(bench) == taken
    assert [line.payment_id for line in recovery.replay.payments] == ["p1", "p2", "p3", "p4"]
    assert (recovery.replay.cents, recovery.replay.stub_orders) == (100_00, ("T1-000002",))
    assert recovery.replaced is not None
    assert recovery.replaced.read_bytes() == damaged
    again = bench.open()
    assert again.opened.replay.payments == ()
    assert again.health_facts().is_chain_sound


def test_an_order_that_is_gone_comes_back_closed_with_its_money(bench: Bench) -> None:
    """Its lines are lost, its number and its payments are not; the other waits for staff."""
    _day(bench).close()
    _destroy(bench)
    recover_from_backup(bench.directory, replayer=bench.replayer())
    store = bench.open()
    stub = store.reads.order("o2")
    assert (stub.order.number, stub.order.state, stub.order.total_cents) == (
        "T1-000002",
        "closed",
        50_00,
    )
    assert (stub.lines, stub.paid_cents, stub.visit.name) == ((), 50_00, "Recovered T1-000002")
    assert stub.visit.day == "2026-10-10"
    paid = store.reads.order("o1")
    assert (paid.order.state, paid.paid_cents, len(paid.lines)) == ("settling", 10_00, 1)
    told = bench.rows("SELECT subject FROM journal WHERE verb = 'recovered' ORDER BY seq")
    assert [subject for (subject,) in told] == [f"payment:p{number}" for number in (1, 2, 3, 4)]


def test_work_of_the_backup_may_have_been_sent_since(bench: Bench) -> None:
    """All that was open is in doubt and is checked before it is sent again; the rest is not."""
    _day(bench).close()
    _destroy(bench)
    recovery = recover_from_backup(bench.directory, replayer=bench.replayer())
    assert recovery.in_doubt == 2
    with bench.open().write("look", actor=ANA) as uow:
        waiting, parked, confirmed = (uow.outbox.get(f"w{number}") for number in (1, 2, 3))
    assert waiting == work(
        seq=1,
        state=OutboxState.UNKNOWN,
        is_in_doubt=True,
        first_sent_ms=waiting.created_ms,
        reason=IN_DOUBT,
    )
    assert (parked.state, parked.is_in_doubt) == (OutboxState.PARKED, True)
    assert (confirmed.state, confirmed.is_in_doubt) == (OutboxState.CONFIRMED, False)


def test_numbers_used_after_the_backup_are_not_given_again(bench: Bench) -> None:
    """Also those of orders that left no payment behind."""
    store = _day(bench)
    with store.write("late", actor=ANA) as uow:
        save_seated_order(uow, 3)
    store.close()
    _destroy(bench)
    recover_from_backup(bench.directory, replayer=bench.replayer())
    with bench.open().write("next", actor=ANA) as uow:
        _, _, number = uow.orders.next_number().rpartition("-")
    assert int(number) > 2 + NUMBER_GAP


def _take_balances(bench: Bench) -> None:
    """An older copy is put back after two balances: their numbers are in no line."""
    store = bench.open()
    with store.write("book", actor=ANA) as uow:
        uow.reservations.save([incoming(9)])
    store.backup()
    with store.write("balances", actor=ANA) as uow:
        for payment_id in ("p1", "p2"):
            uow.orders.next_number()
            uow.payments.add(
                payment(payment_id, reservation_key=_BALANCE, cents=40_00, tendered_cents=50_00)
            )
    store.close()


@pytest.mark.parametrize("is_at_start", [True, False])
def test_a_balance_comes_back_with_its_work_parked(bench: Bench, is_at_start: bool) -> None:
    """Both numbers are skipped; a person looks for each balance before it is sent again."""
    _take_balances(bench)
    if is_at_start:
        shutil.copyfile(next(bench.files.backups.glob("*.db")), bench.files.database)
    else:
        _destroy(bench)
        recover_from_backup(bench.directory, replayer=bench.replayer())
    store = bench.open()
    with store.write("look", actor=ANA) as uow:
        _, _, number = uow.orders.next_number().rpartition("-")
    assert int(number) > NUMBER_GAP + 2
    found = bench.rows(
        "SELECT subject_id, aggregate, state, is_in_doubt, reason, payload FROM outbox ORDER BY seq"
    )
    assert [row[:5] for row in found] == [
        (payment_id, f"reservation:{_BALANCE}", "parked", 1, BROUGHT_BACK)
        for payment_id in ("p1", "p2")
    ]
    documents = [decode_order(row[5]) for row in found]
    assert len({document.number for document in documents}) == 2
    for document in documents:
        (tender,) = document.tenders
        assert (document.kind, document.total_cents, tender.change_cents) == (
            "balance",
            40_00,
            10_00,
        )
        assert document.party_name == store.reads.reservation(_BALANCE).reservation.name


def test_the_journal_alone_skips_the_numbers_of_its_balances(bench: Bench) -> None:
    """There is no counter left, and a balance's line does not tell its number."""
    _take_balances(bench)
    _destroy(bench)
    recover_from_journal(bench.directory, replayer=bench.replayer())
    with bench.open().write("next", actor=ANA) as uow:
        _, _, number = uow.orders.next_number().rpartition("-")
    assert int(number) > NUMBER_GAP + 2
    assert bench.rows("SELECT count(*) FROM outbox WHERE state = 'parked'") == [(2,)]


def test_a_line_given_twice_is_one_payment(bench: Bench) -> None:
    """Neither an error nor money twice."""
    store = _day(bench)
    line = store._parts.payment_journal.open().lines[1]
    store.close()
    with closing(connect_writer(bench.files.database)) as connection:
        new = replace(line, payment_id="p9")
        replay = bench.replayer().replay(connection, [new, new])
    assert (len(replay.payments), replay.cents) == (1, line.cents)


def test_a_backup_of_choice_is_restored_over_a_good_store(bench: Bench) -> None:
    """The replaced file stays beside it with everything it held."""
    store = _day(bench)
    backup = store.backup()
    crash(store)
    before = {
        path.name.removeprefix("store.db"): path.read_bytes()
        for path in companions(bench.files.database)
    }
    recovery = restore(bench.directory, backup.path, replayer=bench.replayer())
    assert recovery.replay.payments == ()
    assert recovery.replaced is not None
    for suffix, content in before.items():
        kept = recovery.replaced.with_name(recovery.replaced.name + suffix)
        assert kept.read_bytes() == content
    assert len(_payments(bench)) == 5
    bench.open()


def test_a_bad_backup_changes_nothing(bench: Bench) -> None:
    """The check comes before the first move."""
    store = _day(bench)
    backup = store.backup()
    store.close()
    backup.path.write_bytes(b"\x00" * 9_000)
    before = bench.files.database.read_bytes()
    with pytest.raises(StoreTrouble) as caught:
        restore(bench.directory, backup.path, replayer=bench.replayer())
    assert caught.value.code == "bad_backup"
    assert bench.files.database.read_bytes() == before


def test_a_newer_backup_is_refused(bench: Bench) -> None:
    """It needs the newer posapp."""
    store = _day(bench)
    backup = store.backup()
    store.close()
    with closing(connect_writer(backup.path)) as connection:
        connection.execute("PRAGMA user_version=7")
        connection.execute("PRAGMA journal_mode=DELETE")
    with pytest.raises(StoreTrouble) as caught:
        restore(bench.directory, backup.path, replayer=bench.replayer())
    assert caught.value.code == "newer_schema"


def test_a_restore_cut_off_before_the_end_is_done_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two moves the store is missing, which is seen; the second try completes it."""
    store = _day(bench)
    taken = _payments(bench)
    store.close()

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("posapp.store.restoring.put_in_place", die)
        with pytest.raises(KeyboardInterrupt):
            recover_from_backup(bench.directory, replayer=bench.replayer())
    with pytest.raises(StoreTrouble) as caught:
        bench.open()
    assert caught.value.code == "missing"
    recover_from_backup(bench.directory, replayer=bench.replayer())
    assert _payments(bench) == taken
    bench.open()


def test_without_any_backup_the_journal_alone_brings_the_money_back(bench: Bench) -> None:
    """The first day of a terminal; the store keeps its identity."""
    store = _day(bench)
    taken, install_id = _payments(bench), store.opened.install_id
    store.close()
    _destroy(bench)
    shutil.rmtree(bench.files.backups)
    with pytest.raises(StoreTrouble) as caught:
        recover_from_backup(bench.directory, replayer=bench.replayer())
    assert caught.value.code == "no_backup"
    recovery = recover_from_journal(bench.directory, replayer=bench.replayer())
    assert recovery.source is None
    assert _payments(bench) == taken
    assert sorted(recovery.replay.stub_orders) == ["T1-000001", "T1-000002"]
    assert bench.open().opened.install_id == install_id


def test_an_older_copy_put_back_by_hand_is_noticed_at_the_start(bench: Bench) -> None:
    """Its missing payments are replayed, its open work is in doubt, and doctor says so."""
    store = _day(bench)
    taken = _payments(bench)
    store.close()
    shutil.copyfile(next(bench.files.backups.glob("*.db")), bench.files.database)
    again = bench.open()
    assert _payments(bench) == taken
    assert [line.payment_id for line in again.opened.replay.payments] == ["p1", "p2", "p3", "p4"]
    findings = {finding.name: finding for finding in again.health_facts().findings()}
    assert findings["payments"].verdict == "warn"
    assert "4 were brought back" in findings["payments"].message
    with again.write("look", actor=ANA) as uow:
        assert uow.outbox.get("w1").is_in_doubt


def test_a_number_taken_meanwhile_does_not_swallow_an_order(bench: Bench) -> None:
    """After two recoveries the same number can be asked for twice; both orders are kept."""
    _day(bench).close()
    shutil.copyfile(next(bench.files.backups.glob("*.db")), bench.files.database)
    with closing(connect_writer(bench.files.database)) as connection:
        connection.execute("UPDATE sales_order SET number = 'T1-000002'")
    store = bench.open()
    assert store.opened.replay.stub_orders == ("T1-000002/o2",)
    assert store.reads.order("o2").paid_cents == 50_00


def test_what_cannot_be_replayed_is_not_half_replayed(bench: Bench) -> None:
    """One transaction: the store is as before when a line breaks a rule."""
    store = _day(bench)
    line = store._parts.payment_journal.open().lines[1]
    bad = replace(line, payment_id="p9", cents=-1)
    good = replace(line, payment_id="p8", order_id="o8")
    store.close()
    with (
        closing(connect_writer(bench.files.database)) as connection,
        pytest.raises(pysqlite3.IntegrityError, match="cents_range"),
    ):
        bench.replayer().replay(connection, [good, bad])
    assert bench.rows("SELECT count(*) FROM payment WHERE id IN ('p8', 'p9')") == [(0,)]
    assert bench.rows("SELECT count(*) FROM sales_order WHERE id = 'o8'") == [(0,)]
