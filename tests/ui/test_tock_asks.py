"""What Tock says of walk-ins: on row and sheet, answered by one tap, taken back by one more."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.visit import VisitState
from posapp.ui.screens.arrivals.view import ArrivalsScreen
from tests.ui.conftest import OpenStage, Stage
from tests.ui.walk_ins import DIFFERS, HERE, LEFT, SIZE, TABLE, TWIN, with_walk_ins


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """The Saturday with Tock's walk-ins, Ana signed in."""
    return open_stage(world=with_walk_ins()).sign_in()


def hints(stage: Stage) -> dict[str, str]:
    """What the rows of the board say of Tock."""
    screen = stage.window.findChild(ArrivalsScreen)
    assert screen is not None
    return {
        entry.key: entry.party.hint
        for entry in screen._presenter.entries()
        if entry.party is not None and entry.party.hint
    }


def widget(stage: Stage, name: str) -> QWidget:
    """A widget by its name."""
    found = stage.window.findChild(QWidget, name)
    assert found is not None
    return found


def told(stage: Stage) -> str:
    """What the snackbar says."""
    label = stage.window.findChild(QLabel, "snack.text")
    assert label is not None
    return label.text()


def test_the_board_says_what_differs(stage: Stage) -> None:
    """Only the rows concerned are marked, in words."""
    assert hints(stage) == {
        DIFFERS: "Tock says 4 people, table T6",
        HERE: "Also seated in Tock?",
        TWIN: "Also seated here?",
    }


def test_one_difference_is_said_with_ours(open_stage: OpenStage) -> None:
    """Of a size alone both numbers are on the row."""
    stage = open_stage(world=with_walk_ins(differences=(SIZE,))).sign_in()
    assert hints(stage)[DIFFERS] == "Tock says 4 people, here 2"


def test_a_difference_is_accepted_by_one_tap_and_taken_back_by_one(stage: Stage) -> None:
    """The visit follows Tock, the snackbar brings ours back."""
    stage.hands.tap_row("arrivals.list", DIFFERS)
    stage.hands.tap("arrivals.ask.size.accept")
    assert stage.world.visits["v-ines"].party_size == 4
    assert not stage.hands.is_shown("arrivals.ask.size.accept")
    assert told(stage) == "Inès Moreau: 4 people"
    stage.hands.tap("snack.undo")
    assert stage.world.visits["v-ines"].party_size == 2
    assert stage.hands.is_shown("arrivals.ask.size.accept")


def test_ours_is_kept_by_one_tap_and_asked_again_by_one(stage: Stage) -> None:
    """Keep ours changes nothing but the question."""
    stage.hands.tap_row("arrivals.list", DIFFERS)
    stage.hands.tap("arrivals.ask.table.decline")
    assert stage.act.called("keep_difference") == [("v-ines", TABLE)]
    assert not stage.hands.is_shown("arrivals.ask.table.decline")
    assert stage.hands.is_shown("arrivals.ask.size.accept")
    stage.hands.tap("snack.undo")
    assert stage.hands.is_shown("arrivals.ask.table.accept")


def test_no_answer_takes_the_place_of_another(stage: Stage) -> None:
    """The second of two quick taps on the first question does not answer the second one."""
    stage.hands.tap_row("arrivals.list", DIFFERS)
    before = widget(stage, "arrivals.ask.table.accept").geometry()
    at = widget(stage, "arrivals.ask.table").pos()
    stage.hands.tap("arrivals.ask.size.accept")
    assert widget(stage, "arrivals.ask.table").pos() == at
    assert widget(stage, "arrivals.ask.table.accept").geometry() == before
    assert stage.act.called("accept_difference") == [("v-ines", SIZE)]


def test_a_departure_in_tock_is_offered(open_stage: OpenStage) -> None:
    """Tock says LEFT: one tap and the party has left here too."""
    stage = open_stage(world=with_walk_ins(differences=(LEFT,))).sign_in()
    assert hints(stage)[DIFFERS] == "Tock says party has left"
    stage.hands.tap_row("arrivals.list", DIFFERS)
    stage.hands.tap("arrivals.ask.status.accept")
    assert stage.world.visits["v-ines"].state is VisitState.FINISHED


def test_a_cancellation_is_shown_and_cannot_be_taken_over(open_stage: OpenStage) -> None:
    """A party that sits here is not cancelled by Tock: there is only Keep ours."""
    cancelled = Difference(DifferenceField.STATUS, "CANCELLED", "seated")
    stage = open_stage(world=with_walk_ins(differences=(cancelled,))).sign_in()
    stage.hands.tap_row("arrivals.list", DIFFERS)
    assert not stage.hands.is_shown("arrivals.ask.status.accept")
    stage.hands.tap("arrivals.ask.status.decline")
    assert stage.act.called("keep_difference") == [("v-ines", cancelled)]


@pytest.mark.parametrize("key", [HERE, TWIN])
def test_twins_are_linked_from_either_sheet_and_parted_again(stage: Stage, key: str) -> None:
    """One tap links, the sheet of the one party opens, one tap on the snackbar undoes it."""
    stage.hands.tap_row("arrivals.list", key)
    stage.hands.tap("arrivals.ask.twin.accept")
    assert stage.act.called("link_twins") == [("v-walk", TWIN)]
    assert stage.hands.is_shown("arrivals.ask.linked.decline")
    stage.hands.tap("snack.undo")
    assert stage.act.called("unlink_twins") == [("v-walk", TWIN)]


def test_a_linked_party_can_be_parted_later(stage: Stage) -> None:
    """Long after the snackbar the sheet still has the way back."""
    stage.hands.tap_row("arrivals.list", HERE)
    stage.hands.tap("arrivals.ask.twin.accept")
    stage.hands.tap("arrivals.ask.linked.decline")
    assert stage.act.called("unlink_twins") == []  # too soon after the link: a hammered tap
    stage.world.clock.move(2)
    stage.hands.tap("arrivals.ask.linked.decline")
    assert stage.act.called("unlink_twins") == [("v-walk", TWIN)]


def test_parties_told_apart_are_proposed_no_more(stage: Stage) -> None:
    """Not the same: the mark goes from both rows."""
    stage.hands.tap_row("arrivals.list", HERE)
    stage.hands.tap("arrivals.ask.twin.decline")
    assert stage.act.called("tell_twins_apart") == [("v-walk", TWIN)]
    assert HERE not in hints(stage)
    stage.hands.tap("snack.undo")
    assert stage.act.called("propose_twins_again") == [("v-walk", TWIN)]


def test_a_refusal_is_a_sentence(stage: Stage) -> None:
    """Both have items: the question stays and the reason is told."""
    stage.act.walk_ins.refusal = "Both have items or payments."
    stage.hands.tap_row("arrivals.list", HERE)
    stage.hands.tap("arrivals.ask.twin.accept")
    assert told(stage) == "Both have items or payments."
    assert stage.hands.is_shown("arrivals.ask.twin.accept")


def test_the_keyboard_reaches_the_answers(stage: Stage) -> None:
    """Tab goes from the sheet's close button to the first answer; Enter gives it."""
    stage.hands.tap_row("arrivals.list", DIFFERS)
    close = widget(stage, "arrivals.close")
    close.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(close, Qt.Key.Key_Tab)
    reached = QApplication.focusWidget()
    assert reached is not None
    assert reached.objectName() == "arrivals.ask.size.accept"
    QTest.keyClick(reached, Qt.Key.Key_Return)
    stage.hands.settle()
    assert stage.world.visits["v-ines"].party_size == 4


def test_a_hostile_table_name_does_not_break_the_sheet(open_stage: OpenStage) -> None:
    """A hostile table name is shown as plain text."""
    wild = Difference(DifferenceField.TABLE, "<b>T6</b>\u202e" + "x" * 500, "T5")
    stage = open_stage(world=with_walk_ins(differences=(wild,)), size=(1024, 640)).sign_in()
    stage.hands.tap_row("arrivals.list", DIFFERS)
    stage.hands.tap("arrivals.ask.table.decline")
    assert stage.act.called("keep_difference") == [("v-ines", wild)]


def test_a_walk_in_of_tock_shows_no_amounts(stage: Stage) -> None:
    """Tock states no money of walk-ins: there is no block of dashes to read."""
    stage.hands.tap_row("arrivals.list", DIFFERS)
    sheet = widget(stage, "arrivals.sheet")
    assert "Due in Tock" not in [label.text() for label in sheet.findChildren(QLabel)]
