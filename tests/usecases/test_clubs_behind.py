"""A guest is entered in the office before they join a club there, whatever is changed between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.guest import Contact
from posapp.ports.backoffice import Kind
from posapp.ports.people import GuestDraft
from tests.support.club_till import CLUBS
from tests.support.people_office import PeopleOffice
from tests.support.till import Till

BO = Contact("Bo", "Ray", "bo@ray.example", "7075550100")


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    """Bo was entered here and joined a club, and nothing was sent yet."""
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    office.tell(Kind.CLUB, *CLUBS)
    till.act.guests.create("g-bo", GuestDraft(contact=BO))
    till.act.guests.change_clubs(
        ClubChange(change_id="x1", guest_id="g-bo", join=(ClubChoice("estate"),))
    )
    return office


def correct_phone(office: PeopleOffice) -> None:
    shown = GuestDraft(contact=BO)
    draft = replace(shown, contact=replace(BO, phone="7075550199"))
    office.till.act.guests.edit("g-bo", draft)


def test_a_change_of_the_record_goes_first_all_the_same(office: PeopleOffice) -> None:
    """The newer record takes the older one's place in the line, not one behind the club."""
    correct_phone(office)
    assert [item.operation.value for item in office.take_all()] == ["put_customer", "set_clubs"]
    [record] = office.records.values()
    assert record["phone"] == "7075550199"


def test_the_join_can_still_be_taken_back(office: PeopleOffice) -> None:
    """Its work has another place in the line, and is found by the change."""
    correct_phone(office)
    office.till.act.guests.undo_clubs("x1")
    assert [item.operation.value for item in office.take_all()] == ["put_customer"]
    assert office.till.reads.people.guest("g-bo").memberships == ()
