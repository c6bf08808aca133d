"""What the keyboard works on can be seen: its ring, its place in a scroll area, above the keys."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from posapp.ui import theme
from posapp.ui.widgets.input_watch import WATCH
from tests.ui.conftest import OpenStage, Stage
from tests.ui.scenes import SCENES, play

SMALLEST = (1_024, 640)
KEYS_FROM = 340
"""Where an on-screen keyboard begins on a window 640 high."""
_RING_PIXELS = 60


def focused() -> QWidget:
    """What has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def ring_pixels(stage: Stage) -> int:
    """How much of the ring's colour is where the focus is."""
    image = stage.window.grab().toImage()
    at = QRect(focused().mapTo(stage.window, QPoint(0, 0)), focused().size())
    at = at.intersected(image.rect())
    wanted = QColor(theme.ink().focus).rgb()
    return sum(
        image.pixel(x, y) == wanted
        for y in range(at.top(), at.bottom() + 1)
        for x in range(at.left(), at.right() + 1)
    )


@pytest.mark.parametrize("scene", SCENES)
def test_the_tab_key_is_followed_by_a_ring_in_view(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch, scene: str
) -> None:
    """On the smallest window each control that Tab comes to lies whole in view and wears it."""
    stage = play(scene, open_stage, size=SMALLEST)
    monkeypatch.setattr(WATCH, "is_keyboard", True)
    met: set[str] = set()
    for _ in range(60):
        stage.hands.press(Qt.Key.Key_Tab)
        name = focused().objectName()
        if name in met:
            continue
        met.add(name)
        assert focused().visibleRegion().boundingRect() == focused().rect(), name
        assert ring_pixels(stage) >= _RING_PIXELS, name


@pytest.mark.parametrize("name", ["arrivals.table", "walkin.phone", "tender.reference"])
def test_the_field_typed_into_stays_above_the_on_screen_keyboard(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The contents are lifted as far as it takes, and come down when the keyboard goes."""
    scene = {"arrivals": "party", "walkin": "walk_in", "tender": "card"}[name.partition(".")[0]]
    stage = play(scene, open_stage, size=SMALLEST)
    field = stage.window.findChild(QWidget, name)
    assert field is not None
    field.setFocus()
    stage.hands.settle()
    before = field.mapTo(stage.window, QPoint(0, field.height())).y()
    assert before > KEYS_FROM
    view = stage.window.focus_view
    monkeypatch.setattr(view, "_free_height", lambda: KEYS_FROM)
    view.settle()
    stage.hands.settle()
    assert field.mapTo(stage.window, QPoint(0, field.height())).y() < KEYS_FROM
    assert field.visibleRegion().boundingRect() == field.rect()
    monkeypatch.setattr(view, "_free_height", lambda: None)
    view.settle()
    stage.hands.settle()
    assert field.mapTo(stage.window, QPoint(0, field.height())).y() == before


def test_the_contents_come_down_with_the_field(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control that is not typed into, or one high up, needs no lift."""
    stage = play("party", open_stage, size=SMALLEST)
    monkeypatch.setattr(stage.window.focus_view, "_free_height", lambda: KEYS_FROM)
    table = stage.window.findChild(QWidget, "arrivals.table")
    search = stage.window.findChild(QWidget, "arrivals.search")
    assert table is not None
    assert search is not None
    top = search.mapTo(stage.window, QPoint(0, 0)).y()
    for other in (search, stage.window.findChild(QWidget, "arrivals.list")):
        assert other is not None
        table.setFocus()
        stage.hands.settle()
        assert search.mapTo(stage.window, QPoint(0, 0)).y() < top
        other.setFocus()
        stage.hands.settle()
        assert search.mapTo(stage.window, QPoint(0, 0)).y() == top
