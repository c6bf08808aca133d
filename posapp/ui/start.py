"""Starting the window: paint what the driver alone can read, load the rest behind it.

The store's trouble gets its page instead of the window; the page's buttons try again from the top.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from posapp.domain.changes import Changes
from posapp.ports.clock import Clock
from posapp.ports.failures import StoreTrouble
from posapp.ports.reads import Reads
from posapp.ui.bridge import Bridge
from posapp.ui.commands import Commands
from posapp.ui.crash import CrashNet
from posapp.ui.instance import SingleInstance
from posapp.ui.main_window import build_window, dress
from posapp.ui.screens.trouble.view import build_trouble_window
from posapp.ui.shell.window import MainWindow

ALREADY_OPEN = 3
_UPKEEP_MS = 3_600_000


class Running(Protocol):
    """An opened program, as the window sees it."""

    @property
    def verbs(self) -> Commands:
        """What the window may ask for."""
        ...

    @property
    def reads(self) -> Reads:
        """The queries of the screens."""
        ...

    def start(self) -> None:
        """Let the lanes run."""
        ...

    def upkeep(self) -> None:
        """What is due once an hour, such as the daily backup; may take a while."""
        ...

    def close(self) -> None:
        """End the lanes and close the store."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a terminal is opened. `glance` is quick; `load` is slow and runs beside the window.

    Both raise StoreTrouble; `glance` returns None where there is nothing to see yet.
    """

    folder: Path
    clock: Clock
    today: Callable[[], date]
    zone: str
    currency: str
    site_name: str
    glance: Callable[[], Reads | None]
    load: Callable[[Callable[[Changes], None], Callable[[BaseException], None]], Running]
    restore: Callable[[], object]


def make_app(*, theme_name: str = "") -> QApplication:
    """The application object, made on the first call; "" follows the operating system's theme."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("posapp")
    dress(app, theme_name=theme_name)
    return app


def run_terminal(opening: Opening, *, say: Callable[[str], None]) -> int:
    """Show the window of a terminal until it is closed; returns the exit code."""
    app = make_app()
    opening.folder.mkdir(parents=True, exist_ok=True)
    instance = SingleInstance(opening.folder)
    if not instance.claim():
        instance.call_owner()
        say("posapp is already open; its window was brought to the front.")
        return ALREADY_OPEN
    net = CrashNet(opening.folder / "crashes", now_ms=opening.clock.now_ms)
    net.install()
    front = Front(opening, net=net)
    instance.when_called(front.come_forward)
    front.begin()
    try:
        return app.exec()
    finally:
        front.end()
        net.uninstall()
        instance.release()


class Front(QObject):
    """Whatever window is in front: the terminal's, or the page that says why there is none."""

    _loaded = Signal(object)
    _failed = Signal(object)

    def __init__(self, opening: Opening, *, net: CrashNet) -> None:
        super().__init__()
        self._opening = opening
        self._net = net
        self._bridge = Bridge(self)
        self._window: QMainWindow | None = None
        self._running: Running | None = None
        self._worker: threading.Thread | None = None
        self._upkeep = QTimer(self)
        self._upkeep.setInterval(_UPKEEP_MS)
        self._upkeep.timeout.connect(self._start_upkeep)
        self._loaded.connect(self._take_program, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self.show_trouble, Qt.ConnectionType.QueuedConnection)

    @property
    def window(self) -> QMainWindow | None:
        """What is shown."""
        return self._window

    def begin(self) -> None:
        """Paint what there is to see, and load the program behind it."""
        try:
            reads = self._opening.glance()
        except StoreTrouble as trouble:
            self.show_trouble(trouble)
            return
        if reads is not None:
            self._show(self._terminal_window(reads, commands=None))
        self._worker = threading.Thread(target=self._load, name="opening", daemon=True)
        self._worker.start()

    def end(self) -> None:
        """Close what was opened."""
        self._upkeep.stop()
        if self._worker is not None:
            self._worker.join()
        if self._running is not None:
            self._running.close()
            self._running = None

    def come_forward(self) -> None:
        """Bring the window to the front."""
        if self._window is not None:
            self._window.showNormal()
            self._window.raise_()
            self._window.activateWindow()

    def show_trouble(self, trouble: StoreTrouble) -> None:
        """Say why the store cannot be used."""
        self._show(build_trouble_window(trouble, retry=self.begin, restore=self._restore_and_begin))

    def _load(self) -> None:
        try:
            running = self._opening.load(self._bridge.publish, self._report)
        except StoreTrouble as trouble:
            self._failed.emit(trouble)
            return
        self._loaded.emit(running)

    def _take_program(self, running: Running) -> None:
        self._running = running
        window = self._window
        if isinstance(window, MainWindow):
            window.set_commands(running.verbs)
        else:
            self._show(self._terminal_window(running.reads, commands=running.verbs))
        running.start()
        self._upkeep.start()
        self._start_upkeep()

    def _start_upkeep(self) -> None:
        if self._running is not None:
            threading.Thread(target=self._running.upkeep, name="upkeep", daemon=True).start()

    def _restore_and_begin(self) -> None:
        try:
            self._opening.restore()
        except StoreTrouble as trouble:
            self.show_trouble(trouble)
            return
        self.begin()

    def _report(self, error: BaseException) -> None:
        self._net.catch(type(error), error, error.__traceback__)

    def _terminal_window(self, reads: Reads, *, commands: Commands | None) -> MainWindow:
        opening = self._opening
        window = build_window(
            reads=reads,
            bridge=self._bridge,
            clock=opening.clock,
            today=opening.today,
            zone=opening.zone,
            currency=opening.currency,
            site_name=opening.site_name,
            commands=commands,
        )
        self._net.show_on(window)
        return window

    def _show(self, window: QMainWindow) -> None:
        former, self._window = self._window, window
        window.show()
        if former is not None:
            former.close()
            former.deleteLater()
