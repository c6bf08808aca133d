"""Rules that hold on every screen: sizes, names, keys, plain text, nothing cut off."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from posapp.ui.safe import ElidedLabel
from posapp.ui.shell.window import MainWindow
from posapp.ui.tokens import GRID, PALETTES, PRIMARY_HEIGHT
from posapp.ui.widgets.button import Button, Kind
from tests.ui.conftest import OpenStage, Stage
from tests.ui.scenes import SCENES, play

scenes = pytest.mark.parametrize("scene", SCENES)
sizes = pytest.mark.parametrize(
    "size", [(1024, 640), (1280, 720), (1920, 1080)], ids=["smallest", "small", "large"]
)


def on_screen(window: MainWindow, kind: type[QWidget]) -> list[QWidget]:
    """The visible widgets of a kind; under an open sheet only the sheet's own."""
    overlay = window.findChild(QWidget, "overlay")
    assert overlay is not None
    root: QWidget = overlay if overlay.isVisible() else window
    return [widget for widget in root.findChildren(kind) if widget.isVisible()]


def described(widget: QWidget) -> str:
    """A widget in a message."""
    return f"{widget.objectName() or type(widget).__name__} {widget.width()}×{widget.height()}"


@scenes
@sizes
def test_every_button_is_a_target_with_a_name(
    open_stage: OpenStage, scene: str, size: tuple[int, int]
) -> None:
    """48×48 at least, 64 high for the primary action, an accessible name and an objectName."""
    stage = play(scene, open_stage, size=size)
    buttons = on_screen(stage.window, QAbstractButton)
    assert buttons
    for button in buttons:
        assert button.width() >= 48, described(button)
        assert button.height() >= 48, described(button)
        assert button.accessibleName(), described(button)
        assert button.objectName(), described(button)
        if isinstance(button, Button) and button._kind is Kind.PRIMARY:
            assert button.height() >= PRIMARY_HEIGHT, described(button)


@scenes
@sizes
def test_nothing_is_cut_off(open_stage: OpenStage, scene: str, size: tuple[int, int]) -> None:
    """Buttons have room for their words, labels for their lines, and all is inside the window."""
    stage = play(scene, open_stage, size=size)
    for button in on_screen(stage.window, Button):
        if type(button) is Button and button._kind not in {Kind.RAIL, Kind.KEY}:
            words = QFontMetrics(button.font()).horizontalAdvance(button._label)
            icon = 32 if button._icon and button._label else 0
            assert button.width() >= words + icon + 8, f"{described(button)} {button._label}"
    for label in on_screen(stage.window, QLabel):
        if isinstance(label, ElidedLabel) or not label.text():
            continue
        assert label.width() >= label.minimumSizeHint().width(), (
            f"{described(label)} {label.text()}"
        )
        if label.wordWrap():
            needed = label.heightForWidth(label.width())
            assert label.height() >= needed, f"{described(label)} {label.text()}"
    for area in on_screen(stage.window, QScrollArea):
        inside = area.widget()
        assert inside.width() <= area.viewport().width(), f"{described(area)}: {inside.width()}"
    whole = QRect(QPoint(0, 0), stage.window.size())
    for name in ("arrivals.seat", "walkin.seat", "pad.pay", "tender.record", "sync.now"):
        for widget in on_screen(stage.window, QWidget):
            if widget.objectName() == name:
                at = widget.mapTo(stage.window, QPoint(0, 0))
                assert whole.contains(QRect(at, widget.size())), described(widget)


def seen_at(widget: QWidget) -> QRect:
    """The part of a widget that can be seen, in its window."""
    corner = widget.mapTo(widget.window(), QPoint(0, 0))
    return widget.visibleRegion().boundingRect().translated(corner)


def is_apart(button: QWidget) -> bool:
    """Lines of a list and folds follow each other closely, and a notice lies over everything."""
    lines = ("pad.line.", "pad.minus", "pad.plus", "pad.quantity", "pad.remove", "arrivals.fold.")
    return not button.objectName().startswith((*lines, "snack."))


@scenes
@sizes
def test_no_button_is_cut_or_too_near_to_another(
    open_stage: OpenStage, scene: str, size: tuple[int, int]
) -> None:
    """Each lies whole inside what holds it, unless that scrolls, with a finger's gap to others."""
    stage = play(scene, open_stage, size=size)
    buttons = on_screen(stage.window, Button)
    for button in buttons:
        holder, rect = button.parentWidget(), button.geometry()
        while holder is not None and not isinstance(holder.parentWidget(), QScrollArea):
            assert holder.rect().contains(rect), f"{described(button)} in {described(holder)}"
            rect.translate(holder.pos())
            holder = holder.parentWidget()
    seen = [(one, seen_at(one)) for one in buttons if is_apart(one) and not seen_at(one).isEmpty()]
    for at, (button, rect) in enumerate(seen):
        for other, there in seen[at + 1 :]:
            near = rect.adjusted(1 - GRID, 1 - GRID, GRID - 1, GRID - 1).intersects(there)
            assert not near, f"{described(button)} and {described(other)}"


@scenes
def test_the_smallest_window_is_enough(open_stage: OpenStage, scene: str) -> None:
    """Nothing asks for more than 1024×640: 1280×800 at a scale of 125 %."""
    stage = play(scene, open_stage, size=(1024, 640))
    assert (stage.window.width(), stage.window.height()) == (1024, 640)
    screens = stage.window.findChild(QStackedWidget, "screens")
    assert screens is not None
    least = screens.currentWidget().minimumSizeHint()
    assert least.width() <= screens.width()
    assert least.height() <= screens.height()


def controls(stage: Stage) -> set[QWidget]:
    """What a person may want to use: enabled buttons, fields and lists."""
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QPlainTextEdit)
    return {
        widget for kind in kinds for widget in on_screen(stage.window, kind) if widget.isEnabled()
    }


@scenes
def test_the_tab_key_reaches_every_control(open_stage: OpenStage, scene: str) -> None:
    """Without a mouse nothing is out of reach, and the round comes back to where it began."""
    stage = play(scene, open_stage)
    wanted = controls(stage)
    reached: set[QWidget] = set()
    for _ in range(4 * len(wanted) + 8):
        stage.hands.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
    assert {described(widget) for widget in wanted - reached} == set()


@scenes
def test_escape_leads_home(open_stage: OpenStage, scene: str) -> None:
    """From anywhere Esc closes what is open and at last shows the board; locked it does nothing."""
    stage = play(scene, open_stage)
    for _ in range(6):
        stage.hands.press(Qt.Key.Key_Escape)
    if scene == "lock":
        assert stage.window.shown[0] == "lock"
        return
    assert stage.window.shown[0] == "arrivals"
    assert not stage.hands.is_shown("arrivals.seat")
    assert not stage.hands.is_shown("walkin.seat")
    assert not stage.hands.is_shown("overlay.close")


@scenes
@pytest.mark.parametrize("theme", [palette.name for palette in PALETTES])
def test_every_screen_paints_in_every_theme(open_stage: OpenStage, scene: str, theme: str) -> None:
    """No Qt warning, and the picture is not one flat colour."""
    stage = play(scene, open_stage, theme=theme, is_demo=True)
    image = stage.window.grab().toImage()
    seen = {
        image.pixel(x, y) for x in range(0, image.width(), 16) for y in range(0, image.height(), 16)
    }
    assert len(seen) > 4


@scenes
def test_every_label_is_plain_text(open_stage: OpenStage, scene: str) -> None:
    """No label guesses at markup or opens links by itself."""
    stage = play(scene, open_stage)
    for label in stage.window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
        assert not label.openExternalLinks()
