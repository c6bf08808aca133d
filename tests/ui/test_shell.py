"""The frame: keys, going back, notices, trouble, news, and the demo's mark."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from posapp.domain.changes import Topic
from posapp.ports.failures import StoreTrouble
from posapp.ui.desk import Notice
from posapp.ui.spec import discover
from posapp.ui.tokens import PANEL_WIDTH, RAIL_WIDE, RAIL_WIDTH, Tone
from posapp.ui.widgets.input_watch import WATCH
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import cut_off
from tests.ui.guest_book import CONFLICT
from tests.ui.scenes import play


def texts(stage: Stage) -> list[str]:
    """Every word on the screen."""
    return [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]


def test_screens_are_found_in_their_folders() -> None:
    """Each announces its name, title, icon and key; the rail's order is theirs."""
    specs = discover()
    assert {"lock", "arrivals", "order", "tender", "sync"} <= set(specs)
    on_rail = [spec.name for spec in specs.values() if spec.order]
    known = ("arrivals", "order", "guests", "sync", "mappings")
    assert [name for name in on_rail if name in known] == list(known)
    assert [specs[name].shortcut for name in known] == ["F2", "F4", "F6", "F8", "F11"]


def test_function_keys_and_rail_lead_to_the_same_screens(stage: Stage) -> None:
    """F2, F4, F8 and the buttons."""
    for key, name in (
        (Qt.Key.Key_F8, "sync"),
        (Qt.Key.Key_F4, "order"),
        (Qt.Key.Key_F2, "arrivals"),
    ):
        stage.hands.press(key)
        assert stage.window.shown[0] == name
    for name in ("sync", "order", "arrivals"):
        stage.hands.tap(f"rail.{name}")
        assert stage.window.shown[0] == name


def test_back_goes_the_way_one_came(stage: Stage) -> None:
    """From the pay sheet to its order, from there to the list, and to the board at last."""
    stage.window.go("order")
    stage.window.go("order", argument="o-walk")
    stage.window.go("tender", argument="order:o-walk")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown == ("order", "o-walk")
    stage.hands.press(Qt.Key.Key_Escape)
    assert stage.window.shown[0] == "arrivals"


def test_undo_is_offered_once_and_not_for_ever(stage: Stage) -> None:
    """Undo runs once; after its time the notice is gone and Ctrl+Z does nothing."""
    undone: list[str] = []
    stage.window.notify(Notice("One", lambda: undone.append("one")))
    stage.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["one"]
    stage.window.notify(Notice("Two", lambda: undone.append("two")))
    stage.window._snack._timer.timeout.emit()
    assert not stage.hands.is_shown("snack")
    stage.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["one"]


@pytest.mark.parametrize("has_undo", [True, False])
@pytest.mark.parametrize("tone", [Tone.NEUTRAL, Tone.DANGER])
def test_a_notice_is_read_whole_and_leaves_the_actions_free(
    stage: Stage, tone: Tone, has_undo: bool
) -> None:
    """As wide as its words; a very long one ends before the panel with the actions."""
    undo = (lambda: None) if has_undo else None
    label = stage.window.findChild(QLabel, "snack.text")
    snack = stage.window.findChild(QWidget, "snack")
    assert label is not None
    assert snack is not None
    stage.window.notify(Notice("Seated Jordan Rivera at T7", undo, tone))
    stage.hands.settle()
    assert label.width() >= QFontMetrics(label.font()).horizontalAdvance(label.text())
    stage.window.notify(Notice("W" * 300, undo, tone))
    stage.hands.settle()
    screens = stage.window.findChild(QWidget, "screens")
    assert screens is not None
    assert snack.geometry().right() < screens.width() - PANEL_WIDTH


def test_a_page_that_has_the_focus_itself_moves_no_notice(stage: Stage) -> None:
    """It shows no focus that could be hidden; at the top the notice would lie on its title."""
    snack, screens = (stage.window.findChild(QWidget, name) for name in ("snack", "screens"))
    assert snack is not None
    assert screens is not None
    stage.window.notify(Notice("Seated Jordan Rivera at T7", lambda: None))
    stage.hands.tap("rail.sync")
    sync = stage.window.findChild(QWidget, "sync")
    assert sync is not None
    sync.setFocus()
    stage.hands.settle()
    assert QApplication.focusWidget() is sync
    assert snack.geometry().top() > screens.height() // 2


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)], ids=["smallest", "usual"])
def test_a_notice_lies_on_no_button_of_the_foot(
    open_stage: OpenStage, size: tuple[int, int]
) -> None:
    """What may be pressed next stays free for as long as the notice stands."""
    stage = play("compare", open_stage, size=size)
    stage.window.notify(Notice("Choice taken back", lambda: None))
    stage.hands.settle()
    assert stage.hands.is_shown("snack")
    stage.hands.tap("compare.ours")
    stage.hands.tap("compare.theirs")
    stage.hands.tap("compare.back")
    assert stage.window.shown != ("guests", f"compare:{CONFLICT}")


def test_the_sheet_of_keys_opens_with_a_question_mark(stage: Stage) -> None:
    """Every key is written down, and Esc closes the sheet and nothing else."""
    stage.window.go("sync")
    stage.type_keys("?")
    assert {"F2", "F4", "F8", "F10", "Ctrl+N", "Ctrl+L"} <= set(texts(stage))
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("overlay")
    assert stage.window.shown[0] == "sync"


def test_a_store_that_refuses_says_why_and_what_to_do(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is a card with cause and next step; the screen stays as it was."""

    def refuse(*_: object, **__: object) -> None:
        raise StoreTrouble("disk_full", cause="The disk is full.", next_step="Free some space.")

    monkeypatch.setattr(stage.act, "add_item", refuse)
    stage.window.go("order", argument="o-walk")
    stage.hands.settle()
    stage.hands.tap("pad.tile.RT-CAP")
    assert {"This was not saved", "The disk is full.", "Free some space."} <= set(texts(stage))
    stage.hands.tap("overlay.close")
    assert stage.window.shown == ("order", "o-walk")


@pytest.mark.parametrize("way", ["news", "tick", "go"])
def test_a_store_that_cannot_be_read_is_a_page_and_no_crash(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Whatever made the screen read again; the page is closed once, not every second."""
    screen = stage.window._screens["arrivals"]

    def refuse(*_: object, **__: object) -> None:
        raise StoreTrouble("disk_error", cause="The disk is odd.", next_step="Check it.")

    ways = {
        "news": ("refresh", lambda: stage.window._take_news(frozenset({Topic.RESERVATIONS}))),
        "tick": ("tick", stage.window._tick),
        "go": ("enter", lambda: stage.window.go("arrivals")),
    }
    hook, read = ways[way]
    with monkeypatch.context() as patch:
        patch.setattr(screen, hook, refuse)
        read()
        assert {"This cannot be shown now", "The disk is odd.", "Check it."} <= set(texts(stage))
        stage.hands.tap("overlay.close")
        if way != "go":
            read()
            assert not stage.hands.is_shown("overlay")
    read()
    assert not stage.hands.is_shown("overlay")
    assert stage.window.shown[0] == "arrivals"


def test_news_reaches_the_screen_in_front(stage: Stage) -> None:
    """A commit on a lane's thread is on the board a moment later."""
    key = stage.world.key_named("Min Kwon")
    del stage.world.reservations[key]
    assert stage.hands.has_row("arrivals.list", key)
    stage.bridge.publish(frozenset({Topic.RESERVATIONS}))
    stage.hands.wait_until(lambda: not stage.hands.has_row("arrivals.list", key), "the row is gone")


def test_a_screen_in_the_back_is_fresh_when_it_comes_to_the_front(stage: Stage) -> None:
    """What changed meanwhile is read on entering."""
    stage.window.go("sync")
    key = stage.world.key_named("Min Kwon")
    del stage.world.reservations[key]
    stage.hands.tap("rail.arrivals")
    assert not stage.hands.has_row("arrivals.list", key)


def test_the_rail_is_wide_where_there_is_room(open_stage: OpenStage) -> None:
    """88 px on a tablet, 208 px with the words beside the icons on a large screen."""
    for size, width in (((1280, 720), RAIL_WIDTH), ((1920, 1080), RAIL_WIDE)):
        stage = open_stage(size=size).sign_in()
        rail = stage.window.findChild(QWidget, "rail")
        assert rail is not None
        assert rail.width() == width


def test_the_pill_explains_when_it_is_held_offline(stage: Stage) -> None:
    """A tap leads to the work; a long press to what goes on and what can be tried."""
    cut_off(stage.world, minutes=5)
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.tap("rail.pill")
    assert stage.window.shown[0] == "sync"
    assert not stage.hands.is_shown("overlay")
    stage.hands.press(Qt.Key.Key_F2)
    spot, handle = stage.hands.spot_of("rail.pill"), stage.window.windowHandle()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, left, none, spot)
    stage.hands.wait_for("overlay.sync")
    QTest.mouseRelease(handle, left, none, spot)
    assert "Working offline" in texts(stage)
    assert stage.window.shown[0] == "arrivals"


def test_a_demo_says_so(open_stage: OpenStage) -> None:
    """On the rail and in the title."""
    stage = open_stage(is_demo=True).sign_in()
    assert stage.window.windowTitle() == "posapp · demo"
    names = [widget.accessibleName() for widget in stage.window.findChildren(QWidget)]
    assert "Demo: nothing here is real" in names


def test_an_idle_terminal_locks_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the set time without a touch; zero never."""
    monkeypatch.setattr(WATCH, "_last_s", WATCH._last_s - 600)
    stage.window._tick()
    assert stage.window.shown[0] == "arrivals"
    stage.window._desk.idle_lock_s = 300
    stage.window._tick()
    assert stage.window.shown[0] == "lock"


def test_rings_follow_the_keyboard_and_not_the_finger(stage: Stage) -> None:
    """A key press turns focus rings on, a touch turns them off."""
    handle = stage.window.windowHandle()
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    WATCH.eventFilter(handle, press)
    assert WATCH.is_keyboard
    touch = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        QPointF(1, 1),
        QPointF(1, 1),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    WATCH.eventFilter(handle, touch)
    assert not WATCH.is_keyboard
