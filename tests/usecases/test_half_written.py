"""Work that was refused after a part of it was written: what is there is not what both had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.guest_record import ShippingAddress, fields_of
from posapp.domain.outbox import OutboxState, Proof
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


def half_written(office: PeopleOffice) -> tuple[str, str]:
    """Ann's new last name is written, and the whole refused."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, last_name="Li", phone="2")
    office.till.clock.advance(9_000)
    refused = office.take(proof=Proof.REFUSED)
    assert refused is not None
    assert refused.state is OutboxState.PARKED
    return remote_id, guest_id


@pytest.mark.parametrize("compares", [True, False])
@pytest.mark.parametrize("pulls", [True, False])
@pytest.mark.parametrize("name", ["Lee", "Lim"])
def test_the_next_edit_is_written_over_what_was_left(
    office: PeopleOffice, *, name: str, pulls: bool, compares: bool
) -> None:
    """Edited back or on: it goes, and nobody is asked about what we wrote ourselves."""
    office.compares = compares
    remote_id, guest_id = half_written(office)
    if pulls:
        office.pull()
    edit(office.till, guest_id, last_name=name, phone="1")
    office.take_all()
    office.pull()
    assert office.records[remote_id] == {**ANN, "last_name": name}
    assert fields_at(office.till, guest_id) == office.records[remote_id]
    assert sheet(office.till, guest_id).conflicts == ()


def test_what_was_left_is_written_over_later_too(office: PeopleOffice) -> None:
    """Another edit in between does not make it forgotten."""
    remote_id, guest_id = half_written(office)
    edit(office.till, guest_id, last_name="Lee", phone="1")
    edit(office.till, guest_id, first_name="Anna")
    assert work(office.till, guest_id)[-1][1].changed == ("first_name", "last_name", "phone")
    office.take_all()
    assert office.records[remote_id] == {**ANN, "first_name": "Anna"}


def test_what_was_read_since_is_in_doubt_no_more(office: PeopleOffice) -> None:
    """A record that was read before it was written says what is there."""
    remote_id, guest_id = half_written(office)
    office.change(remote_id, last_name="Long")
    edit(office.till, guest_id, last_name="Lee", phone="1")
    office.take_all()
    edit(office.till, guest_id, first_name="Anna")
    assert work(office.till, guest_id)[-1][1].changed == ("first_name",)


def test_what_was_taken_away_by_halves_is_there_again(office: PeopleOffice) -> None:
    """Staff want it back: it is not taken for the office's wish that it goes."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.REFUSED)
    edit(office.till, guest_id, phone="1")
    office.take_all()
    assert office.records[remote_id] == ANN
    assert fields_at(office.till, guest_id) == ANN


def test_an_address_that_may_be_there_is_taken_away_by_what_it_says(office: PeopleOffice) -> None:
    """It has no id here by which the office could find it."""
    _, guest_id = half_written(office)
    record = sheet(office.till, guest_id).record
    details = replace(record.details, shipping=(ShippingAddress(MAIN),))
    with_address = GuestDraft(contact=record.contact, details=details)
    office.till.act.guests.edit(guest_id, with_address)
    office.till.clock.advance(9_000)
    office.take(proof=Proof.REFUSED)
    office.till.act.guests.edit(guest_id, GuestDraft(contact=record.contact))
    [name] = fields_of(replace(record, details=details)).keys() - fields_of(record).keys()
    document = work(office.till, guest_id)[-1][1]
    assert (name in document.changed, "1 Main St" in document.was[name]) == (True, True)
