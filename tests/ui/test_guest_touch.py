"""Guests by finger alone: nothing here needs a mouse that hovers or a key."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from posapp.ui.robot import Robot, finger
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.guest_book import CONFLICT, LIBRARY, RIVERA, add_guests
from tests.ui.guest_scenes import entry_key, open_guest


@pytest.fixture(scope="module")
def touch_screen(qapp: QApplication) -> QPointingDevice:
    """One for all tests here; Qt keeps it for ever."""
    return QTest.createTouchDevice()


@pytest.fixture
def stage(open_stage: OpenStage, touch_screen: QPointingDevice) -> Stage:
    """Saturday with a guest whose record differs; only a finger touches the window."""
    world = saturday()
    add_guests(world, differs=True, entries=40)
    made = open_stage(world=world)
    made.hands = Robot(made.window, pointer=finger(touch_screen))
    return made.sign_in()


def test_a_club_is_switched_and_taken_back(stage: Stage) -> None:
    """From the list to the club and back, with taps only."""
    open_guest(stage, RIVERA)
    stage.hands.tap("profile.club.club-reserve.switch")
    stage.hands.tap("club.tier.club-library")
    stage.hands.tap("club.save")
    assert stage.hands.is_shown(f"profile.club.{LIBRARY.club_id}.switch")
    stage.hands.tap("snack.undo")
    assert not stage.hands.is_shown(f"profile.club.{LIBRARY.club_id}.switch")


def test_a_parcel_is_mailed_and_a_difference_settled(stage: Stage) -> None:
    """Entries, parcels, tiles and the one primary action are large enough for a finger."""
    open_guest(stage, RIVERA)
    stage.hands.tap_row("timeline.list", entry_key(stage, "Order 8841"))
    stage.hands.tap("timeline.parcel.0.mail")
    assert stage.opened[0].startswith("mailto:jordan@example.com?")
    stage.hands.tap("timeline.close")
    stage.hands.tap("profile.compare")
    stage.hands.tap("compare.theirs")
    stage.hands.tap("compare.save")
    assert stage.act.called("settle")[0][0] == CONFLICT


def test_two_quick_taps_open_one_guest_and_press_nothing_behind(stage: Stage) -> None:
    """The second lands on the profile that has come to that spot, and changes nothing."""
    stage.hands.tap("rail.guests")
    stage.hands.tap_row("guests.list", RIVERA, taps=2)
    assert stage.window.shown[0] == "guests"
    changing = {"change_clubs", "edit", "create", "seat_walk_in", "settle"}
    assert not changing & {verb for verb, _ in stage.act.calls}
