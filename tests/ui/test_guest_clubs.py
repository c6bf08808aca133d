"""Clubs from the profile: few taps, shown before it is sent, taken back within eight seconds."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap
from posapp.ui.guest_commands import ClubChange, ClubChoice
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import NOW_MS, saturday
from tests.ui.guest_book import BARE, FOUNDERS, LIBRARY, RESERVE, RIVERA, add_guests
from tests.ui.guest_scenes import open_guest

HELD = "profile.club.club-reserve"


def opened(open_stage: OpenStage, guest_id: str = RIVERA) -> Stage:
    world = saturday()
    add_guests(world)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, guest_id)
    return stage


def said(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def save_button(stage: Stage) -> Button:
    found = stage.window.findChild(Button, "club.save")
    assert found is not None
    return found


def change(stage: Stage, at: int = -1) -> ClubChange:
    (made,) = stage.act.called("change_clubs")[at]
    assert isinstance(made, ClubChange)
    return made


def test_joining_takes_four_taps(open_stage: OpenStage) -> None:
    """Join a club, the club, how it comes, Join."""
    stage = opened(open_stage, BARE)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.delivery.pickup")
    stage.hands.tap("club.save")
    made = change(stage)
    assert made.join == (ClubChoice(LIBRARY.club_id, "pickup", ""),)
    assert (made.guest_id, made.leave) == (BARE, ())
    assert "Library since 2026" in said(stage)


def test_what_is_sent_is_shown_before(open_stage: OpenStage) -> None:
    """To the back office and to Tock: what, about whom, from whom; nothing has happened yet."""
    stage = opened(open_stage)
    stage.hands.tap("profile.join")
    assert save_button(stage).isEnabled() is False
    assert "Choose a club first" in said(stage)
    stage.hands.tap("club.tier.club-library")
    words = said(stage)
    for text in (
        "What will be sent, from Ana Duarte, this till",
        "To WineDirect",
        "Join Library, collects at Napa",
        "To Tock",
        "+ Library",
        "Jordan Rivera · jordan@example.com · (312) 555-0142",
    ):
        assert text in words, text
    assert stage.act.called("change_clubs") == []


def test_the_clubs_a_guest_is_in_are_not_offered(open_stage: OpenStage) -> None:
    """One that was left can be joined again."""
    stage = opened(open_stage)
    stage.hands.tap("profile.join")
    assert not stage.hands.is_shown(f"club.tier.{RESERVE.club_id}")
    assert stage.hands.is_shown(f"club.tier.{FOUNDERS.club_id}")


def test_switching_takes_three_taps_and_names_both(open_stage: OpenStage) -> None:
    """Switch, the other club, one button with both names; one change with both halves."""
    stage = opened(open_stage)
    stage.hands.tap(f"{HELD}.switch")
    stage.hands.tap("club.tier.club-library")
    assert save_button(stage).text() == "Switch Estate Reserve to Library"
    assert "+ Library − Estate Reserve" in said(stage)
    stage.hands.tap("club.save")
    made = change(stage)
    assert (made.leave, made.join) == (
        (RESERVE.club_id,),
        (ClubChoice(LIBRARY.club_id, "pickup", "Napa"),),
    )


def test_cancelling_takes_three_taps_with_a_reason(open_stage: OpenStage) -> None:
    """Cancel, why, Cancel Estate Reserve; other words outrank the chip."""
    stage = opened(open_stage)
    stage.hands.tap(f"{HELD}.leave")
    stage.hands.tap("club.reason.moving")
    assert "Leave Estate Reserve: Moving away" in said(stage)
    stage.hands.tap("club.save")
    assert (change(stage).leave, change(stage).reason) == ((RESERVE.club_id,), "Moving away")
    stage.hands.tap("snack.undo")
    stage.hands.tap(f"{HELD}.leave")
    stage.hands.type_into("club.words", "Allergic to oak")
    stage.hands.tap("club.save")
    assert change(stage).reason == "Allergic to oak"


def test_undo_brings_the_clubs_back(open_stage: OpenStage) -> None:
    """The notice says who and what; Undo takes the very change back, and says so."""
    stage = opened(open_stage)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save")
    assert "Jordan Rivera: + Library" in said(stage)
    assert "Still to be told: + Library" in said(stage)
    stage.hands.tap("snack.undo")
    assert stage.act.called("undo_clubs") == [(change(stage).change_id,)]
    assert "The clubs are as before" in said(stage)
    assert "Library since" not in said(stage)


def test_undo_that_comes_too_late_says_why(open_stage: OpenStage) -> None:
    """What may have arrived is not taken back in silence."""
    stage = opened(open_stage)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save")

    def refuse(change_id: str) -> None:
        raise DomainError("too_late", "It may have arrived. Switch back instead.")

    stage.act.guests.undo_clubs = refuse  # type: ignore[method-assign]
    stage.hands.tap("snack.undo")
    assert "It may have arrived. Switch back instead." in said(stage)


def test_two_taps_are_one_change(open_stage: OpenStage) -> None:
    """The id is made when the sheet opens; a new sheet is a new change."""
    stage = opened(open_stage)
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save", taps=2)
    assert len(stage.act.called("change_clubs")) == 1
    stage.hands.tap(f"{HELD}.hold")
    stage.hands.tap("club.save")
    assert change(stage).change_id != change(stage, 0).change_id


def test_a_hold_has_an_end_and_is_resumed(open_stage: OpenStage) -> None:
    """Without an end, or for months of the calendar; the card then offers Resume in its place."""
    stage = opened(open_stage)
    stage.hands.tap(f"{HELD}.hold")
    assert "Hold Estate Reserve, no end date" in said(stage)
    stage.hands.tap("club.hold.3")
    assert "Hold Estate Reserve until 21 Feb 2027" in said(stage)
    stage.hands.tap("club.save")
    assert change(stage).hold == (RESERVE.club_id,)
    assert change(stage).hold_until_ms is not None
    assert "Estate Reserve on hold" in said(stage)
    stage.hands.tap(f"{HELD}.resume")
    stage.hands.tap("club.save")
    assert change(stage).resume == (RESERVE.club_id,)
    assert stage.hands.is_shown(f"{HELD}.switch")


def test_by_keyboard_alone(open_stage: OpenStage) -> None:
    """C, the club, Enter, Enter; Esc leaves the sheet without a change."""
    stage = opened(open_stage, BARE)
    stage.hands.press(Qt.Key.Key_C)
    assert stage.hands.is_shown("club.save")
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("club.save")
    assert stage.act.called("change_clubs") == []
    stage.hands.press(Qt.Key.Key_C)
    stage.hands.press(Qt.Key.Key_Return)
    assert save_button(stage).text() == "Join Estate Reserve"
    stage.hands.press(Qt.Key.Key_Return)
    assert change(stage).join == (ClubChoice(RESERVE.club_id, "ship", ""),)


def test_an_office_that_takes_no_changes_gets_a_task(open_stage: OpenStage) -> None:
    """It is said before, with the reason; the change is made all the same."""
    stage = opened(open_stage)
    stage.act.connections.caps.lacks[Cap.WRITE_CLUBS] = "OrderPort's interface only reads."
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    words = said(stage)
    assert "Becomes a task: somebody enters it there. OrderPort's interface only reads." in words
    stage.hands.tap("club.save")
    assert len(stage.act.called("change_clubs")) == 1


def test_nothing_connected_waits_here(open_stage: OpenStage) -> None:
    """It is said what becomes of it."""
    stage = opened(open_stage)
    caps = stage.act.connections.caps
    caps.titled = caps.named = ""
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    assert "Waits here until one is connected" in said(stage)


def test_tock_is_said_to_learn_nothing_when_that_is_off(open_stage: OpenStage) -> None:
    """Staff do not wait for a tag that will never come."""
    stage = opened(open_stage)
    stage.world.tags.is_on = False
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    assert "Is not told of clubs" in said(stage)


def test_without_clubs_there_is_nothing_to_join(open_stage: OpenStage) -> None:
    """Greyed, with the reason in its second line."""
    world = saturday()
    add_guests(world)
    world.people.all_clubs = []
    stage = open_stage(world=world).sign_in()
    open_guest(stage, BARE)
    join = stage.window.findChild(Button, "profile.join")
    assert join is not None
    assert (join.isEnabled(), join.accessibleDescription()) == (False, "No clubs known yet")


def test_what_the_house_refuses_is_said_on_the_sheet(open_stage: OpenStage) -> None:
    """Nothing can be sent then."""
    stage = opened(open_stage)

    def refuse(change: ClubChange) -> str:
        raise DomainError("no_club", "This club is no longer offered.")

    stage.act.guests.preview_clubs = refuse  # type: ignore[method-assign]
    stage.hands.tap("profile.join")
    stage.hands.tap("club.tier.club-library")
    assert "This club is no longer offered." in said(stage)
    assert not save_button(stage).isEnabled()


def test_what_a_system_told_that_is_not_connected_is_history(open_stage: OpenStage) -> None:
    """With whose word it is and how old; nothing can be done about it, and it is joined anew."""
    world = saturday()
    add_guests(world)
    sheet = world.people.sheets[RIVERA]
    [held, _] = sheet.memberships
    former = replace(
        held,
        membership=replace(held.membership, backend="orderport"),
        is_former=True,
        as_of_ms=NOW_MS - 3 * 3_600_000,
    )
    world.people.sheets[RIVERA] = replace(sheet, memberships=(former,))
    stage = open_stage(world=world).sign_in()
    open_guest(stage, RIVERA)
    words = said(stage)
    assert "Estate Reserve: active in OrderPort as of 3 h ago, which is not connected" in words
    assert "Estate Reserve since" not in words
    assert stage.window.findChild(Button, f"{HELD}.leave") is None
    stage.hands.tap("profile.join")
    stage.hands.wait_for("club.tier.club-reserve")
