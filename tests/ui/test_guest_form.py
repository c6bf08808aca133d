"""The form of a guest's record: what is wrong is said at its field, what is not touched stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from posapp.domain.address import Address
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestDetails, GuestRecord, ShippingAddress
from posapp.ports.people import GuestDraft
from posapp.ui.screens.guests.draft import ShippingTexts, draft_of, texts_of
from posapp.ui.screens.guests.profile_view import ProfilePage
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.guest_book import LONG, RIVERA, add_guests, rivera
from tests.ui.guest_scenes import open_guest

TODAY = date(2026, 11, 21)


def editing(open_stage: OpenStage, guest_id: str = RIVERA) -> Stage:
    world = saturday()
    add_guests(world)
    stage = open_stage(world=world).sign_in()
    open_guest(stage, guest_id)
    stage.hands.tap("profile.edit")
    return stage


def said(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def text(stage: Stage, name: str) -> str:
    found = stage.window.findChild(QLineEdit, name)
    assert found is not None
    return found.text()


def saved(stage: Stage, verb: str = "edit") -> GuestDraft:
    _, draft = stage.act.called(verb)[-1]
    assert isinstance(draft, GuestDraft)
    return draft


def test_saving_untouched_changes_nothing(open_stage: OpenStage) -> None:
    """Every part goes back as it came: names, ids, parts the form does not show.

    So does what the form began with, so that nothing else counts as changed.
    """
    stage = editing(open_stage)
    stage.hands.tap("form.save")
    record = rivera().record
    as_shown = GuestDraft(contact=record.contact, details=record.details, shown=record)
    assert saved(stage) == as_shown


@pytest.mark.parametrize("guest_id", [LONG, "g-emoji", "g-hebrew"])
def test_long_and_foreign_names_go_back_as_they_came(open_stage: OpenStage, guest_id: str) -> None:
    """No field shortens a name, and nothing of it is turned around."""
    stage = editing(open_stage, guest_id)
    before = stage.world.people.sheets[guest_id].record.contact
    stage.hands.tap("form.save")
    assert saved(stage).contact == before


def test_a_wrong_value_is_said_at_its_field(open_stage: OpenStage) -> None:
    """Nothing is saved, the cursor is there, and typing takes the sentence away."""
    stage = editing(open_stage)
    stage.hands.type_into("form.email", "nowhere")
    stage.hands.press(Qt.Key.Key_Return)
    assert "This is not an e-mail address." in said(stage)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "form.email"
    stage.hands.type_into("form.email", "jordan@example.org")
    assert "This is not an e-mail address." not in said(stage)
    stage.hands.press(Qt.Key.Key_Return)
    assert saved(stage).contact.email == "jordan@example.org"
    assert stage.hands.is_shown("profile.name")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("billing", "form.billing.line1"),
        ("billing.postal", "form.billing.postal"),
        ("shipping", "form.ship.1.line1"),
        ("contact_types", "form.type"),
        ("birth_date", "form.birth_date"),
    ],
)
def test_a_refusal_finds_the_field_it_names(open_stage: OpenStage, field: str, name: str) -> None:
    """Addresses and contact types, too."""
    stage = editing(open_stage)

    def refuse(guest_id: str, draft: GuestDraft) -> GuestDraft:
        raise DomainError("card_number", "This looks like a card number.", field=field)

    stage.act.guests.edit = refuse  # type: ignore[method-assign]
    stage.hands.tap("form.save")
    error = stage.window.findChild(QLabel, f"{name}.error")
    assert error is not None
    assert error.text() == "This looks like a card number."


def test_saving_can_be_undone(open_stage: OpenStage) -> None:
    """Undo edits the record back to what it was."""
    stage = editing(open_stage)
    stage.hands.type_into("form.phone", "+1 312 555 0199")
    stage.hands.tap("form.save")
    assert "Jordan Rivera saved" in said(stage)
    assert "(312) 555-0199" in said(stage)
    stage.hands.tap("snack.undo")
    assert saved(stage).contact.phone == "+1 312 555 0142"
    assert "(312) 555-0142" in said(stage)


def test_leaving_the_form_saves_nothing_and_can_be_taken_back(open_stage: OpenStage) -> None:
    """Esc drops what was typed; Undo brings it back, and again Esc would."""
    stage = editing(open_stage)
    stage.hands.type_into("form.phone", "+1 999")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.act.called("edit") == []
    assert stage.hands.is_shown("profile.name")
    stage.hands.tap("snack.undo")
    assert text(stage, "form.phone") == "+1 999"
    stage.hands.tap("form.cancel")
    assert stage.hands.is_shown("snack.undo")


def test_who_is_called_away_finds_the_form_as_it_was(open_stage: OpenStage) -> None:
    """F2 and F6 lose nothing; another guest's profile offers it back instead."""
    stage = editing(open_stage)
    stage.hands.type_into("form.phone", "+1 999")
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.press(Qt.Key.Key_F6)
    assert text(stage, "form.phone") == "+1 999"
    assert stage.hands.is_shown("form.save")
    stage.window.go("guests", argument=LONG)
    stage.hands.settle()
    assert stage.hands.is_shown("profile.name")
    stage.hands.tap("snack.undo")
    assert text(stage, "form.phone") == "+1 999"
    stage.hands.tap("form.save")
    assert stage.act.called("edit")[-1][0] == RIVERA


def test_searching_from_a_form_offers_it_back(open_stage: OpenStage) -> None:
    """Ctrl+F leads to the list; nothing typed is lost in silence."""
    stage = editing(open_stage)
    stage.hands.type_into("form.phone", "+1 999")
    stage.hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert stage.hands.is_shown("guests.search")
    assert stage.hands.is_shown("snack.undo")


def test_leaving_an_untouched_form_says_nothing(open_stage: OpenStage) -> None:
    """There is nothing to bring back."""
    stage = editing(open_stage)
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("snack.undo")
    assert stage.hands.is_shown("profile.name")


def test_addresses_for_parcels_come_and_go(open_stage: OpenStage) -> None:
    """One is added, one is taken away, one is the first choice."""
    stage = editing(open_stage)
    stage.hands.tap("form.ship.1.remove")
    stage.hands.tap("form.ship.add")
    stage.hands.type_into("form.ship.3.line1", "5 Harbor Way")
    stage.hands.type_into("form.ship.3.city", "Sausalito")
    stage.hands.tap("form.ship.3.primary")
    stage.hands.tap("form.save")
    kept, added = saved(stage).details.shipping
    assert (kept.address_id, kept.is_primary) == ("a2", False)
    assert (added.address.line1, added.address.city) == ("5 Harbor Way", "Sausalito")
    assert (added.address_id, added.is_primary) == ("", True)


def test_contact_types_are_tapped_off_and_typed(open_stage: OpenStage) -> None:
    """One still in its field counts when it is saved."""
    stage = editing(open_stage)
    stage.hands.tap("form.type.0")
    stage.hands.type_into("form.type", "Press")
    stage.hands.tap("form.type.add")
    stage.hands.type_into("form.type", "Local")
    stage.hands.tap("form.save")
    assert saved(stage).details.contact_types == ("Local", "Press", "VIP")


def test_a_new_guest_is_entered_by_keyboard(open_stage: OpenStage) -> None:
    """First name, last name, e-mail, Enter; the profile opens, Esc leads to the list."""
    stage = open_stage().sign_in()
    stage.hands.tap("rail.guests")
    stage.hands.tap("guests.new")
    stage.type_keys("Rosa")
    stage.hands.press(Qt.Key.Key_Tab)
    stage.type_keys("Marin")
    stage.hands.press(Qt.Key.Key_Return)
    assert "Enter the e-mail address." in said(stage)
    stage.type_keys("rosa@example.com")
    stage.hands.press(Qt.Key.Key_Return)
    guest_id, draft = stage.act.called("create")[-1]
    assert isinstance(draft, GuestDraft)
    assert draft.contact == Contact("Rosa", "Marin", "rosa@example.com")
    assert stage.window.shown == ("guests", guest_id)
    assert stage.hands.is_shown("profile.sync")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("guests", "")


def test_two_taps_are_one_guest(open_stage: OpenStage) -> None:
    """The id is made when the form opens."""
    stage = open_stage().sign_in()
    stage.hands.tap("rail.guests")
    stage.hands.tap("guests.new")
    for name, words in (("first_name", "Rosa"), ("last_name", "Marin"), ("email", "r@example.com")):
        stage.hands.type_into(f"form.{name}", words)
    stage.hands.tap("form.save", taps=2)
    assert len({guest_id for guest_id, _ in stage.act.called("create")}) == 1


def test_news_leaves_what_is_typed_alone(open_stage: OpenStage) -> None:
    """Somebody else's commit does not empty the form."""
    stage = editing(open_stage)
    stage.hands.type_into("form.phone", "+1 999")
    stage.window._refresh(frozenset(("guests", "outbox")))  # type: ignore[arg-type]
    assert text(stage, "form.phone") == "+1 999"


@pytest.mark.parametrize("typed", ["14/03/1981", "1981-02-30", "2031-01-01", "19810314"])
def test_a_birth_date_is_a_day_that_was(typed: str) -> None:
    """Written as it is stored; the sentence shows how."""
    texts = replace(texts_of(rivera().record), birth_date=typed)
    with pytest.raises(DomainError) as refused:
        draft_of(texts, before=None, today=TODAY)
    assert refused.value.field == "birth_date"


def test_what_the_form_does_not_show_is_kept() -> None:
    """Who is addressed, company and phone of an address; blank addresses go, one stays first."""
    home = Address("1 Lane", city="Napa", name="Luz", company="Vine", phone="1")
    details = GuestDetails(
        billing=home,
        shipping=(
            ShippingAddress(home, "a1", is_primary=True),
            ShippingAddress(home, "a2", is_primary=True),
        ),
    )
    record = GuestRecord(Contact("A", "B", "a@b.cd"), details)
    texts = texts_of(record)
    blank = ShippingTexts({"line1": "  "})
    draft = draft_of(replace(texts, shipping=(*texts.shipping, blank)), before=record, today=TODAY)
    assert draft.details.billing == home
    assert [one.address for one in draft.details.shipping] == [home, home]
    assert [one.is_primary for one in draft.details.shipping] == [True, False]


def test_two_taps_on_new_guest_ask_for_nothing_yet(open_stage: OpenStage) -> None:
    """The second lands on Save, which has nothing to save: no red word on a blank form."""
    stage = open_stage().sign_in()
    stage.hands.tap("rail.guests")
    stage.hands.tap("guests.new", taps=2)
    assert stage.act.called("create") == []
    assert "Enter the first name." not in said(stage)
    save = stage.window.findChild(Button, "form.save")
    assert save is not None
    assert (save.isEnabled(), save.accessibleDescription()) == (False, "Type a name first")
    stage.type_keys("Rosa")
    assert (save.isEnabled(), save.accessibleDescription()) == (True, "")


@pytest.mark.parametrize("is_new", [False, True])
def test_an_impatient_finger_on_save_starts_no_order(
    open_stage: OpenStage, *, is_new: bool
) -> None:
    """The profile's own action comes to the same spot; after a moment it works as ever."""
    stage = open_stage().sign_in() if is_new else editing(open_stage)
    if is_new:
        stage.hands.tap("rail.guests")
        stage.hands.tap("guests.new")
        for name, words in (("first_name", "R"), ("last_name", "M"), ("email", "r@example.com")):
            stage.hands.type_into(f"form.{name}", words)
    stage.hands.tap("form.save", taps=10)
    assert stage.hands.is_shown("profile.start")
    assert stage.act.called("seat_walk_in") == []
    page = stage.window.findChild(ProfilePage)
    assert page is not None
    page._rest.end()
    stage.hands.tap("profile.start")
    assert len(stage.act.called("seat_walk_in")) == 1


def test_each_address_is_told_apart_by_ear(open_stage: OpenStage) -> None:
    """Three fields called Street are none."""
    stage = editing(open_stage)
    fields = [one for one in stage.window.findChildren(QLineEdit) if one.isVisible()]
    names = [one.accessibleName() for one in fields]
    assert "Billing address, Street" in names
    assert "Shipping address 2, Street" in names
    assert len(set(names)) == len(names)
