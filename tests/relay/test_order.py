"""A number that becomes visible late must never be stepped over, whoever writes and reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import Connection, func, select, update

from posapp.relay.deliveries import Delivery, Kind
from posapp.relay.ledger import Ledger, take_numbers
from posapp.relay.tables import item, numbering
from posapp.relay.tokens import add_token
from tests.relay.conftest import Start
from tests.relay.rig import NOW_MS, Place, booking, program, serve, verbatim

SECRET = "relay_reader"
DIGEST = sha256(SECRET.encode()).digest()


def delivery(number: int) -> Delivery:
    """One to keep."""
    return Delivery(Kind.RESERVATION, str(number), NOW_MS, booking(number))


def read_to_the_end(ledger: Ledger, after: str) -> tuple[list[bytes], str]:
    """What is new for the reader, and where it is then."""
    page = ledger.page(Kind.RESERVATION, token_digest=DIGEST, after=after, limit=100)
    return [one.body for one in page.items], page.next


def write_late_while_another_writes(
    place: Place, take: Callable[[Connection, int], int]
) -> tuple[list[bytes], list[bytes]]:
    """One relay has its number and dawdles, another writes; what a reader sees then, and in all."""
    has_number, may_commit = threading.Event(), threading.Event()

    def dawdle(connection: Connection, count: int) -> int:
        first = take(connection, count)
        has_number.set()
        assert may_commit.wait(10)
        return first

    slow, fast = place.open(), place.open()
    add_token(fast, "reader", secret=SECRET, now_ms=NOW_MS)
    reader = Ledger(fast)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(Ledger(slow, take=dawdle).keep, [delivery(1)])
        assert has_number.wait(10)
        second = pool.submit(Ledger(fast, take=take).keep, [delivery(2)])
        # Without the protection it is through at once; with it, it is not before the first.
        deadline = time.monotonic() + 0.5
        while not second.done() and time.monotonic() < deadline:
            time.sleep(0.01)
        early, after = read_to_the_end(reader, "")
        may_commit.set()
        first.result(10)
        second.result(10)
    late, _ = read_to_the_end(reader, after)
    slow.close()
    fast.close()
    return early, early + late


def test_a_late_commit_is_not_stepped_over(shared: Place) -> None:
    """The second relay waits for the first one's commit, so the reader sees both, in order."""
    early, everything = write_late_while_another_writes(shared, take_numbers)
    assert early == []
    assert everything == [booking(1), booking(2)]


def test_without_the_lock_a_late_commit_is_lost_to_readers(shared: Place) -> None:
    """The control: numbers from outside the transaction, as a sequence gives them out."""
    outside = shared.open()

    def take_unprotected(_connection: Connection, count: int) -> int:
        with outside.writing.begin() as own:
            return take_numbers(own, count)

    early, everything = write_late_while_another_writes(shared, take_unprotected)
    assert early == [booking(2)]
    assert everything == [booking(2)]
    with outside.engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(item)).scalar_one() == 2
    outside.close()


def test_a_write_that_fails_blocks_nobody(place: Place) -> None:
    """Its numbers are given out again, and nothing waits for a number that never comes."""
    database = place.open()
    add_token(database, "reader", secret=SECRET, now_ms=NOW_MS)

    def fail(connection: Connection, count: int) -> int:
        take_numbers(connection, count)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Ledger(database, take=fail).keep([delivery(1)])
    ledger = Ledger(database)
    ledger.keep([delivery(2)])
    assert read_to_the_end(ledger, "")[0] == [booking(2)]
    with database.writing.begin() as connection:
        connection.execute(update(numbering).values(last=numbering.c.last))
    database.close()


def test_readers_of_either_relay_see_all_of_both(start: Start, shared: Place) -> None:
    """Two relays take deliveries at once; a reader on each follows by long poll and misses none."""
    relays = [start(shared), start(shared)]
    tokens = [relays[0].token("till-1"), relays[0].token("till-2")]
    count = 60
    sent = [booking(number) for number in range(count)]

    def follow(index: int) -> list[bytes]:
        seen: list[bytes] = []
        after = ""
        while len(seen) < count:
            answer = relays[index].get(tokens[index], after=after, wait=10, limit=7)
            seen += verbatim(answer.content)
            after = answer.json()["next"]
        return seen

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(follow, 0), pool.submit(follow, 1)]
        posts = [pool.submit(relays[n % 2].post, body) for n, body in enumerate(sent)]
        assert {post.result().status_code for post in posts} == {200}
        first, second = (reader.result(30) for reader in readers)
    assert sorted(first) == sorted(sent)
    assert second == first


def test_the_other_process_answers_without_being_asked_again(
    shared: Place, figure: Callable[[str], None]
) -> None:
    """Two processes on one PostgreSQL: posted to one, read from the other, woken by NOTIFY."""
    database = shared.open()
    add_token(database, "reader", secret=SECRET, now_ms=NOW_MS)
    database.close()
    times_ms = []
    with program(serve(shared)) as one, program(serve(shared)) as other:
        after = ""
        with ThreadPoolExecutor(1) as pool:
            for number in range(20):
                began = time.monotonic()
                waiting = pool.submit(other.get, SECRET, after=after, wait=20)
                posted = one.post(booking(number))
                assert posted.status_code == 200
                answer = waiting.result()
                times_ms.append((time.monotonic() - began) * 1_000)
                assert verbatim(answer.content) == [booking(number)]
                after = answer.json()["next"]
    times_ms.sort()
    figure(
        "relay: POST to one process -> long poll answered by the other, PostgreSQL: "
        f"p50 {times_ms[10]:.1f} ms, p95 {times_ms[18]:.1f} ms, n=20"
    )
    assert times_ms[10] < 2_000  # the look without a notice comes after 5 s
