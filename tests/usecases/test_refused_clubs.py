"""Changes of clubs that the office refused: the next one is told in their place, or they again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posapp.domain.club import MembershipStatus
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.club_tags import TagRules
from posapp.domain.outbox import OPEN_STATES, OutboxItem, OutboxState, Proof
from posapp.ports.backoffice import Kind
from posapp.ports.documents import ClubsDocument, decode
from tests.support.club_till import CLUBS, note_everybody, tag_work
from tests.support.people_office import PeopleOffice
from tests.support.people_till import ANN, known, sheet
from tests.support.till import PROGRAM, Till


@pytest.fixture
def office(till: Till) -> PeopleOffice:
    """Ann is in the Library, and Tock is told of clubs."""
    till.open_shop()
    till.act.guests = replace(till.act.guests, rules=TagRules(sends=True))
    office = PeopleOffice(till)
    office.connect()
    office.tell(Kind.CLUB, *CLUBS)
    office.enter(**ANN)
    office.pull()
    office.place("c1", "library")
    office.tell_places()
    note_everybody(till)
    return office


def change(
    office: PeopleOffice, change_id: str, *, join: tuple[str, ...], leave: tuple[str, ...]
) -> ClubChange:
    return ClubChange(
        change_id=change_id,
        guest_id=known(office.till),
        join=tuple(ClubChoice(club) for club in join),
        leave=leave,
    )


def statuses(office: PeopleOffice) -> dict[str, MembershipStatus]:
    found = sheet(office.till, known(office.till)).memberships
    return {one.club.club_id: one.membership.status for one in found}


def club_work(office: PeopleOffice) -> list[tuple[OutboxItem, ClubsDocument]]:
    with office.till.store.write("look", actor=PROGRAM) as uow:
        items = uow.outbox.of_aggregate(f"guest:{known(office.till)}")
    return [
        (item, decode(item.payload, ClubsDocument))
        for item in items
        if item.operation.value == "set_clubs"
    ]


def refused(office: PeopleOffice) -> None:
    """The office refuses to switch Ann from the Library to the Estate Reserve."""
    switch = change(office, "x1", join=("estate",), leave=("library",))
    office.till.act.guests.change_clubs(switch)
    office.till.clock.advance(9_000)
    office.take(proof=Proof.REFUSED, applies=False)
    office.tell_places()


def settled(office: PeopleOffice) -> list[tuple[str, MembershipStatus]]:
    """What Ann stands in, here as there, once everything was sent and told."""
    for _ in range(2):
        office.take_all()
        office.tell_places()
    there = sorted((one.club_id, one.status) for one in office.places_of("c1"))
    here = sorted(
        (club, status)
        for club, status in statuses(office).items()
        if status is not MembershipStatus.CANCELLED
    )
    assert here == there
    return there


def test_a_refused_change_is_changed_back(office: PeopleOffice) -> None:
    """Nothing is left to tell, and nothing stands in the line of the guest any more."""
    refused(office)
    office.till.act.guests.change_clubs(change(office, "x2", join=("library",), leave=("estate",)))
    assert settled(office) == [("library", MembershipStatus.ACTIVE)]
    assert {item.state for item, _ in club_work(office)} == {OutboxState.SUPERSEDED}
    told = [row for row in tag_work(office.till) if row.state is not OutboxState.SUPERSEDED]
    assert told == []


def test_the_next_change_takes_the_place_of_a_refused_one(office: PeopleOffice) -> None:
    """What else was asked for goes along; another club is joined instead."""
    refused(office)
    instead = change(office, "x2", join=("cellar",), leave=("estate",))
    office.till.act.guests.change_clubs(instead)
    [_, (item, document)] = club_work(office)
    assert item.state is OutboxState.WAITING
    assert [club.club_id for club in document.join] == ["cellar"]
    assert [club.club_id for club in document.leave] == ["library"]
    assert settled(office) == [("cellar", MembershipStatus.ACTIVE)]


@pytest.mark.parametrize("back", [("library", "estate"), ("cellar", "estate")])
def test_undo_of_what_took_the_place_of_a_refused_change(
    office: PeopleOffice, back: tuple[str, str]
) -> None:
    """The refused one is to be sent again, as it was before."""
    refused(office)
    wanted = statuses(office)
    join, leave = back
    office.till.act.guests.change_clubs(change(office, "x2", join=(join,), leave=(leave,)))
    office.till.act.guests.undo_clubs("x2")
    office.till.act.guests.undo_clubs("x2")
    assert statuses(office) == wanted
    waiting = [one for item, one in club_work(office) if item.state is OutboxState.WAITING]
    assert [one.change_id for one in waiting] == ["x1"]
    assert settled(office) == [("estate", MembershipStatus.ACTIVE)]


def test_a_second_undo_repeats_nothing_that_was_sent_since(office: PeopleOffice) -> None:
    """The refused change was sent again in between; it is not sent once more."""
    refused(office)
    office.till.act.guests.change_clubs(change(office, "x2", join=("library",), leave=()))
    office.till.act.guests.undo_clubs("x2")
    there = settled(office)
    office.till.act.guests.undo_clubs("x2")
    assert [item for item, _ in club_work(office) if item.state in OPEN_STATES] == []
    assert settled(office) == there
