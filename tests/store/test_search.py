"""The search: by what staff type, nearest to now first."""

from datetime import timedelta

import pytest

from posapp.domain.guest import Contact
from posapp.domain.reservation import BookedItem, Patron
from posapp.store.store import SqlStore
from tests.store.builders import (
    ANA,
    ELEVEN,
    guest,
    incoming,
    visit,
)
from tests.store.conftest import Bench
from tests.store.rows import ingest


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rivera", {1}),
        ("RIV", {1}),
        ("jor", {1}),
        ("jordan riv", {1}),
        ("ri", {1}),
        ("jo", {1, 3}),
        ("angstrom", {2}),
        ("Ångström", {2}),
        ("zoe", {2}),
        ("zo an", {2}),
        ("707-555-0100", {1}),
        ("(707) 555 0100", {1}),
        ("0142", {2}),
        ("owner@else.org", {2}),
        ("TK2", {2}),
        ("tk", {1, 2, 3}),
        ("100%", set()),
        ("_iver", set()),
        ('riv" OR "zoe', set()),
        ("'", set()),
        ("rivera zoe", set()),
        ("   ", set()),
        ("", set()),
        ("()", set()),
        ("joan of", {3}),
    ],
)
def test_a_party_is_found_by_what_staff_type(store: SqlStore, text: str, found: set[int]) -> None:
    """Names without accents, parts of words, phones however typed; nothing is an operator."""
    owner = Patron("8", "Owen", "Else", "Owner@Else.org", "+1 707 555 0142")
    ingest(
        store,
        incoming(1),
        incoming(2, diner=Patron("7", "Zoë", "Ångström"), owner=owner),
        incoming(3, diner=Patron("9", "Joan of", "Arc")),
        incoming(
            4, diner=Patron("9", "Pick", "Up"), experience=BookedItem("5", "x", variety="PICKUP")
        ),
    )
    assert {int(row.key[-1]) for row in store.reads.search(text, limit=10)} == found


def test_hits_come_nearest_to_now_first(bench: Bench, store: SqlStore) -> None:
    """Yesterday before next month; walk-ins among them; no more than asked for."""
    ingest(store, *(incoming(n, starts_at=ELEVEN + timedelta(days=n * n)) for n in (7, 0, 30, 2)))
    ingest(store, incoming(5, starts_at=ELEVEN - timedelta(days=1)))
    with store.write("seat", actor=ANA) as uow:
        uow.visits.save(visit(name="Maria Rivera"))
        uow.visits.save(visit("v2", name="Old Rivera", started_ms=1))
    found = [row.key for row in store.reads.search("rivera", limit=6)]
    assert found == [
        "visit:v1",
        "tock:31415:r:0",
        "tock:31415:r:5",
        "tock:31415:r:2",
        "tock:31415:r:7",
        "tock:31415:r:30",
    ]
    assert len(store.reads.search("rivera", limit=2)) == 2
    assert store.reads.search("rivera", limit=1)[0].name == "Maria Rivera"


def test_a_contact_of_an_identified_walk_in_is_found(store: SqlStore) -> None:
    """By the name of its visit."""
    with store.write("seat", actor=ANA) as uow:
        uow.guests.save(guest(contact=Contact("Zoë", "Ångström", "z@example.com")))
        uow.visits.save(visit(guest_id="g1", name="Zoë Ångström"))
    (row,) = store.reads.search("angstrom", limit=5)
    assert (row.key, row.email) == ("visit:v1", "z@example.com")
