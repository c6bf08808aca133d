"""Ctrl-C, or a session that ends, closes the program in order instead of cutting it off.

Qt swallows what is raised inside one of its slots, so a signal only leaves word; whoever runs the
loop heeds it between two steps.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

from PySide6.QtCore import QSocketNotifier

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class Interrupts:
    """Listens while it is entered, on the main thread; `on_word` is called by Qt's loop."""

    def __init__(self, on_word: Callable[[], object] = lambda: None) -> None:
        self._on_word = on_word
        self._has_word = False
        self._former: dict[signal.Signals, Any] = {}

    def heed(self) -> None:
        """Raise KeyboardInterrupt when a signal has come."""
        if self._has_word:
            raise KeyboardInterrupt

    def __enter__(self) -> Self:
        # Python looks at signals only between its own instructions; the socket wakes Qt for that.
        self._read_end, self._write_end = socket.socketpair()
        for end in (self._read_end, self._write_end):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read_end.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._wake)
        self._former_fd = signal.set_wakeup_fd(self._write_end.fileno(), warn_on_full_buffer=False)
        for name in _SIGNALS:
            if (number := getattr(signal, name, None)) is not None:
                self._former[number] = signal.signal(number, self._take)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)
        signal.set_wakeup_fd(self._former_fd)
        self._notifier.setEnabled(False)
        self._read_end.close()
        self._write_end.close()

    def _take(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._has_word = True

    def _wake(self) -> None:
        self._read_end.recv(64)
        if self._has_word:
            self._on_word()
