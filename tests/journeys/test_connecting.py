"""A manager tries a connection, ends it and makes it anew in the window, while the program runs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from posapp.adapters import backoffice
from posapp.demo.stage import PEOPLE
from posapp.domain.staff import Role as StaffRole
from posapp.ports.office import Role
from tests.journeys.office import COMMERCE7, OfficeTerminal, wineries

_ANSWERS = "Commerce7 answers and takes the key."
_REFUSES = "Commerce7 answers, but refuses the key. Check user name, key and rights there."


def _let_manager_in(terminal: OfficeTerminal) -> None:
    name, pin = next((name, pin) for name, role, pin in PEOPLE if role is StaffRole.MANAGER)
    manager = next(one for one in terminal.program.reads.staff() if one.name == name)
    terminal.control(Qt.Key.Key_L)
    terminal.tap(f"lock.staff.{manager.staff_id}")
    terminal.tap_digits("lock.key", pin)
    terminal.tap("lock.enter")
    terminal.wait_until(lambda: terminal.screen == "arrivals", "the board is shown")
    terminal.tap("rail.connections")


def _fill_in(terminal: OfficeTerminal, given: Mapping[str, str]) -> None:
    for field in backoffice.discover()["commerce7"].fields:
        if field.name in given:
            terminal.robot.type_into(f"connect.field.{field.name}", given[field.name])


def _hear(terminal: OfficeTerminal, name: str, sentence: str) -> None:
    terminal.wait_until(lambda: terminal.text(name) == sentence, sentence)


@wineries(COMMERCE7)
def test_a_connection_is_tried_ended_and_made_anew(office: OfficeTerminal) -> None:
    """Only by a manager; a wrong key says so, and what is shown is what the lanes do from then."""
    office.tap("rail.connections", "connections.orders.test")
    assert "Let a manager sign in." in office.text("connections.orders.trial.sentence")
    _let_manager_in(office)
    office.tap("connections.orders.test")
    _hear(office, "connections.orders.trial.sentence", _ANSWERS)

    office.tap("connections.orders.disconnect", "connections.orders.disconnect.yes")
    assert office.text("connections.headline") == "No back office is connected"
    assert office.program.desk.caps.title(Role.ORDERS) == ""

    given = office.site.values(office.stage.server.base_url)
    office.site.add_location("loc-1", "Tasting room, Napa", hands_over=True)
    office.site.add_location("loc-2", "Warehouse", hands_over=False)
    office.tap("connections.orders.connect", "connect.system.commerce7")
    _fill_in(office, {**given, "secret": "not the right one"})
    office.tap("connect.test")
    _hear(office, "connect.trial.sentence", _REFUSES)
    _fill_in(office, {"secret": given["secret"]})
    office.tap("connect.test")
    _hear(office, "connect.trial.sentence", _ANSWERS)
    listed = "connect.field.pickup_location.listed"
    office.wait_until(lambda: office.shows(f"{listed}.0"), "its pickup locations are listed")
    assert not office.shows(f"{listed}.1")
    office.tap(f"{listed}.0", "connect.save")
    (orders, _) = office.program.desk.roles()
    assert orders.values["pickup_location"] == "loc-1"
    assert office.text("connections.headline") == "One back office for everything: Commerce7"
    assert office.program.desk.caps.name(Role.PEOPLE) == "commerce7"
    office.tap("connections.orders.test")
    _hear(office, "connections.orders.trial.sentence", _ANSWERS)
