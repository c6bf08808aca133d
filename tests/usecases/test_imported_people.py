"""A file of customers beside the office that keeps them: nobody becomes another one there."""

from __future__ import annotations

from posapp.domain.club import Club
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.domain.origin import GuestDefaults
from posapp.ports.backoffice import CustomerRecord, Kind
from posapp.ports.csv_rows import ImportedCustomer
from posapp.usecases.import_customers import import_customers
from tests.support.people_office import OFFICE, PeopleOffice
from tests.support.people_till import ANN, edit, known, sheet
from tests.support.till import PROGRAM, Till


def test_a_file_takes_no_guest_from_the_connected_office(till: Till) -> None:
    """Her clubs there stay hers, and an edit of hers names her record there."""
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    remote_id = office.enter(**ANN)
    office.pull()
    office.tell(Kind.CLUB, Club("k1", "Estate"))
    office.place(remote_id, "k1")
    office.tell_places()
    row = ImportedCustomer(
        customer=CustomerRecord("e77", GuestRecord(Contact(**ANN))),
        origin="l1",
        clubs=None,
        tells=(),
    )
    with till.store.write("import", actor=PROGRAM) as uow:
        import_customers([row], uow=uow, source="ecellar", defaults=GuestDefaults())
    ann = known(till)
    [held] = sheet(till, ann).memberships
    assert (held.club.name, held.is_former) == ("Estate", False)
    edit(till, ann, phone="7075550123")
    office.take_all()
    assert office.records[remote_id]["phone"] == "7075550123"
    links = {one.backend: one.remote_id for one in sheet(till, ann).links}
    assert links == {OFFICE: remote_id, "ecellar": "e77"}
