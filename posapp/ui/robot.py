"""Plays staff: finds what is on the screen by its name, taps it and types, with real events.

It can do only what a finger can: what is hidden, disabled, covered or missing is an error, and a
second tap lands on whatever has come to that spot.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QPointingDevice, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QMainWindow,
    QScrollArea,
    QWidget,
)

from posapp.ui.shell.window import MainWindow
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.snackbar import Snackbar

_PAUSE_S = 0.002
_MARGIN = 96
"""Scrolled this far from the edge, nothing lies under a notice."""


class RobotError(Exception):
    """What was to be touched is not on the screen."""


Pointer = Callable[[QWindow, QPoint], None]
"""Taps once at a spot of a window."""


def click_at(handle: QWindow, spot: QPoint) -> None:
    """A click of the mouse."""
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def finger(device: QPointingDevice) -> Pointer:
    """Taps on a touch screen; make `device` once, with QTest.createTouchDevice()."""

    def touch_at(handle: QWindow, spot: QPoint) -> None:
        QTest.touchEvent(handle, device).press(0, spot, handle).commit()
        QTest.touchEvent(handle, device).release(0, spot, handle).commit()

    return touch_at


class Robot:
    """A pair of hands at one window."""

    def __init__(
        self, window: QMainWindow, *, patience_s: float = 10.0, pointer: Pointer = click_at
    ) -> None:
        self._window = window
        self._patience_s = patience_s
        self._point = pointer

    def is_shown(self, name: str) -> bool:
        """True when a widget of this name can be seen."""
        return any(widget.isVisible() for widget in self._named(name))

    def is_on(self, name: str) -> bool:
        """True when a button of this name is shown as chosen."""
        widget = self._touchable(name)
        return isinstance(widget, QAbstractButton) and widget.isChecked()

    def tap(self, name: str, *, taps: int = 1) -> None:
        """Tap a widget; further taps land on whatever is there by then."""
        self._tap_at(self.spot_of(name), taps=taps)

    def tap_row(self, list_name: str, key: str, *, taps: int = 1) -> None:
        """Tap the line with this key in a list, scrolling to it first."""
        view = self._list(list_name)
        index = _index_of(view, key)
        if index is None:
            message = f"{list_name} has no line {key}"
            raise RobotError(message)
        view.scrollTo(index)
        spot = self._spot_in(view, index)
        if self._cover_of(view, spot) is not None:  # by a notice at the bottom, for instance
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            spot = self._spot_in(view, index)
        self._require_bare(view, spot)
        self._tap_at(spot, taps=taps)

    def has_row(self, list_name: str, key: str) -> bool:
        """True when the list has a line with this key."""
        return _index_of(self._list(list_name), key) is not None

    def shown(self) -> tuple[str, str]:
        """The screen in front and what it shows; blank for a page that is no screen."""
        return self._window.shown if isinstance(self._window, MainWindow) else ("", "")

    def spot_of(self, name: str) -> QPoint:
        """Where in the window a finger would touch a widget."""
        widget = self._touchable(name)
        spot = widget.mapTo(self._window, widget.rect().center())
        self._require_bare(widget, spot)
        return spot

    def type_into(self, name: str, text: str) -> None:
        """Replace the text of an input by typing."""
        self.tap(name)
        widget = self._touchable(name)
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(widget, Qt.Key.Key_Delete)
        QTest.keyClicks(widget, text)
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key wherever the focus is."""
        target = QApplication.focusWidget() or self._window
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.settle()

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until `condition` holds; RobotError when patience runs out."""
        deadline = time.monotonic() + self._patience_s
        while not condition():
            if time.monotonic() > deadline:
                message = f"waited {self._patience_s:.0f} s in vain until {what}"
                raise RobotError(message)
            self.settle()
            time.sleep(_PAUSE_S)

    def wait_for(self, name: str) -> None:
        """Wait until a widget of this name can be touched."""
        self.wait_until(lambda: self._find(name) is not None, f"{name} can be touched")

    def settle(self) -> None:
        """Let the window handle what has happened so far."""
        QApplication.processEvents()

    def outlast_notices(self) -> None:
        """More time than a notice stands has passed for whoever this plays."""
        for notice in self._window.findChildren(Snackbar):
            notice.dismiss()

    def picture(self, path: Path) -> None:
        """Write what is on the screen to a PNG file; OSError when it cannot be written."""
        self.settle()
        if not self._window.grab().save(str(path), "PNG"):
            message = f"cannot write {path}"
            raise OSError(message)

    def _tap_at(self, spot: QPoint, *, taps: int) -> None:
        for _ in range(taps):
            self._point(self._window.windowHandle(), spot)
        self.settle()

    def _spot_in(self, view: QAbstractItemView, index: QModelIndex) -> QPoint:
        return view.viewport().mapTo(self._window, view.visualRect(index).center())

    def _cover_of(self, widget: QWidget, spot: QPoint) -> QWidget | None:
        """What a finger would touch instead of the widget; None when nothing is in the way."""
        hit = self._window.childAt(spot)
        if hit is widget or (hit is not None and widget.isAncestorOf(hit)):
            return None
        return hit or self._window

    def _require_bare(self, widget: QWidget, spot: QPoint) -> None:
        cover = self._cover_of(widget, spot)
        if cover is not None:
            name = cover.objectName() or type(cover).__name__
            message = f"{widget.objectName()} is covered by {name}"
            raise RobotError(message)

    def _list(self, name: str) -> QAbstractItemView:
        view = self._touchable(name)
        if not isinstance(view, QAbstractItemView):
            message = f"{name} is no list"
            raise RobotError(message)
        return view

    def _named(self, name: str) -> list[QWidget]:
        return self._window.findChildren(QWidget, name)

    def _find(self, name: str) -> QWidget | None:
        for widget in self._named(name):
            if widget.isVisible() and widget.isEnabled():
                return widget
        return None

    def _touchable(self, name: str) -> QWidget:
        widget = self._find(name)
        if widget is None:
            state = "hidden or disabled" if self._named(name) else "not there"
            message = f"{name} is {state}"
            raise RobotError(message)
        _bring_into_view(widget)
        return widget


def _bring_into_view(widget: QWidget) -> None:
    """Scroll as a finger would have to."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget, _MARGIN, _MARGIN)
        parent = parent.parentWidget()


def _index_of(view: QAbstractItemView, key: str) -> QModelIndex | None:
    model = view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if getattr(index.data(ITEM_ROLE), "key", None) == key:
            return index
    return None
