"""A system that shows only some of a record: what it never shows is not taken away."""

from __future__ import annotations

import pytest

from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress, record_of
from posapp.ports.backoffice import CustomerRecord, Kind
from posapp.ports.people import GuestDraft
from tests.support.people_office import PeopleOffice
from tests.support.people_till import ANN, MAIN, edit, known, sheet
from tests.support.till import Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    return office


NAMES = frozenset({"first_name", "last_name", "email"})


def name_alone(office: PeopleOffice, remote_id: str, **told: str) -> CustomerRecord:
    """A person as a system tells of them that shows nothing but name and e-mail."""
    office.records[remote_id].update(told)
    shown = {name: text for name, text in office.records[remote_id].items() if name in NAMES}
    return CustomerRecord(remote_id, record_of(shown), tells=NAMES)


def test_a_task_closes_though_not_everything_can_be_read_there(office: PeopleOffice) -> None:
    """Company, phone and address cannot be seen there; what can be shows that Ann was entered."""
    office.connect(write_customer="It is read only.")
    ann = office.till.act.new_id()
    contact = Contact(**ANN)
    details = GuestDetails(company="ACME", shipping=(ShippingAddress(MAIN),))
    office.till.act.guests.create(ann, GuestDraft(contact=contact, details=details))
    assert len(office.till.reads.office.tasks()) == 1
    entered = office.enter(**ANN)
    office.tell(Kind.CUSTOMER, name_alone(office, entered))
    assert office.till.reads.office.tasks() == []
    assert sheet(office.till, ann).record == GuestRecord(contact, details)
    assert not sheet(office.till, ann).conflicts


def test_what_cannot_be_read_there_is_not_closed_by_what_can(office: PeopleOffice) -> None:
    """A phone that changed here stays a person's task whatever else is told of the record."""
    entered = office.enter(**ANN)
    office.tell(Kind.CUSTOMER, name_alone(office, entered))
    ann = known(office.till)
    office.connect(write_customer="It is read only.")
    edit(office.till, ann, phone="7075550123")
    office.tell(Kind.CUSTOMER, name_alone(office, entered, first_name="Anna"))
    assert len(office.till.reads.office.tasks()) == 1
    record = sheet(office.till, ann).record
    assert (record.contact.first_name, record.contact.phone) == ("Anna", "7075550123")
