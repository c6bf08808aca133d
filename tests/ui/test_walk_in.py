"""A walk-in: size, SEAT; a name makes a customer record only when it is complete."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from posapp.domain.guest import Contact
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage, Stage


def hint(stage: Stage) -> str:
    """The sentence about the customer record."""
    label = stage.window.findChild(QLabel, "walkin.hint")
    assert label is not None
    return label.text()


def test_three_taps_to_the_order(stage: Stage) -> None:
    """Walk-in, size, seat: no name is asked, however often SEAT is tapped."""
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.size.3")
    stage.hands.tap("walkin.seat", taps=4)
    calls = stage.act.called("seat_walk_in")
    assert len({(visit, order) for visit, order, *_ in calls}) == 1
    assert calls[0][2:] == (3, "", Contact())
    assert stage.window.shown == ("order", calls[0][1])


def test_the_keyboard_alone_seats_a_party(stage: Stage) -> None:
    """Ctrl+N, a digit, Enter."""
    stage.hands.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    stage.type_keys("4")
    stage.hands.press(Qt.Key.Key_Return)
    seated = stage.act.called("seat_walk_in")
    if not seated:  # the first size has the focus: Enter is the primary action from any key
        stage.hands.press(Qt.Key.Key_Return)
        seated = stage.act.called("seat_walk_in")
    assert seated[0][2] == 4


def test_a_large_party_is_typed(stage: Stage) -> None:
    """Ten and more by keypad; Backspace corrects."""
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.size.more")
    for key in ("1", "3"):
        stage.hands.tap(f"walkin.key.{key}")
    stage.hands.tap("walkin.key.back")
    stage.hands.tap("walkin.key.2")
    seat = stage.window.findChild(Button, "walkin.seat")
    assert seat is not None
    assert seat.text() == "Seat 12 guests"
    stage.hands.tap("walkin.seat")
    assert stage.act.called("seat_walk_in")[0][2] == 12


def test_a_large_party_is_typed_on_the_keyboard(stage: Stage) -> None:
    """One and two are twelve, not two; a digit after a tapped size takes its place."""
    stage.hands.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    seat = stage.window.findChild(Button, "walkin.seat")
    assert seat is not None
    stage.hands.tap("walkin.size.4")
    stage.type_keys("1")
    assert seat.text() == "Seat 1 guest"
    stage.type_keys("2")
    assert seat.text() == "Seat 12 guests"
    stage.hands.press(Qt.Key.Key_Backspace)
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.act.called("seat_walk_in")[0][2] == 1


def test_the_pad_of_a_large_party_comes_into_view(open_stage: OpenStage) -> None:
    """On the smallest window the sheet scrolls to it by itself."""
    stage = open_stage(size=(1_024, 640)).sign_in()
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.size.more")
    for name in ("walkin.key.1", "walkin.key.0", "walkin.key.back"):
        key = stage.window.findChild(Button, name)
        assert key is not None
        stage.hands.wait_until(
            lambda key=key: key.visibleRegion().boundingRect() == key.rect(), f"{name} is in view"
        )


def test_no_size_is_said_at_the_field(stage: Stage) -> None:
    """SEAT without a size seats nobody and says what is missing."""
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.seat")
    assert stage.act.called("seat_walk_in") == []
    texts = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "Enter how many people, from 1 to 500." in texts


def test_the_sentence_follows_what_is_typed(stage: Stage) -> None:
    """First name, last name and e-mail together make a record; anything less does not."""
    stage.hands.tap("arrivals.walkin")
    assert hint(stage) == "No customer record without first name, last name and e-mail."
    stage.hands.tap("walkin.size.2")
    stage.hands.type_into("walkin.first", "Ines")
    stage.hands.type_into("walkin.last", "Blanc")
    assert "No customer record" in hint(stage)
    stage.hands.type_into("walkin.email", "ines@example.com")
    assert hint(stage) == "A customer record will be made."
    stage.hands.type_into("walkin.table", "T3")
    stage.hands.tap("walkin.seat")
    contact = Contact("Ines", "Blanc", "ines@example.com", "")
    assert stage.act.called("seat_walk_in")[0][2:] == (2, "T3", contact)


def test_a_bad_address_is_said_at_its_field(stage: Stage) -> None:
    """The use case's sentence stands under the field, and the cursor is in it."""
    stage.hands.tap("arrivals.walkin")
    stage.hands.tap("walkin.size.2")
    stage.hands.type_into("walkin.email", "no address")
    stage.hands.tap("walkin.seat")
    error = stage.window.findChild(QLabel, "walkin.email.error")
    assert error is not None
    assert error.text() == "This is not an e-mail address."
    assert stage.window.shown[0] == "arrivals"


def test_the_next_walk_in_starts_empty(stage: Stage) -> None:
    """Nothing of the last party is left on the sheet, and its ids are new."""
    for _ in range(2):
        stage.hands.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        stage.hands.tap("walkin.size.2")
        stage.hands.tap("walkin.seat")
    first, second = stage.act.called("seat_walk_in")
    assert first[0] != second[0]
    assert first[1] != second[1]
