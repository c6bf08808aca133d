"""Signing in: names, a masked PIN, a lock-out that counts down, and what comes next today."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import OpenStage, Stage
from tests.ui.saturday import PIN


def prompt(stage: Stage) -> str:
    """The sentence over the dots."""
    label = stage.window.findChild(QLabel, "lock.prompt")
    assert label is not None
    return label.text()


def enter(stage: Stage, pin: str) -> None:
    """Type a PIN on the pad."""
    for digit in pin:
        stage.hands.tap(f"lock.key.{digit}")
    stage.hands.tap("lock.enter")


def test_a_person_signs_in_by_touch(open_stage: OpenStage) -> None:
    """A name, four digits and the tick lead to the board."""
    stage = open_stage()
    assert prompt(stage) == "Tap your name"
    stage.hands.tap("lock.staff.ana")
    assert prompt(stage) == "Enter your PIN"
    enter(stage, PIN)
    assert stage.window.shown == ("arrivals", "")
    assert stage.act.called("sign_in") == [("ana", PIN)]


def test_a_person_signs_in_by_keyboard(open_stage: OpenStage) -> None:
    """Digits and Enter work wherever the focus is; Backspace takes one back."""
    stage = open_stage()
    stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Return)
    stage.type_keys("9")
    stage.hands.press(Qt.Key.Key_Backspace)
    stage.type_keys(PIN)
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown[0] == "arrivals"
    assert stage.act.called("sign_in")[0][1] == PIN


def test_the_pin_is_nowhere_on_the_screen(open_stage: OpenStage) -> None:
    """It is drawn as dots, and no label, name or description holds it."""
    stage = open_stage()
    stage.hands.tap("lock.staff.ana")
    for digit in PIN[:3]:
        stage.hands.tap(f"lock.key.{digit}")
    for label in stage.window.findChildren(QLabel):
        assert PIN[:3] not in label.text()
        assert PIN[:3] not in label.accessibleName()


def test_a_wrong_pin_says_how_many_tries_are_left(open_stage: OpenStage) -> None:
    """The digits are gone, and the sentence says what happened."""
    stage = open_stage()
    stage.hands.tap("lock.staff.ben")
    enter(stage, "1111")
    assert prompt(stage) == "That is not the PIN. 4 tries left."
    enter(stage, "11")
    assert prompt(stage) == "A PIN is four to six digits."
    enter(stage, PIN)
    assert stage.window.shown[0] == "arrivals"


def test_a_lock_out_counts_down_and_ends(open_stage: OpenStage) -> None:
    """Five wrong tries lock the person for a minute; others may sign in meanwhile."""
    stage = open_stage()
    stage.hands.tap("lock.staff.ben")
    for _ in range(5):
        enter(stage, "1111")
    assert prompt(stage) == "Too many wrong PINs. Try again in 60 s."
    stage.world.clock.move(18)
    stage.window._tick()
    assert prompt(stage) == "Too many wrong PINs. Try again in 42 s."
    stage.hands.tap("lock.staff.ana")
    assert prompt(stage) == "Enter your PIN"
    stage.hands.tap("lock.staff.ben")
    stage.world.clock.move(43)
    stage.window._tick()
    enter(stage, PIN)
    assert stage.window.shown[0] == "arrivals"


def test_nothing_but_the_lock_screen_is_in_reach_before(open_stage: OpenStage) -> None:
    """No key and no call leads past the lock."""
    stage = open_stage()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_F10, Qt.Key.Key_Escape):
        stage.hands.press(key)
    stage.hands.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.window.go("arrivals")
    assert stage.window.shown[0] == "lock"
    assert not stage.hands.is_shown("rail")


def test_a_pin_typed_while_starting_is_tried_when_all_is_there(open_stage: OpenStage) -> None:
    """The first paint needs no commands; whoever is quicker than the start is not asked twice."""
    stage = open_stage(has_commands=False)
    stage.hands.tap("lock.staff.ana")
    enter(stage, PIN)
    assert prompt(stage) == "One moment, posapp is still starting…"
    assert stage.window.shown[0] == "lock"
    stage.window.set_commands(stage.act)
    assert stage.window.shown[0] == "arrivals"


def test_the_lock_screen_says_what_comes_next(open_stage: OpenStage) -> None:
    """The next parties with time and size, and how many guests are expected before noon."""
    stage = open_stage()
    texts = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "25 guests expected before noon" in texts
    assert "Jordan Rivera" in texts
    assert "11:08" in texts
    assert "Sat 21 Nov" in texts


def test_locking_hides_everything_and_signs_out(stage: Stage) -> None:
    """Ctrl+L from anywhere; nothing typed before is left behind."""
    stage.hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.shown == ("lock", "")
    assert stage.act.called("sign_out") == [()]
    assert not stage.hands.is_shown("rail")
    assert prompt(stage) == "Tap your name"


def test_a_till_without_staff_says_how_the_first_one_is_entered(stage: Stage) -> None:
    """On a first start there is nobody to tap: the sentence says what to do next."""
    stage.window.lock()
    hint = stage.window.findChild(QLabel, "lock.nobody")
    assert hint is not None
    assert not hint.isVisible()
    stage.world.staff.clear()
    stage.window.lock()
    assert hint.isVisible()
    assert "posapp staff" in hint.text()
