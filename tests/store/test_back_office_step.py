"""A store of step 2 comes to step 3 with every guest, membership and piece of work it had."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path
from sqlite3 import Connection

import pysqlite3
import pytest

from posapp.domain.club import Club, Membership
from posapp.domain.outbox import Operation, OutboxState
from posapp.domain.remote_order import Fulfilment
from posapp.store.driver import connect_writer
from posapp.store.inspection import GUARDS
from posapp.store.migrations import SCHEMA_NUMBER, STEPS
from posapp.store.opening import Surroundings
from posapp.store.store import SqlStore
from tests.store.builders import ANA, work
from tests.store.conftest import Bench

_OPERATIONS = ("put_order", "put_customer", "put_tags")
_STATES = tuple(OutboxState)
_COLUMNS = (
    "seq, id, aggregate, operation, subject_id, payload, title, state, created_ms, not_before_ms,"
    " reason, attempts, first_sent_ms, lease_until_ms, is_in_doubt, remote_id, terminal_id,"
    " updated_ms"
)
_GUESTS = (
    ("g1", "José", "Ñandú", "+1 (707) 555-0100", "c-1"),
    ("g2", "STRASSE", "Weiß", "", ""),
    *((f"h{number:04}", "Ann", f"Lee{number}", f"{number}", "") for number in range(1_100)),
)


@pytest.fixture
def second(empty_bench: Bench, tmp_path: Path) -> Bench:
    """What a till wrote before step 3: work of all kinds in all states, gaps in its numbers."""
    steps = tmp_path / "second"
    steps.mkdir()
    for name in ("v0001_first.py", "v0002_tock_whole.py"):
        shutil.copy(STEPS[0] / name, steps)
    empty_bench.open(surroundings=Surroundings(newest_schema=2, steps=(steps,))).close()
    with closing(connect_writer(empty_bench.files.database)) as connection:
        _fill(connection)
    return empty_bench


def _fill(connection: Connection) -> None:
    connection.execute("BEGIN")
    for guest_id, first, last, phone, remote_id in _GUESTS:
        email = f"{guest_id}@x.example"
        connection.execute(
            "INSERT INTO guest VALUES (?, ?, ?, ?, ?, ?, 'office', ?, 'T1', 1, 2)",
            (guest_id, first, last, email, email, phone, remote_id),
        )
    connection.execute("INSERT INTO club VALUES ('club', 'Library', 1000, 0)")
    for number, is_active in enumerate((1, 0)):
        values = (f"m{number}", is_active)
        connection.execute("INSERT INTO membership VALUES (?, 'club', 'c-1', ?, 5)", values)
    connection.execute(
        "INSERT INTO visit VALUES ('v1', '1', '2026-10-10', 'seated', 'Al', 'al', 2, '', 1, NULL,"
        " 'g1', 'T1', 1, 1)"
    )
    connection.execute(
        "INSERT INTO sales_order VALUES ('o1', 'T1-000001', 'v1', 'open', 'USD', 'item', '', 0, 1,"
        " NULL, NULL, 'T1', 1, 1)"
    )
    for remote in ("orders", "tock"):
        values = (remote, f"{remote} so far")
        connection.execute("INSERT INTO feed_cursor VALUES (?, 'customer', ?, 9)", values)
    for number, (operation, state) in enumerate(product(_OPERATIONS, _STATES)):
        connection.execute(
            f"INSERT INTO outbox (remote, {_COLUMNS}) VALUES"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'T1', ?)",
            (
                "tock" if operation == "put_tags" else "orders",
                *(
                    3 * number + 5,
                    f"w{number}",
                    f"{operation}:{number % 5}",
                    operation,
                    f"s{number}",
                ),
                *(f'{{"é":{number}}}', f"Title {number}", state.value, number, number + 1, "why"),
                *(number, number or None, number + 2, number % 2, f"there-{number}", number + 3),
            ),
        )
    connection.execute("COMMIT")


def test_work_is_the_same_to_the_letter_and_in_its_order(second: Bench) -> None:
    """Every column of every row; only customers are addressed to the people's office now."""
    before = second.rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY seq")
    second.open()
    assert second.rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY seq") == before
    assert len(before) == len(_OPERATIONS) * len(_STATES)
    assert second.rows("SELECT DISTINCT operation, remote FROM outbox ORDER BY operation") == [
        ("put_customer", "people"),
        ("put_order", "orders"),
        ("put_tags", "tock"),
    ]
    assert second.rows("PRAGMA user_version") == [(SCHEMA_NUMBER,)]
    assert second.rows("SELECT name FROM sqlite_master WHERE name LIKE '%before%'") == []


def test_guests_are_found_and_members_are_members(second: Bench) -> None:
    """Folded names and digits are filled for all of them, over several rounds."""
    store = second.open()
    for words, guest_id in (("nandu", "g1"), ("0100", "g1"), ("weiss", "g2"), ("lee1099", "h1099")):
        (found,) = store.reads.people.guests(words, limit=5)
        assert found.guest_id == guest_id
    assert second.rows("SELECT count(*) FROM guest WHERE folded_name = ''") == [(0,)]
    # Just as saving them would have.
    with store.write("same", actor=ANA) as uow:
        written = second.rows("SELECT * FROM guest WHERE id = 'g1'")
        uow.guests.save(uow.guests.get("g1"))
    (saved,) = second.rows("SELECT * FROM guest WHERE id = 'g1'")
    assert [one for one in saved if one not in written[0]] == [second.clock.now_ms()]
    with store.write("look", actor=ANA) as uow:
        assert uow.tags.memberships_of("c-1", backend="office") == [
            Membership("m0", "club", "c-1", is_active=True, backend="office"),
            Membership("m1", "club", "c-1", is_active=False, backend="office"),
        ]
        assert uow.tags.club("club", backend="office") == Club("club", "Library", 1_000, "office")
        assert uow.orders.get("o1").fulfilment is Fulfilment.CARRY_OUT
        assert uow.visits.get("v1").guest_id == "g1"
    assert [entry.title for entry in store.reads.people.timeline("g1", limit=9)] == [
        "Order T1-000001",
        "Visit",
    ]


def test_the_office_is_read_once_more_from_the_start(second: Bench) -> None:
    """What step 2 did not keep of a record comes with no change of it; Tock's news goes on."""
    second.open()
    cursors = second.rows("SELECT remote, cursor FROM feed_cursor ORDER BY remote")
    assert cursors == [("orders", ""), ("tock", "tock so far")]


@pytest.fixture
def intruder(second: Bench) -> Iterator[Connection]:
    """A bare connection to the migrated store."""
    second.open().close()
    with closing(connect_writer(second.files.database)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("attempt", "reason"),
    [
        ("DELETE FROM outbox WHERE state = 'parked'", "never deleted"),
        ("UPDATE outbox SET payload = '{}'", "as it was written"),
        ("UPDATE outbox SET remote = 'orders' WHERE remote = 'people'", "as it was written"),
        ("INSERT OR REPLACE INTO outbox SELECT * FROM outbox", "never replaced"),
        ("UPDATE outbox SET state = 'lost'", "state_word"),
        ("UPDATE outbox SET state = 'sending', lease_until_ms = NULL", "leased"),
        ("UPDATE outbox SET attempts = -1", "attempts_range"),
    ],
)
def test_the_guards_bite_as_before(intruder: Connection, attempt: str, reason: str) -> None:
    """The table was made anew; its triggers and checks are there again."""
    with pytest.raises(pysqlite3.IntegrityError, match=reason):
        intruder.execute(attempt)
    names = {row[0] for row in intruder.execute("SELECT name FROM sqlite_master")}
    assert names >= GUARDS


def test_the_outbox_goes_on_where_it_was(second: Bench) -> None:
    """New work comes after the old, the new kinds too; the same work is still stored once."""
    store: SqlStore = second.open()
    with store.write("more", actor=ANA) as uow:
        for operation in Operation:
            uow.outbox.add(work(f"new-{operation}", aggregate="guest:g1", operation=operation))
        uow.outbox.add(work("twice", aggregate="put_order:0", subject_id="s0"))
        assert uow.outbox.get("new-set_clubs").seq > 3 * len(_OPERATIONS) * len(_STATES)
        assert [item.item_id for item in uow.outbox.of_aggregate("put_order:0")][:2] == ["w0", "w5"]
        due = uow.outbox.next_due("people", now_ms=uow.now_ms)
        assert due is not None
        assert due.operation is Operation.PUT_CUSTOMER
    assert second.rows("SELECT count(*) FROM outbox WHERE id = 'twice'") == [(0,)]
