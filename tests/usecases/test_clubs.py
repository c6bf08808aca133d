"""Clubs changed here: in the back office as one piece of work, at Tock at once, and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.club import Membership, MembershipStatus
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.domain.outbox import OutboxItem, OutboxState, Proof
from posapp.ports.backoffice import Kind
from posapp.ports.documents import ClubsDocument, decode
from posapp.ports.people import GuestDraft, HeldMembership
from tests.support.club_till import CLUBS, document_of, follow, note_everybody, tag_work
from tests.support.people_office import PeopleOffice
from tests.support.till import PROGRAM, Till

SENDS = TagRules(sends=True)
ANN = {"first_name": "Ann", "last_name": "Lee", "email": "ann@lee.example"}


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    """Ann is in the Library, and Tock is told of clubs."""
    till.open_shop()
    till.act.guests = replace(till.act.guests, rules=SENDS)
    office = PeopleOffice(till)
    office.connect()
    office.tell(Kind.CLUB, *CLUBS)
    office.enter(**ANN)
    office.pull()
    office.place("c1", "library")
    office.tell_places()
    note_everybody(till)
    return office


def ann(office: PeopleOffice) -> str:
    guest_id = office.till.reads.people.guest_of(ANN["email"])
    assert guest_id is not None
    return guest_id


def change(
    office: PeopleOffice,
    change_id: str,
    *,
    join: tuple[str, ...] = (),
    leave: tuple[str, ...] = (),
    hold: tuple[str, ...] = (),
    resume: tuple[str, ...] = (),
) -> ClubChange:
    return ClubChange(
        change_id=change_id,
        guest_id=ann(office),
        join=tuple(ClubChoice(club, "pickup", "NAPA") for club in join),
        leave=leave,
        hold=hold,
        resume=resume,
    )


def held(office: PeopleOffice) -> dict[str, HeldMembership]:
    """Ann's memberships by club."""
    found = office.till.reads.people.guest(ann(office)).memberships
    return {one.club.club_id: one for one in found}


def statuses(office: PeopleOffice) -> dict[str, MembershipStatus]:
    return {club: one.membership.status for club, one in held(office).items()}


def club_work(office: PeopleOffice) -> list[tuple[OutboxItem, ClubsDocument]]:
    with office.till.store.write("look", actor=PROGRAM) as uow:
        items = uow.outbox.of_aggregate(f"guest:{ann(office)}")
    return [
        (item, decode(item.payload, ClubsDocument))
        for item in items
        if item.operation.value == "set_clubs"
    ]


def told(office: PeopleOffice) -> list[str]:
    """What Tock was and will be told, oldest first; superseded lists are left out."""
    rows = [row for row in tag_work(office.till) if row.state is not OutboxState.SUPERSEDED]
    return [row.title.removeprefix("Ann Lee: ") for row in rows]


def test_a_switch_is_one_piece_of_work_and_one_list(office: PeopleOffice) -> None:
    """Previewed without any change; here at once; a repeat of its id changes nothing."""
    switch = change(office, "x1", join=("estate",), leave=("library",))
    assert office.till.act.guests.preview_clubs(switch) == "+ Estate Reserve − Library"
    assert statuses(office) == {"library": MembershipStatus.ACTIVE}
    assert tag_work(office.till) == club_work(office) == []
    for _ in range(3):
        assert office.till.act.guests.change_clubs(switch) == "+ Estate Reserve − Library"
    assert statuses(office) == {
        "estate": MembershipStatus.ACTIVE,
        "library": MembershipStatus.CANCELLED,
    }
    [(item, document)] = club_work(office)
    assert (item.subject_id, item.state) == ("x1", OutboxState.WAITING)
    assert [(club.club_id, club.name, club.fulfilment) for club in document.join] == [
        ("estate", "Estate Reserve", "pickup")
    ]
    assert [(club.club_id, club.membership_id) for club in document.leave] == [("library", "m1")]
    assert (document.customer_id, document.join[0].pickup_location) == ("c1", "NAPA")
    assert told(office) == ["+ Estate Reserve − Library"]
    assert held(office)["estate"].sync_state is OutboxState.WAITING


def test_the_offices_own_word_takes_the_place_of_ours(office: PeopleOffice) -> None:
    """Without a second list for Tock; what it had said before our change is no news."""
    switch = change(office, "x1", join=("estate",), leave=("library",))
    office.till.act.guests.change_clubs(switch)
    office.tell_places()
    follow(office.till)
    assert statuses(office)["library"] is MembershipStatus.CANCELLED
    office.take_all()
    office.tell_places()
    follow(office.till)
    assert [(one.membership.membership_id, one.membership.status) for one in held(office).values()]
    assert held(office)["estate"].membership.membership_id == "m2"
    assert statuses(office) == {
        "estate": MembershipStatus.ACTIVE,
        "library": MembershipStatus.CANCELLED,
    }
    assert told(office) == ["+ Estate Reserve − Library"]
    office.set_place("m2", MembershipStatus.CANCELLED)
    office.tell_places()
    assert statuses(office)["estate"] is MembershipStatus.CANCELLED


def test_undo_leaves_everything_as_it_was(office: PeopleOffice) -> None:
    """Neither the office nor Tock hears of it; a repeat of Undo, or of the change, is nothing."""
    before = held(office)
    switch = change(office, "x1", join=("estate",), leave=("library",))
    office.till.act.guests.change_clubs(switch)
    office.till.act.guests.undo_clubs("x1")
    office.till.act.guests.undo_clubs("x1")
    office.till.act.guests.change_clubs(switch)
    assert held(office) == before
    assert told(office) == []
    office.take_all()
    assert [one.club_id for one in office.places_of("c1")] == ["library"]


def test_undo_of_one_of_two_changes(office: PeopleOffice) -> None:
    """The other one stays, here and in what is sent."""
    office.till.act.guests.change_clubs(change(office, "x1", hold=("library",)))
    office.till.act.guests.change_clubs(change(office, "x2", leave=("library",), join=("cellar",)))
    office.till.act.guests.undo_clubs("x2")
    assert statuses(office) == {"library": MembershipStatus.HOLD}
    office.tell_places()
    assert statuses(office) == {"library": MembershipStatus.HOLD}
    office.take_all()
    assert [one.status for one in office.places_of("c1")] == [MembershipStatus.HOLD]


def test_what_may_have_left_is_not_taken_back(office: PeopleOffice) -> None:
    """The clubs are changed back instead."""
    office.till.act.guests.change_clubs(change(office, "x1", join=("estate",)))
    office.till.clock.advance(9_000)
    office.take(proof=Proof.MAYBE)
    with pytest.raises(DomainError, match="may be there already"):
        office.till.act.guests.undo_clubs("x1")
    assert statuses(office)["estate"] is MembershipStatus.ACTIVE
    with pytest.raises(DomainError, match="too late"):
        office.till.act.guests.undo_clubs("never")


def test_what_the_office_says_meanwhile_is_not_lost(office: PeopleOffice) -> None:
    """Told while our change waits, it is looked at when the change is taken back."""
    office.till.act.guests.change_clubs(change(office, "x1", leave=("library",)))
    office.set_place("m1", MembershipStatus.HOLD)
    office.tell_places()
    assert statuses(office) == {"library": MembershipStatus.CANCELLED}
    office.till.act.guests.undo_clubs("x1")
    assert statuses(office) == {"library": MembershipStatus.HOLD}


def test_a_hold_and_its_end(office: PeopleOffice) -> None:
    """A held place stands but is no active one: Tock hears of both."""
    office.till.act.guests.change_clubs(change(office, "x1", hold=("library",)))
    office.till.act.guests.change_clubs(change(office, "x2", resume=("library",)))
    assert statuses(office) == {"library": MembershipStatus.ACTIVE}
    documents = [document for _, document in club_work(office)]
    assert [len(one.hold) for one in documents] == [1, 0]
    assert [len(one.resume) for one in documents] == [0, 1]
    office.take_all()
    assert [one.status for one in office.places_of("c1")] == [MembershipStatus.ACTIVE]
    assert told(office) == []


def test_what_changes_nothing_is_not_sent(office: PeopleOffice) -> None:
    """A club already held, one never held; a club that is gone is said at its field."""
    nothing = change(office, "x1", join=("library",), leave=("cellar",))
    assert office.till.act.guests.preview_clubs(nothing) == ""
    assert office.till.act.guests.change_clubs(nothing) == ""
    assert club_work(office) == []
    with pytest.raises(DomainError) as refused:
        office.till.act.guests.change_clubs(change(office, "x2", join=("gone",)))
    assert refused.value.field == "join"


def test_a_guest_nobody_knows_there_is_entered_first(office: PeopleOffice) -> None:
    """In the same line; the percentage and Tock know the club at once."""
    till = office.till
    draft = GuestDraft(contact=Contact("Bo", "Ray", "bo@ray.example"))
    with till.store.write("import", actor=PROGRAM) as uow:
        uow.guests.save(Guest("g9", draft.contact, source="tock"))
    joins = ClubChange(change_id="x1", guest_id="g9", join=(ClubChoice("estate"),))
    assert till.act.guests.preview_clubs(joins) == "+ Estate Reserve"
    assert till.act.guests.change_clubs(joins) == "+ Estate Reserve"
    [row] = tag_work(till)
    assert document_of(till, row).tags == ("Estate Reserve",)
    _, order_id = till.seat(email="bo@ray.example")
    assert till.reads.order(order_id).order.discount.discount_bp == 1_000
    assert [item.operation.value for item in office.take_all()] == ["put_customer", "set_clubs"]
    assert [told["email"] for told in office.records.values()][-1] == "bo@ray.example"
    office.pull()
    office.tell_places()
    follow(till)
    [place] = till.reads.people.guest("g9").memberships
    assert place.membership.membership_id == "m2"
    assert len(tag_work(till)) == 1


def test_undo_takes_the_first_record_back_too(office: PeopleOffice) -> None:
    """Whom only the change would have entered there, nobody enters."""
    with office.till.store.write("import", actor=PROGRAM) as uow:
        uow.guests.save(Guest("g9", Contact("Bo", "Ray", "bo@ray.example"), source="tock"))
    joins = ClubChange(change_id="x1", guest_id="g9", join=(ClubChoice("estate"),))
    office.till.act.guests.change_clubs(joins)
    office.till.act.guests.undo_clubs("x1")
    assert office.take_all() == []
    assert office.till.reads.people.guest("g9").memberships == ()


def test_where_clubs_cannot_be_written_a_person_is_asked(office: PeopleOffice) -> None:
    """Tock is told all the same; the task closes itself when the office shows the clubs."""
    office.connect(write_clubs="It is read only.")
    switch = change(office, "x1", join=("estate",), leave=("library",))
    assert office.till.act.guests.change_clubs(switch) == "+ Estate Reserve − Library"
    assert office.till.act.guests.change_clubs(switch) == "+ Estate Reserve − Library"
    [task] = office.till.reads.office.tasks()
    assert task.reason == "It is read only."
    assert club_work(office) == []
    office.tell_places()
    follow(office.till)
    assert statuses(office)["library"] is MembershipStatus.CANCELLED
    office.set_place("m1", MembershipStatus.CANCELLED)
    office.tell_places()
    assert len(office.till.reads.office.tasks()) == 1
    office.place("c1", "estate")
    office.tell_places()
    follow(office.till)
    assert office.till.reads.office.tasks() == []
    assert told(office) == ["+ Estate Reserve − Library"]


@pytest.mark.parametrize("way", ["leave", "hold"])
def test_other_news_of_a_membership_is_no_answer(office: PeopleOffice, way: str) -> None:
    """What a person is asked to change there stays asked for until it has another status there."""
    office.connect(write_clubs="It is read only.")
    asked = change(office, "x1", **{way: ("library",)})
    office.till.act.guests.change_clubs(asked)
    wanted = statuses(office)
    fetched = replace(office.places["m1"], fulfilment="pickup", pickup_location="CELLAR")
    office.places["m1"] = fetched
    office.tell_places()
    assert statuses(office) == wanted
    assert len(office.till.reads.office.tasks()) == 1
    office.set_place("m1", wanted["library"])
    office.tell_places()
    assert office.till.reads.office.tasks() == []
    assert held(office)["library"].membership.fulfilment == "pickup"


def test_other_news_of_a_membership_outlasts_what_was_taken_back(office: PeopleOffice) -> None:
    """Told while a person is asked, it is here once nobody is asked any more."""
    office.connect(write_clubs="It is read only.")
    office.till.act.guests.change_clubs(change(office, "x1", leave=("library",)))
    office.places["m1"] = replace(office.places["m1"], fulfilment="pickup")
    office.tell_places()
    office.till.act.guests.undo_clubs("x1")
    place = held(office)["library"].membership
    assert (place.is_active, place.fulfilment) == (True, "pickup")


def test_undo_withdraws_the_task(office: PeopleOffice) -> None:
    """Nobody is asked for what was taken back."""
    office.connect(write_clubs="It is read only.")
    office.till.act.guests.change_clubs(change(office, "x1", leave=("library",)))
    [task] = office.till.reads.office.tasks()
    office.till.act.guests.undo_clubs("x1")
    with office.till.store.write("look", actor=PROGRAM) as uow:
        assert uow.office.task(task.task_id).state is TaskState.WITHDRAWN
    assert statuses(office) == {"library": MembershipStatus.ACTIVE}


def test_a_change_that_failed_says_so_on_the_guest(office: PeopleOffice) -> None:
    """Parked with the reason; what staff chose stays until somebody decides."""
    office.till.act.guests.change_clubs(change(office, "x1", join=("estate",)))
    office.till.clock.advance(9_000)
    office.take(proof=Proof.REFUSED, applies=False)
    assert held(office)["estate"].sync_state is OutboxState.PARKED
    office.tell_places()
    assert statuses(office)["estate"] is MembershipStatus.ACTIVE


def test_a_place_unknown_here_ends_the_one_entered_here(office: PeopleOffice) -> None:
    """Joined, confirmed and cancelled over there before anybody read it: it is cancelled."""
    office.till.act.guests.change_clubs(change(office, "x1", join=("estate",)))
    office.take_all()
    office.set_place("m2", MembershipStatus.CANCELLED)
    office.tell_places()
    assert statuses(office)["estate"] is MembershipStatus.CANCELLED


def test_an_old_place_does_not_end_the_one_entered_here(office: PeopleOffice) -> None:
    """A club that was left long ago and is joined again."""
    old = Membership("m9", "estate", "c1", is_active=False, status=MembershipStatus.CANCELLED)
    office.tell(Kind.MEMBERSHIP, old)
    office.till.act.guests.change_clubs(change(office, "x1", join=("estate",)))
    office.tell(Kind.MEMBERSHIP, replace(old, cancelled_ms=5))
    active = [
        one.membership.membership_id
        for one in office.till.reads.people.guest(ann(office)).memberships
        if one.club.club_id == "estate" and one.membership.is_active
    ]
    assert len(active) == 1
    assert active[0].startswith("here:")


def nobody_there(office: PeopleOffice, **lacks: str) -> ClubChange:
    """Bo, whom Tock told of and the office does not know, is to join the Estate Reserve."""
    with office.till.store.write("import", actor=PROGRAM) as uow:
        uow.guests.save(Guest("g9", Contact("Bo", "Ray", "bo@ray.example"), source="tock"))
    office.connect(**lacks)
    return ClubChange(change_id="x1", guest_id="g9", join=(ClubChoice("estate"),))


def test_a_place_told_before_its_person_ends_the_one_entered_here(office: PeopleOffice) -> None:
    """One place in the club, the office's own, and nobody is asked to make it."""
    joins = nobody_there(office, write_clubs="It is read only.", write_customer="It is read only.")
    office.till.act.guests.change_clubs(joins)
    bo = office.enter(first_name="Bo", last_name="Ray", email="bo@ray.example")
    office.place(bo, "estate")
    office.tell_places()
    office.pull()
    [place] = office.till.reads.people.guest("g9").memberships
    assert place.membership.membership_id == "m2"
    assert office.till.reads.office.tasks() == []


@pytest.mark.parametrize("is_written", [True, False], ids=["written", "by hand"])
def test_clubs_of_a_guest_whom_the_office_comes_to_know_are_seen_there(
    office: PeopleOffice, is_written: bool
) -> None:
    """A person joins Bo there, who was entered by call or by hand: the task closes itself."""
    lacks = {} if is_written else {"write_customer": "It is read only."}
    joins = nobody_there(office, write_clubs="It is read only.", **lacks)
    office.till.act.guests.change_clubs(joins)
    assert len(office.till.reads.office.tasks()) == (1 if is_written else 2)
    if is_written:
        office.take_all()
        [bo] = [key for key, one in office.records.items() if one["email"] == "bo@ray.example"]
    else:
        bo = office.enter(first_name="Bo", last_name="Ray", email="bo@ray.example")
    office.pull()
    assert [task.kind for task in office.till.reads.office.tasks()] == [TaskKind.CHANGE_CLUBS]
    office.place(bo, "estate")
    office.tell_places()
    assert office.till.reads.office.tasks() == []
    [place] = office.till.reads.people.guest("g9").memberships
    assert place.membership.membership_id == "m2"


def test_undo_withdraws_the_task_of_the_first_record_too(office: PeopleOffice) -> None:
    """Whom only the change would have entered there, nobody is asked to enter."""
    joins = nobody_there(office, write_clubs="It is read only.", write_customer="It is read only.")
    office.till.act.guests.change_clubs(joins)
    assert len(office.till.reads.office.tasks()) == 2
    office.till.act.guests.undo_clubs("x1")
    assert office.till.reads.office.tasks() == []
    office.till.act.guests.change_clubs(replace(joins, change_id="x2"))
    assert len(office.till.reads.office.tasks()) == 2
