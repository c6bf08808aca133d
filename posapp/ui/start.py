"""Starting the window: paint what the driver alone can read, load the rest behind it.

The store's trouble gets its page instead of the window; the page's buttons try again from the top.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from posapp.domain.brand import BrandName
from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.changes import Changes
from posapp.domain.errors import DomainError
from posapp.ports.clock import Clock
from posapp.ports.failures import StoreTrouble
from posapp.ports.reads import Reads
from posapp.ui.bridge import Bridge
from posapp.ui.commands import Commands
from posapp.ui.crash import CrashNet
from posapp.ui.format import load_locale
from posapp.ui.instance import SingleInstance
from posapp.ui.interrupts import Interrupts
from posapp.ui.main_window import build_window, dress
from posapp.ui.screens.trouble.view import build_trouble_window
from posapp.ui.shell.window import MainWindow
from posapp.ui.widgets.empty import EmptyState

ALREADY_OPEN = 3
_UPKEEP_MS = 3_600_000
_LATEST_START_MS = 1_000
_HAND_OVER_S = 0.000_5
"""A lane at work gives the interpreter to the window after this long; Python's own is ten times
that, and a picture of many parts asks for it more than once."""
_MENDED_BY_A_BACKUP = frozenset(
    ("missing", "empty", "not_a_database", "wrong_application", "other_store", "damaged")
)
"""Anywhere else a backup would only replace a good store by an older one."""


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


class Glance(Reads, Protocol):
    """The reads of the first paint; they hold the store's file until they are closed."""

    def close(self) -> None:
        """Let go of the file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a terminal is opened. `glance` is quick; `load` is slow and runs beside the window.

    `glance` returns None where there is nothing to see yet; StoreTrouble of it is only a hint, for
    `load` finds the same with more to say. `load` may also raise a DomainError about a setting.
    `redact` goes over every crash report.
    """

    folder: Path
    clock: Clock
    today: Callable[[], date]
    zone: str
    currency: str
    site_name: str
    glance: Callable[[], Glance | None]
    load: Callable[[Callable[[Changes], None], Callable[[BaseException], None]], Running]
    restore: Callable[[], object]
    redact: Callable[[str], str] = mask_card_numbers
    brands: tuple[BrandName, ...] = ()


def make_app(*, theme_name: str = "") -> QApplication:
    """The application object, made on the first call; "" follows the operating system's theme."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("posapp")
    sys.setswitchinterval(_HAND_OVER_S)
    dress(app, theme_name=theme_name)
    return app


def run_loop(app: QApplication) -> int:
    """Let Qt run until the last window is closed; KeyboardInterrupt when a signal ended it."""
    with Interrupts(app.exit) as interrupts:
        status = app.exec()
        interrupts.heed()
    return status


def spare_the_collector() -> None:
    """Keep what was loaded out of Python's garbage collection.

    It stays until the end, and each look through it would stop the window for a tenth of a second.
    """
    gc.freeze()


def run_terminal(opening: Opening, *, say: Callable[[str], None]) -> int:
    """Show the window of a terminal until it is closed; returns the exit code."""
    app = make_app()
    opening.folder.mkdir(parents=True, exist_ok=True)
    instance = SingleInstance(opening.folder)
    if not instance.claim():
        instance.call_owner()
        say("posapp is already open; its window was brought to the front.")
        return ALREADY_OPEN
    net = CrashNet(opening.folder / "crashes", now_ms=opening.clock.now_ms, redact=opening.redact)
    net.install()
    front = Front(opening, net=net)
    instance.when_called(front.come_forward)
    front.begin()
    try:
        return run_loop(app)
    finally:
        front.end()
        net.uninstall()
        instance.release()


class Front(QObject):
    """Whatever window is in front: the terminal's, or the page that says why there is none."""

    _ended = Signal(object)

    def __init__(self, opening: Opening, *, net: CrashNet) -> None:
        super().__init__()
        self._opening = opening
        self._net = net
        self._bridge = Bridge(self)
        self._window: QMainWindow | None = None
        self._glance: Glance | None = None
        self._running: Running | None = None
        self._worker: threading.Thread | None = None
        self._chore: threading.Thread | None = None
        self._is_opening = False
        self._work: Callable[[], None] = self._load
        self._upkeep = QTimer(self)
        self._upkeep.setInterval(_UPKEEP_MS)
        self._upkeep.timeout.connect(self._start_upkeep)
        self._latest_start = QTimer(self)
        self._latest_start.setSingleShot(True)
        self._latest_start.setInterval(_LATEST_START_MS)
        self._latest_start.timeout.connect(self._start_worker)
        self._ended.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    @property
    def window(self) -> QMainWindow | None:
        """What is shown."""
        return self._window

    def begin(self) -> None:
        """Paint what there is to see, and load the program behind it; once at a time."""
        if not self._is_opening:
            self._open(self._first_window(), self._load)

    def end(self) -> None:
        """Close what was opened, also what was still being opened when the window closed."""
        self._upkeep.stop()
        self._latest_start.stop()
        for thread in (self._worker, self._chore):
            if thread is not None:
                thread.join()
        if self._running is not None:
            self._running.close()
            self._running = None
        self._close_glance()
        gc.unfreeze()

    def come_forward(self) -> None:
        """Bring the window to the front."""
        if self._window is not None:
            self._window.showNormal()
            self._window.raise_()
            self._window.activateWindow()

    def show_trouble(self, trouble: StoreTrouble) -> None:
        """Say why the store cannot be used; a backup is offered only where it would help."""
        restore = self._restore if trouble.code in _MENDED_BY_A_BACKUP else None
        self._show(build_trouble_window(trouble, retry=self.begin, restore=restore))
        self._close_glance()

    # --- opening ---

    def _open(self, window: QMainWindow, work: Callable[[], None]) -> None:
        self._is_opening = True
        self._work = work
        self._show(window)
        self._start_after_paint()

    def _first_window(self) -> QMainWindow:
        try:
            self._glance = self._opening.glance()
            if self._glance is not None:
                return self._terminal_window(self._glance, commands=None)
        except StoreTrouble:
            self._close_glance()
        return _waiting_window("posapp is starting…")

    def _start_after_paint(self) -> None:
        """Loading competes with painting for the interpreter, so it waits for the first picture."""
        window = self._window
        handle = window.windowHandle() if window is not None else None
        if handle is not None:
            handle.installEventFilter(self)
        # Without a picture, as in a window that starts minimised, it does not wait for ever.
        self._latest_start.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Paint, QEvent.Type.Expose}:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._start_worker)
        return False

    def _start_worker(self) -> None:
        self._latest_start.stop()
        if self._is_opening and self._worker is None:
            self._worker = threading.Thread(target=self._run, name="opening", daemon=True)
            self._worker.start()

    def _run(self) -> None:
        found: StoreTrouble | None = _unexpected_trouble()
        try:
            self._work()
            found = None
        except StoreTrouble as trouble:
            found = trouble
        except DomainError as refusal:
            step = "Put it right in the settings, then start posapp again."
            found = StoreTrouble(refusal.code, cause=refusal.message, next_step=step)
        finally:  # a bug goes on to the crash net, and the page is shown all the same
            self._ended.emit(found)

    def _load(self) -> None:
        self._running = self._opening.load(self._bridge.publish, self._report)
        load_locale(self._opening.currency)

    def _restore_and_load(self) -> None:
        self._opening.restore()
        self._load()

    def _go_on(self, trouble: StoreTrouble | None) -> None:
        if self._worker is not None:
            self._worker.join()
            self._worker = None
        self._is_opening = False
        if trouble is not None:
            self.show_trouble(trouble)
        elif self._running is not None:
            self._take(self._running)

    def _take(self, running: Running) -> None:
        window = self._window
        if isinstance(window, MainWindow):
            window.set_commands(running.verbs)
        else:
            self._show(self._terminal_window(running.reads, commands=running.verbs))
        running.start()
        spare_the_collector()
        self._upkeep.start()
        self._start_upkeep()

    # --- afterwards ---

    def _start_upkeep(self) -> None:
        is_busy = self._chore is not None and self._chore.is_alive()
        if self._running is not None and not is_busy:
            self._chore = threading.Thread(target=self._running.upkeep, name="upkeep", daemon=True)
            self._chore.start()

    def _restore(self) -> None:
        if not self._is_opening:
            self._open(_waiting_window("Restoring the latest backup…"), self._restore_and_load)

    def _close_glance(self) -> None:
        glance, self._glance = self._glance, None
        if glance is not None:
            glance.close()

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
            brands=opening.brands,
            commands=commands,
        )
        self._net.show_on(window)
        return window

    def _show(self, window: QMainWindow) -> None:
        former, self._window = self._window, window
        screen = window.screen()
        window.resize(screen.availableSize())  # what is left where nothing manages windows
        window.showMaximized()
        if former is not None:
            former.close()
            former.deleteLater()


def _unexpected_trouble() -> StoreTrouble:
    return StoreTrouble(
        "unexpected",
        cause="Something went wrong in posapp while it was starting.",
        next_step="A report was written on this machine. Try again, or ask for help.",
    )


def _waiting_window(sentence: str) -> QMainWindow:
    """Shown while there is nothing else to show: a first start, a store being brought up."""
    window = QMainWindow()
    window.setObjectName("window")
    window.setWindowTitle("posapp")
    window.setMinimumSize(1_024, 640)
    page = EmptyState("hourglass", name="starting")
    page.say(sentence)
    window.setCentralWidget(page)
    return window
