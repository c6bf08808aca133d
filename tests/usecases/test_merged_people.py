"""Two records over there are made one: links, clubs, visits and guests follow, in any order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from posapp.domain.address import Address
from posapp.domain.club import Club, Membership
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress, fields_of
from posapp.domain.merge import Side
from posapp.domain.outbox import OutboxState, Proof
from posapp.ports.backoffice import CustomerRecord, Kind, MergedCustomer, Record
from posapp.ports.people import GuestDraft
from tests.support.people_office import OFFICE, PeopleOffice, fields_at
from tests.support.till import PROGRAM, Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    """Ann and Anne are two records, each with a guest here."""
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    office.tell(Kind.CLUB, Club("estate", "Estate Reserve", 1_000))
    office.enter(first_name="Ann", last_name="Lee", email="ann@lee.example", phone="1")
    office.enter(first_name="Anne", last_name="Lee", email="anne@lee.example", phone="2")
    office.pull()
    return office


def guest_at(office: PeopleOffice, email: str) -> str:
    guest_id = office.till.reads.people.guest_of(email)
    assert guest_id is not None
    return guest_id


def edit(office: PeopleOffice, guest_id: str, **told: str) -> None:
    record = office.till.reads.people.guest(guest_id).record
    draft = GuestDraft(contact=replace(record.contact, **told), details=record.details)
    office.till.act.guests.edit(guest_id, draft)


def names(office: PeopleOffice) -> list[str]:
    return sorted(row.name for row in office.till.reads.people.guests("", limit=9))


def test_two_guests_become_one(office: PeopleOffice) -> None:
    """With its visits and clubs; the old address still finds the one who is left."""
    visit_id, _ = office.till.seat(email="ann@lee.example")
    office.tell(Kind.MEMBERSHIP, Membership("m1", "estate", "c1", is_active=True))
    kept = guest_at(office, "anne@lee.example")
    assert office.tell_merge("c1", "c2") == 1
    assert office.tell_merge("c1", "c2") == 0
    assert names(office) == ["Anne Lee"]
    sheet = office.till.reads.people.guest(kept)
    assert [one.club.club_id for one in sheet.memberships] == ["estate"]
    assert guest_at(office, "ann@lee.example") == kept
    with office.till.store.write("look", actor=PROGRAM) as uow:
        assert uow.visits.get(visit_id).guest_id == kept
    _, order_id = office.till.seat(email="ann@lee.example")
    order = office.till.reads.order(order_id)
    assert (order.visit.guest_id, order.order.discount.discount_bp) == (kept, 1_000)


def test_a_merge_told_before_its_target(office: PeopleOffice) -> None:
    """The guest is the new record from then on; what the record says is merged in."""
    ann = guest_at(office, "ann@lee.example")
    office.tell(Kind.MEMBERSHIP, Membership("m1", "estate", "c1", is_active=True))
    office.tell_merge("c1", "c7")
    office.records["c7"] = {**office.records["c1"], "phone": "7"}
    office.tell(Kind.CUSTOMER, office.record("c7"))
    sheet = office.till.reads.people.guest(ann)
    assert sheet.guest.remote_id == "c7"
    assert fields_at(office.till, ann)["phone"] == "7"
    assert [one.club.club_id for one in sheet.memberships] == ["estate"]
    office.records["c1"]["phone"] = "old"
    assert office.tell(Kind.CUSTOMER, office.record("c1")) == 0
    assert fields_at(office.till, ann)["phone"] == "7"


CHAIN: tuple[Record, ...] = (
    MergedCustomer("c1", "c2"),
    MergedCustomer("c2", "c7"),
    MergedCustomer("c8", "c1"),
    Membership("m1", "estate", "c8", is_active=True),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
@pytest.mark.parametrize("is_target_told_first", [True, False])
def test_a_chain_of_merges_ends_in_one_guest(
    office: PeopleOffice, order: tuple[int, ...], *, is_target_told_first: bool
) -> None:
    """In whatever order it is told, and whether or not the last record is known by then."""
    office.records["c7"] = {**office.records["c2"], "phone": "7"}
    target = office.record("c7")
    if is_target_told_first:
        office.tell(Kind.CUSTOMER, target)
    for at in order:
        kind = Kind.MEMBERSHIP if isinstance(CHAIN[at], Membership) else Kind.MERGE
        office.tell(kind, CHAIN[at])
    office.tell(Kind.CUSTOMER, target)
    for merged in ("c1", "c2"):
        office.tell(Kind.CUSTOMER, office.record(merged))
    office.tell(Kind.MEMBERSHIP, CHAIN[3])
    assert len(names(office)) == 1
    guest_id = guest_at(office, "anne@lee.example")
    sheet = office.till.reads.people.guest(guest_id)
    assert sheet.guest.remote_id == "c7"
    assert fields_at(office.till, guest_id) == office.records["c7"]
    assert [one.club.club_id for one in sheet.memberships] == ["estate"]
    with office.till.store.write("look", actor=PROGRAM) as uow:
        assert uow.tags.memberships_of("c8", backend=OFFICE) == []


@pytest.mark.parametrize("circle", [["c1>c1"], ["c1>c2", "c2>c1"], ["c8>c9", "c9>c1", "c1>c8"]])
def test_a_circle_is_set_aside(office: PeopleOffice, circle: list[str]) -> None:
    """The merge that closes it is parked with its reason; everybody else stays one person."""
    for step in circle:
        office.tell_merge(*step.split(">"))
    [row] = office.till.reads.sync_overview().quarantine
    assert "part of each other" in row.faults[0].message
    assert names(office)


def test_what_staff_changed_of_either_is_kept(office: PeopleOffice) -> None:
    """An unsent edit goes to the record that is left; where both were edited, a person chooses."""
    ann, anne = guest_at(office, "ann@lee.example"), guest_at(office, "anne@lee.example")
    edit(office, ann, phone="11")
    edit(office, anne, phone="22")
    office.tell_merge("c1", "c2")
    [conflict] = office.till.reads.people.guest(anne).conflicts
    assert [(one.ours, one.theirs) for one in conflict.fields] == [("22", "11")]
    office.till.act.guests.settle(conflict.conflict_id, {"phone": Side.THEIRS})
    office.take_all()
    office.pull()
    assert office.records["c2"]["phone"] == "11"
    assert fields_at(office.till, anne)["phone"] == "11"


def test_an_unsent_edit_follows_its_person(office: PeopleOffice) -> None:
    """It is not sent to the record that is gone; both had the value that it changes."""
    office.change("c2", phone="1")
    office.pull()
    ann, anne = guest_at(office, "ann@lee.example"), guest_at(office, "anne@lee.example")
    edit(office, ann, phone="11")
    office.tell_merge("c1", "c2")
    assert fields_at(office.till, anne)["phone"] == "11"
    sent = office.take_all()
    assert [item.state for item in sent] == [OutboxState.CONFIRMED]
    assert office.records["c2"]["phone"] == "11"
    assert office.records["c1"]["phone"] == "1"


def test_an_edit_of_the_one_is_no_edit_of_the_other(office: PeopleOffice) -> None:
    """What both sides have of the one that is left is not overwritten: a person chooses."""
    ann, anne = guest_at(office, "ann@lee.example"), guest_at(office, "anne@lee.example")
    edit(office, anne, phone="22")
    office.take_all()
    edit(office, ann, phone="11")
    office.tell_merge("c1", "c2")
    [conflict] = office.till.reads.people.guest(anne).conflicts
    assert [(one.ours, one.theirs) for one in conflict.fields] == [("22", "11")]
    office.take_all()
    office.pull()
    assert fields_at(office.till, anne)["phone"] == office.records["c2"]["phone"] == "22"
    office.till.act.guests.settle(conflict.conflict_id, {"phone": Side.THEIRS})
    office.take_all()
    assert fields_at(office.till, anne)["phone"] == office.records["c2"]["phone"] == "11"


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_send_in_doubt_about_a_record_that_is_gone(
    office: PeopleOffice, *, has_arrived: bool
) -> None:
    """Nobody looks it up any more; what it told is asked about, and no work is left over."""
    ann, anne = guest_at(office, "ann@lee.example"), guest_at(office, "anne@lee.example")
    edit(office, ann, phone="11")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=has_arrived)
    office.merge("c1", "c2")
    office.tell_merge("c1", "c2")
    [conflict] = office.till.reads.people.guest(anne).conflicts
    assert [(one.ours, one.theirs) for one in conflict.fields] == [("2", "11")]
    office.till.act.guests.settle(conflict.conflict_id, {"phone": Side.OURS})
    office.take_all()
    assert office.till.reads.people.guest(anne).sync_state is None
    rows = office.till.reads.sync_overview().outbox
    assert {row.state for row in rows} <= {OutboxState.SUPERSEDED, OutboxState.CONFIRMED}


def test_a_send_in_doubt_goes_to_the_record_that_is_left(office: PeopleOffice) -> None:
    """Only the one record was known here."""
    ann = guest_at(office, "ann@lee.example")
    edit(office, ann, phone="11")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=False)
    office.records["c7"] = dict(office.records["c1"])
    office.merge("c1", "c7")
    office.tell_merge("c1", "c7")
    office.take_all()
    assert office.records["c7"]["phone"] == "11"
    assert office.till.reads.people.guest(ann).sync_state is None


def test_what_only_the_gone_record_had_is_told_of_the_one_that_is_left(
    office: PeopleOffice,
) -> None:
    """Over there it may have been dropped; both sides have it afterwards, an address once."""
    home = Address("1 Main St", "", "Napa", "CA", "94558", "US")
    details = GuestDetails(company="ACME", shipping=(ShippingAddress(home, "a1", True),))
    there = GuestRecord(office.record("c1").record.contact, details)
    office.records["c1"] = fields_of(there)
    office.untold.append("c1")
    office.pull()
    anne = guest_at(office, "anne@lee.example")
    office.merge("c1", "c2")
    office.tell_merge("c1", "c2")
    office.take_all()
    office.pull()
    assert office.records["c2"]["company"] == "ACME"
    assert fields_at(office.till, anne) == office.records["c2"]
    [address] = office.till.reads.people.guest(anne).record.details.shipping
    assert address.address == home
    assert address.address_id != "a1"


def test_an_edit_of_a_record_merged_before_it_could_be_read(office: PeopleOffice) -> None:
    """Only the one record was known here: its waiting work goes to the other one."""
    ann = guest_at(office, "ann@lee.example")
    edit(office, ann, phone="11")
    office.records["c7"] = dict(office.records.pop("c1"))
    office.tell_merge("c1", "c7")
    office.take_all()
    assert office.records["c7"]["phone"] == "11"
    with office.till.store.write("look", actor=PROGRAM) as uow:
        link = uow.people.link(OFFICE, "c7")
    assert link is not None
    assert link.base["phone"] == "11"


def test_a_merged_record_nobody_ever_knew(office: PeopleOffice) -> None:
    """It is remembered: told late, it makes no guest."""
    office.tell_merge("c8", "c2")
    late = CustomerRecord("c8", office.record("c1").record)
    assert office.tell(Kind.CUSTOMER, late) == 0
    assert names(office) == ["Ann Lee", "Anne Lee"]


def test_what_a_person_was_to_change_of_the_record_that_is_gone(office: PeopleOffice) -> None:
    """It is asked for of the one that is left, as far as it still differs there."""
    office.change("c2", phone="1")
    office.pull()
    office.connect(write_customer="It is read only.")
    ann, anne = (guest_at(office, f"{name}@lee.example") for name in ("ann", "anne"))
    edit(office, ann, phone="9")
    assert [task.title for task in office.till.reads.office.tasks()] == [
        "Change the record of Ann Lee (ann@lee.example) in The Office."
    ]
    office.tell_merge("c1", "c2")
    assert fields_at(office.till, anne)["phone"] == "9"
    assert [task.title for task in office.till.reads.office.tasks()] == [
        "Change the record of Anne Lee (anne@lee.example) in The Office."
    ]
    office.change("c2", phone="9")
    office.pull()
    assert office.till.reads.office.tasks() == []


def test_nobody_is_to_change_a_record_that_is_gone(office: PeopleOffice) -> None:
    """What is left differs in nothing: both say the same."""
    office.connect(write_customer="It is read only.")
    edit(office, guest_at(office, "ann@lee.example"), phone="2")
    assert len(office.till.reads.office.tasks()) == 1
    office.tell_merge("c1", "c2")
    assert office.till.reads.office.tasks() == []
