"""An order of a known guest ships to one of the guest's places, or is carried out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.remote_order import Fulfilment
from posapp.ports.backoffice import Cap
from posapp.ui.widgets.button import Button
from tests.ui.conftest import Stage
from tests.ui.guest_book import RIVERA
from tests.ui.guest_scenes import know_walk_in, shipped, shipping
from tests.ui.ship_scenes import WHY_NOT, cannot_ship, half_an_address, ships_and_is_paid


def said(stage: Stage) -> str:
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def words(stage: Stage, name: str) -> str:
    found = next(one for one in stage.window.findChildren(Button, name) if one.isVisible())
    assert isinstance(found, Button)
    return found.text()


def spoken(stage: Stage, name: str) -> str:
    found = next(one for one in stage.window.findChildren(Button, name) if one.isVisible())
    assert isinstance(found, Button)
    return found.accessibleName()


def test_two_taps_ship_an_order(stage: Stage) -> None:
    """How it leaves, then where: the first choice of the guest stands first."""
    know_walk_in(stage)
    assert words(stage, "pad.ship") == "Ship it"
    assert spoken(stage, "pad.ship") == "Ship it, how it leaves: Carried out"
    stage.hands.tap("pad.ship")
    assert words(stage, "pad.ship.0") == "88 Market Street"
    stage.hands.tap("pad.ship.0")
    order = stage.world.orders["o-walk"]
    assert (order.fulfilment, order.ship_to.city) == (Fulfilment.SHIP, "San Francisco")
    assert words(stage, "pad.ship") == "Ships"
    assert "Ships to San Francisco" in said(stage)


def test_it_can_be_undone_and_carried_out_after_all(stage: Stage) -> None:
    """Undo brings back how it left before."""
    shipping(stage)
    stage.hands.tap("pad.ship.0")
    stage.hands.tap("snack.undo")
    assert stage.world.orders["o-walk"].fulfilment is Fulfilment.CARRY_OUT
    stage.hands.tap("pad.ship")
    stage.hands.tap("pad.ship.1")
    stage.hands.tap("pad.ship")
    stage.hands.tap("pad.ship.carry_out")
    assert words(stage, "pad.ship") == "Ship it"
    stage.hands.tap("snack.undo")
    assert stage.world.orders["o-walk"].ship_to.line2 == "c/o Luz"


def test_another_address_is_typed(stage: Stage) -> None:
    """What it still needs is said; Enter ships there."""
    shipping(stage)
    stage.hands.type_into("pad.ship.to.line1", "5 Harbor Way")
    stage.hands.press(Qt.Key.Key_Return)
    assert "To ship, the address still needs a postal code." in said(stage)
    stage.hands.type_into("pad.ship.to.city", "Sausalito")
    stage.hands.type_into("pad.ship.to.postal", "94965")
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.world.orders["o-walk"].ship_to.city == "Sausalito"


def test_another_address_is_in_the_winerys_country(stage: Stage) -> None:
    """It stands there already, goes along with the address, and can be typed over."""
    shipping(stage)
    for part, typed in (("line1", "5 Harbor Way"), ("city", "Sausalito"), ("postal", "94965")):
        stage.hands.type_into(f"pad.ship.to.{part}", typed)
    stage.hands.tap("pad.ship.save")
    assert stage.world.orders["o-walk"].ship_to.country == "US"
    stage.hands.tap("pad.ship")
    stage.hands.type_into("pad.ship.to.country", "CA")
    for part, typed in (("line1", "1 Rue"), ("city", "Montreal"), ("postal", "H2Y 1A6")):
        stage.hands.type_into(f"pad.ship.to.{part}", typed)
    stage.hands.tap("pad.ship.save")
    assert stage.world.orders["o-walk"].ship_to.country == "CA"


def test_a_country_alone_is_no_address(stage: Stage) -> None:
    """With nothing typed the form stays, no part is marked, and nothing ships."""
    shipping(stage)
    stage.hands.tap("pad.ship.save")
    assert stage.hands.is_shown("pad.ship.save")
    assert stage.world.orders["o-walk"].fulfilment is Fulfilment.CARRY_OUT
    assert "Needed" not in said(stage)


def test_half_an_address_is_greyed_with_its_reason(stage: Stage) -> None:
    """It can be put right in the profile."""
    know_walk_in(stage)
    sheet = stage.world.people.sheets[RIVERA]
    details = sheet.record.details
    billing = replace(details.billing, postal="")
    record = replace(sheet.record, details=replace(details, billing=billing, shipping=()))
    stage.world.people.sheets[RIVERA] = replace(sheet, record=record)
    stage.hands.tap("pad.ship")
    found = stage.window.findChild(Button, "pad.ship.0")
    assert found is not None
    assert (found.isEnabled(), found.accessibleDescription()) == (
        False,
        "Needs street, city and ZIP code",
    )


def test_a_party_without_a_record_is_not_asked(stage: Stage) -> None:
    """There is nobody to ship to; Esc leaves the form as it was."""
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()
    assert not stage.hands.is_shown("pad.ship")
    shipping(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.act.called("ship_order") == []
    assert stage.hands.is_shown("pad.pay")


def test_the_bill_says_where_it_goes(stage: Stage) -> None:
    """The whole address, until it is carried out after all."""
    shipped(stage)
    assert "Ships to 88 Market Street, San Francisco, CA 94105, US" in said(stage)
    stage.hands.tap("pad.ship")
    stage.hands.tap("pad.ship.carry_out")
    assert "Ships to 88 Market Street" not in said(stage)


def test_a_paid_order_ships_where_it_was_to(stage: Stage) -> None:
    """It stands on the bill and there is nothing to change it with."""
    ships_and_is_paid(stage)
    assert "Ships to 88 Market Street, San Francisco, CA 94105, US" in said(stage)
    assert not stage.hands.is_shown("pad.ship")


def test_without_a_guest_the_way_there_says_so(stage: Stage) -> None:
    """The button that helps has the reason in its second line; a known guest needs none."""
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()
    assert note(stage, "pad.guest") == "To ship it"
    know_walk_in(stage)
    assert note(stage, "pad.guest") == ""


def test_an_office_that_takes_no_orders_ships_nothing(stage: Stage) -> None:
    """Every place is greyed, the whole reason is above them; carried out it may be."""
    cannot_ship(stage)
    assert WHY_NOT in said(stage)
    assert note(stage, "pad.ship.0") == "Not with OrderPort"
    assert note(stage, "pad.ship.save") == "Not possible"
    assert not stage.hands.is_shown("pad.ship.to.line1")
    stage.hands.tap("pad.ship.carry_out")
    assert stage.world.orders["o-walk"].fulfilment is Fulfilment.CARRY_OUT


def test_an_office_that_tells_no_parcel_numbers_ships_nothing(stage: Stage) -> None:
    """What was shipped could never be followed."""
    stage.act.connections.caps.lacks = {Cap.TRACKING: "It tells no parcel numbers."}
    shipping(stage)
    assert "It tells no parcel numbers." in said(stage)


def test_nothing_connected_keeps_nobody_from_shipping(stage: Stage) -> None:
    """The order waits for a back office, as everything does."""
    caps = stage.act.connections.caps
    caps.named = caps.titled = ""
    shipping(stage)
    stage.hands.tap("pad.ship.0")
    assert stage.world.orders["o-walk"].fulfilment is Fulfilment.SHIP


def test_what_an_address_lacks_is_said_where_it_is_typed(stage: Stage) -> None:
    """The cursor goes to the first part that is missing."""
    half_an_address(stage)
    assert QApplication.focusWidget().objectName() == "pad.ship.to.city"
    assert "To ship, the address still needs a postal code.\nAnother address" in said(stage)
    assert "Needed" in said(stage)


def note(stage: Stage, name: str) -> str:
    found = next(one for one in stage.window.findChildren(Button, name) if one.isVisible())
    return found.accessibleDescription()


def test_paying_asks_first_where_a_parcel_goes(stage: Stage) -> None:
    """The bill says that an address is needed; Pay opens the places with the sentence."""
    shipped(stage)
    order = stage.world.orders["o-walk"]
    stage.world.orders["o-walk"] = replace(order, ship_to=Address())
    stage.see_news()
    assert "Ships, and needs an address" in said(stage)
    stage.hands.tap("pad.pay")
    assert "nobody has said where to" in said(stage)
    stage.hands.tap("pad.ship.0")
    assert "Ships to San Francisco" in said(stage)
    stage.hands.tap("pad.pay")
    stage.hands.wait_for("tender.exact")


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (Fulfilment.CARRY_OUT, "Ships to nobody now: it is carried out"),
        (Fulfilment.SHIP, "Another guest: say where it ships to"),
    ],
)
def test_an_address_that_goes_with_its_guest_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, how: Fulfilment, sentence: str
) -> None:
    """Staff must not find out at the parcel counter."""
    shipped(stage)
    identify = stage.act.identify_guest

    def identify_another(visit_id: str, contact: Contact) -> None:
        identify(visit_id, contact)
        order = stage.world.orders["o-walk"]
        stage.world.orders["o-walk"] = replace(order, fulfilment=how, ship_to=Address())

    monkeypatch.setattr(stage.act, "identify_guest", identify_another)
    stage.hands.tap("pad.guest")
    stage.hands.type_into("guest.first", "Bo")
    stage.hands.type_into("guest.last", "Roe")
    stage.hands.type_into("guest.email", "bo@roe.example")
    stage.hands.tap("guest.save")
    assert sentence in said(stage)


def test_two_quick_taps_on_ship_it_choose_no_address(stage: Stage) -> None:
    """The second lands on the form's head, also where an order ships already."""
    know_walk_in(stage)
    stage.hands.tap("pad.ship", taps=10)
    assert stage.act.called("ship_order") == []
    stage.hands.tap("pad.ship.0")
    stage.hands.tap("pad.ship", taps=10)
    assert len(stage.act.called("ship_order")) == 1
    assert stage.hands.is_shown("pad.ship.save")
