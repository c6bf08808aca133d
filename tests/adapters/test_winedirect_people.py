"""People of WineDirect: contacts with all that is asked for beside them, merges, memberships."""

from dataclasses import replace

import pytest

from posapp.domain.address import Address
from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.guest_record import ShippingAddress
from posapp.ports import failures
from posapp.ports.backoffice import CustomerRecord, Kind, MergedCustomer
from posapp.sandbox.winedirect.records import Membership as HeldMembership
from tests.adapters.winedirect_case import MINUTE_MS, parked, pull, winedirect
from tests.contracts.documents import NOW_MS


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


def test_nobody_loses_a_type_over_half_a_list(case):
    """Who is missing in a list of a type's contacts still has it."""
    for number in range(30):
        case.office.tag(case.person(f"p{number}@x.example"), "Trade")
    case.office.short_pages = 99
    with pytest.raises(failures.NoProof):
        pull(case.connect(), Kind.CUSTOMER)


def test_contacts_come_with_addresses_and_types(case):
    """Billing is the contact's own row; parcels and types are asked for beside it."""
    ann = case.person(
        MainPhone="707-555-0101", Company="Vines Inc", Birthdate="1970-05-01",
        Address="1 Vine St", City="Napa", StateCode="CA", ZipCode="94558", CountryCode="US",
        AltContactID="posapp:01a",
    )  # fmt: skip
    address_id = case.office.add_address(
        ann, is_primary=True, FirstName="Bo", LastName="Lee", Address="2 Hill Rd", City="Napa"
    )
    case.office.tag(ann, "Trade")
    case.person("other@x.example")
    backend = case.connect()
    rows, cursor = pull(backend, Kind.CUSTOMER)
    record = next(row for row in rows if row.remote_id == ann)
    assert isinstance(record, CustomerRecord)
    details = record.record.details
    assert (record.our_id, record.record.contact.phone) == ("01a", "707-555-0101")
    assert (details.company, details.birth_date) == ("Vines Inc", "1970-05-01")
    assert details.billing == Address("1 Vine St", "", "Napa", "CA", "94558", "US")
    there = Address("2 Hill Rd", city="Napa", name="Bo Lee")
    assert details.shipping == (ShippingAddress(there, address_id, is_primary=True),)
    assert details.contact_types == ("Trade",)
    assert record.modified_ms == NOW_MS
    case.world.clock.advance_ms(20 * MINUTE_MS)
    case.office.tag(ann, "Press")
    rows, _ = pull(backend, Kind.CUSTOMER, cursor)
    assert {row.remote_id for row in rows} == {ann}
    for changed in rows:  # once for itself, once for its address of ten minutes before
        assert changed.record.details.contact_types == ("Press", "Trade")
        assert len(changed.record.details.shipping) == 1


def test_a_new_address_alone_brings_its_contact_again(case):
    """The contact's own row has not changed, and it keeps its types."""
    ann = case.person()
    case.office.tag(ann, "Trade")
    case.office.add_type("Press")
    backend = case.connect()
    cursor = pull(backend, Kind.CUSTOMER)[1]
    case.world.clock.advance_ms(20 * MINUTE_MS)
    address_id = case.office.add_address(ann, Address="2 Hill Rd", City="Napa")
    ((record,), cursor) = pull(backend, Kind.CUSTOMER, cursor)
    assert [one.address_id for one in record.record.details.shipping] == [address_id]
    assert record.record.details.contact_types == ("Trade",)
    assert pull(backend, Kind.CUSTOMER, cursor)[0] == []


def test_a_contact_without_an_id_or_with_a_bad_row_is_set_aside_alone(case):
    """Two with the same e-mail are two records: making them one is a person's work."""
    case.office.contacts[""] = replace(case.office.contacts[case.person()], contact_id="")
    case.person()
    rows, _ = pull(case.connect(), Kind.CUSTOMER)
    assert len(parked(rows)) == 1
    assert len(rows) == 3
    assert {row.record.contact.email for row in rows if isinstance(row, CustomerRecord)} == {
        "ann@lee.example"
    }


def test_merged_contacts_are_followed(case):
    """All of them at first, later the new ones only."""
    first, second, third = (case.person(f"{name}@x.example") for name in "abc")
    case.office.merge(second, into_id=first)
    backend = case.connect()
    rows, cursor = pull(backend, Kind.MERGE)
    assert rows == [MergedCustomer(second, first)]
    case.office.merge(third, into_id=first)
    assert pull(backend, Kind.MERGE, cursor)[0] == [MergedCustomer(third, first)]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, MembershipStatus.ACTIVE),
        ({"CancelDate": "2026-01-01"}, MembershipStatus.CANCELLED),
        ({"OnHoldStartDate": "2026-01-01"}, MembershipStatus.HOLD),
    ],
)
def test_memberships_by_status(case, values, status):
    """Active, on hold or cancelled; how it reaches the member."""
    club = case.office.found_club("Estate")
    case.office.enrol(case.person(), club, IsPickup="true", PickupLocationCode="TR", **values)
    ((member,), _) = pull(case.connect(), Kind.MEMBERSHIP)
    assert isinstance(member, Membership)
    assert (member.status, member.is_active) == (status, status is MembershipStatus.ACTIVE)
    assert (member.fulfilment, member.pickup_location) == ("pickup", "TR")


def test_an_unknown_status_is_not_guessed(case, monkeypatch):
    """A guess could take a club tag away from somebody."""
    club, ann = case.office.found_club("Estate"), case.person()
    case.office.enrol(ann, club)
    odd = case.office.enrol(ann, case.office.found_club("Library"))
    wire = HeldMembership.wire

    def odd_wire(self, name):
        dormant = {"CurrentMembershipStatus": "Dormant"} if self.membership_id == odd else {}
        return {**wire(self, name), **dormant}

    monkeypatch.setattr(HeldMembership, "wire", odd_wire)
    rows, _ = pull(case.connect(), Kind.MEMBERSHIP)
    assert len([row for row in rows if isinstance(row, Membership)]) == 1
    assert parked(rows)[0].faults[0].path == "$.CurrentMembershipStatus"


def test_people_are_found_by_what_staff_type(case):
    """E-mail, number, last name, first name, both."""
    ann = case.person(MainPhone="707-555-0101")
    case.person("bo@x.example", FirstName="Bo", LastName="Roe")
    backend = case.connect()
    for typed in ("ann@lee.example", "(707) 555-0101", "Lee", "ann", " Ann  Lee "):
        assert [one.remote_id for one in backend.search_customers(typed)] == [ann], typed
    assert backend.search_customers("  ") == ()
