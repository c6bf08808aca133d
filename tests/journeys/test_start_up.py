"""Every way a start can go: the board, or a page with cause, next step and what was kept."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from posapp.app import open_program
from posapp.settings import Settings
from posapp.surroundings import machine
from posapp.ui.crash import CrashNet
from posapp.ui.instance import SingleInstance
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from posapp.ui.start import Front
from posapp.window import opening_of


@dataclass
class Start:
    """A terminal's folder and whatever window its start brings."""

    folder: Path
    front: Front
    app: QApplication

    @property
    def window(self) -> QMainWindow:
        window = self.front.window
        assert window is not None
        return window

    def begin(self) -> None:
        """Start, and wait until the window that stays is in front."""
        self.front.begin()
        self.settle()

    def settle(self) -> None:
        """Wait until the start has ended one way or the other."""
        hands = Robot(self.window)
        hands.wait_until(lambda: self.has_ended, "the start has ended")

    @property
    def has_ended(self) -> bool:
        """True when there is a working board or a page that says why not."""
        window = self.front.window
        if isinstance(window, MainWindow):
            return window._desk.commands is not None
        return window is not None and bool(window.findChildren(QLabel, "trouble.cause"))

    def words(self, name: str) -> str:
        """What a label of the page says."""
        [label] = self.window.findChildren(QLabel, name)
        return label.text().replace("\u200b", "")


@pytest.fixture
def make_start(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Start]]:
    fronts: list[Front] = []
    folder = tmp_path / "till"

    def make() -> Start:
        opening = opening_of(folder, settings=Settings())
        front = Front(opening, net=CrashNet(folder / "crashes", now_ms=opening.clock.now_ms))
        fronts.append(front)
        return Start(folder, front, qapp)

    yield make
    for front in fronts:
        front.end()
        if front.window is not None:
            front.window.close()
            front.window.deleteLater()
        front.deleteLater()
    qapp.processEvents()


def used_store(folder: Path) -> Path:
    """A store that was opened and closed once, with a backup; returns its file."""
    program = open_program(folder, surroundings=machine(), settings=Settings())
    program.store.backup()
    program.close()
    return folder / "store.db"


def zero_bytes(store: Path) -> None:
    store.write_bytes(b"")


def some_text(store: Path) -> None:
    store.write_bytes(b"This is a letter, not a database. " * 200)


def damaged_page(store: Path) -> None:
    content = bytearray(store.read_bytes())
    content[4096 : 4096 * 3] = bytes(4096 * 2)
    store.write_bytes(content)


def another_program(store: Path) -> None:
    store.unlink()
    with sqlite3.connect(store) as other:
        other.execute("PRAGMA application_id = 42")
        other.execute("CREATE TABLE t (x)")
    other.close()


def newer_schema(store: Path) -> None:
    with sqlite3.connect(store) as newer:
        newer.execute("PRAGMA user_version = 9999")
    newer.close()


def gone(store: Path) -> None:
    store.unlink()


DAMAGES = (gone, zero_bytes, some_text, damaged_page, another_program, newer_schema)


def test_a_first_start_shows_the_lock_screen(make_start: Callable[[], Start]) -> None:
    """Nothing there yet: a store is made and the terminal can be used."""
    start = make_start()
    start.begin()
    assert isinstance(start.window, MainWindow)
    assert (start.folder / "store.json").exists()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_store_in_trouble_gets_its_page_and_is_kept(
    make_start: Callable[[], Start], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """A cause, a next step; the file is not touched, and a damaged one is copied byte for byte."""
    store = used_store(tmp_path / "till")
    damage(store)
    before = store.read_bytes() if store.exists() else None
    start = make_start()
    start.begin()
    assert not isinstance(start.window, MainWindow)
    assert len(start.words("trouble.cause")) > 10
    assert len(start.words("trouble.next")) > 10
    assert (store.read_bytes() if store.exists() else None) == before
    kept = start.words("trouble.path")
    if kept:
        assert Path(kept).read_bytes() == before


def test_each_trouble_has_a_page_of_its_own(
    make_start: Callable[[], Start], tmp_path: Path
) -> None:
    """No two causes read the same."""
    causes = set()
    for number, damage in enumerate(DAMAGES):
        folder = tmp_path / f"till-{number}"
        damage(used_store(folder))
        start = make_start()
        opening = opening_of(folder, settings=Settings())
        start.front._opening = opening
        start.begin()
        causes.add(start.words("trouble.cause"))
    assert len(causes) == len(DAMAGES)


@pytest.mark.parametrize("damage", [gone, zero_bytes, some_text, damaged_page])
def test_restore_brings_the_board_back(
    make_start: Callable[[], Start], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """One tap on the page: the latest backup takes the place, the former file stays aside."""
    damage(used_store(tmp_path / "till"))
    start = make_start()
    start.begin()
    Robot(start.window).tap("trouble.restore")
    start.settle()
    assert isinstance(start.window, MainWindow)


def test_try_again_works_once_the_cause_is_gone(
    make_start: Callable[[], Start], tmp_path: Path
) -> None:
    """The store is put back by hand; the page's button opens it."""
    store = used_store(tmp_path / "till")
    content = store.read_bytes()
    store.unlink()
    start = make_start()
    start.begin()
    Robot(start.window).tap("trouble.retry")
    start.settle()
    assert not isinstance(start.window, MainWindow)
    store.write_bytes(content)
    Robot(start.window).tap("trouble.retry")
    start.settle()
    assert isinstance(start.window, MainWindow)


def test_a_store_held_by_another_program_is_told_and_opened_later(
    make_start: Callable[[], Start], tmp_path: Path
) -> None:
    """A lock from outside is named; when it is gone, Try again opens the terminal."""
    store = used_store(tmp_path / "till")
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    start = make_start()
    start.begin()
    assert not isinstance(start.window, MainWindow)
    assert start.words("trouble.next")
    holder.communicate(b"enough")
    Robot(start.window).tap("trouble.retry")
    start.settle()
    assert isinstance(start.window, MainWindow)


@pytest.mark.parametrize(("number", "word"), [(28, "full"), (30, "read")])
def test_a_full_or_read_only_disk_is_told(
    make_start: Callable[[], Start],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    word: str,
) -> None:
    """ENOSPC and EROFS from the very first write have pages of their own."""
    used_store(tmp_path / "till")

    def refuse(_directory: Path) -> None:
        raise OSError(number, os.strerror(number))

    from posapp.store import opening

    monkeypatch.setattr(
        opening.open_store,
        "__kwdefaults__",
        {
            **(opening.open_store.__kwdefaults__ or {}),
            "surroundings": replace(opening.ORDINARY, probe_write=refuse),
        },
    )
    start = make_start()
    start.begin()
    assert word in start.words("trouble.cause").casefold() + start.words("trouble.next").casefold()


def test_a_second_start_calls_the_first(tmp_path: Path, qapp: QApplication) -> None:
    """The folder has one owner; who comes later raises the owner's window."""
    (tmp_path / "till").mkdir()
    first, second = SingleInstance(tmp_path / "till"), SingleInstance(tmp_path / "till")
    called: list[bool] = []
    assert first.claim()
    first.when_called(lambda: called.append(True))
    assert not second.claim()
    assert second.call_owner()
    for _ in range(1_000):
        qapp.processEvents()
        if called:
            break
    assert called == [True]
    first.release()
    assert second.claim()
    second.release()


_HOLD = """
import sys, pysqlite3
connection = pysqlite3.connect(sys.argv[1])
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE IF NOT EXISTS held (x)")
print("held", flush=True)
sys.stdin.read(1)
"""
_PROBE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from posapp.settings import Settings
from posapp.ui.crash import CrashNet
from posapp.ui.shell.window import MainWindow
from posapp.ui.start import Front, make_app
from posapp.window import opening_of

app = make_app()
opening = opening_of(Path(sys.argv[1]), settings=Settings())
front = Front(opening, net=CrashNet(Path(sys.argv[1]) / "crashes", now_ms=opening.clock.now_ms))
heavy = ("sqlalchemy", "sqlmodel", "httpx", "keyring", "alembic")
start_worker = front._start_worker


def before_loading():
    assert isinstance(front.window, MainWindow), front.window
    assert not front.window.grab().isNull()
    print("at first paint:", [name for name in heavy if name in sys.modules])
    start_worker()


front._start_worker = before_loading
front.begin()


def look():
    if isinstance(front.window, MainWindow) and front.window._desk.commands is not None:
        print("ready:", "sqlalchemy" in sys.modules)
        app.quit()


timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
QTimer.singleShot(60_000, lambda: app.exit(9))
code = app.exec()
front.end()
sys.exit(code)
"""


def test_the_first_board_is_painted_before_anything_heavy(tmp_path: Path) -> None:
    """SQLAlchemy, httpx and keyring come after the first picture; the verbs follow alone."""
    used_store(tmp_path / "till")
    ended = subprocess.run(
        [sys.executable, "-c", _PROBE, str(tmp_path / "till")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "at first paint: []"
    assert lines[-1] == "ready: True"
