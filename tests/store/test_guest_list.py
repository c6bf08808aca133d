"""Finding a guest by what staff type, and who was here last."""

import pytest

from posapp.domain.club import Club, Membership
from posapp.domain.remote_order import OrderChannel
from posapp.store.driver import connect_reader
from posapp.store.reads import guest_list
from posapp.store.reads.run import Row, Run
from posapp.store.store import SqlStore
from tests.store.builders import ANA, guest, visit
from tests.store.conftest import Bench
from tests.store.office_builders import DAY_MS, conflict, link, person, web_order
from tests.support.clock import SATURDAY_MS

_PEOPLE = (
    person("g1", "Jordan", "Rivera", "jordan@example.com", "+1 (312) 555-0142"),
    person("g2", "José", "Ñandú", "jose.n@example.com", "707 555 0100"),
    person("g3", "Ana María", "García López", "amgl@correo.example", "+34 612 345 678"),
    person("g4", "Riva", "Jordan", "riva@example.com", ""),
    person("g5", "100%", "O_Brien", "x_y@example.com", "3125559999"),
)


@pytest.fixture
def people(store: SqlStore) -> SqlStore:
    with store.write("people", actor=ANA) as uow:
        for one in _PEOPLE:
            uow.guests.save(one)
    return store


def _found(store: SqlStore, words: str, *, limit: int = 20) -> set[str]:
    return {row.guest_id for row in store.reads.people.guests(words, limit=limit)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("jor", {"g1", "g4"}),
        ("RIV", {"g1", "g4"}),
        ("rivera", {"g1"}),
        ("jordan riv", {"g1", "g4"}),
        ("rivera jordan", {"g1"}),
        ("jose", {"g2"}),
        ("ñan", {"g2"}),
        ("nan", {"g2"}),
        ("garcia", {"g3"}),
        ("lopez ana", {"g3"}),
        ("ana lopez", {"g3"}),
        ("ana mar", {"g3"}),
        ("jose.n@", {"g2"}),
        ("jordan@example.com", {"g1"}),
        ("312", {"g1", "g5"}),
        ("3125550142", {"g1"}),
        ("(312) 555-0142", {"g1"}),
        ("+1 312 555 0142", {"g1"}),
        ("1-312-555-9999", {"g5"}),
        ("0142", {"g1"}),
        ("555 0142", {"g1"}),
        ("+34 612", {"g3"}),
        ("+34 612 345 678", {"g3"}),
        ("345678", {"g3"}),
        ("o_b", {"g5"}),
        ("o%b", set()),
        ("100%", {"g5"}),
        ("jordan smith", set()),
        ("zzz", set()),
    ],
)
def test_what_is_typed_finds_whom_it_begins(
    people: SqlStore, words: str, expected: set[str]
) -> None:
    """First or last name in any order, with or without accents; e-mail; either end of a number."""
    assert _found(people, words) == expected


def test_a_row_has_what_the_list_shows(store: SqlStore) -> None:
    """Active clubs by name, the last time here or in an order, and whether something waits."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(guest())
        uow.people.save_link(link())
        for club_id, name in (("a", "Reserve"), ("b", "Library"), ("c", "Left")):
            uow.guests.save_club(Club(club_id, name, backend="sandbox"))
            is_active = club_id != "c"
            place = Membership(f"m{club_id}", club_id, "c-1", is_active, backend="sandbox")
            uow.guests.save_membership(place)
        uow.visits.save(visit(guest_id="g1", started_ms=SATURDAY_MS - 3 * DAY_MS))
        uow.office.save_order(web_order(placed_ms=SATURDAY_MS - DAY_MS))
        uow.office.save_order(web_order("r2", placed_ms=SATURDAY_MS, channel=OrderChannel.CLUB))
        uow.people.save_conflict(conflict())
    (row,) = store.reads.people.guests("rivera", limit=9)
    assert (row.name, row.email, row.phone) == (
        "Jordan Rivera",
        "Jordan@Example.com",
        "707 555 0100",
    )
    assert row.clubs == ("Library", "Reserve")
    assert row.last_seen_ms == SATURDAY_MS - DAY_MS
    assert row.has_conflict


def test_a_club_joined_before_the_office_knows_the_guest_shows_at_once(store: SqlStore) -> None:
    """The membership names the guest here until there is an id."""
    with store.write("a", actor=ANA) as uow:
        uow.guests.save(person("g1", "Ann", "Lee", "ann@lee.example"))
        uow.guests.save_club(Club("a", "Reserve", backend="sandbox"))
        place = Membership("here:1", "a", "here:g1", is_active=True, backend="sandbox")
        uow.guests.save_membership(place)
    (row,) = store.reads.people.guests("ann", limit=9)
    assert row.clubs == ("Reserve",)
    assert (row.last_seen_ms, row.has_conflict) == (None, False)
    (held,) = store.reads.people.guest("g1").memberships
    assert held.club == Club("a", "Reserve", backend="sandbox")


def test_without_words_the_latest_seen_come_first_and_then_the_newest(people: SqlStore) -> None:
    """A visit, a web order by record or by e-mail; a club's parcels say nothing of who was here."""
    with people.write("seen", actor=ANA) as uow:
        uow.visits.save(visit("v1", guest_id="g3", started_ms=SATURDAY_MS - 9))
        uow.people.save_link(link("c-2", "g2"))
        by_record = web_order("r1", customer_id="c-2", placed_ms=SATURDAY_MS - 5)
        by_email = web_order("r2", customer_id="unknown", placed_ms=SATURDAY_MS - 7)
        club = web_order("r3", customer_id="c-2", placed_ms=SATURDAY_MS, channel=OrderChannel.CLUB)
        for one in (by_record, by_email, club):
            uow.office.save_order(one)
    rows = people.reads.people.guests("  ", limit=5)
    assert [row.guest_id for row in rows] == ["g2", "g1", "g3", "g5", "g4"]
    assert [row.guest_id for row in people.reads.people.guests("", limit=2)] == ["g2", "g1"]


def test_a_guest_made_one_with_another_is_in_no_list(people: SqlStore) -> None:
    """Neither among the latest nor by its own name; its e-mail finds who it is now."""
    with people.write("join", actor=ANA) as uow:
        uow.visits.save(visit("v1", guest_id="g1"))
        uow.people.move("g1", into_id="g4")
    assert _found(people, "rivera") == set()
    assert _found(people, "") == {"g2", "g3", "g4", "g5"}
    assert people.reads.people.guest_of("Jordan@Example.com ") == "g4"
    assert people.reads.people.guest_of("nobody@example.com") is None


def test_every_search_runs_on_an_index(bench: Bench, people: SqlStore) -> None:
    """No statement of the list walks through all guests."""
    connection = connect_reader(bench.files.database)
    plans: list[str] = []

    def explained(sql: str, values: object) -> list[Row]:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        plans.extend(str(row[3]) for row in plan)
        return connection.execute(sql, values).fetchall()

    run: Run = explained
    for words in ("jordan riv", "3125550142", ""):
        guest_list.read_guests(run, words, limit=20, office="sandbox")
    connection.close()
    # The newest are read from the end of the key, as many as are shown.
    walks = {plan for plan in plans if plan.startswith("SCAN") and {"guest", "g"} & {*plan.split()}}
    assert walks == {"SCAN guest USING INDEX sqlite_autoindex_guest_1"}
    used = " ".join(plans)
    for index in ("folded_name", "folded_last_name_folded_name", "email_key"):
        assert f"ix_guest_{index} (" in used
    for index in ("phone_digits", "phone_reversed"):
        assert f"ix_guest_{index} (" in used
