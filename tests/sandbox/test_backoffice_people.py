"""The Sandbox back office's people: patched field by field, searched, made one, in and out of
clubs.
"""

import pytest

from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.records import (
    Address,
    Customer,
    Membership,
    MembershipStatus,
    ShippingAddress,
)
from posapp.sandbox.ops import Op

V1 = "/backoffice/v1"
HOME = Address(line1="1 Vine St", city="Napa", region="CA", postal="94558", country="US")
ADA = Customer(
    "c-1",
    "ada@example.com",
    "Ada",
    "Alder",
    "7075550101",
    birth_date="1980-02-29",
    billing=HOME,
    shipping=(ShippingAddress("s1", HOME, is_primary=True),),
    contact_types=("Press", "Trade"),
)


@pytest.fixture
def people(world):
    """Ada with everything, Ben with nothing but a name."""
    world.backoffice.register(ADA)
    world.backoffice.register(Customer("c-2", None, "Ben", "Birch"))
    return world.backoffice


def one(office, customer_id="c-1"):
    return office("GET", f"{V1}/customers?id={customer_id}").json()["items"][0]


def put(office, **body):
    return office("PUT", f"{V1}/customers", body)


def change(office, change_id="x1", key="k1", **verbs):
    body = {"change_id": change_id, "customer_id": "c-1", **verbs}
    return office("POST", f"{V1}/club-changes", body, idempotency_key=key)


def clubs(office):
    items = office("GET", f"{V1}/memberships?customer_id=c-1").json()["items"]
    return sorted((item["club_id"], item["status"]) for item in items)


def test_a_put_changes_only_what_it_names(office, people):
    """Everything else of the record stays; "" and an empty list take away."""
    assert put(office, id="c-1", company="Alder & Co").status == 200
    wanted = {**ADA.wire(), "company": "Alder & Co"}
    assert {name: one(office)[name] for name in wanted} == wanted
    put(office, id="c-1", phone="", contact_types_add=["VIP"], contact_types_remove=["Press"])
    assert (one(office)["phone"], one(office)["contact_types"]) == ("", ["Trade", "VIP"])
    put(office, id="c-1", shipping=[], billing=None, contact_types=[])
    cleared = one(office)
    assert (cleared["shipping"], cleared["billing"], cleared["contact_types"]) == ([], None, [])


def test_shipping_addresses_keep_their_ids(office, people):
    """A known id is changed, a new address gets an id, the same list again gets no other."""
    other = {"line1": "2 Oak Rd", "city": "Sonoma", "postal": "95476"}
    for _ in range(2):
        put(office, id="c-1", shipping=[{"id": "s1", "line1": "9 Elm"}, other])
        found = one(office)["shipping"]
        assert [(item["id"], item["line1"]) for item in found] == [
            ("s1", "9 Elm"),
            ("c-1/a1", "2 Oak Rd"),
        ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": "nobody", "company": "X"}, "id"),
        ({"id": "c-1", "email": "none"}, "email"),
        ({"id": "c-1", "email": ""}, "email"),
        ({"id": "c-1", "company": 5}, "company"),
        ({"id": "c-1", "billing": "here"}, "billing"),
        ({"id": "c-1", "shipping": "there"}, "shipping"),
        ({"id": "c-1", "contact_types": [1]}, "contact_types"),
    ],
)
def test_what_cannot_be_kept_is_422_with_its_field(office, people, body, field):
    """And nothing of the record changes."""
    answer = put(office, **body)
    assert (answer.status, answer.json()["error"]["field"]) == (422, field)
    assert people.customers.get("c-1").record == ADA


@pytest.mark.parametrize(
    ("words", "found"),
    [("ada", ["c-1"]), ("ALD ada", ["c-1"]), ("5550101", ["c-1"]), ("bir", ["c-2"]), ("zz", [])],
)
def test_people_are_searched_by_the_beginnings_of_words(office, people, words, found):
    """Names, e-mail and the phone's digits; every word must fit."""
    answer = office("GET", f"{V1}/customers/search?words={words.replace(' ', '+')}")
    assert [item["id"] for item in answer.json()["items"]] == found
    assert office("GET", f"{V1}/customers/search?words=").status == 400


def test_merged_customers_lead_to_the_one_that_stands(office, world, people):
    """The merge is listed, memberships follow, and the old id still finds the person."""
    people.enrol(Membership("m-1", "c-2", "club-estate"))
    world.clock.advance_ms(5)
    people.merge("c-2", into_id="c-1")
    listed = office("GET", f"{V1}/customers").json()["items"]
    assert [item["id"] for item in listed] == ["c-1"]
    assert office("GET", f"{V1}/merges").json()["items"] == [
        {"id": "c-2", "into_id": "c-1", "updated_ms": world.clock.now_ms()}
    ]
    assert clubs(office) == [("club-estate", "active")]
    assert put(office, id="c-2", company="One").json()["id"] == "c-1"
    assert one(office, "c-2")["company"] == "One"


def test_join_hold_resume_leave(office, world, people):
    """Each is seen in the list with its times."""
    join = [{"club_id": "club-estate", "fulfilment": "pickup", "pickup_location": "TR1"}]
    assert change(office, join=join).status == 200
    (held,) = office("GET", f"{V1}/memberships?customer_id=c-1").json()["items"]
    assert (held["status"], held["fulfilment"], held["pickup_location"]) == (
        "active",
        "pickup",
        "TR1",
    )
    assert held["joined_ms"] == world.clock.now_ms()
    estate = [{"club_id": "club-estate"}]
    change(office, "x2", "k2", hold=[{**estate[0], "until_ms": 9}])
    assert clubs(office) == [("club-estate", "on_hold")]
    change(office, "x3", "k3", resume=estate)
    assert clubs(office) == [("club-estate", "active")]
    change(office, "x4", "k4", leave=estate)
    assert clubs(office) == [("club-estate", "cancelled")]
    assert [entry.reference for entry in world.ledger.of(Op.CLUBS_SET)] == ["x1", "x2", "x3", "x4"]


def test_a_switch_is_whole(office, people):
    """A club that is not offered refuses the whole change: nobody is left without a club."""
    people.enrol(Membership("m-1", "c-1", "club-estate"))
    leave = [{"club_id": "club-estate"}]
    answer = change(office, leave=leave, join=[{"club_id": "gone"}])
    assert (answer.status, answer.json()["error"]["field"]) == (422, "join[0].club_id")
    assert clubs(office) == [("club-estate", "active")]
    change(office, leave=leave, join=[{"club_id": "club-library"}])
    assert clubs(office) == [("club-estate", "cancelled"), ("club-library", "active")]


@pytest.mark.parametrize(
    ("mode", "second", "members"),
    [
        (RepeatMode.KEY, 200, 1),
        (RepeatMode.NATURAL_KEY, 409, 1),
        (RepeatMode.LOOKUP, 200, 2),
        (RepeatMode.NONE, 200, 2),
    ],
)
def test_a_repeated_join_is_treated_by_the_mode(office, world, people, mode, second, members):
    """Where nothing protects, the second join is a second membership and the ledger shows it."""
    people.set_mode(Op.CLUBS_SET, mode)
    join = [{"club_id": "club-estate"}]
    assert change(office, join=join).status == 200
    assert change(office, join=join).status == second
    assert len(clubs(office)) == members
    assert bool(world.ledger.repeated(Op.CLUBS_SET)) == (members == 2)


def test_a_late_repeat_of_a_change_that_was_undone_does_nothing(office, people):
    """The change's own name is remembered: an old join cannot come after a newer leave."""
    people.set_mode(Op.CLUBS_SET, RepeatMode.NATURAL_KEY)
    estate = [{"club_id": "club-estate"}]
    change(office, "x1", join=estate)
    change(office, "x2", leave=estate)
    assert change(office, "x1", join=estate).status == 409
    assert clubs(office) == [("club-estate", "cancelled")]
    assert people.memberships.records()[0].status is MembershipStatus.CANCELLED
