"""Carries the news of a commit from any thread to the window, merged for a tenth of a second.

In a burst, whoever commits next stands aside until the window has painted the news: two threads
that both want the interpreter hand it over hundreds of times, and the window waits each time.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, get_ident

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from posapp.domain.changes import Changes, Topic

MERGE_MS = 100
PATIENCE_MS = 50
"""The window waits no longer for the next commit of a burst, and nobody longer for the window."""

_COMMITS_OF_A_BURST = 2
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1
"""Qt paints with low priority; what comes behind it finds the picture painted."""


class Bridge(QObject):
    """`publish` may be called anywhere; `changed` is emitted on the thread that made the bridge."""

    changed = Signal(object)
    _arrived = Signal()
    _stands_aside = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread_id = get_ident()
        self._lock = Lock()
        self._topics: set[Topic] = set()
        self._commits = 0
        self._is_awaited = False
        self._painted = Event()
        self._merging = self._timer(MERGE_MS, self._end_merging)
        self._waiting = self._timer(PATIENCE_MS, self._show)
        # What came due meanwhile has its turn before the interpreter is somebody else's again.
        self._releasing = self._timer(0, self._painted.set)
        self._arrived.connect(self._start_merging, Qt.ConnectionType.QueuedConnection)
        self._stands_aside.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def publish(self, topics: Changes) -> None:
        """Note what changed. Call it with nothing locked: a thread of a burst waits, but not long.

        The window's own thread never waits.
        """
        if not topics:
            return
        is_other = get_ident() != self._thread_id
        with self._lock:
            is_first = not self._topics
            self._topics |= topics
            self._commits += is_other
            stands_aside = is_other and self._is_awaited
            if stands_aside:
                self._is_awaited = False
                self._painted.clear()
        if is_first:
            self._arrived.emit()
        if stands_aside:
            self._stands_aside.emit()
            self._painted.wait(PATIENCE_MS / 1_000)

    def customEvent(self, event: QEvent) -> None:
        """The window has painted."""
        self._releasing.start()

    def _start_merging(self) -> None:
        if not self._merging.isActive() and not self._waiting.isActive():
            self._merging.start()

    def _end_merging(self) -> None:
        with self._lock:
            is_burst = self._commits >= _COMMITS_OF_A_BURST
            self._is_awaited = is_burst
        if is_burst:
            self._waiting.start()
        else:
            self._show()

    def _show(self) -> None:
        self._waiting.stop()
        with self._lock:
            topics, self._topics = frozenset(self._topics), set()
            self._commits, self._is_awaited = 0, False
        if topics:
            self.changed.emit(topics)
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_PAINTING)

    def _timer(self, after_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(act)
        return timer
