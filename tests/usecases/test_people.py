"""Guests and their records in the people's office: both ways, a field at a time, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.merge import Side
from posapp.domain.outbox import OutboxState, Proof
from posapp.ports.backoffice import CustomerRecord, Kind
from posapp.ports.documents import decode_customer
from posapp.ports.people import GuestDraft
from posapp.usecases import outbox_work
from tests.support.people_office import PeopleOffice, fields_at
from tests.support.people_till import ANN, MAIN, edit, known, sheet, work
from tests.support.till import PROGRAM, Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    return office


def test_a_record_arrives_and_changes(office: PeopleOffice) -> None:
    """Told twice it is no news; what they change is taken, addresses and types too."""
    remote_id = office.enter(**ANN, company="Lee & Co")
    assert office.pull() == 1
    guest_id = known(office.till)
    assert fields_at(office.till, guest_id) == office.records[remote_id]
    office.untold.append(remote_id)
    assert office.pull() == 0
    office.change(remote_id, phone="2", company="", **{"contact_type:VIP": "yes"})
    assert office.pull() == 1
    assert fields_at(office.till, guest_id) == office.records[remote_id]
    assert work(office.till, guest_id) == []


@pytest.mark.parametrize("missing", ["first_name", "last_name", "email"])
def test_nobody_becomes_a_guest_without_all_three(office: PeopleOffice, missing: str) -> None:
    """And of a known one a blank name is no news: the record stays whole."""
    office.enter(**{**ANN, missing: " "})
    assert office.pull() == 0
    remote_id = office.enter(**ANN)
    office.pull()
    office.change(remote_id, **{missing: "", "phone": "9"})
    office.pull()
    assert fields_at(office.till, known(office.till)) == {**ANN, "phone": "9"}


def test_what_cannot_be_used_is_set_aside_alone(office: PeopleOffice) -> None:
    """A bad e-mail is parked with its reason; the others of the page are stored."""
    office.enter(**{**ANN, "email": "n/a"})
    office.enter(**ANN)
    assert office.pull() == 1
    [row] = office.till.reads.sync_overview().quarantine
    assert "not an e-mail address" in row.faults[0].message
    office.change("c2", email="also bad", phone="3")
    office.pull()
    assert fields_at(office.till, known(office.till)) == {**ANN, "phone": "3"}
    assert len(office.till.reads.sync_overview().quarantine) == 2


def test_card_numbers_are_masked_on_the_way_in(office: PeopleOffice) -> None:
    """Whatever field somebody typed one into."""
    office.enter(**ANN, company="4111 1111 1111 1111")
    office.pull()
    assert fields_at(office.till, known(office.till))["company"] == "•••• 1111"


def test_an_edit_sends_what_changed_and_nothing_else(office: PeopleOffice) -> None:
    """Once confirmed, both sides have it, and hearing of it again is no news."""
    remote_id = office.enter(**ANN, company="Lee & Co")
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    [(state, document)] = work(office.till, guest_id)
    assert (state, document.remote_id, document.changed) == (
        OutboxState.WAITING,
        remote_id,
        ("phone",),
    )
    assert document.was == {"phone": "1"}
    assert sheet(office.till, guest_id).sync_state is OutboxState.WAITING
    assert [item.state for item in office.take_all()] == [OutboxState.CONFIRMED]
    assert office.records[remote_id]["phone"] == "2"
    [link] = sheet(office.till, guest_id).links
    assert link.base == office.records[remote_id]
    assert office.pull() == 0


def test_the_newest_takes_the_place_of_older_unsent_work(office: PeopleOffice) -> None:
    """Two edits are one piece of work; edited back, nothing is sent at all."""
    office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    before = edit(office.till, guest_id, phone="2")
    edit(office.till, guest_id, last_name="Li")
    states = [(state, document.changed) for state, document in work(office.till, guest_id)]
    assert states == [
        (OutboxState.SUPERSEDED, ("phone",)),
        (OutboxState.WAITING, ("last_name", "phone")),
    ]
    office.till.act.guests.edit(guest_id, replace(before, shown=None))
    assert all(state is OutboxState.SUPERSEDED for state, _ in work(office.till, guest_id))
    assert fields_at(office.till, guest_id) == ANN


def test_an_edit_back_after_it_was_sent_is_sent_too(office: PeopleOffice) -> None:
    """What may have arrived counts as there."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    before = edit(office.till, guest_id, phone="2")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE)
    office.till.act.guests.edit(guest_id, before)
    assert [state for state, _ in work(office.till, guest_id)] == [
        OutboxState.UNKNOWN,
        OutboxState.WAITING,
    ]
    office.take_all()
    assert office.records[remote_id]["phone"] == "1"


def test_a_guest_entered_here_gets_a_record_there(office: PeopleOffice) -> None:
    """With everything about it; the id comes with the confirmation, in the same transaction."""
    address = ShippingAddress(MAIN, is_primary=True)
    details = GuestDetails(company="Co", shipping=(address,), contact_types=("VIP",))
    draft = GuestDraft(contact=Contact(**ANN), details=details)
    office.till.act.guests.create("g1", draft)
    office.till.act.guests.create("g1", draft)
    edit(office.till, "g1", phone="2")
    assert [document.changed for _, document in work(office.till, "g1")] == [(), ()]
    [item] = office.take_all()
    assert item.state is OutboxState.CONFIRMED
    guest = sheet(office.till, "g1").guest
    assert (guest.source, guest.remote_id) == ("office", item.remote_id)
    office.pull()
    assert fields_at(office.till, "g1") == office.records[item.remote_id]
    assert office.records[item.remote_id]["phone"] == "2"
    assert sheet(office.till, "g1").record.details.shipping[0].address_id
    assert sheet(office.till, "g1").conflicts == ()


def test_an_edit_while_the_first_record_is_on_its_way_names_it_afterwards(
    office: PeopleOffice,
) -> None:
    """Its new e-mail could not find the record any more."""
    office.till.act.guests.create("g1", GuestDraft(contact=Contact(**ANN)))
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE)
    edit(office.till, "g1", email="new@lee.example")
    office.take_all()
    assert [told["email"] for told in office.records.values()] == ["new@lee.example"]


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("last_name", GuestDraft(contact=Contact("Ann", " ", "a@b.example"))),
        ("email", GuestDraft(contact=Contact("Ann", "Lee", ""))),
        ("email", GuestDraft(contact=Contact("Ann", "Lee", "n/a"))),
        ("phone", GuestDraft(contact=Contact("A", "L", "a@b.example", "4111111111111111"))),
        (
            "birth_date",
            GuestDraft(
                contact=Contact("A", "L", "a@b.example"),
                details=GuestDetails(birth_date="1.2.1980"),
            ),
        ),
        (
            "billing",
            GuestDraft(
                contact=Contact("A", "L", "a@b.example"),
                details=GuestDetails(billing=replace(MAIN, line2="4111111111111111")),
            ),
        ),
        ("email", GuestDraft(contact=Contact("Other", "Lee", "ANN@lee.example"))),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    office: PeopleOffice, field: str, draft: GuestDraft
) -> None:
    """And nothing is stored."""
    office.till.act.guests.create("g1", GuestDraft(contact=Contact(**ANN)))
    with pytest.raises(DomainError) as refused:
        office.till.act.guests.create("g2", draft)
    assert refused.value.field == field
    assert len(office.till.reads.people.guests("", limit=9)) == 1


def test_a_guest_entered_here_who_was_known_there(office: PeopleOffice) -> None:
    """What staff typed stands against theirs unless it is only written otherwise."""
    draft = GuestDraft(contact=Contact("Anne", "Lee", ANN["email"], "707-555-0101"))
    office.till.act.guests.create("g1", draft)
    remote_id = office.enter(**{**ANN, "phone": "(707) 555 0101", "company": "Co"})
    office.pull()
    found = sheet(office.till, "g1")
    assert found.guest.remote_id == remote_id
    assert [one.name for one in found.conflicts[0].fields] == ["first_name"]
    assert fields_at(office.till, "g1")["company"] == "Co"
    office.till.act.guests.settle(found.conflicts[0].conflict_id, {"first_name": Side.OURS})
    office.take_all()
    office.pull()
    wanted = {**ANN, "first_name": "Anne", "phone": "(707) 555 0101", "company": "Co"}
    assert office.records == {remote_id: wanted}
    assert fields_at(office.till, "g1") == wanted


def test_where_nothing_can_be_written_a_person_is_asked(office: PeopleOffice) -> None:
    """One task for a guest, however often it is edited; it closes itself when it is there."""
    office.connect(write_customer="It has no call for it.")
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    edit(office.till, guest_id, last_name="Li")
    [task] = office.till.reads.office.tasks()
    assert (task.subject_id, task.reason) == (guest_id, "It has no call for it.")
    assert work(office.till, guest_id) == []
    office.change(remote_id, phone="2")
    office.pull()
    assert len(office.till.reads.office.tasks()) == 1
    office.change(remote_id, last_name="Li")
    office.pull()
    assert office.till.reads.office.tasks() == []


def test_a_guest_entered_there_by_hand_is_asked_for_no_more(office: PeopleOffice) -> None:
    """What the person left out still is; then the task closes itself."""
    office.connect(write_customer="It has no call for it.")
    office.till.act.guests.create("g1", GuestDraft(contact=Contact(**ANN)))
    [task] = office.till.reads.office.tasks()
    assert task.title.startswith("Enter Ann Lee")
    remote_id = office.enter(**{**ANN, "phone": ""})
    office.pull()
    [task] = office.till.reads.office.tasks()
    assert task.title.startswith("Change the record of Ann Lee")
    office.change(remote_id, phone="1")
    office.pull()
    assert office.till.reads.office.tasks() == []
    assert sheet(office.till, "g1").guest.remote_id == remote_id


def test_work_no_longer_claimed_lets_their_news_in(office: PeopleOffice) -> None:
    """It becomes a task in the lane; what waited behind it is looked at."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.change(remote_id, last_name="Li")
    office.pull()
    assert fields_at(office.till, guest_id)["last_name"] == "Lee"
    with office.till.store.write("hand over", actor=PROGRAM) as uow:
        [item] = uow.outbox.of_aggregate(f"guest:{guest_id}")
        why = outbox_work.NotTaken(
            document=decode_customer(item.payload), backend="office", office="O", reason="No."
        )
        outbox_work.claim_next(
            "people", uow=uow, rule_of=lambda _: pytest.fail("sent"), why_not=lambda _: why
        )
    office.till.clock.advance(9_000)
    with office.till.store.write("hand over", actor=PROGRAM) as uow:
        outbox_work.claim_next(
            "people", uow=uow, rule_of=lambda _: pytest.fail("sent"), why_not=lambda _: why
        )
    assert fields_at(office.till, guest_id) == {**ANN, "phone": "2", "last_name": "Li"}


def test_a_person_found_there_is_taken_in_once(office: PeopleOffice) -> None:
    """Taken in again, and read in a pull, it is the same guest; an old find changes nothing."""
    remote_id = office.enter(**ANN)
    found = office.record(remote_id)
    guest_id = office.till.act.guests.take_in(found)
    assert office.till.act.guests.take_in(found) == guest_id
    office.change(remote_id, phone="2")
    office.pull()
    assert office.till.act.guests.take_in(found) == guest_id
    assert fields_at(office.till, guest_id)["phone"] == "2"
    unnamed = CustomerRecord("x", GuestRecord(Contact("Ann", "", "x@y.example")))
    with pytest.raises(DomainError, match="first name, last name and e-mail"):
        office.till.act.guests.take_in(unnamed)


def test_a_record_that_vanished_there_is_a_persons_to_settle(office: PeopleOffice) -> None:
    """The work is parked with the reason; the guest stays as staff left it."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.records.pop(remote_id)
    [item] = office.take_all()
    assert (item.state, item.reason) == (OutboxState.PARKED, "It is not there any more.")
    assert sheet(office.till, guest_id).sync_reason == "It is not there any more."
    assert fields_at(office.till, guest_id)["phone"] == "2"


def test_no_guests_data_in_the_journal(office: PeopleOffice) -> None:
    """It says which kinds of field changed, and by whom."""
    office.enter(**ANN)
    office.pull()
    edit(office.till, known(office.till), phone="5550199", last_name="Rivera")
    _, _, conflict_id = both_changed_again(office)
    office.till.act.guests.settle(conflict_id, {"phone": Side.THEIRS})
    with office.till.store.write("look", actor=PROGRAM) as uow:
        rows = uow.scope.session.connection().exec_driver_sql(  # type: ignore[attr-defined]
            "SELECT verb, before_json, after_json FROM journal"
        )
        said = " ".join(str(part) for row in rows for part in row)
    assert "guest_edited" in said
    assert "conflict_settled" in said
    for secret in ("5550199", "Rivera", "lee.example", "Ann"):
        assert secret not in said


def both_changed_again(office: PeopleOffice) -> tuple[str, str, str]:
    office.take_all()
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.change("c1", phone="9")
    office.pull()
    [conflict] = sheet(office.till, guest_id).conflicts
    return "c1", guest_id, conflict.conflict_id


def test_the_same_e_mail_twice_over_there_stays_two(office: PeopleOffice) -> None:
    """Neither takes the other's place, in whatever order they are told."""
    office.enter(**ANN)
    office.enter(**{**ANN, "first_name": "Bob"})
    office.pull()
    guests = office.till.reads.people.guests("", limit=9)
    assert sorted(row.name for row in guests) == ["Ann Lee", "Bob Lee"]
    for one in ("c2", "c1"):
        office.tell(Kind.CUSTOMER, office.record(one))
    assert len(office.till.reads.people.guests("", limit=9)) == 2
