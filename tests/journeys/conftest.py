"""Terminals in a window, and proof after each test that nothing of them is left behind."""

from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from posapp.app import Program, open_program
from posapp.demo.stage import PEOPLE, SITE, stage, stage_of
from posapp.domain.catalogue import Product
from posapp.domain.staff import Role
from posapp.ports.clock import Clock
from posapp.ports.office import Role as OfficeRole
from posapp.settings import Settings, TaxSection, VenueSection
from posapp.surroundings import Surroundings, memory_secrets
from posapp.ui.bridge import Bridge
from posapp.ui.commands import Commands
from posapp.ui.main_window import build_window, dress
from posapp.ui.robot import Pointer, Robot, finger
from posapp.ui.shell.window import MainWindow
from posapp.usecases.add_staff import AddStaff
from tests.journeys.office import OfficeTerminal, connect, quiet_day
from tests.journeys.terminal import Connected, Terminal
from tests.support import programs
from tests.support.clock import CountingIds, ManualClock
from tests.support.shared_sql import share_sql
from tests.support.till import BUSINESS

share_sql()

SEED = 7
DAY = date(2026, 10, 10)
MORNING = 10 * 60 + 40
REST_MS = 15
"""How long the pay button rests; a second of it would be most of these tests' time."""
PRODUCTS = (
    Product("FLIGHT", "Estate flight", "Flights", "wine", 35_00, "USD", position=1),
    Product("PINOT", "2021 Pinot Noir", "Bottles", "wine", 48_00, "USD", position=2),
    Product("CHEESE", "Cheese board", "Retail", "food", 18_00, "USD", position=3),
)

OpenLight = Callable[..., Terminal]


@pytest.fixture(scope="session", autouse=True)
def quick_pins() -> Iterator[None]:
    with programs.quick_pins():
        yield


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in the program's own fonts and colours."""
    dress(qapp, theme_name="light")
    return qapp


@pytest.fixture(autouse=True)
def nothing_is_left(dressed: QApplication) -> Iterator[None]:
    """No thread, socket, running timer or widget outlives its test."""
    before = _alive()
    yield
    left = _left_over(before)
    if left:
        gc.collect()
        left = _left_over(before)
    assert left == []


def _left_over(before: dict[str, set[object]]) -> list[str]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    after = _alive()
    return [f"{kind}: {one}" for kind in after for one in after[kind] - before[kind]]


def _alive() -> dict[str, set[object]]:
    timers = (one for one in shiboken6.getAllValidWrappers() if isinstance(one, QTimer))
    return {
        "threads": set(threading.enumerate()),
        "sockets": set(_open_sockets()),
        "timers": {timer for timer in timers if timer.isActive()},
        "widgets": set(QApplication.allWidgets()),
    }


def _open_sockets() -> Iterator[str]:
    """Sockets of this process, where the system tells."""
    handles = Path("/proc/self/fd")
    for handle in handles.iterdir() if handles.exists() else ():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:  # the one that listed the folder
            continue
        if target.startswith("socket:"):
            yield target


# --- windows ---------------------------------------------------------------------------------


@contextmanager
def window_on(
    program: Program,
    bridge: Bridge,
    *,
    clock: Clock,
    commands: Commands | None,
    opened: list[str],
    rest_ms: int = REST_MS,
) -> Iterator[MainWindow]:
    """The real window over a program, taken away entirely at the end."""

    def open_url(link: str) -> bool:
        opened.append(link)
        return True

    window = build_window(
        reads=program.reads,
        commands=commands,
        bridge=bridge,
        clock=clock,
        today=lambda: DAY,
        zone=program.venue.zone,
        currency=program.venue.currency,
        open_url=open_url,
        site_name=SITE,
        rest_ms=rest_ms,
    )
    window.resize(1_280, 800)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        bridge.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def touch_screen(dressed: QApplication) -> QPointingDevice:
    """A touch screen; Qt never takes one away again, so there is one per run."""
    return QTest.createTouchDevice()


@pytest.fixture(scope="session")
def touch(touch_screen: QPointingDevice) -> Pointer:
    """A finger on the touch screen."""
    return finger(touch_screen)


@pytest.fixture(scope="session")
def morning_store(tmp_path_factory: pytest.TempPathFactory, quick_pins: None) -> Path:
    """A terminal's folder as it is on Saturday at 10:40; the day is the same one in every test."""
    folder = tmp_path_factory.mktemp("morning") / "store"
    with stage(SEED, folder, on_commit=lambda _: None) as world:
        world.day.advance_to(MORNING)
        assert all(world.program.engine.run_once().values())
    return folder


@pytest.fixture
def connected(tmp_path: Path, morning_store: Path, touch: Pointer) -> Iterator[Connected]:
    """Saturday 10:40 with Tock, its relay and a back office on loopback, and lanes at work."""
    shutil.copytree(morning_store, tmp_path / "store")
    bridge, bugs, opened = Bridge(), list[BaseException](), list[str]()
    with (
        stage(SEED, tmp_path / "store", on_commit=bridge.publish, on_fault=bugs.append) as world,
        window_on(
            world.program, bridge, clock=world.clock, commands=world.program.verbs, opened=opened
        ) as window,
    ):
        world.day.advance_to(MORNING)
        terminal = Connected(
            window=window,
            program=world.program,
            bridge=bridge,
            robot=Robot(window, pointer=touch),
            today=lambda: DAY,
            opened=opened,
            stage=world,
        )
        world.program.engine.start()
        terminal.catch_up()
        yield terminal
    assert bugs == []


@pytest.fixture
def office(
    request: pytest.FixtureRequest, tmp_path: Path, touch: Pointer
) -> Iterator[OfficeTerminal]:
    """A quiet Saturday 10:40, Ana signed in, and the back offices of `request.param` connected."""
    bridge, bugs, opened = Bridge(), list[BaseException](), list[str]()
    day = quiet_day(SEED, minute=MORNING)
    with stage_of(day, tmp_path / "store", on_commit=bridge.publish, on_fault=bugs.append) as made:
        sites = connect(made, request.param)
        with window_on(
            made.program, bridge, clock=made.clock, commands=made.program.verbs, opened=opened
        ) as window:
            terminal = OfficeTerminal(
                window=window,
                program=made.program,
                bridge=bridge,
                robot=Robot(window, pointer=touch),
                today=lambda: DAY,
                opened=opened,
                stage=made,
                site=sites[OfficeRole.ORDERS],
                there=sites[OfficeRole.PEOPLE],
            )
            made.program.engine.start()
            terminal.catch_up()
            terminal.sign_in()
            yield terminal
    assert bugs == []


@pytest.fixture
def open_light(tmp_path: Path, touch: Pointer) -> Iterator[OpenLight]:
    """A function that opens a terminal without any network; products are on the shelf."""
    with ExitStack() as stack:

        def open_one(
            *, wrap: Callable[[Commands], Commands] = lambda verbs: verbs, rest_ms: int = REST_MS
        ) -> Terminal:
            bridge, opened = Bridge(), list[str]()
            clock = ManualClock()
            clock.advance((MORNING - 8 * 60) * 60_000)
            program = _light_program(tmp_path / "store", clock=clock, bridge=bridge)
            stack.callback(program.close)
            window = stack.enter_context(
                window_on(
                    program,
                    bridge,
                    clock=clock,
                    commands=wrap(program.verbs),
                    opened=opened,
                    rest_ms=rest_ms,
                )
            )
            robot = Robot(window, pointer=touch)
            return Terminal(window, program, bridge, robot, lambda: DAY, opened)

        yield open_one


@pytest.fixture
def light_locked(open_light: OpenLight) -> Terminal:
    """A terminal without any network, at the lock screen."""
    return open_light()


@pytest.fixture
def light(light_locked: Terminal) -> Terminal:
    """A terminal without any network, Ana signed in."""
    light_locked.sign_in()
    return light_locked


def _light_program(folder: Path, *, clock: ManualClock, bridge: Bridge) -> Program:
    around = Surroundings(
        clock=clock,
        ids=CountingIds(clock),
        secrets=memory_secrets({}),
        on_commit=bridge.publish,
    )
    settings = Settings(
        venue=VenueSection(business_id=BUSINESS, name=SITE),
        tax=TaxSection(percent={"wine": Decimal("8.25"), "food": Decimal(0)}),
    )
    program = open_program(folder, surroundings=around, settings=settings)
    name, _, pin = PEOPLE[0]
    program.add_staff(AddStaff("ana", name, Role.SELLER, pin))
    with program.store.write("stock", actor=program.program_actor) as uow:
        uow.products.save(PRODUCTS)
    return program
