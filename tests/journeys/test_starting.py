"""What may go wrong around a start: impatient fingers, a closed window, a wrong setting, a bug."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from posapp.app import open_program
from posapp.ports.failures import StoreTrouble
from posapp.settings import OrdersSection, Settings
from posapp.store.driver import connect_writer
from posapp.store.marker import read_marker
from posapp.surroundings import machine
from posapp.ui.crash import CrashNet
from posapp.ui.instance import SingleInstance
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from posapp.ui.start import ALREADY_OPEN, Front, Opening, run_terminal
from posapp.window import opening_of

MakeFront = Callable[[Opening], Front]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A terminal's folder that was in use once."""
    program = open_program(tmp_path, surroundings=machine(), settings=Settings())
    program.close()
    return tmp_path


@pytest.fixture
def make_front(tmp_path: Path, dressed: QApplication) -> Iterator[MakeFront]:
    """A function that makes the front of an opening; all are closed at the end."""
    made: list[Front] = []
    net = CrashNet(tmp_path / "crashes", now_ms=lambda: 1)
    net.install()

    def make(opening: Opening) -> Front:
        made.append(Front(opening, net=net))
        return made[-1]

    yield make
    for front in made:
        front.end()
        if front.window is not None:
            front.window.close()
            front.window.deleteLater()
        front.deleteLater()
    net.uninstall()
    net.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _window(front: Front) -> QMainWindow:
    assert front.window is not None
    return front.window


def _wait_until(front: Front, condition: Callable[[], bool], what: str) -> None:
    Robot(_window(front)).wait_until(condition, what)


def _is_trouble(front: Front) -> bool:
    return bool(_window(front).findChildren(QLabel, "trouble.cause"))


def _words(front: Front, name: str) -> str:
    [label] = _window(front).findChildren(QLabel, name)
    return str(label.text())


def test_try_again_struck_twice_opens_once(folder: Path, make_front: MakeFront) -> None:
    """A second opening beside the first would be two programs on one store."""
    ordinary = opening_of(folder, settings=Settings())
    may_open, begun = threading.Event(), list[str]()

    def load(*args: object) -> object:
        begun.append(threading.current_thread().name)
        may_open.wait()
        raise StoreTrouble("locked", cause="It is in use.", next_step="Wait.")

    front = make_front(replace(ordinary, glance=lambda: None, load=load))
    front.show_trouble(StoreTrouble("locked", cause="It is in use.", next_step="Wait."))
    front.begin()
    front.begin()
    _wait_until(front, lambda: begun != [], "the opening has begun")
    front.begin()
    may_open.set()
    _wait_until(front, lambda: _is_trouble(front), "the page is back")
    assert len(begun) == 1
    Robot(_window(front)).tap("trouble.retry")
    _wait_until(front, lambda: len(begun) == 2 and _is_trouble(front), "it was tried once more")


def test_something_is_on_the_screen_while_a_first_start_works(
    tmp_path: Path, make_front: MakeFront
) -> None:
    """Making the store takes a while: the window says so at once, then it is the lock screen."""
    front = make_front(opening_of(tmp_path / "new", settings=Settings()))
    (tmp_path / "new").mkdir()
    front.begin()
    assert _window(front).isVisible()
    [words] = [label.text() for label in _window(front).findChildren(QLabel) if label.text()]
    assert words == "posapp is starting…"
    _wait_until(front, lambda: isinstance(front.window, MainWindow), "the lock screen is shown")


def test_a_window_closed_while_it_opens_leaves_a_clean_end(
    folder: Path, make_front: MakeFront
) -> None:
    """The program that came too late for its window is closed like any other."""
    front = make_front(opening_of(folder, settings=Settings()))
    front.begin()
    _wait_until(front, lambda: front._worker is not None, "the opening has begun")
    _window(front).close()
    front.end()
    marker = read_marker(folder / "store.json")
    assert marker is not None
    assert marker.was_closed


@pytest.mark.parametrize(("schema", "is_offered"), [("9999", False), ("0", True)])
def test_a_backup_is_offered_only_where_it_would_mend_something(
    folder: Path, make_front: MakeFront, schema: str, is_offered: bool
) -> None:
    """A newer store is whole: an older copy in its place would lose what it holds."""
    with closing(connect_writer(folder / "store.db")) as connection:
        connection.execute(f"PRAGMA user_version={schema}")
    front = make_front(opening_of(folder, settings=Settings()))
    front.begin()
    _wait_until(front, lambda: _is_trouble(front), "the page is shown")
    assert Robot(_window(front)).is_shown("trouble.restore") is is_offered


def test_a_page_of_trouble_holds_no_file(folder: Path, make_front: MakeFront) -> None:
    """What the first picture was read from is let go, so that a backup can take its place."""
    ordinary = opening_of(folder, settings=Settings())

    def load(*args: object) -> object:
        raise StoreTrouble("damaged", cause="It is damaged.", next_step="Restore.")

    front = make_front(replace(ordinary, load=load))
    front.begin()
    assert isinstance(front.window, MainWindow)
    _wait_until(front, lambda: _is_trouble(front), "the page is shown")
    handles = Path("/proc/self/fd")
    targets = [path.readlink() for path in handles.iterdir() if path.exists()] if handles else []
    assert [target for target in targets if target.parent == folder] == []


def test_a_wrong_setting_gets_a_page(folder: Path, make_front: MakeFront) -> None:
    """The sentence names it; the lock screen does not wait for verbs that never come."""
    settings = Settings(orders=OrdersSection(backend="abacus"))
    front = make_front(opening_of(folder, settings=settings))
    front.begin()
    _wait_until(front, lambda: _is_trouble(front), "the page is shown")
    assert "abacus" in _words(front, "trouble.cause")
    assert "settings" in _words(front, "trouble.next")


def test_a_bug_while_starting_gets_a_page_and_a_report(
    folder: Path, tmp_path: Path, make_front: MakeFront
) -> None:
    """Nothing hangs; the report for support lies on the machine."""

    def load(*args: object) -> object:
        raise ZeroDivisionError("a planted bug")

    front = make_front(replace(opening_of(folder, settings=Settings()), load=load))
    front.begin()
    _wait_until(front, lambda: _is_trouble(front), "the page is shown")
    assert "Something went wrong" in _words(front, "trouble.cause")
    [report] = (tmp_path / "crashes").iterdir()
    assert "a planted bug" in report.read_text()


@pytest.mark.qt_log_ignore("This plugin does not support raise")  # the screen is not a real one
def test_a_second_start_raises_the_first_window_and_ends_with_three(
    folder: Path, make_front: MakeFront
) -> None:
    """One posapp a folder: the later one says so in a line and leaves."""
    opening = opening_of(folder, settings=Settings())
    owner = SingleInstance(folder)
    assert owner.claim()
    front = make_front(opening)
    owner.when_called(front.come_forward)
    front.begin()
    _wait_until(front, lambda: not front._is_opening, "the first one is open")
    _window(front).showMinimized()
    said: list[str] = []
    assert run_terminal(opening, say=said.append) == ALREADY_OPEN == 3
    assert said == ["posapp is already open; its window was brought to the front."]
    _wait_until(front, lambda: not _window(front).isMinimized(), "the first window is in front")
    owner.release()
    owner.deleteLater()
