"""Bursts: a finger, a mouse or the Enter key that strikes several times before anything is shown.

The strokes are queued, so all but the first meet whatever the first one has made of the window.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest

from posapp.app import Program
from tests.journeys.terminal import Terminal

_NO_KEY = Qt.KeyboardModifier.NoModifier
_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Stroke(StrEnum):
    """What strikes."""

    MOUSE = "mouse"
    TOUCH = "touch"
    ENTER = "enter"


def strike(
    terminal: Terminal,
    stroke: Stroke,
    *,
    spot: QPoint,
    times: int,
    gap_ms: int,
    screen: QPointingDevice,
) -> None:
    """Strike so many times at a spot (Enter: wherever the focus is); without a gap all at once."""
    handle = terminal.window.windowHandle()
    point, anywhere = QPointF(spot), QPointF(handle.mapToGlobal(spot))
    for _ in range(times):
        if stroke is Stroke.TOUCH:
            QTest.touchEvent(handle, screen).press(0, spot, handle).commit()
            QTest.touchEvent(handle, screen).release(0, spot, handle).commit()
        elif stroke is Stroke.MOUSE:
            for kind, held in (
                (QEvent.Type.MouseButtonPress, _LEFT),
                (QEvent.Type.MouseButtonRelease, _NONE),
            ):
                event = QMouseEvent(kind, point, point, anywhere, _LEFT, held, _NO_KEY)
                QCoreApplication.postEvent(handle, event)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.postEvent(
                    handle, QKeyEvent(kind, Qt.Key.Key_Return, _NO_KEY, "\r")
                )
        if gap_ms:
            QTest.qWait(gap_ms)
    terminal.robot.settle()


@contextmanager
def slow_store(program: Program, *, hold_s: float) -> Iterator[None]:
    """Somebody else writes for so long when the block begins; 0 is nobody."""
    if not hold_s:
        yield
        return
    has_begun, is_over = threading.Event(), threading.Event()

    def write() -> None:
        with program.store.write("hold", actor=program.program_actor):
            has_begun.set()
            is_over.wait(hold_s)

    thread = threading.Thread(target=write, name="slow-writer")
    thread.start()
    has_begun.wait()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
