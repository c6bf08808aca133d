"""A form of a guest that stood open while the office told news, and its Undo after news."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.guest_record import GuestDetails, ShippingAddress, fields_of
from posapp.ports.people import GuestDraft
from tests.support.people_office import PeopleOffice, fields_at
from tests.support.people_till import ANN, MAIN, edit, known, sheet, work
from tests.support.till import Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    till.open_shop()
    opened = PeopleOffice(till)
    opened.connect()
    return opened


def test_what_came_in_while_a_form_stood_open_stays(office: PeopleOffice) -> None:
    """Only the field that staff touched is changed, here and there."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    shown = sheet(office.till, guest_id).record
    office.change(remote_id, phone="9")
    office.pull()
    typed = replace(shown.contact, last_name="Li")
    draft = GuestDraft(contact=typed, details=shown.details, shown=shown)
    office.till.act.guests.edit(guest_id, draft)
    assert work(office.till, guest_id)[-1][1].changed == ("last_name",)
    office.take_all()
    assert office.records[remote_id] == {**ANN, "last_name": "Li", "phone": "9"}
    assert fields_at(office.till, guest_id) == office.records[remote_id]


def test_a_field_that_both_changed_is_refused_at_the_field(office: PeopleOffice) -> None:
    """Nothing of the form is kept then; the same on both sides is fine."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    shown = sheet(office.till, guest_id).record
    office.change(remote_id, phone="9")
    office.pull()
    typed = replace(shown.contact, last_name="Li", phone="8")
    with pytest.raises(DomainError) as refusal:
        office.till.act.guests.edit(guest_id, GuestDraft(contact=typed, shown=shown))
    assert refusal.value.field == "phone"
    assert fields_at(office.till, guest_id) == {**ANN, "phone": "9"}
    same = GuestDraft(contact=replace(typed, phone="9"), shown=shown)
    office.till.act.guests.edit(guest_id, same)
    assert fields_at(office.till, guest_id) == {**ANN, "last_name": "Li", "phone": "9"}


def test_undo_takes_back_what_was_edited_alone(office: PeopleOffice) -> None:
    """What the office changed since stays as it is."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    was = edit(office.till, guest_id, last_name="Li")
    office.take_all()
    office.change(remote_id, phone="9")
    office.pull()
    office.till.act.guests.edit(guest_id, was)
    office.take_all()
    assert office.records[remote_id] == {**ANN, "phone": "9"}


def test_an_address_that_got_its_id_meanwhile_is_the_one_the_form_showed(
    office: PeopleOffice,
) -> None:
    """It is neither doubled when something else is edited nor kept when it is taken away."""
    office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    record = sheet(office.till, guest_id).record
    details = GuestDetails(shipping=(ShippingAddress(MAIN),))
    was = office.till.act.guests.edit(guest_id, GuestDraft(contact=record.contact, details=details))
    shown = sheet(office.till, guest_id).record
    office.take_all()
    office.pull()
    named = [name for name in fields_at(office.till, guest_id) if name.startswith("shipping")]
    assert named not in ([], [name for name in fields_of(shown) if name.startswith("shipping")])
    typed = replace(shown.contact, phone="9")
    office.till.act.guests.edit(
        guest_id, GuestDraft(contact=typed, details=shown.details, shown=shown)
    )
    assert work(office.till, guest_id)[-1][1].changed == ("phone",)
    office.till.act.guests.edit(guest_id, was)
    assert fields_at(office.till, guest_id) == {**ANN, "phone": "9"}
