"""The pickup screen: two taps hand an order over, everything can be taken back, nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from posapp.domain.errors import DomainError
from posapp.ports.office import PickupStage
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import saturday
from tests.ui.pickup_book import LONG, OLD, RIVERA, SHIPPED, add_pickups, ready
from tests.ui.pickup_scenes import PICKUP_SCENES


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """Saturday with its web orders; they are in front."""
    world = saturday()
    add_pickups(world)
    stage = open_stage(world=world).sign_in()
    stage.hands.tap("rail.pickups")
    return stage


def calls(stage: Stage) -> list[tuple[str, tuple[object, ...]]]:
    """What the screen asked for, without the sign-in."""
    return [(verb, arguments) for verb, arguments in stage.act.pickups.calls if verb != "sign_in"]


def said(stage: Stage) -> str:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def button(stage: Stage, name: str) -> Button:
    found = stage.window.findChild(Button, name)
    assert found is not None
    return found


def listed(stage: Stage) -> list[str]:
    view = stage.window.findChild(ListView, "pickups.list")
    assert view is not None
    return [card.title for card in view.model().items] if view.isVisible() else []


def test_the_longest_waiting_comes_first_and_is_pointed_out(stage: Stage) -> None:
    """Ready orders with how long they wait; the tabs say how many there are of each."""
    assert listed(stage)[0] == "Tunde Okafor"
    view = stage.window.findChild(ListView, "pickups.list")
    assert view is not None
    assert [card.note for card in view.model().items] == ["85 days", "", "", ""]
    badges = {name: button(stage, f"pickups.stage.{name}") for name in PickupStage}
    assert [one.accessibleName() for one in badges.values()] == [
        "Ready 4",
        "Picked up today 4",
        "Shipping 2",
    ]


def test_two_taps_hand_an_order_over(stage: Stage) -> None:
    """The name is filled in; the order goes to the second tab; the snackbar takes it back."""
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.tap("pickups.collect")
    (verb, arguments), *rest = calls(stage)
    assert not rest
    assert verb == "collect"
    assert arguments[1:] == ("winedirect", RIVERA, "Jordan Rivera", False)
    assert "Jordan Rivera" not in listed(stage)
    stage.hands.tap("snack.undo")
    assert [verb for verb, _ in calls(stage)] == ["collect", "undo_pickup"]


def test_somebody_else_collects_and_shows_a_passport(stage: Stage) -> None:
    """Who came and that the age was checked go with it."""
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.type_into("pickups.collector", "Al Rivera")
    stage.hands.tap("pickups.id")
    stage.hands.tap("pickups.collect")
    assert calls(stage)[0][1][3:] == ("Al Rivera", True)


def test_a_second_tap_is_the_same_hand_over(stage: Stage) -> None:
    """The id is made when the order is picked."""
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.act.pickups.refusal = "The store is busy."
    stage.hands.tap("pickups.collect")
    stage.act.pickups.refusal = ""
    stage.hands.tap("pickups.collect")
    ids = {arguments[0] for _, arguments in calls(stage)}
    assert len(calls(stage)) == 2
    assert len(ids) == 1


def test_a_refused_name_says_so_at_its_field(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence stands where the finger is needed; the order stays picked."""

    def refuse(*_: object, **__: object) -> None:
        raise DomainError("card_number", "This looks like a card number.", field="collected_by")

    monkeypatch.setattr(stage.act.pickups, "collect", refuse)
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.tap("pickups.collect")
    assert "This looks like a card number." in said(stage)
    assert "#8842 · 6 items" in said(stage)


def test_by_keyboard_alone(stage: Stage) -> None:
    """Search, Enter, Enter."""
    stage.hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    stage.type_keys("kwon")
    stage.hands.press(Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "pickups.collect"
    stage.hands.press(Qt.Key.Key_Return)
    assert calls(stage)[0][1][2] == "o-8850"


def test_escape_closes_the_order_then_the_search(stage: Stage) -> None:
    """One thing at a time."""
    stage.hands.type_into("pickups.search", "riv")
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.press(Qt.Key.Key_Escape)
    assert not button(stage, "pickups.collect").isVisible()
    stage.hands.press(Qt.Key.Key_Escape)
    field = stage.window.findChild(QLineEdit, "pickups.search")
    assert field is not None
    assert field.text() == ""


def test_what_has_to_be_marked_by_hand_says_where(stage: Stage) -> None:
    """The task is on the order; one tap closes it, and it can be taken back."""
    stage.hands.tap("pickups.stage.collected")
    stage.hands.tap_row("pickups.list", "o-8811")
    assert "Mark order 8811 as picked up in" in said(stage)
    stage.hands.tap("pickups.done")
    assert calls(stage) == [("close_task", ("t-8811",))]
    stage.hands.tap("snack.undo")
    assert calls(stage)[-1] == ("reopen_task", ("t-8811",))


def test_a_refusal_of_the_office_is_shown_with_its_reason(stage: Stage) -> None:
    """And leads to the piece of work in the Sync centre."""
    stage.hands.tap("pickups.stage.collected")
    stage.hands.tap_row("pickups.list", "o-8840")
    assert "WineDirect refused it: the order was cancelled." in said(stage)
    stage.hands.tap("pickups.attention")
    assert stage.window.shown[0] == "sync"


def test_a_parcel_is_copied_tracked_and_mailed(stage: Stage) -> None:
    """The mail goes through the system's own program, with everything quoted."""
    stage.hands.tap("pickups.stage.shipping")
    stage.hands.tap_row("pickups.list", SHIPPED)
    stage.hands.tap("pickups.parcel.0.copy")
    assert QGuiApplication.clipboard().text() == "1Z999AA10123456784"
    stage.hands.tap("pickups.parcel.0.page")
    stage.hands.tap("pickups.parcel.0.mail")
    page, mail = stage.opened
    assert page.startswith("https://www.ups.com/")
    assert mail.startswith("mailto:jordan@example.com?subject=")
    assert "1Z999AA10123456784" in mail


def test_an_order_that_is_collected_elsewhere_leaves_the_list(stage: Stage) -> None:
    """News do not move what is picked, and close what is gone."""
    stage.hands.tap_row("pickups.list", OLD)
    stage.world.office.stages[PickupStage.READY] = [ready("8842", "Jordan Rivera", days=50)]
    stage.see_news()
    assert listed(stage) == ["Jordan Rivera"]
    assert not button(stage, "pickups.collect").isVisible()


def test_a_long_name_is_cut_and_spoken_whole(stage: Stage) -> None:
    """Nothing overflows; a reader hears all of it."""
    stage.hands.tap_row("pickups.list", LONG)
    view = stage.window.findChild(ListView, "pickups.list")
    assert view is not None
    card = next(one for one in view.model().items if one.key == LONG)
    assert card.spoken.startswith("Maximiliana Konstantinopoulou-Featherstonehaugh, Ready")


def test_nothing_connected_says_so(open_stage: OpenStage) -> None:
    """An empty screen explains itself."""
    stage = open_stage().sign_in()
    stage.act.connections.caps.titled = ""
    stage.hands.tap("rail.pickups")
    assert "No back office is connected" in said(stage)


@pytest.mark.parametrize("name", PICKUP_SCENES)
@pytest.mark.parametrize("size", [(1280, 720), (1024, 640)])
def test_every_control_can_be_reached(
    open_stage: OpenStage, name: str, size: tuple[int, int]
) -> None:
    """At both sizes every visible control is large enough and inside the window."""
    stage = open_stage(size=size).sign_in()
    PICKUP_SCENES[name](stage)
    stage.hands.settle()
    for control in stage.window.findChildren(Button):
        if control.isVisible() and control.objectName().startswith("pickups."):
            assert control.height() >= 48, control.objectName()
            corner = control.mapTo(stage.window, control.rect().bottomRight())
            assert corner.x() <= size[0], control.objectName()
