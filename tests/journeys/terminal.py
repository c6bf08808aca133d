"""A terminal in a window as a test holds it: hands, eyes, and what lies behind the glass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from posapp.app import Program
from posapp.demo.stage import PEOPLE, Stage
from posapp.domain.changes import Topic
from posapp.domain.outbox import OutboxState
from posapp.domain.venue import Remote
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow, OpenOrderRow, OutboxRow
from posapp.ui.bridge import Bridge
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from posapp.ui.widgets.keyed_model import ITEM_ROLE
from posapp.ui.widgets.list_view import ListView

PIN = PEOPLE[0][2]
SECOND_MS = 1_000
MINUTE_MS = 60_000
_ROUNDS = 6


@dataclass
class Terminal:
    """A window and its program. `taps` counts what a finger did since it was last set."""

    window: MainWindow
    program: Program
    bridge: Bridge
    robot: Robot
    today: Callable[[], Any]
    opened: list[str] = field(default_factory=list)
    taps: int = 0

    # --- hands ---

    def tap(self, *names: str) -> None:
        """Tap one thing after the other."""
        for name in names:
            self.taps += 1
            self.robot.tap(name)

    def tap_row(self, list_name: str, key: str) -> None:
        """Tap a line of a list."""
        self.taps += 1
        self.robot.tap_row(list_name, key)

    def tap_digits(self, pad: str, digits: str) -> None:
        """Tap the keys of a pad."""
        self.tap(*(f"{pad}.{digit}" for digit in digits))

    @contextmanager
    def resting_finger(self, spot: QPoint) -> Iterator[None]:
        """A finger lies on a spot of the window."""
        handle, none = self.window.windowHandle(), Qt.KeyboardModifier.NoModifier
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, none, spot)
        yield
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, none, spot)

    def keys(self, text: str) -> None:
        """Type where the focus is."""
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)
        self.robot.settle()

    def press(self, *keys: Qt.Key) -> None:
        """Press bare keys where the focus is."""
        for key in keys:
            self.robot.press(key)

    def control(self, key: Qt.Key) -> None:
        """Press a key with Ctrl."""
        self.robot.press(key, Qt.KeyboardModifier.ControlModifier)

    def to(self, name: str) -> None:
        """Go on with Tab until a widget has the focus."""
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.robot.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {name}")

    def sign_in(self) -> None:
        """Ana signs in by touch."""
        staff = next(one for one in self.program.reads.staff() if one.name == PEOPLE[0][0])
        self.tap(f"lock.staff.{staff.staff_id}")
        self.tap_digits("lock.key", PIN)
        self.tap("lock.enter")
        self.wait_until(lambda: self.screen == "arrivals", "the board is shown")

    def see_news(self) -> None:
        """Wait until all that was published is on the screen, a tenth of a second later."""
        heard: list[object] = []
        connection = self.bridge.changed.connect(heard.append)
        self.bridge.publish(frozenset({Topic.STAFF}))  # behind the rest; only the lock shows it
        self.wait_until(lambda: bool(heard), "the news is on the screen")
        QObject.disconnect(connection)
        self.tick()

    def tick(self) -> None:
        """A second passes for the window: ages, the pill and the banner move."""
        self.window._tick()
        self.robot.settle()

    # --- eyes ---

    @property
    def screen(self) -> str:
        """The screen in front."""
        return self.window.shown[0]

    @property
    def order_id(self) -> str:
        """The order on the pad."""
        name, argument = self.window.shown
        assert name == "order", self.window.shown
        return argument

    def widget(self, name: str) -> QWidget:
        """A widget that can be seen."""
        seen = [one for one in self.window.findChildren(QWidget, name) if one.isVisible()]
        assert seen, f"{name} is not to be seen"
        return seen[0]

    def shows(self, name: str) -> bool:
        """True when a widget can be seen."""
        return self.robot.is_shown(name)

    def is_in_view(self, name: str) -> bool:
        """True when a widget can be seen whole, neither cut off nor scrolled away."""
        widget = self.widget(name)
        return bool(widget.visibleRegion().boundingRect() == widget.rect())

    def text(self, name: str) -> str:
        """What a label, or else a screen reader, says."""
        widget = self.widget(name)
        return widget.text() if isinstance(widget, QLabel) else widget.accessibleName()

    def words_in(self, name: str = "") -> str:
        """Every label inside a widget that can be seen, one a line."""
        root = self.widget(name) if name else self.window
        labels = [label for label in root.findChildren(QLabel) if label.isVisible()]
        return "\n".join(label.text() for label in labels)

    @property
    def pill(self) -> str:
        """The state of the exchange on the rail."""
        return self.text("rail.pill")

    def list_of(self, name: str) -> ListView:
        """A list that can be seen."""
        view = self.widget(name)
        assert isinstance(view, ListView)
        return view

    def item(self, list_name: str, key: str) -> Any:
        """The line with this key."""
        model = self.list_of(list_name).model()
        rows = (model.index(row, 0).data(ITEM_ROLE) for row in range(model.rowCount()))
        return next(item for item in rows if item.key == key)

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until it is so."""
        self.robot.wait_until(condition, what)

    # --- behind the glass ---

    @property
    def board(self) -> list[BoardRow]:
        """Today's parties as stored."""
        return self.program.reads.board(self.today())

    @property
    def seated(self) -> list[BoardRow]:
        """Those at a table."""
        return [row for row in self.board if row.visit_state is VisitState.SEATED]

    @property
    def orders(self) -> list[OpenOrderRow]:
        """Today's orders as stored."""
        return self.program.reads.orders(self.today())

    @property
    def outbox(self) -> tuple[OutboxRow, ...]:
        """The work for the back office; clubs change at their own hours, and go to Tock."""
        rows = self.program.reads.sync_overview().outbox
        return tuple(row for row in rows if row.remote in {Remote.ORDERS, Remote.PEOPLE})

    def paid_cents(self, order_id: str) -> list[int]:
        """The payments of an order."""
        return [payment.cents for payment in self.program.reads.order(order_id).payments]


@dataclass
class Connected(Terminal):
    """A terminal with its lanes at work against a sandbox on loopback."""

    stage: Stage = field(kw_only=True)

    @property
    def world(self) -> Any:
        """The other side."""
        return self.stage.day.world

    @property
    def faults(self) -> Any:
        """What goes wrong on the way."""
        return self.stage.server.faults

    def pass_time(self, milliseconds: int) -> None:
        """Let the world and the terminal live on, with the lanes at work at the end of it."""
        self.world.clock.advance_ms(milliseconds)
        self.catch_up()

    def catch_up(self) -> None:
        """Wait until every lane has looked at this moment and its news is on the screen."""
        engine, now_ms = self.program.engine, self.stage.clock.now_ms()
        engine.wake()
        self.wait_until(lambda: engine.has_looked(now_ms), "the lanes have caught up")
        self.see_news()

    def send_all(self) -> None:
        """Let the undo time pass and the outbox drain, of what the passing time brings too."""
        for _ in range(_ROUNDS):
            self.pass_time(10 * SECOND_MS)
            self.wait_until(
                lambda: all(row.state is OutboxState.CONFIRMED for row in self.outbox),
                "everything is sent",
            )
            self.see_news()
            if not self.program.reads.sync_overview().to_send:
                return
        raise AssertionError("there is always something left to send")
