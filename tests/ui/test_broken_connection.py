"""A connection that could not be made as it was set up: it says why, and is made again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton

from posapp.ports.office import Role
from posapp.ui.screens.connections.role_view import RoleView
from tests.ui.conftest import Stage
from tests.ui.connection_scenes import broken_office, one_office
from tests.ui.test_connections import calls, texts


def test_it_is_connected_again_with_what_is_kept(stage: Stage) -> None:
    """The vault was locked and opens now: no field has to be filled in."""
    broken_office(stage)
    assert not stage.hands.is_shown("connections.orders.test")
    stage.hands.tap("connections.orders.again")
    ((role, backend, values, secrets),) = calls(stage, "connect")
    assert (role, backend, secrets) == (Role.ORDERS, "winedirect", ())
    assert values == {"username": "estate-winery-web"}
    assert "WineDirect is connected for orders" in texts(stage)
    assert stage.hands.is_shown("connections.orders.test")
    assert not stage.hands.is_shown("connections.orders.again")


def test_what_still_stands_in_the_way_is_said_at_its_card(stage: Stage) -> None:
    """And the form is one tap away."""
    broken_office(stage)
    stage.act.connections.refusal = "Enter the password."
    stage.act.connections.refused_field = "password"
    stage.hands.tap("connections.orders.again")
    assert "Enter the password." in texts(stage)
    assert stage.hands.is_shown("connections.orders.change")


def test_news_move_nothing_under_a_finger(stage: Stage) -> None:
    """A button that comes and goes for a moment pushes the others aside."""
    one_office(stage)
    card = stage.window.findChild(RoleView, "connections.orders")
    assert card is not None
    moved: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() in {QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}:
                moved.append(event.type())
            return False

    watch = Watch()
    for button in card.findChildren(QAbstractButton):
        button.installEventFilter(watch)
    stage.window._tick()
    stage.hands.settle()
    assert moved == []


def test_a_connection_that_works_is_tested_not_made_again(stage: Stage) -> None:
    """One button or the other."""
    one_office(stage)
    assert stage.hands.is_shown("connections.orders.test")
    assert not stage.hands.is_shown("connections.orders.again")
