"""A write that meets a record nobody knew so: taken in first, then sent anew; nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress, fields_of
from posapp.domain.merge import Side
from posapp.domain.outbox import OPEN_STATES, OutboxState, Proof, Repeat
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.customer_fields import ALL_KINDS, MetRecord, Overtaken
from posapp.ports.people import GuestDraft
from posapp.ports.reads import OutboxRow
from posapp.sync.drain import Drain
from tests.support.people_office import PeopleOffice, fields_at
from tests.support.people_till import ANN, MAIN, edit, known, sheet, work
from tests.support.remotes import ScriptedOutbound, fails_with
from tests.support.till import PROGRAM, Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    return office


def create(office: PeopleOffice, **details: str) -> str:
    """Staff enter Ann before the office has told of her."""
    contact = Contact(**{**ANN, "phone": details.pop("phone", ANN["phone"])})
    draft = GuestDraft(contact=contact, details=GuestDetails(**details))
    office.till.act.guests.create("g1", draft)
    return "g1"


def states(till: Till, guest_id: str) -> set[OutboxState]:
    return {state for state, _ in work(till, guest_id)}


def open_work(till: Till) -> OutboxRow:
    rows = till.reads.sync_overview().outbox
    [row] = [row for row in rows if row.state in OPEN_STATES]
    return row


def test_what_somebody_changed_meanwhile_is_taken_in_and_the_rest_is_sent(
    office: PeopleOffice,
) -> None:
    """No pull tells of it again, and yet nothing stays behind: the office was read by the write."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, last_name="Li", phone="2")
    office.change(remote_id, phone="9", company="Co")
    office.take_all()
    assert OutboxState.PARKED not in states(office.till, guest_id)
    assert office.records[remote_id] == {**ANN, "last_name": "Li", "phone": "9", "company": "Co"}
    assert fields_at(office.till, guest_id)["company"] == "Co"
    [conflict] = sheet(office.till, guest_id).conflicts
    assert [(one.name, one.base, one.ours, one.theirs) for one in conflict.fields] == [
        ("phone", "1", "2", "9")
    ]
    office.till.act.guests.settle(conflict.conflict_id, {"phone": Side.OURS})
    office.take_all()
    assert office.records[remote_id]["phone"] == "2"


def test_a_name_that_is_blank_there_is_no_news(office: PeopleOffice) -> None:
    """No record lacks a name: ours is written."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    office.change(remote_id, first_name="")
    edit(office.till, guest_id, first_name="Anna")
    office.take_all()
    assert office.records[remote_id]["first_name"] == "Anna"


@pytest.mark.parametrize("is_pulled", [True, False], ids=["after a pull", "before one"])
def test_a_new_guest_who_is_there_takes_theirs_in_and_gives_the_rest(
    office: PeopleOffice, *, is_pulled: bool
) -> None:
    """Blank on one side takes the other's; what differs is asked about, by a pull as by a write."""
    told = {**ANN, "phone": "", "company": "Co", "contact_type:VIP": "yes"}
    remote_id = office.enter(**{name: text for name, text in told.items() if text})
    guest_id = create(office, birth_date="1980-01-02", company="Vines")
    if is_pulled:
        office.pull()
    office.take_all()
    assert sheet(office.till, guest_id).guest.remote_id == remote_id
    [conflict] = sheet(office.till, guest_id).conflicts
    assert [(one.name, one.ours, one.theirs) for one in conflict.fields] == [
        ("company", "Vines", "Co")
    ]
    both = {**ANN, "birth_date": "1980-01-02", "contact_type:VIP": "yes"}
    assert office.records == {remote_id: {**both, "company": "Co"}}
    assert fields_at(office.till, guest_id) == {**both, "company": "Vines"}
    assert states(office.till, guest_id) <= {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("is_pulled", [True, False], ids=["after a pull", "before one"])
def test_a_couple_with_one_address_is_not_mixed(
    office: PeopleOffice, side: Side, *, is_pulled: bool
) -> None:
    """Another first name: nothing goes either way before a person has chosen."""
    bob = {**ANN, "first_name": "Bob", "phone": "9", "contact_type:VIP": "yes"}
    remote_id = office.enter(**bob)
    guest_id = create(office, phone="", birth_date="1980-01-02")
    ann = fields_at(office.till, guest_id)
    for _ in range(2):
        if is_pulled:
            office.untold.append(remote_id)
            office.pull()
        office.take_all()
        assert office.records == {remote_id: bob}
        assert fields_at(office.till, guest_id) == ann
    [conflict] = sheet(office.till, guest_id).conflicts
    names = {one.name for one in conflict.fields}
    assert names == {"first_name", "phone", "birth_date", "contact_type:VIP"}
    office.till.act.guests.settle(conflict.conflict_id, dict.fromkeys(names, side))
    office.take_all()
    wanted = bob if side is Side.THEIRS else ann
    assert office.records == {remote_id: wanted}
    assert fields_at(office.till, guest_id) == wanted


def test_nobody_is_asked_to_take_a_blank_name(office: PeopleOffice) -> None:
    """A couple's other half without a last name: no guest here may lack one."""
    bob = {"first_name": "Bob", "email": ANN["email"], "phone": "9"}
    remote_id = office.enter(**bob)
    guest_id = create(office)
    office.take_all()
    [conflict] = sheet(office.till, guest_id).conflicts
    assert {one.name for one in conflict.fields} == {"first_name", "phone"}
    assert office.records == {remote_id: bob}
    choices = {one.name: Side.THEIRS for one in conflict.fields}
    office.till.act.guests.settle(conflict.conflict_id, choices)
    assert fields_at(office.till, guest_id) == {**bob, "last_name": "Lee"}


def test_another_guests_record_is_never_written(office: PeopleOffice) -> None:
    """The work waits and says whose it is; with an e-mail address of its own it goes."""
    remote_id = office.enter(**{**ANN, "first_name": "Bob", "email": "bob@lee.example"})
    office.pull()
    guest_id = create(office)
    office.change(remote_id, email=ANN["email"])
    bob = dict(office.records[remote_id])
    office.take_all()
    assert office.records == {remote_id: bob}
    item = open_work(office.till)
    assert item.state is OutboxState.PARKED
    assert "Bob Lee, another guest here" in item.reason
    edit(office.till, guest_id, email="ann2@lee.example")
    office.take_all()
    assert office.records[remote_id] == bob
    assert len(office.records) == 2
    assert sheet(office.till, guest_id).guest.remote_id != remote_id


def test_what_arrived_before_is_not_asked_about(office: PeopleOffice) -> None:
    """Our own first try is there, edited here and completed there meanwhile."""
    guest_id = create(office)
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE)
    edit(office.till, guest_id, phone="2")
    [remote_id] = office.records
    office.change(remote_id, company="Co")
    office.take_all()
    assert sheet(office.till, guest_id).conflicts == ()
    assert office.records == {remote_id: {**ANN, "phone": "2", "company": "Co"}}
    assert fields_at(office.till, guest_id) == office.records[remote_id]


def test_what_arrived_in_part_is_not_asked_about(office: PeopleOffice) -> None:
    """A look-up did not find all of it, and staff have changed it since."""
    guest_id = create(office, company="Co")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.ABSENT, applies=False)
    remote_id = office.enter(**ANN)
    edit(office.till, guest_id, phone="2")
    office.take_all()
    assert sheet(office.till, guest_id).conflicts == ()
    assert office.records == {remote_id: {**ANN, "phone": "2", "company": "Co"}}


def test_a_read_that_fails_loses_nothing(office: PeopleOffice) -> None:
    """The work waits as it was; the next try reads again."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.NOT_APPLIED, applies=False)
    office.change(remote_id, phone="9")
    office.take_all()
    [conflict] = sheet(office.till, guest_id).conflicts
    assert (conflict.fields[0].ours, conflict.fields[0].theirs) == ("2", "9")


def test_it_does_not_go_round_without_end(office: PeopleOffice) -> None:
    """An office that never shows what was written: a person is told, and can try again later."""
    office.enter(**ANN)
    office.pull()
    till, guest_id = office.till, known(office.till)
    edit(till, guest_id, phone="2")
    met = MetRecord(_ann(office), ALL_KINDS)
    failures = [Overtaken("Somebody changed it.", met=met) for _ in range(40)]
    outbound = ScriptedOutbound(*map(fails_with, failures), how=Repeat.STATE)
    drain = Drain("people", outbound, Random(1), lambda _: None)
    for _ in range(20):
        till.clock.advance(9_000)
        drain.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    assert len(outbound.sent) == 6
    item = open_work(till)
    assert item.state is OutboxState.PARKED
    assert "look who else changes the record there; then try again." in item.reason
    till.clock.advance(3_600_000)
    till.act.retry_item(item.item_id)
    drain.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    assert open_work(till).state is OutboxState.WAITING
    assert fields_at(till, guest_id)["phone"] == "2"


def test_work_of_a_guest_who_was_made_one_meets_the_record_that_is_left(
    office: PeopleOffice,
) -> None:
    """It was in doubt when the two were made one; what it would have told is not left behind."""
    gone = office.enter(**{**ANN, "email": "anne@lee.example"})
    kept = office.enter(**ANN)
    office.pull()
    till, guest_id = office.till, known(office.till)
    edit(till, known(till, "anne@lee.example"), phone="2")
    till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=False)
    office.merge(gone, kept)
    office.tell_merge(gone, kept)
    office.change(kept, company="Co")
    met = MetRecord(office.record(kept), ALL_KINDS)
    failure = Overtaken("Somebody changed it.", met=met)
    outbound = ScriptedOutbound(fails_with(failure), how=Repeat.STATE)
    till.clock.advance(300_000)
    Drain("people", outbound, Random(1), lambda _: None).run(
        till.store, actor=PROGRAM, is_stopping=lambda: False
    )
    assert outbound.sent
    assert [row.state for row in till.reads.sync_overview().outbox if row.state in OPEN_STATES] == [
        OutboxState.WAITING
    ]
    office.take_all()
    assert office.records == {kept: {**ANN, "phone": "2", "company": "Co"}}
    assert fields_at(till, guest_id) == office.records[kept]


def _ann(office: PeopleOffice) -> CustomerRecord:
    [remote_id] = office.records
    return office.record(remote_id)


def test_an_address_that_both_entered_is_one_address(office: PeopleOffice) -> None:
    """However it is written and whether it is the first: neither asked about nor doubled."""
    mine = replace(MAIN, line1="1 main st")
    details = GuestDetails(shipping=(ShippingAddress(mine),))
    guest_id = office.till.act.new_id()
    draft = GuestDraft(contact=Contact(**ANN), details=details)
    office.till.act.guests.create(guest_id, draft)
    theirs = GuestDetails(shipping=(ShippingAddress(MAIN, "a1", is_primary=True),))
    remote_id = office.enter(**fields_of(GuestRecord(Contact(**ANN), theirs)))
    for _ in range(2):
        office.untold.append(remote_id)
        office.pull()
        office.take_all()
    assert sheet(office.till, guest_id).conflicts == ()
    assert fields_at(office.till, guest_id) == office.records[remote_id]
    assert fields_at(office.till, guest_id) == fields_of(GuestRecord(Contact(**ANN), theirs))


def test_a_new_guest_whose_e_mail_was_changed_while_in_doubt_is_one_guest(
    office: PeopleOffice,
) -> None:
    """The office tells our own record under the e-mail that was sent, and keeps no id of ours."""
    guest_id = create(office)
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE)
    edit(office.till, guest_id, email="ann@new.example")
    office.pull()
    assert [row.guest_id for row in office.till.reads.people.guests("", limit=9)] == [guest_id]
    office.take_all()
    office.pull()
    assert list(office.records.values()) == [{**ANN, "email": "ann@new.example"}]
    assert fields_at(office.till, guest_id) == {**ANN, "email": "ann@new.example"}
    assert states(office.till, guest_id) & OPEN_STATES == set()
