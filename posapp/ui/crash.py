"""The last net: a bug is written to a local report and shown as a sheet; the program goes on.

Nothing is lost by it: every tap is one transaction, so it was either saved whole or not at all.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from posapp.domain.card_numbers import mask_card_numbers

_MOST_REPORTS = 50

Trace = TracebackType | None


class CrashView(Protocol):
    """What can show that something went wrong."""

    def show_crash(self, report_path: str) -> None:
        """Show the sheet; the path is "" when the report could not be written."""
        ...


class CrashNet(QObject):
    """Catches what nothing else did, on any thread. `install` it once, then tell it the window.

    `redact` takes out of a report what must not leave the terminal with it.
    """

    _caught = Signal(str)

    def __init__(
        self,
        reports_dir: Path,
        *,
        now_ms: Callable[[], int],
        redact: Callable[[str], str] = mask_card_numbers,
    ) -> None:
        super().__init__()
        self._reports_dir = reports_dir
        self._now_ms = now_ms
        self._redact = redact
        self._seen: set[str] = set()
        self._view: CrashView | None = None
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take every exception that reaches the top, of this thread or another."""
        sys.excepthook = self.catch
        threading.excepthook = self._catch_thread

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def show_on(self, view: CrashView) -> None:
        """Show sheets on this window from now on."""
        self._view = view

    def catch(self, kind: type[BaseException], error: BaseException, trace: Trace) -> None:
        """Report one exception; the same one again only counts as shown."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        text = self._redact("".join(traceback.format_exception(kind, error, trace)))
        path = ""
        if text not in self._seen and len(self._seen) < _MOST_REPORTS:
            self._seen.add(text)
            path = self._write(text)
        self._caught.emit(path)

    def _catch_thread(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            self.catch(what.exc_type, what.exc_value, what.exc_traceback)

    def _write(self, text: str) -> str:
        name = f"crash-{self._now_ms()}-{len(self._seen)}.txt"
        path = self._reports_dir / name
        try:
            self._reports_dir.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"{text}\nposapp could not write {path}: {error}\n")
            return ""
        return str(path)

    def _show(self, path: str) -> None:
        if self._view is None:
            return
        try:
            self._view.show_crash(path)
        except Exception:  # the net itself must never be the next crash
            sys.stderr.write(self._redact(traceback.format_exc()))
