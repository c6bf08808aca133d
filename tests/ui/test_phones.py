"""One way of writing phone numbers on every screen, whoever told them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from posapp.domain.merge import FieldConflict
from posapp.ui.phones import phone_text
from posapp.ui.screens.guests.compare import Shown, choice_of
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import Stage
from tests.ui.guest_book import RIVERA, add_guests

BARE = "5105550119"
HOW_IT_CAME = [
    "5105550119",
    "15105550119",
    "+15105550119",
    "+1 510 555 0119",
    "510-555-0119",
    "510.555.0119",
    "(510) 555-0119",
]
KEPT = ["", "+44 20 7946 0018", "0301234567", "555 0119", "5105550119 ext. 4", "ask at the bar"]


@pytest.mark.parametrize("phone", HOW_IT_CAME)
def test_a_north_american_number_reads_one_way(phone: str) -> None:
    """Tock's bare digits, the office's brackets and the international form are one number."""
    assert phone_text(phone) == "(510) 555-0119"


@pytest.mark.parametrize("phone", KEPT)
def test_any_other_text_stays_as_it_came(phone: str) -> None:
    """Nothing is guessed about numbers of elsewhere, and no letter is lost."""
    assert phone_text(phone) == phone


def said(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_a_guest_with_bare_digits_is_shown_and_found(stage: Stage) -> None:
    """List and profile write the number out; it is found by its digits, and is kept as it came."""
    add_guests(stage.world)
    sheets = stage.world.people.sheets
    sheet = sheets[RIVERA]
    contact = replace(sheet.guest.contact, phone=BARE)
    record = replace(sheet.record, contact=contact)
    sheets[RIVERA] = replace(sheet, guest=replace(sheet.guest, contact=contact), record=record)
    stage.hands.tap("rail.guests")
    stage.hands.type_into("guests.search", BARE)
    view = stage.window.findChild(ListView, "guests.list")
    assert view is not None
    assert [card.detail for card in view.model().items] == ["jordan@example.com · (510) 555-0119"]
    stage.hands.tap_row("guests.list", RIVERA)
    assert "(510) 555-0119" in said(stage)
    assert BARE not in said(stage)
    assert sheets[RIVERA].record.contact.phone == BARE


def test_a_party_with_bare_digits_is_shown_and_found(stage: Stage) -> None:
    """Tock's number is written out in the party's sheet, and found by its digits."""
    key, world = stage.world.key_named("Jordan Rivera"), stage.world
    booked = world.reservations[key]
    assert booked.diner is not None
    person = replace(booked.diner, phone=BARE)
    world.reservations[key] = replace(booked, diner=person, owner=person)
    stage.hands.type_into("arrivals.search", BARE)
    stage.hands.tap_row("arrivals.list", key)
    assert "(510) 555-0119" in said(stage)
    assert BARE not in said(stage)


def test_both_sides_of_a_difference_read_one_way() -> None:
    """Two writings of a number would look like more of a difference than there is."""
    conflict = FieldConflict("phone", "+1 312 555 0142", "3125550199", "(312) 555-0142")
    choice = choice_of(conflict, side=None)
    assert (choice.base, choice.ours.text) == ("(312) 555-0142", "(312) 555-0199")
    assert choice.theirs == Shown("(312) 555-0142")
