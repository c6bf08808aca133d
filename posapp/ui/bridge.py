"""Carries the news of a commit from any thread to the window, merged for a tenth of a second."""

from __future__ import annotations

from threading import Lock

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from posapp.domain.changes import Changes, Topic

MERGE_MS = 100


class Bridge(QObject):
    """`publish` may be called anywhere; `changed` is emitted on the thread that made the bridge."""

    changed = Signal(object)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._topics: set[Topic] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MERGE_MS)
        self._timer.timeout.connect(self._emit_merged)
        self._arrived.connect(self._start_timer, Qt.ConnectionType.QueuedConnection)

    def publish(self, topics: Changes) -> None:
        """Note what changed; never blocks on the window."""
        if not topics:
            return
        with self._lock:
            is_first = not self._topics
            self._topics |= topics
        if is_first:
            self._arrived.emit()

    def _start_timer(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _emit_merged(self) -> None:
        with self._lock:
            topics, self._topics = frozenset(self._topics), set()
        if topics:
            self.changed.emit(topics)
