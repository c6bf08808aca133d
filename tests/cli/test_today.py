"""`posapp today`: the board of a day as a list of plain rows, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from posapp.domain.business_day import to_ms
from posapp.domain.payment import Tender, Tendered
from tests.cli.conftest import Run
from tests.cli.export_files import walk_in, write
from tests.support.clock import ManualClock
from tests.support.till import Till, wire_row

DAY = "2026-10-10"
KEYS = [
    "key",
    "source",
    "business_id",
    "start",
    "name",
    "size",
    "state",
    "experience",
    "tables",
    "confirmation_code",
    "total_cents",
    "paid_cents",
    "due_cents",
    "paid_here_cents",
    "currency",
]
Board = Callable[..., list[dict[str, Any]]]


def at(moment: str) -> int:
    return to_ms(datetime.fromisoformat(moment))


@pytest.fixture
def board(posapp: Run, tmp_path: Path) -> Board:
    """The board of a day once these rows are imported."""

    def listed(*rows: dict[str, Any], day: str = DAY) -> list[dict[str, Any]]:
        if rows:
            assert posapp("import", "tock", write(tmp_path / "f.json", rows)).status == 0
        shown = posapp("today", "--date", day, "--json")
        assert (shown.status, shown.err) == (0, "")
        value: list[dict[str, Any]] = shown.value
        return value

    return listed


def test_a_row_has_exactly_these_keys(board: Board) -> None:
    """In this order, with the values as Tock states them."""
    [row] = board(wire_row(229255, table=[{"id": 1, "name": "T4"}, {"id": 2, "name": "T5"}]))
    assert list(row) == KEYS
    assert row == {
        "key": "tock:31415:r:229255",
        "source": "tock",
        "business_id": "31415",
        "start": "2026-10-10T11:00:00-07:00",
        "name": "Jordan Rivera",
        "size": 2,
        "state": "EXPECTED",
        "experience": "Reserve Flight",
        "tables": ["T4", "T5"],
        "confirmation_code": "TK229255",
        "total_cents": 199_00,
        "paid_cents": 149_00,
        "due_cents": 50_00,
        "paid_here_cents": 0,
        "currency": "USD",
    }


def test_rows_stand_in_board_order(board: Board) -> None:
    """By time, then by name without accents and case, then by key."""
    noon = at("2026-10-10T12:00-07:00")

    def named(number: int, last: str, **changes: Any) -> dict[str, Any]:
        diner = {"id": number, "firstName": "", "lastName": last}
        return wire_row(number, dinerPatron=diner, **changes)

    rows = board(
        named(5, "Zora", serviceDateTimestamp=noon),
        named(4, "zora", serviceDateTimestamp=noon),
        named(3, "Ångström", serviceDateTimestamp=noon),
        named(2, "Baker", serviceDateTimestamp=noon),
        named(1, "Young"),
    )
    assert [row["key"].rsplit(":", 1)[1] for row in rows] == ["1", "3", "2", "4", "5"]


def test_absent_money_is_not_zero(board: Board) -> None:
    """Tock leaves out what it does not know; a stated zero stays a zero."""
    [unstated, zero] = board(
        wire_row(1, totalPriceCents=None, netAmountPaidCents=None, amountDueCents=None),
        wire_row(2, totalPriceCents=0, netAmountPaidCents=0, amountDueCents=0),
    )
    money = ("total_cents", "paid_cents", "due_cents", "paid_here_cents")
    assert [unstated[name] for name in money] == [None, None, None, 0]
    assert [zero[name] for name in money] == [0, 0, 0, 0]


def test_a_walk_in_of_tock(board: Board) -> None:
    """No id, no name, no money: known by its walk-in id."""
    [row] = board(walk_in(77, partyState="SEATED", partySize=3))
    assert row["key"] == "tock:31415:w:77"
    assert (row["name"], row["size"], row["state"]) == ("Walk-in", 3, "SEATED")
    assert (row["experience"], row["confirmation_code"], row["tables"]) == ("", "", [])
    assert (row["total_cents"], row["paid_cents"], row["due_cents"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "EXPECTED"),
        ({"partyState": None}, "EXPECTED"),
        ({"partyState": "LEFT"}, "LEFT"),
        ({"partyState": "ON_PATIO"}, "ON_PATIO"),
        ({"partyState": "no show?"}, "no show?"),
        ({"partyState": "CANCELLED"}, "CANCELLED"),
        ({"partyState": "SEATED", "isCancelled": True}, "CANCELLED"),
    ],
)
def test_the_state_is_tocks_word(board: Board, changes: dict[str, Any], state: str) -> None:
    """An unknown word is shown as it came; either mark of a cancellation counts."""
    [row] = board(wire_row(1, **changes))
    assert row["state"] == state


def test_the_day_is_the_business_day(board: Board) -> None:
    """A party at 23:30 in California is on that day, whatever UTC calls it."""
    late = wire_row(1, serviceDateTimestamp=at("2026-10-10T23:30-07:00"))
    early = wire_row(2, serviceDateTimestamp=at("2026-10-11T00:10-07:00"))
    [row] = board(late, early)
    assert row["start"] == "2026-10-10T23:30:00-07:00"
    [row] = board(day="2026-10-11")
    assert row["start"] == "2026-10-11T00:10:00-07:00"


def test_the_day_that_has_one_hour_twice(board: Board) -> None:
    """When clocks go back, 01:30 comes twice: in order, each with its own offset."""
    rows = board(
        wire_row(1, serviceDateTimestamp=at("2026-11-01T01:30-08:00")),
        wire_row(2, serviceDateTimestamp=at("2026-11-01T01:30-07:00")),
        wire_row(3, serviceDateTimestamp=at("2026-11-01T23:59-08:00")),
        wire_row(4, serviceDateTimestamp=at("2026-11-01T00:00-07:00")),
        day="2026-11-01",
    )
    assert [row["start"] for row in rows] == [
        "2026-11-01T00:00:00-07:00",
        "2026-11-01T01:30:00-07:00",
        "2026-11-01T01:30:00-08:00",
        "2026-11-01T23:59:00-08:00",
    ]


def test_a_row_without_a_timestamp_uses_its_wall_clock(board: Board) -> None:
    """The full `dateTime` is read in the business's zone, in winter as in summer."""
    rows = board(
        wire_row(1, serviceDateTimestamp=None, dateTime="2026-12-24T10:15"),
        day="2026-12-24",
    )
    assert [row["start"] for row in rows] == ["2026-12-24T10:15:00-08:00"]


def test_a_row_of_another_zone_keeps_its_own_day(board: Board) -> None:
    """A sister venue in Chicago has its own clock."""
    elsewhere = {"id": "27182", "currencyCode": "USD", "timeZone": "America/Chicago"}
    [row] = board(
        wire_row(1, business=elsewhere, serviceDateTimestamp=at("2026-10-10T23:30-05:00"))
    )
    assert row["start"] == "2026-10-10T23:30:00-05:00"
    assert row["business_id"] == "27182"


def test_what_was_done_here_is_on_the_board(board: Board, store: Path, clock: ManualClock) -> None:
    """A seated booking, its balance paid here, and a walk-in seated without Tock."""
    board(wire_row(1), wire_row(2))
    with Till(store, clock=clock) as till:
        till.open_shop()
        till.act.seat_reservation(
            "tock:31415:r:1", visit_id="v1", order_id="o1", table_name="Barn 2"
        )
        till.act.take_balance(
            "tock:31415:r:1", payment_id="p1", tendered=Tendered(Tender.CASH, 60_00)
        )
        _, order_id = till.seat(4, first_name="Mia", last_name="Wolf", email="m@b.example")
        till.sell(order_id, "CHEESE", 2)
        till.act.record_payment(order_id, payment_id="p2", tendered=Tendered(Tender.CASH, 40_00))
    mia, seated, waiting = board()
    assert (seated["state"], seated["tables"]) == ("SEATED", ["Barn 2"])
    assert (seated["due_cents"], seated["paid_here_cents"]) == (50_00, 50_00)
    assert (waiting["state"], waiting["paid_here_cents"]) == ("EXPECTED", 0)
    assert (mia["source"], mia["key"].split(":")[0]) == ("posapp", "visit")
    assert (mia["name"], mia["size"], mia["state"]) == ("Mia Wolf", 4, "SEATED")
    assert (mia["total_cents"], mia["due_cents"], mia["paid_here_cents"]) == (None, None, 36_00)
    assert (mia["start"], mia["currency"]) == ("2026-10-10T08:00:00-07:00", "USD")


def test_without_a_date_it_is_the_business_today(
    posapp: Run, board: Board, clock: ManualClock
) -> None:
    """At 23:59 it is still that day, a minute later it is the next."""
    board(wire_row(1))
    clock.advance(16 * 3_600_000 - 60_000)
    assert len(posapp("today", "--json").value) == 1
    clock.advance(60_000)
    assert posapp("today", "--json").value == []


def test_pickups_are_no_parties(board: Board) -> None:
    """What is only collected or delivered takes no table and is not on the board."""
    pickup = {"id": 5, "name": "Case", "amountCents": 5000, "variety": "PICKUP"}
    assert board(wire_row(1, experience=pickup)) == []


def test_people_read_lines(posapp: Run, board: Board) -> None:
    """Time, name, size, experience and state; an empty day says so."""
    board(wire_row(1))
    shown = posapp("today", "--date", DAY)
    assert shown.out == "11:00  Jordan Rivera  2  Reserve Flight  EXPECTED\n"
    assert "No reservations on this day." in posapp("today", "--date", "2026-10-12").out


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(posapp: Run, day: str) -> None:
    """A day at which no instant can be computed in every zone is simply empty."""
    assert posapp("today", "--date", day, "--json").value == []
