"""The same field is changed here and over there: a person compares and chooses, by touch."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.office import EVERY, PULL_MS, OfficeTerminal, wineries
from tests.journeys.terminal import SECOND_MS

EMAIL = "ann@lee.example"
BASE, OURS, THEIRS = "7075550100", "7075550111", "7075550122"


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())[-10:]


def _known(terminal: OfficeTerminal) -> str:
    """Ann is a customer over there and a guest here; her profile is in front."""
    person: str = terminal.there.add_person(
        first_name="Ann", last_name="Lee", email=EMAIL, phone=BASE
    )
    terminal.pass_time(PULL_MS)
    terminal.open_guest(EMAIL)
    return person


def _type_phone(terminal: OfficeTerminal, phone: str) -> None:
    terminal.tap("profile.edit")
    terminal.robot.type_into("form.phone", phone)
    terminal.tap("form.save")


def _pulled_first(terminal: OfficeTerminal, person: str) -> None:
    """Our change is not sent yet when theirs is told."""
    terminal.there.change_phone(person, THEIRS)
    _type_phone(terminal, OURS)
    terminal.tap("rail.sync", "sync.now")
    terminal.pass_time(SECOND_MS)
    terminal.open_guest(EMAIL)


def _sent_first(terminal: OfficeTerminal, person: str) -> None:
    """Ours is on its way before anything is told of theirs."""
    terminal.stage.server.pull_cable()
    _type_phone(terminal, OURS)
    terminal.pass_time(20 * SECOND_MS)
    terminal.there.change_phone(person, THEIRS)
    terminal.stage.server.plug_cable()
    terminal.tap("rail.sync", "sync.now")
    terminal.pass_time(PULL_MS)
    terminal.open_guest(EMAIL)
    terminal.pass_until(lambda: terminal.shows("profile.compare"), "both are compared")


def _here(terminal: OfficeTerminal) -> str:
    sheet = terminal.program.reads.people.guest(terminal.guest_id(EMAIL))
    return _digits(sheet.record.contact.phone)


def _there(terminal: OfficeTerminal) -> str:
    [seen] = terminal.there.people(EMAIL)
    return _digits(seen.phone)


Meet = Callable[[OfficeTerminal, str], None]
MEETINGS = pytest.mark.parametrize(
    "meet", [_pulled_first, _sent_first], ids=["pulled first", "sent first"]
)


@MEETINGS
@wineries(*EVERY)
def test_ours_is_chosen_and_sent(office: OfficeTerminal, meet: Meet) -> None:
    """Nothing is overwritten before; then it is over there too, and nothing differs any more."""
    meet(office, _known(office))
    assert (_here(office), _there(office)) == (OURS, THEIRS)
    office.tap("profile.compare")
    words = office.words_in("compare")
    assert f"Ann Lee: here and in {office.title}" in words
    assert not office.widget("compare.save").isEnabled()
    assert office.widget("compare.save").accessibleDescription() == "1 field to choose"
    office.tap("compare.phone.ours", "compare.save")
    assert office.text("snack.text") == "Ann Lee: kept as it is here"
    assert not office.shows("profile.compare")
    office.send_everything()
    office.pass_time(PULL_MS)
    assert (_here(office), _there(office)) == (OURS, OURS)
    assert not office.shows("profile.compare")


def _take_back_later(terminal: OfficeTerminal) -> None:
    """The notice is long gone; the profile still knows the choice. It is made again."""
    [choice] = terminal.program.reads.people.guest(terminal.guest_id(EMAIL)).settled
    terminal.tap(f"profile.choice.{choice.conflict_id}", "profile.compare")
    assert (_here(terminal), _there(terminal)) == (OURS, THEIRS)
    terminal.tap("compare.phone.theirs", "compare.save")
    terminal.send_everything()
    assert (_here(terminal), _there(terminal)) == (THEIRS, THEIRS)


@MEETINGS
@wineries(*EVERY)
def test_theirs_is_chosen_kept_and_taken_back(office: OfficeTerminal, meet: Meet) -> None:
    """Theirs stands here and is sent to nobody; taken back, the question is open again."""
    meet(office, _known(office))
    office.tap("profile.compare", "compare.theirs", "compare.save")
    assert office.text("snack.text") == f"Ann Lee: as {office.title} says"
    assert (_here(office), _there(office)) == (THEIRS, THEIRS)
    office.tap("snack.undo")
    assert office.shows("compare.save")
    assert (_here(office), _there(office)) == (OURS, THEIRS)
    office.tap("compare.phone.theirs", "compare.save")
    office.send_everything()
    office.pass_time(PULL_MS)
    assert (_here(office), _there(office)) == (THEIRS, THEIRS)
    assert not office.shows("profile.compare")
    _take_back_later(office)
    _type_phone(office, BASE)
    office.send_everything()
    assert _there(office) == BASE
