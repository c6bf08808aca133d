"""Work that a person does in another system: listed with its reason, done, and taken back."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from posapp.domain.changes import Topic
from posapp.domain.manual_task import TaskKind, TaskState
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import Stage
from tests.ui.guest_book import RIVERA, add_guests
from tests.ui.task_scenes import CLUBS, PICKUP, add_tasks, nothing_by_hand

LIST = "sync.list"


def texts(stage: Stage) -> list[str]:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    shown = [label.text() for label in labels if label.isVisible()]
    return [text.replace("\u200b", "").replace("\xa0", " ") for text in shown]


def listed(stage: Stage) -> list[tuple[str, str]]:
    """The titles and details in the list."""
    view = stage.window.findChild(ListView, LIST)
    assert view is not None
    return [(card.title, card.detail) for card in view.model().items]


def open_tasks(stage: Stage) -> None:
    """The view of what is to be done by hand."""
    add_tasks(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.by_hand")


def test_each_task_is_listed_with_its_system_its_age_and_its_reason(stage: Stage) -> None:
    """The oldest first, as it was read; the head counts them."""
    open_tasks(stage)
    titles = [title for title, _ in listed(stage)]
    assert titles[0] == "Mark order 8842 as picked up in WineDirect."
    assert listed(stage)[1] == (
        "Enter order A-000121 of Min Kwon in OrderPort.",
        "OrderPort · 3 h old · OrderPort takes orders only from its own till.",
    )
    assert "3 to do by hand" in texts(stage)


def test_the_sheet_says_what_to_do_why_and_what_comes_then(stage: Stage) -> None:
    """What closes itself says so; nothing offers to open what has no address."""
    open_tasks(stage)
    stage.hands.tap_row(LIST, PICKUP)
    shown = texts(stage)
    assert "Mark as picked up" in shown
    assert "Mark order 8842 as picked up in WineDirect." in shown
    assert any(text.startswith("WineDirect has no public call for it.") for text in shown)
    assert "It goes away by itself when WineDirect shows it." in shown
    assert not stage.hands.is_shown("sync.retry")
    stage.hands.tap_row(LIST, CLUBS)
    assert "It goes away by itself when OrderPort shows it." not in texts(stage)


def test_a_pickup_taken_back_says_that_it_goes_away_by_itself(stage: Stage) -> None:
    """It does, as soon as the system lists the order again."""
    add_tasks(stage.world)
    tasks = stage.world.office.all_tasks
    tasks[0] = replace(tasks[0], kind=TaskKind.UNDO_PICKUP)
    stage.window.go("sync", argument=PICKUP)
    stage.hands.settle()
    assert "It goes away by itself when WineDirect shows it." in texts(stage)


def test_done_there_can_be_taken_back(stage: Stage) -> None:
    """It goes from the list at once, and Undo brings it back with its details."""
    open_tasks(stage)
    stage.hands.tap_row(LIST, PICKUP)
    stage.hands.tap("sync.done")
    assert stage.act.pickups.calls[-1] == ("close_task", (PICKUP,))
    assert len(listed(stage)) == 2
    assert "Done in WineDirect" in texts(stage)
    stage.hands.tap("snack.undo")
    assert stage.act.pickups.calls[-1] == ("reopen_task", (PICKUP,))
    assert len(listed(stage)) == 3
    assert stage.hands.is_shown("sync.done")


def test_the_keyboard_alone_does_a_task(stage: Stage) -> None:
    """F8, to the view, to the line, to the button; then the list has the keys again."""
    add_tasks(stage.world)
    stage.hands.press(Qt.Key.Key_F8)
    _tab_to(stage, "sync.view.by_hand")
    stage.hands.press(Qt.Key.Key_Return)
    _tab_to(stage, LIST)
    stage.hands.press(Qt.Key.Key_Down)
    _tab_to(stage, "sync.done")
    stage.hands.press(Qt.Key.Key_Return)
    states = [task.state for task in stage.world.office.all_tasks]
    assert states.count(TaskState.DONE) == 1
    stage.hands.press(Qt.Key.Key_Down)
    assert stage.hands.is_shown("sync.done")


def test_a_refusal_leaves_the_task_where_it_is(stage: Stage) -> None:
    """It was taken back elsewhere: the sentence, and the list as it is."""
    open_tasks(stage)
    stage.hands.tap_row(LIST, PICKUP)
    stage.act.pickups.refusal = "Nothing is left to do here: it was taken back."
    stage.hands.tap("sync.done")
    assert "Nothing is left to do here: it was taken back." in texts(stage)
    assert len(listed(stage)) == 3


def test_a_task_that_closes_itself_leaves_the_screen(stage: Stage) -> None:
    """The other system showed it: the line and its details are gone."""
    open_tasks(stage)
    stage.hands.tap_row(LIST, PICKUP)
    stage.world.office.all_tasks = stage.world.office.all_tasks[1:]
    stage.bridge.publish(frozenset({Topic.TASKS}))
    stage.hands.wait_until(lambda: len(listed(stage)) == 2, "the line is gone")
    assert not stage.hands.is_shown("sync.done")


def test_other_screens_lead_to_one_task(stage: Stage) -> None:
    """Its id is the argument of the Sync centre."""
    add_tasks(stage.world)
    stage.window.go("sync", argument=CLUBS)
    stage.hands.settle()
    assert "Change clubs" in texts(stage)


def test_nothing_by_hand_is_said(stage: Stage) -> None:
    """An empty list says so in one line."""
    nothing_by_hand(stage)
    assert "Nothing has to be done by hand in another system" in texts(stage)


def _tab_to(stage: Stage, name: str) -> None:
    for _ in range(40):
        if QApplication.focusWidget().objectName() == name:
            return
        stage.hands.press(Qt.Key.Key_Tab)
    raise AssertionError(name)


def test_an_impatient_finger_finishes_one_task(stage: Stage) -> None:
    """The tap after the next would finish the task that has come to that spot."""
    add_tasks(stage.world)
    first = stage.world.office.all_tasks[0]
    stage.world.office.all_tasks += [replace(first, task_id=f"m-{n}") for n in range(20)]
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.by_hand")
    stage.hands.tap_row(LIST, PICKUP)
    stage.hands.tap("sync.done", taps=10)
    assert stage.act.called("close_task") == [(PICKUP,)]


def test_an_order_to_be_entered_elsewhere_is_one_tap_away(stage: Stage) -> None:
    """Who types it into another till needs its lines; of an order that is gone there is no way."""
    add_tasks(stage.world)
    task = next(one for one in stage.world.office.all_tasks if one.kind is TaskKind.ENTER_ORDER)
    number = stage.world.orders["o-abara"].number
    stage.world.office.all_tasks = [
        replace(task, task_id="t-here", subject_id=number),
        replace(task, task_id="t-gone", subject_id="A-999999"),
    ]
    stage.window.go("sync", argument="t-gone")
    stage.hands.settle()
    assert not stage.hands.is_shown("sync.open")
    stage.window.go("sync", argument="t-here")
    stage.hands.settle()
    stage.hands.tap("sync.open")
    assert stage.window.shown == ("order", "o-abara")


def test_a_guest_to_be_entered_elsewhere_is_one_tap_away(stage: Stage) -> None:
    """Who types a record into another system needs to see it."""
    add_guests(stage.world)
    add_tasks(stage.world)
    task = stage.world.office.all_tasks[0]
    task = replace(task, task_id="t-guest", kind=TaskKind.ENTER_CUSTOMER, subject_id=RIVERA)
    stage.world.office.all_tasks.append(task)
    stage.window.go("sync", argument="t-guest")
    stage.hands.settle()
    stage.hands.tap("sync.open")
    assert stage.window.shown == ("guests", RIVERA)
