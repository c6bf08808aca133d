"""What a system only writes otherwise is no change; what both sides came to is no question."""

from __future__ import annotations

import pytest

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import (
    GuestDetails,
    GuestRecord,
    ShippingAddress,
    align,
    fields_of,
    is_same,
    overtaken,
)
from posapp.domain.merge import merge

HOME = Address("1 Main St", "", "Napa", "CA", "94558", "US")


def written(address: Address, *, is_primary: bool = False, address_id: str = "a1") -> str:
    """The text of an address's field."""
    shipping = (ShippingAddress(address, address_id, is_primary),)
    found = fields_of(GuestRecord(Contact(), GuestDetails(shipping=shipping)))
    return next(iter(found.values()))


@pytest.mark.parametrize(
    ("was", "theirs", "ours"),
    [
        ("7075550101", "(707) 555-0101", "7075550199"),
        ("Ann", "ANN ", "Anne"),
        (written(HOME), written(Address("1 MAIN  ST", "", "napa", "CA", "94558")), ""),
    ],
)
def test_a_value_written_otherwise_there_does_not_stand_against_ours(
    was: str, theirs: str, ours: str
) -> None:
    """Staff changed it, the other system only spelled it: ours counts, and nobody is asked."""
    found = merge({"x": was}, {"x": ours}, {"x": theirs})
    assert found.conflicts == ()
    assert found.values.get("x", "") == ours
    assert found.from_ours == frozenset({"x"})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("7075550101", "+1 707 555 0101"),
        ("lee", "Lee"),
        (written(HOME), written(Address("1 main st", "", "Napa", "CA", "94558"), is_primary=True)),
    ],
)
def test_both_came_to_the_same(ours: str, theirs: str) -> None:
    """Their spelling is taken, so that both sides have one."""
    found = merge({"x": "before"}, {"x": ours}, {"x": theirs})
    assert found.conflicts == ()
    assert found.values["x"] == theirs
    assert found.from_theirs == frozenset({"x"})


def test_another_first_address_is_a_change() -> None:
    """Which address is the first one is news where nothing else is; it is never overwritten."""
    was, theirs = written(HOME), written(HOME, is_primary=True)
    assert not is_same(was, theirs)
    assert overtaken({"x": theirs}, was={"x": was}, wanted={"x": "other"}, names=["x"]) == ["x"]
    assert merge({"x": was}, {"x": "other"}, {"x": theirs}).conflicts


def test_two_countries_are_two_addresses() -> None:
    """Only a country that is not named at all is filled in by systems."""
    elsewhere = Address("1 Main St", "", "Napa", "CA", "94558", "CA")
    assert not is_same(written(HOME), written(elsewhere))


def test_an_address_whose_country_was_filled_in_gets_its_id() -> None:
    """It is the one that was new here, not a second one."""
    bare = Address("1 Main St", "", "Napa", "CA", "94558")
    mine = fields_of(GuestRecord(Contact(), GuestDetails(shipping=(ShippingAddress(bare),))))
    assert list(align(mine, {"shipping:a1": written(HOME)})) == ["shipping:a1"]


@pytest.mark.parametrize("other", ["{", "{}", '{"line1":"x"}', "", "{ANN"])
def test_a_name_may_begin_with_a_brace(other: str) -> None:
    """What looks like an address's text and is none is compared as the words it is."""
    assert not is_same("{Anne", other)
    assert merge({"x": "{"}, {"x": "{Anne"}, {"x": other or "{"}).values["x"]


@pytest.mark.parametrize("there", ["", "  "])
def test_a_name_emptied_there_does_not_stop_ours(there: str) -> None:
    """No record is without one: a blank there is no news, so what staff wrote is written."""
    names = ["last_name"]
    assert overtaken({"last_name": there}, was={"last_name": "Lee"}, wanted={}, names=names) == []
    assert overtaken({"phone": ""}, was={"phone": "1"}, wanted={}, names=["phone"]) == []
    assert overtaken({}, was={"phone": "1"}, wanted={"phone": "2"}, names=["phone"]) == ["phone"]
