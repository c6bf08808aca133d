"""The keys that work everywhere, and how they are bound: never again while held down."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from posapp.ui.shell.overlay import HelpLine
from posapp.ui.spec import ScreenSpec

_OTHER_KEYS: tuple[HelpLine, ...] = (
    ("", "Ctrl+N", "Walk-in"),
    ("", "Ctrl+F or /", "Search"),
    ("", "F10", "Pay"),
    ("", "F5", "Sync now"),
    ("", "Ctrl+Z", "Undo, as long as it is offered"),
    ("", "Ctrl+L", "Lock"),
    ("", "Esc", "Close or go back"),
    ("", "A · S · D · O", "In the arrivals: arrived, seat, take due, open in Tock"),
    ("", "C · S · E", "In a profile: join a club, start an order, edit"),
)


def key_lines(specs: Iterable[ScreenSpec]) -> list[HelpLine]:
    """Every key there is, in words."""
    screens = [("", one.shortcut, one.title) for one in specs if one.order and one.shortcut]
    return [*screens, *_OTHER_KEYS]


def bind(window: QWidget, keys: str, action: Callable[[], object]) -> None:
    """Let keys do something wherever the focus is in the window."""
    shortcut = QShortcut(QKeySequence(keys), window)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(action)
