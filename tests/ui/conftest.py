"""The whole window over the in-memory winery, as staff would find it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posapp.domain.brand import BrandName
from posapp.ui.bridge import Bridge
from posapp.ui.main_window import build_window, dress
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from tests.ui.fake_commands import FakeCommands
from tests.ui.fake_reads import FakeReads
from tests.ui.fakes import saturday
from tests.ui.saturday import CURRENCY, DAY, PIN, ZONE
from tests.ui.world import World


@dataclass
class Stage:
    """A window on the screen with everything behind it at hand."""

    window: MainWindow
    world: World
    act: FakeCommands
    reads: FakeReads
    bridge: Bridge
    hands: Robot
    opened: list[str] = field(default_factory=list)

    def sign_in(self, staff_id: str = "ana") -> Stage:
        """Sign a person in through the lock screen."""
        self.hands.tap(f"lock.staff.{staff_id}")
        for digit in PIN:
            self.hands.tap(f"lock.key.{digit}")
        self.hands.tap("lock.enter")
        return self

    def type_keys(self, text: str) -> None:
        """Type where the focus is; it may move on the way."""
        for character in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, character)
        self.hands.settle()

    def see_news(self) -> None:
        """Look at everything again, as after a commit."""
        self.window.go(self.window.shown[0], argument=self.window.shown[1])
        self.hands.settle()


OpenStage = Callable[..., Stage]


@pytest.fixture
def open_stage(qapp: QApplication, qtbot: QtBot) -> Iterator[OpenStage]:
    """A function that puts a window on the screen; it is locked until somebody signs in."""
    made: list[Stage] = []

    def build(
        *,
        world: World | None = None,
        theme: str = "light",
        size: tuple[int, int] = (1280, 720),
        has_commands: bool = True,
        is_demo: bool = False,
        brands: tuple[BrandName, ...] = (),
    ) -> Stage:
        dress(qapp, theme_name=theme)
        world = world or saturday()
        act, reads, bridge = FakeCommands(world), FakeReads(world), Bridge()
        opened: list[str] = []

        def open_url(link: str) -> bool:
            opened.append(link)
            return True

        window = build_window(
            reads=reads,
            bridge=bridge,
            clock=world.clock,
            today=lambda: DAY,
            zone=ZONE,
            currency=CURRENCY,
            commands=act if has_commands else None,
            open_url=open_url,
            site_name="Estate Winery · Main tasting room",
            is_demo=is_demo,
            brands=brands,
        )
        window.resize(*size)
        window.show()
        window.activateWindow()
        stage = Stage(window, world, act, reads, bridge, Robot(window), opened)
        stage.hands.settle()
        made.append(stage)
        return stage

    yield build
    for stage in made:
        stage.window.close()
        stage.window.deleteLater()
    # Without an event loop nothing else deletes them, and every later theme repolishes them all.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """Saturday at eight past eleven, Ana signed in."""
    return open_stage().sign_in()
