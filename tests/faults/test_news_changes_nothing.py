"""No news from Tock, in whatever order and over whatever channel, changes what staff entered.

The one thing news may add is the visit and the order of a walk-in, once; what is there stays to the
byte.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.payment import Tender, Tendered
from posapp.domain.reservation import Channel
from tests.support.clock import SATURDAY_MS
from tests.support.opened import opened_till
from tests.support.till import PROGRAM, Till, wire_row
from tests.support.walk_ins import MINUTE_MS, hear, hear_news, key_of, walk_in_row

STORIES = int(os.environ.get("POSAPP_NEWS_STORIES", "40"))
DAY = date(2026, 10, 10)
OURS = (
    "visit",
    "sales_order",
    "line_item",
    "payment",
    "guest",
    "outbox",
    "kept_difference",
    "twin_answer",
)
_STATES = ["EXPECTED", "ARRIVED", "SEATED", "LEFT", "NO_SHOW", "CANCELLED", "ON_PATIO", None]
_WALK_INS_BEFORE = 3
_HOURS_MS = [0, 0, 0, 60 * MINUTE_MS, -26 * 60 * MINUTE_MS]
Change = dict[str, Any]

changes = st.fixed_dictionaries(
    {
        "sequenceId": st.integers(1, 9),
        "lastUpdatedTimestamp": st.integers(0, 5).map(lambda step: SATURDAY_MS + step * 1_000),
        "partySize": st.sampled_from([0, 1, 2, 3, 6, 40, None]),
        "partyState": st.sampled_from(_STATES),
        "isCancelled": st.booleans(),
        "table": st.sampled_from([[], [{"id": 4, "name": "T4"}], [{"id": 5, "name": "Cave 1"}]]),
        "note": st.sampled_from([[], [{"noteType": "BOOKING_DIETARY_NOTE", "text": "No nuts"}]]),
        "dinerPatron": st.sampled_from(
            [{}, {"firstName": "Eve", "lastName": "Roe", "email": "ann@lee.example"}]
        ),
        "amountDueCents": st.sampled_from([0, 5_000, 99_900, None]),
        "refund": st.sampled_from([[], [{"id": 1, "amount": 100, "status": "COMPLETE"}]]),
        "serviceDateTimestamp": st.sampled_from(_HOURS_MS).map(lambda ms: SATURDAY_MS + ms),
    }
)
news = st.lists(
    st.tuples(
        st.sampled_from([Channel.EXPORT, Channel.FEED]),
        st.sampled_from(["r", "w"]),
        st.integers(1, 6),
        changes,
    ),
    min_size=1,
    max_size=25,
)


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A till in the middle of a morning: every kind of record, linked, kept, paid and undone."""
    with opened_till(tmp_path_factory.mktemp("news") / "store") as opened:
        _work(opened)
        yield opened


def _work(till: Till) -> None:
    act = till.act
    for number in (1, 2, 3):
        till.booking(number)
    act.mark_arrived("tock:31415:r:1", visit_id=act.new_id())
    order_id = act.new_id()
    act.seat_reservation(
        "tock:31415:r:2", visit_id=act.new_id(), order_id=order_id, table_name="T2"
    )
    till.sell(order_id, "FLIGHT", 2)
    act.take_balance(
        "tock:31415:r:2", payment_id=act.new_id(), tendered=Tendered(Tender.CASH, 20_00)
    )
    hear(till, *(walk_in_row(number, partySize=3) for number in (1, 2, 3)))
    started = {row.key: row for row in till.reads.board(DAY)}
    sold, undone = started[key_of(1)].order_id, started[key_of(2)].order_id
    assert sold is not None
    assert undone is not None
    till.sell(sold, "CHEESE")
    act.record_payment(sold, payment_id=act.new_id(), tendered=Tendered(Tender.CASH, 10_00))
    act.undo_seating(undone)
    visit_id, paid = till.seat(3, first_name="Ann", last_name="Lee", email="ann@lee.example")
    act.walk_ins.link_twins(visit_id, key_of(3))
    act.void_line(till.sell(paid, "PINOT"))
    till.sell(paid, "CHEESE")
    act.record_payment(paid, payment_id=act.new_id(), tendered=Tendered(Tender.CASH, 18_00))
    hear(till, walk_in_row(1, sequenceId=2, partySize=5))
    differing = started[key_of(1)].visit_id
    assert differing is not None
    act.walk_ins.keep_difference(differing, till.reads.walk_ins(DAY).differences[differing][0])


def digests(till: Till) -> dict[str, dict[str, str]]:
    """Of each table of ours the digest of every row, by its identity."""
    found: dict[str, dict[str, str]] = {}
    with till.reads._connections.snapshot() as run:
        for table in OURS:
            rows = run(f"SELECT * FROM {table} ORDER BY 1, 2", {})
            found[table] = {
                f"{row[0]}|{row[1]}": hashlib.sha256(repr(row).encode()).hexdigest() for row in rows
            }
    return found


def started(till: Till) -> list[tuple[str, str]]:
    """What was begun for walk-ins: (key, visit id)."""
    with till.reads._connections.snapshot() as run:
        found = run("SELECT reservation_key, visit_id FROM walk_in_start ORDER BY 1", {})
    return [(key, visit_id) for key, visit_id in found]


def changed_rows(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> list[tuple[str, str]]:
    """Rows that are gone or no longer the same."""
    return [
        (table, identity)
        for table, rows in before.items()
        for identity, digest in rows.items()
        if after[table].get(identity) != digest
    ]


def _body(kind: str, number: int, change: Change, *, story: int) -> str:
    """A later story outranks an earlier one, and has walk-ins of its own."""
    make = walk_in_row if kind == "w" else wire_row
    if kind == "w" and number > _WALK_INS_BEFORE:
        number += 10 * story
    updated_ms = change["lastUpdatedTimestamp"] + story * MINUTE_MS
    return json.dumps(make(number, **{**change, "lastUpdatedTimestamp": updated_ms}))


def test_no_news_changes_what_staff_entered(till: Till, figure: Callable[[str], None]) -> None:
    """Hash before and after: equal, but for what the rule of one start adds."""
    played = told = taken = 0

    @settings(max_examples=STORIES)
    @given(story=news, seed=st.integers(0, 2**16))
    def play(story: list[tuple[Channel, str, int, Change]], seed: int) -> None:
        nonlocal played, told, taken
        played += 1
        dice = Random(seed)
        bodies = [
            (channel, _body(kind, number, one, story=played))
            for channel, kind, number, one in story
        ]
        delivered = bodies + dice.sample(bodies, dice.randint(0, len(bodies)))
        dice.shuffle(delivered)
        before, first = digests(till), dict(started(till))
        for start in range(0, len(delivered), 5):
            counts = hear_news(till, delivered[start : start + 5])
            taken += counts.new + counts.changed
        told += len(delivered)
        after = digests(till)
        assert changed_rows(before, after) == []
        _assert_only_starts_were_added(till, before=before, after=after, first=first)

    at_first = len(started(till))
    play()
    begun = len(started(till)) - at_first
    assert begun > 0
    assert taken > STORIES
    figure(
        f"news over a floor with visits, orders, payments, answers: {played} stories, {told}"
        f" messages permuted and repeated over both channels, {taken} of them newer: 0 rows of ours"
        f" changed, {begun} walk-ins begun once each"
    )


def _assert_only_starts_were_added(
    till: Till,
    *,
    before: dict[str, dict[str, str]],
    after: dict[str, dict[str, str]],
    first: dict[str, str],
) -> None:
    new = {table: len(after[table]) - len(before[table]) for table in OURS}
    now = dict(started(till))
    assert {key: now[key] for key in first} == first
    begun = len(now) - len(first)
    assert (new["visit"], new["sales_order"]) == (begun, begun)
    added = [table for table in OURS if new[table]]
    assert set(added) <= {"visit", "sales_order", "guest", "outbox"}


def test_the_hash_sees_news_that_is_applied(till: Till) -> None:
    """The control: one visit that follows Tock's size, and the hash tells it."""
    before = digests(till)
    with till.store.write("sabotage", actor=PROGRAM) as uow:
        visit = uow.visits.find_by_reservation(key_of(1))
        assert visit is not None
        uow.visits.save(replace(visit, party_size=visit.party_size + 1))
    assert [table for table, _ in changed_rows(before, digests(till))] == ["visit"]
    with till.store.write("repair", actor=PROGRAM) as uow:
        uow.visits.save(visit)
