"""A walk-in that Tock seated starts one order here, once and for all."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from posapp.domain.reservation import Channel
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow
from tests.support.clock import SATURDAY_MS, CountingIds
from tests.support.opened import opened_till
from tests.support.till import Till
from tests.support.walk_ins import MINUTE_MS, hear, key_of, walk_in_row

DAY = date(2026, 10, 10)
ANN = {"id": 9, "firstName": "Ann", "lastName": "Lee", "email": "ann@lee.example"}


def row_of(till: Till, key: str) -> BoardRow:
    """The party's row on the board."""
    return next(row for row in till.reads.board(DAY) if row.key == key)


def orders(till: Till) -> int:
    """How many orders were opened today."""
    return len(till.reads.orders(DAY))


def journal(till: Till, verb: str) -> list[tuple[str, ...]]:
    """Who did `verb`, and to what."""
    sql = "SELECT staff_id, subject FROM journal WHERE verb = :verb"
    with till.reads._connections.snapshot() as run:
        return run(sql, {"verb": verb})


def test_a_walk_in_of_tock_is_seated_with_an_open_order(till: Till) -> None:
    """Visit and order are there in the transaction that brought the news; the program did it."""
    hear(till, walk_in_row(1, partySize=3, table=[{"id": 4, "name": "T4"}]))
    row = row_of(till, key_of(1))
    assert (row.visit_state, row.size, row.local_table) == (VisitState.SEATED, 3, "T4")
    assert row.order_id is not None
    assert journal(till, "walk_in_started") == [("", row.visit_id)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_same_walk_in_starts_once_whatever_the_order(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    """Over both channels, in any order and again: one visit, one order."""
    news = [
        (Channel.FEED, walk_in_row(1)),
        (Channel.EXPORT, walk_in_row(1)),
        (Channel.FEED, walk_in_row(1, sequenceId=2, partySize=5)),
        (Channel.EXPORT, walk_in_row(1, sequenceId=3, serverName="Ben")),
    ]
    with opened_till(tmp_path / "store") as till:
        for at in (*order, *order):
            channel, row = news[at]
            hear(till, row, channel=channel)
        assert orders(till) == 1
        assert len(till.reads.board(DAY)) == 1


def test_an_undone_start_stays_undone(till: Till) -> None:
    """Staff took it back: no news of that walk-in brings it again, and they may seat it."""
    hear(till, walk_in_row(1))
    order_id = row_of(till, key_of(1)).order_id
    assert order_id is not None
    till.act.undo_seating(order_id)
    hear(till, walk_in_row(1, sequenceId=2, partySize=4))
    assert row_of(till, key_of(1)).visit_id is None
    assert orders(till) == 0
    new_order = till.act.new_id()
    till.act.seat_reservation(
        key_of(1), visit_id=till.act.new_id(), order_id=new_order, table_name=""
    )
    till.act.undo_seating(new_order)
    hear(till, walk_in_row(1, sequenceId=3))
    assert orders(till) == 0


def test_a_finished_party_is_not_begun_again(till: Till) -> None:
    """The party left; Tock changes its row all the same."""
    hear(till, walk_in_row(1))
    visit_id = row_of(till, key_of(1)).visit_id
    assert visit_id is not None
    till.act.finish_visit(visit_id)
    hear(till, walk_in_row(1, sequenceId=2, serverName="Ben"))
    assert row_of(till, key_of(1)).visit_state is VisitState.FINISHED
    assert orders(till) == 0


def test_a_restart_starts_nothing_again(tmp_path: Path) -> None:
    """The once is in the store, not in the program."""
    with opened_till(tmp_path / "store") as till:
        hear(till, walk_in_row(1))
    clock = till.clock
    with Till(tmp_path / "store", clock=clock, ids=CountingIds(clock, first=5_000)) as again:
        hear(again, walk_in_row(1), walk_in_row(1, sequenceId=2, partySize=9))
        assert orders(again) == 1


def test_every_terminal_starts_its_own(tmp_path: Path) -> None:
    """Two terminals hear the same news, each on its own store."""
    for name in ("one", "two"):
        with opened_till(tmp_path / name) as till:
            hear(till, walk_in_row(1))
            assert orders(till) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"isCancelled": True},
        {"partyState": "CANCELLED"},
        {"partyState": "LEFT"},
        {"partyState": "FINISHED"},
        {"partyState": "NO_SHOW"},
        {"serviceDateTimestamp": SATURDAY_MS - 24 * 60 * MINUTE_MS},
        {"serviceDateTimestamp": SATURDAY_MS + 24 * 60 * MINUTE_MS},
    ],
)
def test_what_is_over_or_of_another_day_starts_nothing(
    till: Till, changes: dict[str, object]
) -> None:
    """The export brings all of history: only who is in the room today gets an order."""
    hear(till, walk_in_row(1, **changes))
    assert orders(till) == 0


def test_history_starts_nothing(till: Till) -> None:
    """Rows taken in from a file, without the hook, open no order even for today."""
    till.tell(walk_in_row(1))
    assert orders(till) == 0


def test_a_booking_starts_nothing(till: Till) -> None:
    """Only walk-ins start by themselves; a booking waits until staff seat it."""
    hear(till, walk_in_row(1, id=1, walkinId=None, partyState="SEATED"))
    assert orders(till) == 0


@pytest.mark.parametrize(
    ("patron", "is_made"),
    [
        (ANN, True),
        ({**ANN, "email": ""}, False),
        ({**ANN, "lastName": ""}, False),
        ({**ANN, "firstName": None}, False),
        ({**ANN, "email": "n/a"}, False),
        ({}, False),
    ],
)
def test_a_customer_record_needs_both_names_and_an_address(
    till: Till, patron: dict[str, object], *, is_made: bool
) -> None:
    """The seeds' rule, for a walk-in that comes from Tock too."""
    hear(till, walk_in_row(1, dinerPatron=patron))
    assert (till.reads.sync_overview().to_send == 1) is is_made
    assert orders(till) == 1


@pytest.mark.parametrize("size", [0, None, 900])
def test_a_size_out_of_range_still_starts(till: Till, size: int | None) -> None:
    """A row with no usable size is a party all the same."""
    hear(till, walk_in_row(1, partySize=size))
    assert row_of(till, key_of(1)).size >= 1
    assert orders(till) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Ann\x00Lee",
        "x" * 100_000,
        "\u202eeeL nnA",
        "🍷" * 300,
        "4111 1111 1111 1111",
        "\ud800",
        "<b>Ann</b>",
    ],
)
def test_a_hostile_name_starts_and_loses_no_neighbour(till: Till, name: str) -> None:
    """The row is begun, whatever is written in it, and so are those before and after it."""
    wild = {"firstName": name, "lastName": name, "email": f"{name[:9]}@x.example", "phone": name}
    rows = [walk_in_row(1), walk_in_row(2, dinerPatron=wild, table=[{"id": 1, "name": name}])]
    hear(till, *rows, walk_in_row(3))
    assert orders(till) == 3
    assert len(till.reads.board(DAY)) == 3
    till.reads.walk_ins(DAY)
