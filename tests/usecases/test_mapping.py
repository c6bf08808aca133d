"""What a name at Tock stands for: kept, undone, and what it means for history and for orders."""

from __future__ import annotations

import pytest

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.mapping import MappingKind
from posapp.domain.payment import Tender, Tendered
from posapp.ports.documents import decode_order
from posapp.ports.mappings import NameRow
from tests.support.till import BUSINESS, PROGRAM, Till, wire_row

OTHER = "27183"
FLIGHT = "Reserve Flight"
EXPERIENCE, ROOM = MappingKind.EXPERIENCE, MappingKind.ROOM


def names(till: Till, kind: MappingKind = EXPERIENCE) -> list[tuple[str, str, str | None, int]]:
    rows: list[NameRow] = [row for row in till.reads.mappings.names() if row.kind is kind]
    return [(row.business_id, row.name, row.target, row.rows) for row in rows]


def map_flight(till: Till, target: str | None, *, business_id: str = BUSINESS) -> str | None:
    return till.act.mappings.map_name(
        EXPERIENCE, business_id=business_id, name=FLIGHT, target=target
    )


def business(business_id: str) -> dict[str, str]:
    return {**wire_row(1)["business"], "id": business_id}


def test_experiences_are_counted_over_all_of_history(till: Till) -> None:
    """Unmapped names by how often they occur, each business's apart, then what has an answer."""
    till.booking(1)
    till.booking(2)
    till.booking(3, experience={"name": "Cave Tour"})
    till.booking(4, business=business(OTHER))
    till.booking(5, experience=None)
    assert names(till) == [
        (BUSINESS, FLIGHT, None, 2),
        (BUSINESS, "Cave Tour", None, 1),
        (OTHER, FLIGHT, None, 1),
    ]
    assert map_flight(till, "FLIGHT") is None
    assert names(till)[-1] == (BUSINESS, FLIGHT, "FLIGHT", 2)
    [row] = [one for one in till.reads.mappings.names() if one.target]
    assert (row.title, row.since_ms) == ("Estate flight", 1_791_655_200_000)


def test_an_answer_is_told_journaled_and_can_be_undone(till: Till) -> None:
    """The answer before comes back, so that undoing is the same verb."""
    till.booking(1)
    till.commits.clear()
    assert map_flight(till, "FLIGHT") is None
    assert Topic.MAPPINGS in till.commits[-1]
    assert map_flight(till, "") == "FLIGHT"
    assert map_flight(till, "FLIGHT") == ""
    assert map_flight(till, None) == "FLIGHT"
    assert names(till) == [(BUSINESS, FLIGHT, None, 1)]


def test_the_same_answer_again_changes_nothing(till: Till) -> None:
    """Ten taps are one answer."""
    till.booking(1)
    map_flight(till, "FLIGHT")
    till.commits.clear()
    assert map_flight(till, " FLIGHT ") == "FLIGHT"
    assert till.commits == []


def test_a_sku_must_be_a_product(till: Till) -> None:
    """A sentence at the field, and nothing kept."""
    till.booking(1)
    with pytest.raises(DomainError, match="no product with the SKU NOPE") as caught:
        map_flight(till, "NOPE")
    assert caught.value.field == "target"
    assert names(till) == [(BUSINESS, FLIGHT, None, 1)]


def test_a_room_is_a_location_on_the_board(till: Till) -> None:
    """At once and for all of history, where rooms are kept; another business's room is another."""
    key = till.booking(1, table=[{"id": 1, "name": "T1", "room": "Main Room"}])
    till.booking(2)
    assert names(till, ROOM) == [(BUSINESS, "Main Room", None, 1)]
    act = till.act.mappings
    act.map_name(ROOM, business_id=OTHER, name="Main Room", target="Elsewhere")
    [row] = till.reads.search("TK000001", limit=5)
    assert (row.key, row.location) == (key, "")
    act.map_name(ROOM, business_id=BUSINESS, name="Main Room", target="Terrace")
    [row] = till.reads.search("TK000001", limit=5)
    assert row.location == "Terrace"
    assert till.reads.mappings.locations() == ["Elsewhere", "Terrace"]
    act.map_name(ROOM, business_id=BUSINESS, name="Main Room", target="")
    [row] = till.reads.search("TK000001", limit=5)
    assert row.location == ""


@pytest.mark.parametrize("target", ["FLIGHT", "", None])
def test_an_order_tells_what_its_experience_counts_as(till: Till, target: str | None) -> None:
    """The document of a reservation's order carries the SKU, and nothing where nobody has said."""
    key = till.booking(1)
    map_flight(till, target)
    till.act.seat_reservation(key, visit_id="v1", order_id="o1", table_name="")
    till.sell("o1", "CHEESE")
    till.act.record_payment("o1", payment_id="p1", tendered=Tendered(Tender.CASH, 18_00))
    till.clock.advance(60_000)
    with till.store.write("look", actor=PROGRAM) as uow:
        item = uow.outbox.next_due("orders", now_ms=uow.now_ms)
    assert item is not None
    document = decode_order(item.payload)
    assert document.reservation is not None
    assert document.reservation.experience_sku == (target or "")
