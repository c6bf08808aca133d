"""The guest list and the search beside it: here at once, in the back office when asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from posapp.domain.changes import Topic
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.ports.backoffice import Cap, CustomerRecord, GiftCardBalance
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.full_scenes import READS_ONLY, read_only
from tests.ui.guest_book import KWON, RIVERA, add_guests
from tests.ui.guest_scenes import asking, found_there, nobody_here


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """Saturday with its guests; the list is in front."""
    world = saturday()
    add_guests(world, differs=True)
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.guests")
    return stage


def listed(stage: Stage) -> list[str]:
    """The names in the list."""
    view = stage.window.findChild(ListView, "guests.list")
    assert view is not None
    return [card.name for card in view.model().items] if view.isVisible() else []


def said(stage: Stage) -> str:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def button(stage: Stage, name: str) -> Button:
    found = stage.window.findChild(Button, name)
    assert found is not None
    return found


def field(stage: Stage, name: str) -> QLineEdit:
    found = stage.window.findChild(QLineEdit, name)
    assert found is not None
    return found


def hear(stage: Stage) -> None:
    """An answer has come from outside."""
    stage.window._take_news(frozenset({Topic.CONNECTIONS}))
    stage.hands.settle()


def test_a_guest_is_found_with_one_tap_and_three_characters(open_stage: OpenStage) -> None:
    """F6 or the rail, then typing at once; Enter opens the first."""
    world = saturday()
    add_guests(world)
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.guests")
    stage.type_keys("kwo")
    assert listed(stage) == ["Min Kwon"]
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown == ("guests", KWON)


def test_by_keyboard_alone(stage: Stage) -> None:
    """F2, F6, letters, Enter; Esc empties the search, then leads back to the board."""
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.press(Qt.Key.Key_F6)
    stage.type_keys("jordan")
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown == ("guests", RIVERA)
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("guests", "")
    assert field(stage, "guests.search").text() == "jordan"
    stage.hands.press(Qt.Key.Key_Escape)
    assert field(stage, "guests.search").text() == ""
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown[0] == "arrivals"


@pytest.mark.parametrize(
    ("words", "name"),
    [("+1 415", "Min Kwon"), ("min.kwon@", "Min Kwon"), ("KWON", "Min Kwon"), ("zoe", "Zoë")],
)
def test_name_mail_and_phone_are_searched(stage: Stage, words: str, name: str) -> None:
    """Whatever of a guest is typed, in any case, with or without accents."""
    stage.hands.type_into("guests.search", words)
    assert any(one.startswith(name) for one in listed(stage))


def test_a_line_says_clubs_and_what_waits(stage: Stage) -> None:
    """The reader hears the name, the clubs, the contact, and that the record differs."""
    view = stage.window.findChild(ListView, "guests.list")
    assert view is not None
    card = next(card for card in view.model().items if card.key == RIVERA)
    assert card.spoken == (
        "Jordan Rivera, Estate Reserve, jordan@example.com · (312) 555-0142, "
        "differs in the back office"
    )


def test_two_hundred_more_guests_are_cut_to_a_page(open_stage: OpenStage) -> None:
    """The list shows a hundred and says so; typing narrows it."""
    world = saturday()
    add_guests(world, more=200)
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.guests")
    assert len(listed(stage)) == 100
    stage.hands.type_into("guests.search", "guest")
    assert "The first 100 found" in said(stage)
    stage.hands.type_into("guests.search", "0123")
    assert listed(stage) == ["Guest Number 0123"]


def test_nobody_here_offers_the_back_office(open_stage: OpenStage) -> None:
    """One sentence and one action; Enter is that action."""
    stage = open_stage().sign_in()
    nobody_here(stage)
    assert "No guest “castellano” here" in said(stage)
    assert button(stage, "guests.ask").text() == "Search in WineDirect"
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.act.called("search_there") == [("castellano",)]


def test_the_question_turns_until_it_is_answered_or_given_up(open_stage: OpenStage) -> None:
    """It says what is asked; Cancel gives it up, and a late answer shows nobody."""
    stage = open_stage().sign_in()
    asking(stage)
    assert "Asking WineDirect" in said(stage)
    question = stage.act.guests.questions[-1]
    stage.hands.tap("guests.there.cancel")
    assert question.is_done
    assert not stage.hands.is_shown("guests.there")


def test_who_is_found_there_is_taken_in_with_one_tap(open_stage: OpenStage) -> None:
    """The profile opens; whoever is known here by the e-mail is only opened."""
    stage = open_stage().sign_in()
    found_there(stage)
    assert "Only in WineDirect" in said(stage)
    assert "Already a guest here" in said(stage)
    stage.hands.tap("guests.there.1.take")
    assert stage.window.shown == ("guests", KWON)
    assert stage.act.called("take_in") == []
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.tap("guests.ask")
    found = CustomerRecord("4711", GuestRecord(Contact("Lucia", "Castellano", "lu@example.com")))
    stage.act.guests.questions[-1].end((found,))
    hear(stage)
    stage.hands.tap("guests.there.0.take")
    assert stage.act.called("take_in") == [(found,)]
    assert stage.window.shown == ("guests", "g-in-4711")
    assert "Lucia Castellano is a guest here now, from WineDirect" in said(stage)


def test_a_question_that_fails_says_why_and_can_be_asked_again(open_stage: OpenStage) -> None:
    """The reason stands as it was told; nothing found is a sentence too."""
    stage = open_stage().sign_in()
    asking(stage)
    stage.act.guests.questions[-1].end(trouble="WineDirect does not answer.")
    hear(stage)
    assert "WineDirect does not answer." in said(stage)
    stage.hands.tap("guests.there.again")
    stage.act.guests.questions[-1].end(())
    hear(stage)
    assert "Nobody there either." in said(stage)


def test_what_cannot_be_asked_says_why_in_its_second_line(open_stage: OpenStage) -> None:
    """A capability that is missing, nothing connected, and too few characters."""
    stage = open_stage().sign_in()
    caps = stage.act.connections.caps
    caps.lacks[Cap.SEARCH_CUSTOMER] = "OrderPort finds nobody by words."
    nobody_here(stage)
    ask = button(stage, "guests.ask")
    assert (ask.isEnabled(), ask.accessibleDescription()) == (
        False,
        "Not with WineDirect",
    )
    assert "No guest “castellano” here\nOrderPort finds nobody by words." in said(stage)
    caps.titled = caps.named = ""
    stage.see_news()
    assert ask.accessibleDescription() == "No back office is connected"
    assert button(stage, "guests.gift").accessibleDescription() == "No back office is connected"
    caps.titled, caps.lacks = "WineDirect", {}
    stage.hands.type_into("guests.search", "zz")
    assert ask.accessibleDescription() == "Type three characters first"
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.act.called("search_there") == []


def test_a_gift_card_is_asked_for_and_its_code_forgotten(stage: Stage) -> None:
    """The field is empty before the answer comes, Ctrl+Z brings nothing back, only four show."""
    stage.hands.tap("guests.gift")
    stage.hands.type_into("giftcard.code", "GIFT-0000-7731")
    stage.hands.press(Qt.Key.Key_Return)
    code = field(stage, "giftcard.code")
    assert code.text() == ""
    assert not code.isUndoAvailable()
    assert stage.act.called("gift_card") == [("GIFT-0000-7731",)]
    stage.act.guests.questions[-1].end(GiftCardBalance("•••• 7731", 5_000, "USD"))
    hear(stage)
    assert "$50.00" in said(stage)
    assert "0000" not in said(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("giftcard")


def test_a_gift_card_nobody_knows_and_a_blank_code(stage: Stage) -> None:
    """Both are sentences; a blank one is not asked for."""
    stage.hands.tap("guests.gift")
    stage.hands.tap("giftcard.ask")
    assert "Type or scan the code on the card." in said(stage)
    stage.hands.type_into("giftcard.code", "X")
    stage.hands.tap("giftcard.ask")
    stage.act.guests.questions[-1].end(None)
    hear(stage)
    assert "WineDirect has no card with this code" in said(stage)
    assert len(stage.act.called("gift_card")) == 1


def test_a_code_half_typed_is_gone_when_the_screen_is_left(stage: Stage) -> None:
    """Nobody reads it over the next person's shoulder."""
    stage.hands.tap("guests.gift")
    stage.hands.type_into("giftcard.code", "GIFT-00")
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.press(Qt.Key.Key_F6)
    assert field(stage, "giftcard.code").text() == ""
    assert not stage.hands.is_shown("giftcard")


def test_an_empty_terminal_offers_the_first_guest(open_stage: OpenStage) -> None:
    """One sentence, one action: the form."""
    stage = open_stage().sign_in()
    stage.hands.tap("rail.guests")
    assert "No guests yet." in said(stage)
    stage.hands.tap("guests.ask")
    assert stage.hands.is_shown("form.first_name")


def test_an_office_that_tells_no_balance_leaves_the_search_its_room(open_stage: OpenStage) -> None:
    """The button says so in a few words, its sheet in a sentence that says where to ask instead."""
    stage = open_stage(size=(1024, 640)).sign_in()
    read_only(stage)
    stage.hands.tap("rail.guests")
    search, gift = field(stage, "guests.search"), button(stage, "guests.gift")
    assert gift.accessibleDescription() == "Not with OrderPort"
    assert search.width() > 2 * gift.width()
    stage.hands.tap("guests.gift")
    assert READS_ONLY[Cap.GIFT_CARD] in said(stage)
    assert not stage.hands.is_shown("giftcard.code")
    assert not button(stage, "giftcard.ask").isEnabled()
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("giftcard")


def test_nobody_is_marked_whom_nobody_picked(stage: Stage) -> None:
    """The guest who was open is not in the list any more: no neighbour stands marked instead."""
    view = stage.window.findChild(ListView, "guests.list")
    assert view is not None
    stage.hands.tap_row("guests.list", RIVERA)
    stage.hands.tap("profile.back")
    stage.hands.type_into("guests.search", "kwo")
    assert listed(stage) == ["Min Kwon"]
    assert view.current_key() == ""
    assert view.selectionModel().selectedIndexes() == []
