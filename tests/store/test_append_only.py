"""Payments, the journal and open work cannot be changed or removed, whoever writes the SQL."""

from collections.abc import Iterator
from contextlib import closing
from sqlite3 import Connection

import pysqlite3
import pytest

from posapp.domain.journal import JournalEntry, Verb
from posapp.store.driver import connect_writer
from posapp.store.store import SqlStore
from tests.store.builders import ANA, payment, save_seated_order, work
from tests.store.conftest import Bench, crash


@pytest.fixture
def intruder(bench: Bench, store: SqlStore) -> Iterator[Connection]:
    """A bare connection to a store with one payment, one journal line and one piece of work."""
    with store.write("set up", actor=ANA) as uow:
        save_seated_order(uow)
        uow.payments.add(payment())
        uow.outbox.add(work())
        uow.record(JournalEntry(Verb.PAYMENT_RECORDED, "payment:p1"))
    crash(store)
    with closing(connect_writer(bench.files.database)) as connection:
        yield connection


_COPY = "INSERT OR REPLACE INTO {0} SELECT {1} FROM {0}"
_PAYMENT = (
    "seq, id, order_id, reservation_key, tender, 1, currency, tendered_cents, taken_ms, staff_id,"
    " card_brand, card_last_four, card_reference, terminal_id, created_ms"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE payment SET cents = 1",
        "UPDATE payment SET currency = 'EUR'",
        "UPDATE payment SET tender = 'card'",
        "UPDATE payment SET staff_id = 'eve'",
        "UPDATE payment SET cents = cents",
        "UPDATE OR REPLACE payment SET id = 'p2'",
        "DELETE FROM payment",
        "DELETE FROM payment WHERE id = 'p1'",
        _COPY.format("payment", _PAYMENT),
        _COPY.format("payment", _PAYMENT.replace("seq, id", "seq, 'other'")),
        _COPY.format("payment", _PAYMENT.replace("seq, id", "seq + 1, id")),
        "INSERT INTO payment SELECT " + _PAYMENT + " FROM payment WHERE true"
        " ON CONFLICT (id) DO UPDATE SET cents = 1",
        "UPDATE journal SET staff_id = 'eve'",
        "UPDATE journal SET after_json = NULL",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    ],
)
def test_what_was_recorded_stays_as_recorded(intruder: Connection, attempt: str) -> None:
    """Update, delete, replace and upsert are refused by the database itself; nothing changed."""
    before = intruder.execute("SELECT * FROM payment").fetchall()
    journal = intruder.execute("SELECT * FROM journal").fetchall()
    with pytest.raises(pysqlite3.IntegrityError, match="append-only"):
        intruder.execute(attempt)
    assert intruder.execute("SELECT * FROM payment").fetchall() == before
    assert intruder.execute("SELECT * FROM journal").fetchall() == journal


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        ("DELETE FROM outbox", "never deleted"),
        ("UPDATE outbox SET payload = '{}'", "as it was written"),
        ("UPDATE outbox SET subject_id = 'o2'", "as it was written"),
        ("INSERT OR REPLACE INTO outbox SELECT * FROM outbox", "never replaced"),
        ("DELETE FROM sales_order", "FOREIGN KEY"),
        ("DELETE FROM visit", "FOREIGN KEY"),
    ],
)
def test_open_work_and_what_it_is_about_stay(
    intruder: Connection, attempt: str, reason: str
) -> None:
    """Work that is not over keeps its exact text; an order with a payment cannot vanish."""
    with pytest.raises(pysqlite3.IntegrityError, match=reason):
        intruder.execute(attempt)
    assert intruder.execute("SELECT count(*) FROM outbox").fetchone() == (1,)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"cents": 0}, "cents_range"),
        ({"cents": -5}, "cents_range"),
        ({"tendered_cents": 99}, "tendered_range"),
        ({"order_id": None}, "one_subject"),
        ({"reservation_key": "tock:1:r:1"}, "one_subject"),
        ({"tender": "cheque"}, "tender_word"),
        ({"order_id": "gone"}, "FOREIGN KEY"),
        ({"card_last_four": "4242424242424242"}, "last_four"),
        ({"cents": "ten"}, "cannot store TEXT"),
        ({"cents": 1.5}, "cannot store REAL"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    intruder: Connection, values: dict[str, object], reason: str
) -> None:
    """Cents above zero, enough handed over, exactly one subject, a known tender, no card number."""
    fields: dict[str, object] = {
        "id": "p9",
        "order_id": "o1",
        "reservation_key": None,
        "tender": "cash",
        "cents": 100,
        "currency": "USD",
        "tendered_cents": 100,
        "taken_ms": 1,
        "staff_id": "ana",
        "card_last_four": None,
        "terminal_id": "T1",
        "created_ms": 1,
        **values,
    }
    places = ", ".join(f":{name}" for name in fields)
    with pytest.raises(pysqlite3.IntegrityError, match=reason):
        intruder.execute(f"INSERT INTO payment ({', '.join(fields)}) VALUES ({places})", fields)
