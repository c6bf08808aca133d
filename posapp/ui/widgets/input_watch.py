"""Whether the last thing used was the keyboard, and when: focus rings and the idle lock ask this.

It watches the native window only, where nothing but raw input passes, so it costs nothing.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject

_KEYS = {QEvent.Type.KeyPress}
_TOUCH = {QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}


class InputWatch(QObject):
    """One per process; install it on the window's native handle."""

    def __init__(self) -> None:
        super().__init__()
        self.is_keyboard = False
        self._last_s = time.monotonic()

    @property
    def idle_s(self) -> float:
        """Seconds since anybody touched anything."""
        return time.monotonic() - self._last_s

    def touch(self) -> None:
        """Somebody is here."""
        self._last_s = time.monotonic()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            self.is_keyboard = True
            self.touch()
        elif kind in _TOUCH:
            self.is_keyboard = False
            self.touch()
        return False


WATCH = InputWatch()
