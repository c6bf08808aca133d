"""Compare and choose: both sides beside each other, nothing taken before all is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from posapp.domain.changes import Topic
from posapp.domain.merge import FieldConflict, Side
from posapp.ui.screens.guests.compare import changed_spans, choice_of, field_label, value_text
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.guest_book import CONFLICT, RIVERA, add_guests
from tests.ui.guest_scenes import open_guest

PAGE = ("guests", f"compare:{CONFLICT}")


def opened(open_stage: OpenStage) -> Stage:
    world = saturday()
    add_guests(world, differs=True)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, RIVERA)
    stage.hands.tap("profile.compare")
    return stage


def said(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text().replace("\xa0", " ") for label in labels if label.isVisible())


def button(stage: Stage, name: str) -> Button:
    found = stage.window.findChild(Button, name)
    assert found is not None
    return found


def test_the_profile_says_that_it_differs_and_leads_there(open_stage: OpenStage) -> None:
    """Who says otherwise, and in how many fields."""
    world = saturday()
    add_guests(world, differs=True)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, RIVERA)
    assert "WineDirect differs in 3 fields" in said(stage)
    stage.hands.tap("profile.compare")
    assert stage.window.shown == PAGE
    assert "Jordan Rivera: here and in WineDirect" in said(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("guests", RIVERA)


def test_both_sides_and_the_last_agreed_stand_beside_each_other(open_stage: OpenStage) -> None:
    """A reader hears which field, whose side, and the value."""
    stage = opened(open_stage)
    assert button(stage, "compare.phone.ours").accessibleName() == "Phone, Here: (312) 555-0199"
    assert button(stage, "compare.phone.theirs").accessibleName() == "Phone, WineDirect: nothing"
    assert "1400 Vineyard Lane\nNapa, 94558\nUS" in said(stage)
    spoken = button(stage, "compare.billing.theirs").accessibleName()
    assert spoken == "Billing address, WineDirect: 22 Vineyard Lane\nSonoma, 95476\nUS"


def test_nothing_is_taken_before_every_field_is_chosen(open_stage: OpenStage) -> None:
    """The button says how many are left; then one tap takes all of it."""
    stage = opened(open_stage)
    save = button(stage, "compare.save")
    assert (save.isEnabled(), save.accessibleDescription()) == (False, "3 fields to choose")
    stage.hands.tap("compare.billing.theirs")
    stage.hands.tap("compare.phone.ours")
    assert save.accessibleDescription() == "1 field to choose"
    stage.hands.tap("compare.contact_type:VIP.ours")
    stage.hands.tap("compare.save")
    choices = {"billing": Side.THEIRS, "phone": Side.OURS, "contact_type:VIP": Side.OURS}
    assert stage.act.called("settle") == [(CONFLICT, choices)]
    assert stage.window.shown == ("guests", RIVERA)
    assert "differs in" not in said(stage)


@pytest.mark.parametrize(
    ("name", "side", "words"),
    [
        ("compare.ours", Side.OURS, "Jordan Rivera: kept as it is here"),
        ("compare.theirs", Side.THEIRS, "Jordan Rivera: as WineDirect says"),
    ],
)
def test_all_of_one_side_takes_two_taps(
    open_stage: OpenStage, name: str, side: Side, words: str
) -> None:
    """All ours or all theirs, then Save; the notice says which."""
    stage = opened(open_stage)
    stage.hands.tap(name)
    stage.hands.tap("compare.save")
    (_, choices) = stage.act.called("settle")[0]
    assert set(choices.values()) == {side}
    assert words in said(stage)


def test_a_choice_is_taken_back(open_stage: OpenStage) -> None:
    """By Undo at once, which asks the question again; and from the profile later."""
    stage = opened(open_stage)
    stage.hands.tap("compare.ours")
    stage.hands.tap("compare.save")
    stage.hands.tap("snack.undo")
    assert stage.act.called("unsettle") == [(CONFLICT,)]
    assert "Choice taken back" in said(stage)
    assert stage.window.shown == PAGE
    stage.hands.tap("compare.theirs")
    stage.hands.tap("compare.save")
    assert "21 Nov: 0 kept, 3 taken over" in said(stage)
    stage.hands.tap(f"profile.choice.{CONFLICT}")
    assert len(stage.act.called("unsettle")) == 2
    assert "WineDirect differs in 3 fields" in said(stage)


def test_by_keyboard_alone(open_stage: OpenStage) -> None:
    """Tab from tile to tile, Enter takes a side, Enter saves."""
    stage = opened(open_stage)
    for _ in range(3):
        stage.hands.press(Qt.Key.Key_Return)
        stage.hands.press(Qt.Key.Key_Tab)
        stage.hands.press(Qt.Key.Key_Tab)
    for _ in range(2):
        stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Return)
    (_, choices) = stage.act.called("settle")[0]
    assert set(choices.values()) == {Side.OURS}


def test_the_sync_centre_lists_it(open_stage: OpenStage) -> None:
    """Who, which system, which fields; one tap leads to the choice, Esc leads back."""
    world = saturday()
    add_guests(world, differs=True)
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.sync")
    assert "1 record to compare" in said(stage)
    stage.hands.tap("sync.view.differences")
    stage.hands.tap_row("sync.list", CONFLICT)
    words = said(stage)
    assert "Here: 1400 Vineyard Lane, Unit 7, Napa, 94558, US" in words
    assert "WineDirect: 22 Vineyard Lane, Sonoma, 95476, US" in words
    stage.hands.tap("sync.compare")
    assert stage.window.shown == PAGE
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown[0] == "sync"
    stage.hands.tap("sync.compare")
    stage.hands.tap("compare.back")
    assert stage.window.shown[0] == "sync"


def test_a_question_that_is_settled_elsewhere_leaves_the_page(open_stage: OpenStage) -> None:
    """News ends it: the guest is shown instead of a choice nobody needs."""
    stage = opened(open_stage)
    stage.act.guests.settle(CONFLICT, {})
    stage.window._take_news(frozenset({Topic.CONFLICTS}))
    assert stage.window.shown == ("guests", RIVERA)


def test_an_old_link_to_a_choice_says_so(open_stage: OpenStage) -> None:
    """The list, with a sentence."""
    stage = opened(open_stage)
    stage.window.go("guests", argument="compare:gone")
    assert "Nothing differs there any more" in said(stage)
    assert stage.hands.is_shown("guests.list")


def test_what_changed_is_found_in_whole_words() -> None:
    """Nothing is marked where nothing changed; all is where all is new."""
    assert changed_spans("1400 Vineyard Lane", "22 Vineyard Lane") == ((0, 2),)
    assert changed_spans("same", "same") == ()
    assert changed_spans("", "quite new") == ((0, 9),)
    assert changed_spans("a b c", "a c") == ()


def test_values_are_read_by_people() -> None:
    """Addresses in lines, contact types as yes, what cannot be read as it came."""
    address = '{"city":"Napa","is_primary":true,"line1":"1 Lane","postal":"94558"}'
    assert value_text("shipping:a1", address) == "1 Lane\nNapa, 94558\n(first choice)"
    assert value_text("billing", "{broken") == "{broken"
    assert value_text("contact_type:VIP", "yes") == "yes"
    assert field_label("shipping:new 12ab") == "Shipping address"
    assert field_label("favourite_wine") == "Favourite wine"
    gone = choice_of(FieldConflict("phone", "1", "2", ""), side=None)
    assert (gone.theirs.text, gone.theirs.changed) == ("nothing", ((0, 7),))
