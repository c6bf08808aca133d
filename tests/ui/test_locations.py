"""Pickup locations in the form: listed once the system answers, picked or typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from posapp.ports.office import Role
from tests.ui.conftest import Stage
from tests.ui.connection_scenes import choose_system, listed_locations, sign_in_manager, testing

NAME = "connect.field.pickup_location"


def field(stage: Stage) -> QLineEdit:
    """The field of the location."""
    found = stage.window.findChild(QLineEdit, NAME)
    assert found is not None
    return found


def calls(stage: Stage, verb: str) -> list[tuple[object, ...]]:
    """What was asked of a verb."""
    return [arguments for name, arguments in stage.act.connections.calls if name == verb]


def try_it(stage: Stage, *, trouble: str = "") -> None:
    """Commerce7 is asked and answers."""
    sign_in_manager(stage)
    choose_system(stage)
    stage.hands.tap("connect.system.commerce7")
    stage.hands.tap("connect.test")
    stage.act.connections.inquiries[-1].end("" if trouble else "It answers.", trouble=trouble)
    stage.window._tick()
    stage.hands.settle()


def test_a_good_test_lists_them(stage: Stage) -> None:
    """With what is typed; a tap fills the id in, another takes it out again."""
    listed_locations(stage)
    ((role, backend, values, secrets),) = calls(stage, "locations")
    assert (role, backend, secrets) == (Role.ORDERS, "commerce7", ("secret",))
    assert isinstance(values, dict)
    assert values["tenant"] == "estate-winery"
    for at, text in ((1, "loc-3"), (0, "loc-1"), (0, ""), (0, "loc-1")):
        stage.hands.tap(f"{NAME}.listed.{at}")
        assert field(stage).text() == text
        assert stage.hands.is_on(f"{NAME}.listed.{at}") is bool(text)
    stage.hands.tap("connect.save")
    ((_, _, kept, _),) = calls(stage, "connect")
    assert isinstance(kept, dict)
    assert kept["pickup_location"] == "loc-1"


def test_another_one_may_be_typed(stage: Stage) -> None:
    """The list stays beside it, and is asked for once."""
    listed_locations(stage)
    stage.hands.type_into(NAME, "loc-9")
    assert not stage.hands.is_on(f"{NAME}.listed.0")
    stage.hands.type_into(NAME, "loc-3")
    assert stage.hands.is_on(f"{NAME}.listed.1")
    stage.window._tick()
    assert len(stage.act.connections.listings) == 1


def test_the_keyboard_picks_one(stage: Stage) -> None:
    """Tab from the field, Enter."""
    listed_locations(stage)
    field(stage).setFocus(Qt.FocusReason.TabFocusReason)
    stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == f"{NAME}.listed.1"
    stage.hands.press(Qt.Key.Key_Return)
    assert field(stage).text() == "loc-3"


def test_a_list_that_fails_is_no_trouble(stage: Stage) -> None:
    """The test stands; the location is typed."""
    try_it(stage)
    (listing,) = stage.act.connections.listings
    listing.end(trouble="Commerce7 refused it: HTTP 403.")
    stage.window._tick()
    stage.hands.settle()
    assert not stage.hands.is_shown(f"{NAME}.listed.0")
    assert stage.hands.is_shown(NAME)


def test_a_failed_test_lists_nothing(stage: Stage) -> None:
    """There is nobody to ask."""
    try_it(stage, trouble="Commerce7 answers, but refuses the key.")
    assert stage.act.connections.listings == []


def test_a_system_that_cannot_list_them_is_not_asked(stage: Stage) -> None:
    """WineDirect's codes are typed."""
    sign_in_manager(stage)
    testing(stage)
    stage.act.connections.inquiries[-1].end("WineDirect answers and takes the key.")
    stage.window._tick()
    stage.hands.settle()
    assert stage.act.connections.listings == []


def test_another_system_forgets_the_list(stage: Stage) -> None:
    """It is of the one that told it."""
    listed_locations(stage)
    stage.hands.tap("connect.system.winedirect")
    stage.hands.tap("connect.system.commerce7")
    assert not stage.hands.is_shown(f"{NAME}.listed.0")


def test_only_a_manager_asks_for_the_list(stage: Stage) -> None:
    """The answer may come behind the lock: a seller who looks then is shown the form as it is."""
    sign_in_manager(stage)
    choose_system(stage)
    stage.hands.tap("connect.system.commerce7")
    stage.hands.tap("connect.test")
    stage.window.lock()
    stage.act.connections.inquiries[-1].end("Commerce7 answers and takes the key.")
    stage.sign_in("ben")
    stage.window.go("connections")
    stage.window._tick()
    assert not calls(stage, "locations")
