"""Guest ingest by e-mail: what is accepted, what a guest keeps, what the modes do to tags."""

import pytest

from posapp.sandbox.ops import Op
from posapp.sandbox.tock.guests import TagMode
from posapp.sandbox.tock.model import Patron

PATH = "/api/guest/ingest"
PUSH = {
    "email": "Ada@example.com",
    "firstName": "Ada",
    "lastName": "Alder",
    "phone": "7075550123",
    "phoneCountryCode": "+1 US",
    "tags": [" Reserve Club", "Estate Club", "Estate Club"],
}


def test_a_push_is_accepted_entered_and_repeatable(tock, world):
    """A push echoes the e-mail and the tags held; the same push again changes nothing."""
    first = tock("PUT", PATH, PUSH)
    again = tock("PUT", PATH, PUSH)
    assert first.status == again.status == 200
    assert first.json() == again.json()
    assert first.json()["status"] == "accepted"
    assert first.json()["email"] == "Ada@example.com"
    assert first.json()["tags"] == ["Estate Club", "Reserve Club"]
    assert len(world.tock.guests) == 1
    assert world.ledger.repeated(Op.GUEST_INGEST) == {"Ada@example.com": 2}


@pytest.mark.parametrize("field", ["email", "firstName", "lastName", "tags"])
@pytest.mark.parametrize("value", [None, "  ", 7])
def test_what_is_missing_is_named(tock, world, field, value):
    """Missing parts are 422 with the field's name and leave no trace."""
    answer = tock("PUT", PATH, {**PUSH, field: value})
    assert answer.status == 422
    assert answer.json()["error"]["field"] == field
    assert world.ledger.entries == ()


def test_an_unknown_guest_can_be_404(tock, world):
    """Set to update only, Tock does not make guests."""
    world.tock.guests.creates_unknown = False
    assert tock("PUT", PATH, PUSH).status == 404
    assert world.ledger.entries == ()


def test_partner_details_fill_gaps_only_and_never_a_verified_guest(tock, world):
    """A 200 may change nothing visible: names and phones of verified guests are their own."""
    guests = world.tock.guests
    guests.note_patron(Patron(id=1, email="ada@example.com", first_name="A."), at_ms=1)
    guests.note_patron(
        Patron(id=2, email="ben@example.com", first_name="B.", is_verified=True), at_ms=1
    )
    tock("PUT", PATH, PUSH)
    tock("PUT", PATH, {**PUSH, "email": "ben@example.com"})
    ada, ben = guests.find("ada@example.com"), guests.find("ben@example.com")
    assert (ada.patron.first_name, ada.patron.last_name) == ("A.", "Alder")
    assert (ben.patron.first_name, ben.patron.last_name) == ("B.", None)
    assert ben.pushed_tags == ("Estate Club", "Reserve Club")


@pytest.mark.parametrize(
    ("mode", "held"),
    [
        (TagMode.REPLACE_ALL, ["Library Circle"]),
        (TagMode.MANAGED_ONLY, ["Library Circle", "Press"]),
        (TagMode.MERGE, ["Estate Club", "Library Circle", "Press", "Reserve Club"]),
    ],
)
def test_the_three_ways_a_list_of_tags_can_be_taken(tock, world, mode, held):
    """Replace, replace what was pushed, or merge: the vendor's rule is not public."""
    world.tock.guests.tag_mode = mode
    patron = Patron(id=1, email="ada@example.com")
    world.tock.guests.note_patron(patron, at_ms=1, staff_tags=["Press"])
    world.tock.guests.ingest(patron, tags=("Estate Club", "Reserve Club"), at_ms=2)
    if mode is TagMode.REPLACE_ALL:
        assert world.tock.guests.find("ada@example.com").staff_tags == ()
    assert tock("PUT", PATH, {**PUSH, "tags": ["Library Circle"]}).json()["tags"] == held


def test_the_path_is_a_setting(tock, world):
    """The real path is not public, so the sandbox's can be moved."""
    world.tock.ingest_path = "/v2/guests"
    assert tock("PUT", PATH, PUSH).status == 400
    assert tock("PUT", "/v2/guests", PUSH).status == 200


def test_only_the_names_that_are_managed_are_touched(tock, world):
    """With the list of managed names, staff's own tags and older ones stay; the ledger says so."""
    guests = world.tock.guests
    guests.note_patron(Patron(id=1, email="ada@example.com"), at_ms=1, staff_tags=["Press"])
    tock("PUT", PATH, {**PUSH, "managedTags": ["Estate Club", "Reserve Club"]})
    pushed = {**PUSH, "tags": ["Estate Club"], "managedTags": ["Estate Club", "Reserve Club"]}
    assert tock("PUT", PATH, pushed).json()["tags"] == ["Estate Club", "Press"]
    assert [entry.foreign_lost for entry in guests.tag_ledger] == [(), ()]
    tock("PUT", PATH, {**PUSH, "tags": [], "managedTags": ["Press"]})
    assert guests.tag_ledger[-1].foreign_lost == ("Press",)


def test_replacing_everything_keeps_what_the_list_names(tock, world):
    """A list that repeats staff's tags loses none of them; one that does not is seen to."""
    guests = world.tock.guests
    guests.tag_mode = TagMode.REPLACE_ALL
    guests.note_patron(Patron(id=1, email="ada@example.com"), at_ms=1, staff_tags=["Press"])
    tock("PUT", PATH, {**PUSH, "tags": ["Estate Club", "Press"]})
    assert guests.find("ada@example.com").staff_tags == ("Press",)
    guests.set_staff_tags("ada@example.com", ["VIP"], at_ms=2)
    tock("PUT", PATH, {**PUSH, "tags": ["Estate Club"]})
    assert guests.tag_ledger[-1].foreign_lost == ("VIP",)


def test_a_tag_that_is_not_set_up_is_refused(tock, world):
    """422 names the tag; nothing is applied."""
    world.tock.guests.known_tags = frozenset({"Estate Club"})
    answer = tock("PUT", PATH, PUSH)
    assert answer.status == 422
    assert answer.json()["error"]["code"] == "unknown_tag"
    assert "Reserve Club" in answer.json()["error"]["message"]
    assert world.ledger.entries == ()
