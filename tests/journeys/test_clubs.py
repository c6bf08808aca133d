"""A guest joins, switches and leaves by touch: here, in the back office and in Tock, at once."""

from __future__ import annotations

from posapp.domain.outbox import OutboxState
from tests.journeys.office import EVERY, PULL_MS, OfficeTerminal, wineries
from tests.journeys.terminal import SECOND_MS

EMAIL = "ann@lee.example"
ESTATE, LIBRARY = "Estate Reserve", "Library"


def _known(terminal: OfficeTerminal) -> tuple[str, str, str]:
    """Ann is a customer over there and there are two clubs; returns their ids, hers first."""
    there = terminal.there
    person = there.add_person(first_name="Ann", last_name="Lee", email=EMAIL, phone="7075550142")
    estate, library = there.add_club(ESTATE), there.add_club(LIBRARY)
    terminal.pass_time(PULL_MS)
    terminal.open_guest(EMAIL)
    return person, estate, library


def _tags(terminal: OfficeTerminal) -> list[tuple[str, ...]]:
    """What Tock was told of Ann, list by list."""
    return [one.tags for one in terminal.world.tock.guests.tag_ledger if one.email == EMAIL]


def _join(terminal: OfficeTerminal, club_id: str) -> None:
    terminal.tap("profile.join", f"club.tier.{club_id}", "club.save")


def _stands(terminal: OfficeTerminal, person: str) -> dict[str, str]:
    """Her memberships over there that are not over."""
    found = terminal.there.statuses(person)
    return {club: word for club, word in found.items() if word != "cancelled"}


@wineries(*EVERY)
def test_join_switch_and_cancel(office: OfficeTerminal) -> None:
    """Each is here at once, shown before, there with the next sending, and told to Tock once."""
    person, estate, library = _known(office)
    office.tap("profile.join", f"club.tier.{estate}")
    words = office.words_in("club.preview")
    assert f"To {office.title}\nJoin {ESTATE}, ships" in words
    assert f"To Tock\n+ {ESTATE}" in words
    assert f"Ann Lee · {EMAIL}" in words
    office.tap("club.save")
    assert office.text("snack.text") == f"Ann Lee: + {ESTATE}"
    assert ESTATE in office.text("profile.clubs")
    assert office.text(f"profile.club.{estate}.sync") == "Saved here"
    assert _stands(office, person) == {}
    office.send_everything()
    assert _stands(office, person) == {estate: "active"}
    assert _tags(office) == [(ESTATE,)]

    office.tap(f"profile.club.{estate}.switch", f"club.tier.{library}")
    words = office.words_in("club.preview")
    assert f"Leave {ESTATE}, join {LIBRARY}, ships" in words
    assert f"+ {LIBRARY} \N{MINUS SIGN} {ESTATE}" in words
    office.tap("club.save")
    assert LIBRARY in office.text("profile.clubs")
    assert ESTATE not in office.text("profile.clubs")
    office.send_everything()
    assert _stands(office, person) == {library: "active"}
    assert _tags(office) == [(ESTATE,), (LIBRARY,)]

    office.tap(f"profile.club.{library}.leave", "club.reason.moving")
    assert f"\N{MINUS SIGN} {LIBRARY}" in office.words_in("club.preview")
    office.tap("club.save")
    assert not office.shows("profile.clubs")
    office.send_everything()
    assert _stands(office, person) == {}
    assert "double" not in office.there.statuses(person).values()
    assert _tags(office) == [(ESTATE,), (LIBRARY,), ()]
    assert office.states("guest") == [OutboxState.CONFIRMED] * 3

    for _ in range(3):
        office.pass_time(PULL_MS)
    assert _tags(office) == [(ESTATE,), (LIBRARY,), ()], "told on a change only"
    assert not office.shows("profile.clubs")
    assert len(office.there.people(EMAIL)) == 1


@wineries(*EVERY)
def test_undo_in_time_sends_nothing(office: OfficeTerminal) -> None:
    """Neither the back office nor Tock hears of a change that was taken back."""
    person, estate, _ = _known(office)
    _join(office, estate)
    office.pass_time(4 * SECOND_MS)
    office.tap("snack.undo")
    assert not office.shows("profile.clubs")
    office.send_everything()
    office.pass_time(PULL_MS)
    assert dict(office.there.statuses(person)) == {}
    assert _tags(office) == []
    assert not office.shows("profile.clubs")
    _join(office, estate)
    office.send_everything()
    assert _stands(office, person) == {estate: "active"}
    assert _tags(office) == [(ESTATE,)]


@wineries(*EVERY)
def test_a_member_told_by_the_back_office_switches_here(office: OfficeTerminal) -> None:
    """Who joined over there is a member here, and a switch never leaves her in none or in both."""
    person, estate, library = _known(office)
    office.there.enrol(person, estate)
    office.pass_time(PULL_MS)
    assert ESTATE in office.text("profile.clubs")
    office.send_everything()
    assert _tags(office) == [(ESTATE,)]
    office.tap(f"profile.club.{estate}.switch", f"club.tier.{library}", "club.save")
    office.send_everything()
    assert _stands(office, person) == {library: "active"}
    assert _tags(office) == [(ESTATE,), (LIBRARY,)]
