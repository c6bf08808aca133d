"""What both sides changed: asked about, chosen, taken back, never overwritten unseen."""

from __future__ import annotations

import pytest

from posapp.domain.errors import DomainError
from posapp.domain.merge import FieldConflict, Side
from posapp.domain.outbox import Proof
from posapp.usecases.record_conflicts import add_conflicts
from tests.support.people_office import PeopleOffice, fields_at
from tests.support.people_till import ANN, BOTH, edit, known, sheet, work
from tests.support.till import PROGRAM, Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    till.open_shop()
    office = PeopleOffice(till)
    office.connect()
    return office


def test_a_guest_with_unconfirmed_work_is_not_overwritten(office: PeopleOffice) -> None:
    """Their news waits with the link until the work is done, though the cursor moves on."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, last_name="Li")
    office.change(remote_id, phone="9")
    office.pull()
    assert fields_at(office.till, guest_id) == {**ANN, "last_name": "Li"}
    office.take_all()
    assert fields_at(office.till, guest_id) == {**ANN, "last_name": "Li", "phone": "9"}
    assert office.records[remote_id] == fields_at(office.till, guest_id)


def test_what_both_sides_changed_is_asked_about_before_it_is_sent(office: PeopleOffice) -> None:
    """The field in question is taken out of the waiting work; the rest of it goes."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, last_name="Li", phone="2")
    office.change(remote_id, phone="9")
    office.pull()
    [conflict] = sheet(office.till, guest_id).conflicts
    assert [(one.name, one.base, one.ours, one.theirs) for one in conflict.fields] == [
        ("phone", "1", "2", "9")
    ]
    assert [document.changed for _, document in work(office.till, guest_id)][-1] == ("last_name",)
    office.take_all()
    assert office.records[remote_id] == {**ANN, "last_name": "Li", "phone": "9"}
    with pytest.raises(DomainError, match="Choose first"):
        edit(office.till, guest_id, phone="3")


@pytest.mark.parametrize("side", BOTH)
def test_a_choice_holds_on_both_sides(office: PeopleOffice, side: Side) -> None:
    """Theirs is applied here, ours is sent there; a repeat changes nothing, and it is logged."""
    remote_id, guest_id, conflict_id = both_changed(office)
    office.till.act.guests.settle(conflict_id, {"phone": side})
    office.till.act.guests.settle(conflict_id, {"phone": side})
    wanted = "2" if side is Side.OURS else "9"
    assert sheet(office.till, guest_id).conflicts == ()
    assert fields_at(office.till, guest_id)["phone"] == wanted
    office.take_all()
    office.pull()
    assert office.records[remote_id]["phone"] == wanted
    assert fields_at(office.till, guest_id)["phone"] == wanted
    assert sheet(office.till, guest_id).conflicts == ()


@pytest.mark.parametrize("is_sent", [False, True])
@pytest.mark.parametrize("side", BOTH)
def test_a_choice_can_be_taken_back(office: PeopleOffice, side: Side, *, is_sent: bool) -> None:
    """The values are as before, the question is open again, and the other answer holds too."""
    remote_id, guest_id, conflict_id = both_changed(office)
    office.till.act.guests.settle(conflict_id, {"phone": side})
    if is_sent:
        office.take_all()
        office.pull()
    office.till.act.guests.unsettle(conflict_id)
    office.till.act.guests.unsettle(conflict_id)
    assert fields_at(office.till, guest_id)["phone"] == "2"
    [conflict] = sheet(office.till, guest_id).conflicts
    assert conflict.conflict_id == conflict_id
    assert (conflict.fields[0].ours, conflict.fields[0].theirs) == ("2", "9")
    office.take_all()
    office.untold.append(remote_id)
    office.pull()
    assert len(sheet(office.till, guest_id).conflicts) == 1
    other = Side.THEIRS if side is Side.OURS else Side.OURS
    office.till.act.guests.settle(conflict_id, {"phone": other})
    office.take_all()
    office.pull()
    wanted = "2" if other is Side.OURS else "9"
    assert office.records[remote_id]["phone"] == wanted
    assert fields_at(office.till, guest_id)["phone"] == wanted


def test_every_field_of_a_question_is_chosen(office: PeopleOffice) -> None:
    """Half a choice is none; what was settled otherwise is not settled again."""
    _, _, conflict_id = both_changed(office)
    with pytest.raises(DomainError, match="Choose for every field"):
        office.till.act.guests.settle(conflict_id, {})
    office.till.act.guests.settle(conflict_id, {"phone": Side.OURS})
    with pytest.raises(DomainError, match="settled already"):
        office.till.act.guests.settle(conflict_id, {"phone": Side.THEIRS})


def test_a_choice_that_was_edited_since_stays(office: PeopleOffice) -> None:
    """Undo never takes a later edit away."""
    _, guest_id, conflict_id = both_changed(office)
    office.till.act.guests.settle(conflict_id, {"phone": Side.OURS})
    edit(office.till, guest_id, phone="5")
    with pytest.raises(DomainError, match="changed again since"):
        office.till.act.guests.unsettle(conflict_id)
    assert fields_at(office.till, guest_id)["phone"] == "5"


@pytest.mark.parametrize("phone", ["1", "2"])
def test_a_question_that_answers_itself_is_closed(office: PeopleOffice, phone: str) -> None:
    """They changed it back, and ours is sent; or they came to what we have."""
    remote_id, guest_id, _ = both_changed(office)
    office.change(remote_id, phone=phone)
    office.pull()
    assert sheet(office.till, guest_id).conflicts == ()
    office.take_all()
    assert office.records[remote_id]["phone"] == "2"


def test_what_a_blind_write_would_hide_is_asked_about(office: PeopleOffice) -> None:
    """It was told while our send was in doubt, and the repeat overwrote it there."""
    office.compares = False
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=False)
    office.change(remote_id, phone="9")
    office.pull()
    office.take_all()
    office.pull()
    assert office.records[remote_id]["phone"] == "2"
    [conflict] = sheet(office.till, guest_id).conflicts
    assert conflict.fields[0].theirs == "9"
    office.till.act.guests.settle(conflict.conflict_id, {"phone": Side.THEIRS})
    office.take_all()
    assert office.records[remote_id]["phone"] == "9"


def test_the_same_number_written_otherwise_is_no_question(office: PeopleOffice) -> None:
    """An office that spells phone numbers its own way has changed nothing."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="7075550101")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=True)
    office.change(remote_id, phone="707-555-0101")
    office.pull()
    office.take_all()
    office.pull()
    assert sheet(office.till, guest_id).conflicts == ()


def both_changed(office: PeopleOffice) -> tuple[str, str, str]:
    """(record, guest, conflict): the phone was 1, is 2 here and 9 over there."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, phone="2")
    office.change(remote_id, phone="9")
    office.pull()
    [conflict] = sheet(office.till, guest_id).conflicts
    return remote_id, guest_id, conflict.conflict_id


def test_a_name_emptied_there_while_ours_was_on_its_way_is_no_question(
    office: PeopleOffice,
) -> None:
    """No guest may lack it, so nobody is asked to choose it; ours stands."""
    remote_id = office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    edit(office.till, guest_id, last_name="Li")
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE, applies=False)
    office.change(remote_id, last_name="", phone="9")
    office.pull()
    office.compares = False
    office.take_all()
    office.pull()
    assert sheet(office.till, guest_id).conflicts == ()
    assert fields_at(office.till, guest_id) == {**ANN, "last_name": "Li", "phone": "9"}
    assert office.records[remote_id] == fields_at(office.till, guest_id)


def test_a_blank_name_cannot_be_chosen(office: PeopleOffice) -> None:
    """A question from before may offer it: it says so at the field, and ours can be chosen."""
    office.enter(**ANN)
    office.pull()
    guest_id = known(office.till)
    with office.till.store.write("ask", actor=PROGRAM) as uow:
        [link] = uow.people.links_of(guest_id)
        add_conflicts(link, [FieldConflict("last_name", "Lee", "Lee", "")], uow=uow)
    [conflict] = sheet(office.till, guest_id).conflicts
    with pytest.raises(DomainError) as refusal:
        office.till.act.guests.settle(conflict.conflict_id, {"last_name": Side.THEIRS})
    assert refusal.value.field == "last_name"
    office.till.act.guests.settle(conflict.conflict_id, {"last_name": Side.OURS})
    assert sheet(office.till, guest_id).conflicts == ()
