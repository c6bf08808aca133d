"""The two records of one party become one by one tap, and two again by another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.payment import Tender, Tendered
from posapp.domain.twins import Twins
from posapp.domain.visit import NAMELESS
from posapp.ports.reads import BoardRow
from tests.support.till import Till
from tests.support.walk_ins import hear, key_of, walk_in_row

DAY = date(2026, 10, 10)
KEY = key_of(1)
ANN = {"id": 9, "firstName": "Ann", "lastName": "Lee", "email": "ann@lee.example"}
FLOOR = ("visit", "sales_order", "line_item", "payment", "guest")


def floor(till: Till) -> dict[str, list[tuple[Any, ...]]]:
    """Everything on the floor, but for when a row was written."""
    found = {}
    with till.reads._connections.snapshot() as run:
        for table in FLOOR:
            names = [row[1] for row in run(f"PRAGMA table_info({table})", {})]
            kept = ", ".join(name for name in names if name not in {"created_ms", "updated_ms"})
            found[table] = run(f"SELECT {kept} FROM {table} ORDER BY 1", {})
    return found


def rows(till: Till) -> dict[str, BoardRow]:
    """The board by key."""
    return {row.key: row for row in till.reads.board(DAY)}


def proposed(till: Till) -> list[tuple[str, str]]:
    """The pairs that are proposed."""
    return [_ids(one) for one in till.reads.walk_ins(DAY).twins]


def _ids(one: Twins) -> tuple[str, str]:
    return one.here.visit_id, one.tock.key_text


def both(till: Till, **changes: Any) -> tuple[str, str]:
    """A party seated here, and in Tock; (visit id, order id) of ours."""
    visit_id, order_id = till.seat(3)
    hear(till, walk_in_row(1, partySize=3, **changes))
    return visit_id, order_id


def order_of_tocks(till: Till) -> str:
    """The order that was begun for Tock's walk-in."""
    order_id = rows(till)[KEY].order_id
    assert order_id is not None
    return order_id


def test_the_arriving_twin_is_begun_and_proposed_at_once(till: Till) -> None:
    """The rule holds even where it looks like one seated minutes ago; nothing links by itself."""
    visit_id, _ = both(till)
    assert rows(till).keys() == {KEY, f"visit:{visit_id}"}
    assert len(till.reads.orders(DAY)) == 2
    assert proposed(till) == [(visit_id, KEY)]


def test_linking_makes_one_party_and_parting_two_again(till: Till) -> None:
    """One row, one order; undone, the floor is to the letter what it was."""
    visit_id, order_id = both(till)
    till.sell(order_id, "FLIGHT")
    before = floor(till)
    for _ in range(3):
        till.act.walk_ins.link_twins(visit_id, KEY)
    assert rows(till).keys() == {KEY}
    assert (rows(till)[KEY].visit_id, rows(till)[KEY].order_id) == (visit_id, order_id)
    assert len(till.reads.orders(DAY)) == 1
    assert (proposed(till), till.reads.walk_ins(DAY).linked) == ([], {KEY: visit_id})
    for _ in range(3):
        till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert floor(till) == before
    assert proposed(till) == [(visit_id, KEY)]


def test_no_news_begins_a_linked_or_parted_walk_in_again(till: Till) -> None:
    """Neither while they are one, nor after they are two again, nor after both were undone."""
    visit_id, order_id = both(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    hear(till, walk_in_row(1, partySize=4, sequenceId=2))
    assert len(till.reads.orders(DAY)) == 1
    till.act.undo_seating(order_id)
    hear(till, walk_in_row(1, partySize=5, sequenceId=3))
    assert till.reads.orders(DAY) == []


def test_what_is_restored_is_what_was_taken_away(till: Till) -> None:
    """A voided line, the number and the name on the removed order come back too."""
    visit_id, _ = both(till, dinerPatron=ANN)
    till.act.void_line(till.sell(order_of_tocks(till), "CHEESE"))
    before = floor(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert floor(till) == before


def test_a_nameless_party_gets_the_name_tock_has(till: Till) -> None:
    """The guest that came with Tock's record is the party's; parted, ours is nameless again."""
    visit_id, _ = both(till, dinerPatron=ANN)
    till.act.walk_ins.link_twins(visit_id, KEY)
    assert (rows(till)[KEY].name, rows(till)[KEY].email) == ("Ann Lee", "ann@lee.example")
    till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert rows(till)[f"visit:{visit_id}"].name == NAMELESS


def test_the_name_given_here_stays(till: Till) -> None:
    """Who was named at the counter is not renamed by Tock."""
    visit_id, _ = till.seat(3, first_name="Bo", last_name="Lindqvist")
    hear(till, walk_in_row(1, partySize=3, dinerPatron=ANN))
    till.act.walk_ins.link_twins(visit_id, KEY)
    assert rows(till)[KEY].name == "Bo Lindqvist"


def test_the_record_with_the_sales_stays(till: Till) -> None:
    """Sold on the order that began by itself: it is ours that goes, and comes back."""
    visit_id, _ = both(till)
    till.sell(order_of_tocks(till), "FLIGHT")
    before, order_id = floor(till), order_of_tocks(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    assert (rows(till).keys(), rows(till)[KEY].order_id) == ({KEY}, order_id)
    assert till.reads.walk_ins(DAY).linked == {KEY: visit_id}
    till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert floor(till) == before


@pytest.mark.parametrize("is_paid", [False, True])
def test_two_records_with_sales_stay_two(till: Till, *, is_paid: bool) -> None:
    """A sentence says so, nothing is changed, and the pair is not proposed."""
    visit_id, order_id = both(till)
    till.sell(order_id, "CHEESE")
    tocks = order_of_tocks(till)
    till.sell(tocks, "CHEESE")
    if is_paid:
        tendered = Tendered(Tender.CASH, 18_00)
        till.act.record_payment(tocks, payment_id=till.act.new_id(), tendered=tendered)
    before = floor(till)
    with pytest.raises(DomainError, match="Both have items or payments"):
        till.act.walk_ins.link_twins(visit_id, KEY)
    assert floor(till) == before
    assert proposed(till) == []


def test_linking_shows_what_differs(till: Till) -> None:
    """Tock counts one more: the size here stays, and the difference is told."""
    visit_id, _ = till.seat(3)
    hear(till, walk_in_row(1, partySize=4, table=[{"id": 4, "name": "T4"}]))
    till.act.walk_ins.link_twins(visit_id, KEY)
    assert rows(till)[KEY].size == 3
    (difference,) = till.reads.walk_ins(DAY).differences[visit_id]
    assert (difference.theirs, difference.ours) == ("4", "3")


def test_a_pair_told_apart_is_proposed_no_more(till: Till) -> None:
    """Until it is taken back."""
    visit_id, _ = both(till)
    till.act.walk_ins.tell_twins_apart(visit_id, KEY)
    hear(till, walk_in_row(1, partySize=3, sequenceId=2))
    assert proposed(till) == []
    till.act.walk_ins.propose_twins_again(visit_id, KEY)
    assert proposed(till) == [(visit_id, KEY)]


def test_only_one_party_is_linked_to_a_walk_in(till: Till) -> None:
    """The second one is refused with a sentence, and so is a booking."""
    first, _ = both(till)
    second, _ = till.seat(3)
    till.act.walk_ins.link_twins(first, KEY)
    with pytest.raises(DomainError, match="already linked"):
        till.act.walk_ins.link_twins(second, KEY)
    with pytest.raises(DomainError, match="Only a walk-in"):
        till.act.walk_ins.link_twins(second, till.booking(7))


def test_a_walk_in_without_a_visit_can_be_linked(till: Till) -> None:
    """It came with the afternoon's file, when the party had long left."""
    visit_id, _ = both(till, partyState="LEFT")
    assert proposed(till) == [(visit_id, KEY)]
    before = floor(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    assert rows(till).keys() == {KEY}
    till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert floor(till) == before


def test_what_staff_did_since_stays_when_parted(till: Till) -> None:
    """Items sold after the link are on the party's order still."""
    visit_id, order_id = both(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    till.sell(order_id, "PINOT")
    till.act.walk_ins.unlink_twins(visit_id, KEY)
    assert rows(till)[f"visit:{visit_id}"].order_total_cents == 5196
    assert rows(till)[KEY].order_id is not None


def test_a_party_undone_after_the_link_can_be_seated_and_linked_again(till: Till) -> None:
    """Undoing the seating frees Tock's walk-in for the party's next record."""
    visit_id, order_id = both(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    till.act.undo_seating(order_id)
    again, _ = till.seat(3)
    assert proposed(till) == [(again, KEY)]
    till.act.walk_ins.link_twins(again, KEY)
    assert (rows(till).keys(), till.reads.walk_ins(DAY).linked) == ({KEY}, {KEY: again})
    till.act.walk_ins.unlink_twins(again, KEY)
    assert proposed(till) == [(again, KEY)]


def test_parting_is_refused_once_tocks_walk_in_was_seated_anew(till: Till) -> None:
    """Linked, undone, and seated from Tock's row: there is no link left to undo."""
    visit_id, order_id = both(till)
    till.act.walk_ins.link_twins(visit_id, KEY)
    till.act.undo_seating(order_id)
    till.act.seat_reservation(
        KEY, visit_id=till.act.new_id(), order_id=till.act.new_id(), table_name=""
    )
    with pytest.raises(DomainError, match="seated again"):
        till.act.walk_ins.unlink_twins(visit_id, KEY)
