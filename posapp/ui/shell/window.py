"""The main window: the rail, one screen in front, and what may appear over it.

Nothing but the lock screen can be reached until somebody has signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ports.failures import StoreTrouble
from posapp.ui.bridge import Bridge
from posapp.ui.commands import Commands
from posapp.ui.desk import SAVED_WITHOUT_COPY, Desk, Notice
from posapp.ui.pulse import offline_of, pulse_of
from posapp.ui.screen import Screen
from posapp.ui.screens.lock.view import LockScreen
from posapp.ui.shell.banner import OfflineBanner, explain_offline
from posapp.ui.shell.focus_view import FocusView, Lift
from posapp.ui.shell.keys import bind, key_lines
from posapp.ui.shell.overlay import HelpLine, Overlay
from posapp.ui.shell.rail import Rail
from posapp.ui.spec import ScreenSpec
from posapp.ui.tokens import WIDE_FROM
from posapp.ui.widgets.input_watch import WATCH
from posapp.ui.widgets.layout import column, row
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.snackbar import Snackbar

HOME = "arrivals"
LOCK = "lock"
_TICK_MS = 1_000
_OVERVIEW_TOPICS = {
    Topic.PULLS,
    Topic.OUTBOX,
    Topic.HEALTH,
    Topic.QUARANTINE,
    Topic.PAYMENTS,
    Topic.ORDERS,
    Topic.CONFLICTS,
    Topic.TASKS,
}
_LONGEST_HISTORY = 20
_HEADINGS = {SAVED_WITHOUT_COPY: "Saved here; the second copy is missing"}


class MainWindow(QMainWindow):
    """Implements `Shell` for the screens."""

    def __init__(self, desk: Desk, *, specs: dict[str, ScreenSpec], bridge: Bridge) -> None:
        super().__init__()
        self._desk = desk
        self._specs = specs
        self._screens: dict[str, Screen] = {}
        self._history: list[tuple[str, str]] = []
        self._name = ""
        self._argument = ""
        self._is_signed_in = False
        self._told = ""
        desk.shell = self
        self.setObjectName("window")
        self.setWindowTitle("posapp · demo" if desk.is_demo else "posapp")
        self.setMinimumSize(1_024, 640)
        self._rail = Rail([spec for spec in specs.values() if spec.order], is_demo=desk.is_demo)
        self._banner = OfflineBanner()
        self._stack = Pages()
        self._stack.setObjectName("screens")
        # A screen adapts to the window: its width of now must not keep the window from shrinking.
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        main = column(self._banner, self._stack, gap=0)
        main.setStretchFactor(self._stack, 1)
        outer = row(self._rail, main, gap=0)
        outer.setStretchFactor(main, 1)
        middle = QWidget()
        middle.setLayout(outer)
        lift = Lift(middle)
        self.setCentralWidget(lift)
        self._snack = Snackbar(self._stack)
        self._overlay = Overlay(middle)
        self.focus_view = FocusView(lift)
        self._rail.chosen.connect(self._go_from_rail)
        self._banner.help.clicked.connect(self.show_offline_help)
        self._rail.pill.held.connect(self.show_offline_help)
        self._add_shortcuts()
        bridge.changed.connect(self._take_news)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._enter(LOCK, "")

    # --- Shell ---

    @property
    def shown(self) -> tuple[str, str]:
        """The screen in front and what it shows."""
        return self._name, self._argument

    def go(self, name: str, *, argument: str = "") -> None:
        if name not in self._specs or (name != LOCK and not self._is_signed_in):
            return
        if self._name:
            self._history = [*self._history, (self._name, self._argument)][-_LONGEST_HISTORY:]
        self._bring(name, argument)

    def back(self) -> None:
        while self._history:
            name, argument = self._history.pop()
            if name not in {LOCK, self._name}:
                self._bring(name, argument)
                return
        if self._name != HOME:
            self._bring(HOME, "")

    def notify(self, notice: Notice) -> None:
        self._snack.show_notice(notice)

    @property
    def is_covered(self) -> bool:
        return self._overlay.isVisible()

    def show_trouble(self, trouble: StoreTrouble) -> None:
        self._show_page(_HEADINGS.get(trouble.code, "This was not saved"), trouble)

    def _show_page(self, heading: str, trouble: StoreTrouble) -> None:
        lines = _trouble_lines(trouble)
        self._overlay.show_lines(heading, lines, icon="triangle-alert", ink="danger")

    def show_crash(self, report_path: str) -> None:
        """Something went wrong inside posapp: say so, and that nothing is lost."""
        if not self._overlay.isVisible():
            lines, title = _crash_lines(report_path), "Something went wrong in posapp"
            self._overlay.show_lines(title, lines, icon="triangle-alert", ink="danger")

    def set_commands(self, commands: Commands) -> None:
        """The program has started: from now on taps do something."""
        self._desk.commands = commands
        lock = self._screens.get(LOCK)
        if isinstance(lock, LockScreen):
            self._look(lock.commands_came)

    def lock(self) -> None:
        """Hide everything behind the lock screen."""
        if self._desk.commands is not None:
            self._desk.commands.sign_out()
        self._is_signed_in = False
        self._history = []
        self._snack.dismiss()
        self._overlay.dismiss()
        self._bring(LOCK, "")

    # --- inside ---

    def _bring(self, name: str, argument: str) -> None:
        self._told = ""
        self._look(lambda: self._enter(name, argument))

    def _look(self, read: Callable[[], object]) -> bool:
        """Read; a store that cannot be read is told once, not again at every tick."""
        try:
            read()
        except StoreTrouble as trouble:
            if trouble.code != self._told:
                self._told = trouble.code
                self._show_page("This cannot be shown now", trouble)
            return False
        return True

    def _enter(self, name: str, argument: str) -> None:
        previous = self._screens.get(self._name)
        if previous is not None and name != self._name:
            previous.leave()
        screen = self._screens.get(name) or self._make(name)
        self._name, self._argument = name, argument
        self._rail.setVisible(not self._specs[name].is_full)
        self._rail.turn_on(name)
        self._stack.setCurrentWidget(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._snack.raise_()  # it floats over every screen, the new one too
        self._refresh_overview()
        screen.enter(argument)

    def _make(self, name: str) -> Screen:
        screen = self._specs[name].make(self._desk)
        self._screens[name] = screen
        self._stack.addWidget(screen)
        if isinstance(screen, LockScreen):
            screen.signed_in.connect(self._open)
        return screen

    def _open(self) -> None:
        self._is_signed_in = True
        WATCH.touch()
        self._history = []
        staff = self._desk.act.current_staff()
        if staff is not None:
            self._rail.lock.say("Lock", spoken=f"Lock, {staff.name} is signed in")
        self._bring(HOME, "")

    def _go_from_rail(self, name: str, argument: str) -> None:
        if name == LOCK:
            self.lock()
        else:
            self.go(name, argument=argument)

    def _take_news(self, topics: Changes) -> None:
        if self._look(lambda: self._refresh(topics)):
            self._told = ""

    def _refresh(self, topics: Changes) -> None:
        if topics & _OVERVIEW_TOPICS:
            self._refresh_overview()
        self._screens[self._name].refresh(topics)

    def _refresh_overview(self) -> None:
        self._desk.refresh_overview()
        self._show_pulse()

    def _show_pulse(self) -> None:
        desk = self._desk
        self._rail.pill.show_pulse(pulse_of(desk.overview, now_ms=desk.now_ms))
        is_full = self._specs[self._name].is_full
        offline = offline_of(desk.overview, words=desk.words, now_ms=desk.now_ms)
        self._rail.pill.can_explain = offline is not None
        self._banner.show_state(None if is_full else offline)

    def _tick(self) -> None:
        self._show_pulse()
        self._look(self._screens[self._name].tick)
        idle_s = self._desk.idle_lock_s
        if idle_s and self._is_signed_in and WATCH.idle_s > idle_s:
            self.lock()

    def show_offline_help(self) -> None:
        """What still works without a connection, and what to try."""
        explain_offline(self._overlay, sync_now=self._sync_now)

    def show_shortcuts(self) -> None:
        """Every key there is."""
        self._overlay.show_lines("Keys", key_lines(self._specs.values()), icon="keyboard")

    def _sync_now(self) -> None:
        self._overlay.dismiss()
        if self._is_signed_in and self._desk.attempt(self._desk.act.sync_now):
            self.notify(Notice("Asking every source now"))

    def _start_search(self) -> None:
        self._screens[self._name].start_search()

    def _pay(self) -> None:
        self._screens[self._name].pay()

    def _escape(self) -> None:
        if self._overlay.isVisible():
            self._overlay.dismiss()
        elif self._is_signed_in and not self._screens[self._name].escape():
            self.back()

    def _add_shortcuts(self) -> None:
        for spec in self._specs.values():
            if spec.order and spec.shortcut:
                bind(self, spec.shortcut, partial(self.go, spec.name))
        for keys, action in (
            ("Ctrl+N", lambda: self.go(HOME, argument="walk-in")),
            ("Ctrl+F", self._start_search),
            ("/", self._start_search),
            ("F10", self._pay),
            ("F5", self._sync_now),
            ("Ctrl+Z", self._snack.take_back),
            ("Ctrl+L", self.lock),
            ("Esc", self._escape),
            ("?", self.show_shortcuts),
        ):
            bind(self, keys, action)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001
        """Tab moves the focus; what goes away while it has it gives it to the screen in front.

        Qt would pass it on to the next button, Undo for one, and a hammered Enter would press it.
        """
        focused = QApplication.focusWidget()
        if focused is None or (focused.isVisible() and focused.isEnabled()):
            return super().focusNextPrevChild(next)
        self._screens[self._name].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(WATCH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rail.widen(is_wide=self.width() >= WIDE_FROM)
        self._overlay.cover()


def _trouble_lines(trouble: StoreTrouble) -> list[HelpLine]:
    lines = [
        ("circle-alert", "What happened", trouble.cause),
        ("check", "What to do", trouble.next_step),
    ]
    return [*lines, ("copy", "Kept at", trouble.kept_path)] if trouble.kept_path else lines


def _crash_lines(report_path: str) -> list[HelpLine]:
    lines = [
        ("check", "Nothing is lost", "What was saved is saved. The last tap may be missing."),
        ("rotate-cw", "What to do", "Close this and look at the screen, then go on."),
    ]
    report = ("file-warning", "Report for support, kept on this machine", report_path)
    return [*lines, report] if report_path else lines
