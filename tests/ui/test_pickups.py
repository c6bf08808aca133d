"""The pickup screen: two taps hand an order over, everything can be taken back, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.outbox import OutboxState
from posapp.ports.backoffice import Cap
from posapp.ports.office import PickupStage
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from posapp.usecases.collect_pickup import pickup_aggregate
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import add_troubles, saturday
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
    """Search, Enter, Enter; then the list has the keys again."""
    stage.hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    stage.type_keys("kwon")
    stage.hands.press(Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "pickups.collect"
    stage.hands.press(Qt.Key.Key_Return)
    assert calls(stage)[0][1][2] == "o-8850"
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.press(Qt.Key.Key_F7)
    stage.hands.press(Qt.Key.Key_Down)
    stage.hands.press(Qt.Key.Key_Return)
    stage.hands.press(Qt.Key.Key_Return)
    assert calls(stage)[1][1][2] == OLD
    stage.hands.press(Qt.Key.Key_Down)
    assert stage.hands.is_shown("pickups.collect")


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
    """And leads to that piece of work in the Sync centre, whatever else needs attention there."""
    add_troubles(stage.world)
    other = next(row for row in stage.world.outbox if row.state is OutboxState.PARKED)
    line = pickup_aggregate("winedirect", "o-8840")
    mine = replace(other, item_id="p", title="Order 8840 picked up", aggregate=line)
    stage.world.outbox.append(mine)
    stage.hands.tap("pickups.stage.collected")
    stage.hands.tap_row("pickups.list", "o-8840")
    assert "WineDirect refused it: the order was cancelled." in said(stage)
    stage.hands.tap("pickups.attention")
    assert stage.window.shown[0] == "sync"
    assert "Order 8840 picked up" in said(stage)


def test_what_still_needs_a_person_is_not_drawn_as_done(stage: Stage) -> None:
    """A hand-over that was refused, or is to be marked elsewhere, stands out among the others."""
    stage.hands.tap("pickups.stage.collected")
    view = stage.window.findChild(ListView, "pickups.list")
    assert view is not None
    assert {card.key: card.is_done for card in view.model().items} == {
        "o-8838": True,
        "o-8839": True,
        "o-8840": False,
        "o-8811": False,
    }


def test_an_impatient_finger_hands_over_one_order(stage: Stage) -> None:
    """The second tap picks the order that has come to that spot; the third is still the first."""
    rows = [ready(f"90{number}", f"Guest {number}") for number in range(10, 40)]
    stage.world.office.stages[PickupStage.READY] += rows
    stage.see_news()
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.tap("pickups.collect", taps=10)
    assert [arguments[2] for _, arguments in calls(stage)] == [RIVERA]


def test_two_quick_taps_begin_one_mail(stage: Stage) -> None:
    """One for each parcel and each button: another button is another thing."""
    stage.hands.tap("pickups.stage.shipping")
    stage.hands.tap_row("pickups.list", SHIPPED)
    stage.hands.tap("pickups.parcel.0.mail", taps=2)
    stage.hands.tap("pickups.parcel.0.page", taps=2)
    assert [link.partition(":")[0] for link in stage.opened] == ["mailto", "https"]


def test_an_empty_list_has_an_age_and_asks_now(open_stage: OpenStage) -> None:
    """Somebody waits at the bar for an order that is not here yet."""
    stage = open_stage().sign_in()
    stage.hands.tap("rail.pickups")
    assert "WineDirect as of 40 s ago" in said(stage)
    stage.hands.tap("pickups.remedy")
    assert len(stage.act.called("sync_now")) == 1
    stage.hands.tap("pickups.stage.collected")
    assert not stage.hands.is_shown("pickups.remedy")


def test_the_age_is_whole_beside_an_order_on_the_smallest_window(open_stage: OpenStage) -> None:
    """It is what says whether the list can be believed."""
    world = saturday()
    add_pickups(world)
    stage = open_stage(world=world, size=(1024, 640)).sign_in()
    stage.hands.tap("rail.pickups")
    stage.hands.tap_row("pickups.list", RIVERA)
    headline = stage.window.findChild(QLabel, "pickups.headline")
    assert headline is not None
    assert headline.text() == "WineDirect as of 42 s ago"
    assert QFontMetrics(headline.font()).horizontalAdvance(headline.text()) <= headline.width()


def test_what_an_office_is_not_told_is_said_before_it_is_done(stage: Stage) -> None:
    """In the words of the window; the office's own reason is on the task."""
    stage.act.connections.caps.lacks = {Cap.MARK_PICKUP: "WineDirect has no public call for it."}
    stage.hands.tap_row("pickups.list", RIVERA)
    assert "WineDirect cannot be told from here: a task in Sync asks to mark it there." in said(
        stage
    )


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


def test_an_order_that_goes_while_it_is_handed_over_says_so(stage: Stage) -> None:
    """Somebody at another till was faster: the panel does not just vanish."""
    stage.hands.tap_row("pickups.list", OLD)
    stage.world.office.stages[PickupStage.READY] = [ready("8842", "Jordan Rivera", days=50)]
    stage.bridge.publish(frozenset({Topic.PICKUPS}))
    gone = "Order 8790 of Tunde Okafor left this list"
    stage.hands.wait_until(lambda: gone in said(stage), "it is said")
    assert not stage.hands.is_shown("pickups.collect")
    stage.hands.tap_row("pickups.list", RIVERA)
    stage.hands.tap("pickups.collect")
    assert gone not in said(stage)


def test_a_long_name_is_cut_and_spoken_whole(stage: Stage) -> None:
    """Nothing overflows; a reader hears all of it."""
    stage.hands.tap_row("pickups.list", LONG)
    view = stage.window.findChild(ListView, "pickups.list")
    assert view is not None
    card = next(one for one in view.model().items if one.key == LONG)
    assert card.spoken.startswith("Maximiliana Konstantinopoulou-Featherstonehaugh, Ready")


def test_nothing_connected_says_so(open_stage: OpenStage) -> None:
    """An empty screen explains itself, and leads to where it is put right."""
    stage = open_stage().sign_in()
    stage.act.connections.caps.titled = ""
    stage.hands.tap("rail.pickups")
    assert "No back office is connected" in said(stage)
    stage.hands.tap("pickups.remedy")
    assert stage.window.shown[0] == "connections"


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
