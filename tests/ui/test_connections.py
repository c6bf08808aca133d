"""Connections: which system does what, trying one, connecting, disconnecting, and who may."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from posapp.domain.changes import Topic
from posapp.ports.office import Role
from posapp.ports.store import HealthState
from posapp.ui.screens.connections.abilities import ABILITIES, manner_of
from posapp.ui.widgets.paint import StateChip
from tests.ui.conftest import OpenStage, Stage
from tests.ui.connection_scenes import (
    SYSTEMS,
    WINEDIRECT,
    broken_office,
    change_form,
    choose_system,
    connect,
    connect_form,
    dead_end,
    one_office,
    open_connections,
    systems_of,
    testing,
    two_offices,
    unconnected_offices,
)
from tests.ui.fakes import cut_off

SECRET = "hunter-two-and-more"


def texts(stage: Stage) -> list[str]:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return [label.text().replace("\u200b", "") for label in labels if label.isVisible()]


def field(stage: Stage, name: str) -> QLineEdit:
    """A field of the form."""
    found = stage.window.findChild(QLineEdit, f"connect.field.{name}")
    assert found is not None
    return found


def note_of(stage: Stage, name: str) -> str:
    """The second line of a button, as a screen reader says it."""
    button = stage.window.findChild(QAbstractButton, name)
    assert button is not None
    return button.accessibleDescription()


def answer(stage: Stage, text: str = "", *, trouble: str = "") -> None:
    """The other side answers, and the window hears of it."""
    stage.act.connections.inquiries[-1].end(text or None, trouble=trouble)
    stage.bridge.publish(frozenset({Topic.CONNECTIONS}))
    stage.hands.wait_until(lambda: (text or trouble) in texts(stage), "the answer is shown")


def calls(stage: Stage, verb: str) -> list[tuple[object, ...]]:
    """What was asked of a verb."""
    return [arguments for name, arguments in stage.act.connections.calls if name == verb]


def test_nothing_connected_says_what_becomes_of_the_work(stage: Stage) -> None:
    """Two roles, what waits for each, one button each."""
    unconnected_offices(stage)
    assert "No back office is connected" in texts(stage)
    assert "What is sold here is saved and waits until a system is connected." in texts(stage)
    assert stage.hands.is_shown("connections.orders.connect")
    assert stage.hands.is_shown("connections.people.connect")
    assert not stage.hands.is_shown("connections.orders.test")


def test_the_screen_has_a_key_of_its_own(stage: Stage) -> None:
    """Ctrl and the comma, as settings have it everywhere; Esc leads home."""
    systems_of(stage)
    stage.hands.press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.shown[0] == "connections"
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown[0] == "arrivals"


def test_one_office_does_everything(stage: Stage) -> None:
    """What it can, what it cannot and why; the people's card says that it is the same one."""
    one_office(stage)
    shown = texts(stage)
    assert "One back office for everything: WineDirect" in shown
    assert "Web service user: estate-winery-web" in shown
    assert "The office of orders does this, too · Answered 40 s ago" in shown
    assert "Takes the orders sold here" in shown
    assert "Takes joins, switches and cancels" in shown
    at = shown.index("Takes a pickup back")
    assert shown[at + 1] == "WineDirect has no public call for it."
    assert stage.hands.is_shown("connections.people.change")
    assert not stage.hands.is_shown("connections.people.disconnect")


def test_two_offices_are_seen_as_two(stage: Stage) -> None:
    """Each with its system, its account, its state and its own buttons."""
    two_offices(stage)
    shown = texts(stage)
    assert "Two back offices: Commerce7 for orders, OrderPort for guests and clubs" in shown
    assert "Client ID: 80211" in shown
    at = shown.index("Takes new and changed guests")
    assert shown[at + 1] == "OrderPort's interface only reads."
    assert stage.hands.is_shown("connections.people.disconnect")


def test_what_a_live_office_refuses_is_said_on_its_card(stage: Stage) -> None:
    """It answers, and does not tell everything: the reason is not only in the Sync centre."""
    reason = "The key has no right to read memberships. Give it that right there, then sync."
    one_office(stage)
    assert reason not in texts(stage)
    sources = stage.world.sources
    sources[1] = replace(sources[1], state=HealthState.LIVE, message=reason)
    stage.bridge.publish(frozenset({Topic.HEALTH}))
    stage.hands.wait_until(lambda: reason in texts(stage), "the reason is shown")


def test_every_capability_has_words_of_its_own() -> None:
    """Nothing an adapter may claim is unknown to the screen, and nothing is said twice."""
    from posapp.ports.backoffice import Cap

    known = [cap for abilities in ABILITIES.values() for cap in abilities]
    assert sorted(known) == sorted(Cap)
    words = [text for abilities in ABILITIES.values() for text in abilities.values()]
    assert len(set(words)) == len(words)
    manners = ["Both ways", "By files", "Only reads", "Both ways"]
    assert [manner_of(one) for one in SYSTEMS] == manners


def test_the_form_is_made_of_the_systems_fields(stage: Stage) -> None:
    """Labels, hints, defaults, choices; a secret is masked."""
    connect_form(stage)
    shown = texts(stage)
    assert "made in WineDirect's admin panel" in shown
    assert "Secrets are kept in Secret Service." in shown
    assert field(stage, "history_days").text() == "365"
    assert stage.hands.is_on("connect.field.marks_pickups.no")
    assert field(stage, "password").echoMode() is QLineEdit.EchoMode.Password
    assert field(stage, "username").echoMode() is QLineEdit.EchoMode.Normal
    assert QApplication.focusWidget() is field(stage, "username")


def test_connecting_keeps_what_was_typed_and_chosen(stage: Stage) -> None:
    """Plain values and secrets go their own ways; the form closes and says it is done."""
    connect_form(stage)
    stage.hands.type_into("connect.field.username", "estate-winery-web")
    stage.hands.type_into("connect.field.password", SECRET)
    stage.hands.tap("connect.field.marks_pickups.yes")
    password = field(stage, "password")
    stage.hands.tap("connect.save")
    ((role, backend, values, secrets),) = calls(stage, "connect")
    assert (role, backend, secrets) == (Role.ORDERS, "winedirect", ("password",))
    assert isinstance(values, dict)
    assert values["username"] == "estate-winery-web"
    assert values["marks_pickups"] == "yes"
    assert "password" not in values
    assert password.text() == ""
    assert "WineDirect is connected for orders" in texts(stage)
    assert stage.hands.is_shown("connections.orders.disconnect")


def test_the_keyboard_alone_connects(stage: Stage) -> None:
    """Tab to the system, Enter, type, Tab, type, Enter."""
    choose_system(stage)
    while QApplication.focusWidget().objectName() != "connect.system.commerce7":
        stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Return)
    stage.type_keys("estate-winery")
    stage.hands.press(Qt.Key.Key_Tab)
    stage.type_keys("app-7")
    stage.hands.press(Qt.Key.Key_Tab)
    stage.type_keys(SECRET)
    stage.hands.press(Qt.Key.Key_Return)
    ((_, backend, values, secrets),) = calls(stage, "connect")
    assert (backend, secrets) == ("commerce7", ("secret",))
    assert isinstance(values, dict)
    assert (values["tenant"], values["app_id"]) == ("estate-winery", "app-7")


def test_a_kept_secret_never_comes_back(stage: Stage) -> None:
    """The field is empty and says so; saving without typing changes no secret."""
    change_form(stage)
    assert field(stage, "password").text() == ""
    assert field(stage, "password").placeholderText() == "Kept. Type to replace it"
    assert field(stage, "username").text() == "estate-winery-web"
    stage.hands.tap("connect.save")
    ((_, _, _, secrets),) = calls(stage, "connect")
    assert secrets == ()


def test_without_a_vault_it_is_said_plainly(stage: Stage) -> None:
    """On the form and on the overview."""
    systems_of(stage).where = "They are kept for this run only."
    open_connections(stage)
    assert "They are kept for this run only." in texts(stage)
    stage.hands.tap("connections.orders.connect")
    stage.hands.tap("connect.system.winedirect")
    assert "They are kept for this run only." in texts(stage)


def test_a_test_is_asked_with_what_is_typed_and_keeps_nothing(stage: Stage) -> None:
    """While it is under way it says so and can be cancelled; then the answer."""
    testing(stage)
    ((role, backend, values, secrets),) = calls(stage, "test")
    assert (role, backend, secrets) == (Role.ORDERS, "winedirect", ("password",))
    assert isinstance(values, dict)
    assert values["username"] == "estate-winery-web"
    assert "Asking WineDirect" in texts(stage)
    assert stage.hands.is_shown("connect.trial.cancel")
    answer(stage, "WineDirect answers and takes the key.")
    assert "WineDirect answers and takes the key." in texts(stage)
    assert not stage.hands.is_shown("connect.trial.cancel")
    assert calls(stage, "connect") == []


def test_the_real_reason_is_shown_and_editing_takes_it_away(stage: Stage) -> None:
    """A reason belongs to what was asked, not to what is typed after it."""
    testing(stage)
    reason = "The host name of WineDirect does not exist. Check the address for typing errors."
    answer(stage, trouble=reason)
    assert reason in texts(stage)
    stage.hands.type_into("connect.field.base_url", "https://example.com")
    assert reason not in texts(stage)
    assert field(stage, "password").text() == "not a real one"


def test_a_test_can_be_cancelled_and_asked_again(stage: Stage) -> None:
    """Nobody waits for the first one any more; what was typed stays."""
    testing(stage)
    stage.hands.tap("connect.trial.cancel")
    (first,) = stage.act.connections.inquiries
    assert first.is_done
    assert "Asking WineDirect" not in texts(stage)
    stage.hands.tap("connect.test")
    assert len(stage.act.connections.inquiries) == 2
    assert field(stage, "username").text() == "estate-winery-web"


def test_what_is_wrong_is_said_at_its_field(stage: Stage) -> None:
    """The field is brought into view, has the cursor and loses the sentence when it is edited."""
    connect_form(stage)
    connections = stage.act.connections
    connections.refusal, connections.refused_field = "Enter a whole number.", "per_minute"
    stage.hands.tap("connect.save")
    assert "Enter a whole number." in texts(stage)
    assert QApplication.focusWidget() is field(stage, "per_minute")
    stage.type_keys("5")
    assert "Enter a whole number." not in texts(stage)


def test_a_wrong_choice_is_said_at_its_chips(stage: Stage) -> None:
    """A choice has a place for its sentence, too."""
    connect_form(stage)
    connections = stage.act.connections
    connections.refusal, connections.refused_field = "Use one of US, AU.", "region"
    stage.hands.tap("connect.test")
    assert "Use one of US, AU." in texts(stage)
    stage.hands.tap("connect.field.region.AU")
    assert "Use one of US, AU." not in texts(stage)


def test_who_is_no_manager_is_told_and_loses_nothing(stage: Stage) -> None:
    """The sentence stands above the form, all stays typed, also while a manager signs in."""
    connect_form(stage)
    stage.hands.type_into("connect.field.username", "estate-winery-web")
    stage.hands.type_into("connect.field.password", SECRET)
    connections = stage.act.connections
    connections.refusal = "Connections are a manager's to change. Let a manager sign in."
    stage.hands.tap("connect.save")
    assert connections.refusal in texts(stage)
    connections.refusal = ""
    stage.window.lock()
    stage.sign_in("mgr")
    open_connections(stage)
    assert field(stage, "username").text() == "estate-winery-web"
    stage.hands.tap("connect.save")
    assert calls(stage, "connect")[-1][3] == ("password",)


@pytest.mark.parametrize(("staff_id", "is_told"), [("ana", True), ("mgr", False)])
def test_anybody_may_look(open_stage: OpenStage, staff_id: str, *, is_told: bool) -> None:
    """Only who may not change anything is told so."""
    stage = open_stage().sign_in(staff_id)
    systems_of(stage)
    open_connections(stage)
    assert ("Connections are a manager's to change. Anybody may look." in texts(stage)) is is_told


def test_disconnecting_asks_once_and_says_what_stays(stage: Stage) -> None:
    """The safe answer has the focus; Esc takes the question away; the second tap ends it."""
    one_office(stage)
    stage.hands.tap("connections.orders.disconnect")
    shown = " ".join(texts(stage))
    assert "What is unsent waits for the next system." in shown
    assert "Is forgotten: its settings, its keys and passwords." in shown
    assert QApplication.focusWidget().objectName() == "connections.orders.disconnect.no"
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("connections.orders.disconnect.yes")
    assert calls(stage, "disconnect") == []
    stage.hands.tap("connections.orders.disconnect")
    stage.hands.tap("connections.orders.disconnect.yes")
    assert calls(stage, "disconnect") == [(Role.ORDERS,)]
    assert "No back office is connected" in texts(stage)


def test_a_refused_disconnection_is_said_at_its_card(stage: Stage) -> None:
    """Nothing is lost, the connection is there."""
    one_office(stage)
    stage.act.connections.refusal = "Connections are a manager's to change."
    stage.hands.tap("connections.orders.disconnect")
    stage.hands.tap("connections.orders.disconnect.yes")
    assert "Connections are a manager's to change." in texts(stage)
    assert stage.hands.is_shown("connections.orders.test")


def test_a_kept_connection_is_tried_on_its_card(stage: Stage) -> None:
    """With what is kept: no secret goes through the window."""
    one_office(stage)
    stage.hands.tap("connections.orders.test")
    ((role, backend, values, secrets),) = calls(stage, "test")
    assert (role, backend, secrets) == (Role.ORDERS, "winedirect", ())
    assert values == {"username": "estate-winery-web", "region": "US"}
    answer(stage, trouble="Nobody answers at the address of WineDirect. Check host and port.")
    assert "Nobody answers at the address of WineDirect. Check host and port." in texts(stage)


def test_a_system_without_a_connection_explains_itself(stage: Stage) -> None:
    """Nothing can be pressed in vain, and each thing says how it is done instead."""
    dead_end(stage)
    assert any(text.startswith("eCELLAR cannot be connected. Its") for text in texts(stage))
    assert note_of(stage, "connect.save") == "Not possible"
    reasons = [text for text in texts(stage) if "“Import a file”" in text]
    assert len(reasons) == len(ABILITIES[Role.ORDERS])


def test_another_system_warns_and_keeps_what_was_typed(stage: Stage) -> None:
    """It says what becomes of the one before; looking at a third loses nothing."""
    one_office(stage)
    stage.hands.tap("connections.orders.change")
    stage.hands.tap("connect.system.commerce7")
    assert any("puts Commerce7 in the place of WineDirect" in text for text in texts(stage))
    stage.hands.type_into("connect.field.tenant", "estate-winery")
    stage.hands.tap("connect.system.orderport")
    stage.hands.tap("connect.system.commerce7")
    assert field(stage, "tenant").text() == "estate-winery"


def test_escape_leaves_the_form_and_undo_brings_it_back(stage: Stage) -> None:
    """Plain values return, secrets do not."""
    connect_form(stage)
    stage.hands.type_into("connect.field.username", "estate-winery-web")
    stage.hands.type_into("connect.field.password", SECRET)
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.hands.is_shown("connections.orders.connect")
    stage.hands.tap("snack.undo")
    assert field(stage, "username").text() == "estate-winery-web"
    assert field(stage, "password").text() == ""


def test_no_secret_is_anywhere_but_in_its_field(stage: Stage) -> None:
    """Not in a label, not in a name a screen reader says, not in what the verbs noted."""
    testing(stage)
    stage.hands.type_into("connect.field.password", SECRET)
    stage.hands.tap("connect.test")
    answer(stage, trouble="WineDirect answers, but refuses the key.")
    said = [*texts(stage), json.dumps(stage.act.connections.calls, default=str)]
    for widget in stage.window.findChildren(QWidget):
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    assert not any(SECRET in text for text in said)


def test_an_office_that_does_not_answer_says_so(stage: Stage) -> None:
    """The state and the reason of its lane; the connection itself stays."""
    systems_of(stage)
    connect(stage, Role.ORDERS, WINEDIRECT, username="x" * 300)
    cut_off(stage.world, minutes=15)
    open_connections(stage)
    assert "No connection: the address cannot be reached." in texts(stage)
    chip = stage.window.findChild(StateChip, "connections.orders.state")
    assert chip is not None
    assert chip.accessibleName() == "Not answering"
    assert stage.hands.is_shown("connections.orders.change")


def test_a_broken_connection_says_why(stage: Stage) -> None:
    """The till is open, the card names the trouble, and the form puts it right."""
    broken_office(stage)
    assert "WineDirect is not connected: Enter the password." in texts(stage)
    assert "A back office is not connected as it was set up" in texts(stage)
    stage.hands.tap("connections.orders.change")
    assert field(stage, "username").text() == "estate-winery-web"
    assert field(stage, "password").placeholderText() == ""
