"""A start as a test holds it, and the ways a store can be in trouble before one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QLabel, QMainWindow

from posapp.app import open_program
from posapp.settings import Settings
from posapp.surroundings import machine
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from posapp.ui.start import Front


@dataclass
class Start:
    """A terminal's folder and whatever window its start brings."""

    folder: Path
    front: Front

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
        self.wait_until(lambda: self.is_ready or self.is_in_trouble, "the start has ended")

    def tap(self, name: str) -> None:
        """Tap a button of a page, and wait for what comes of it."""
        Robot(self.window).tap(name)
        self.settle()

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window live until it is so."""
        Robot(self.window).wait_until(condition, what)

    @property
    def is_ready(self) -> bool:
        """True when there is a window in which everything can be done."""
        window = self.front.window
        return isinstance(window, MainWindow) and window._desk.commands is not None

    @property
    def is_in_trouble(self) -> bool:
        """True when a page says why there is no window."""
        return bool(self.window.findChildren(QLabel, "trouble.cause"))

    def words(self, name: str) -> str:
        """What a label of the page says."""
        [label] = self.window.findChildren(QLabel, name)
        return label.text().replace("\u200b", "")


def used_store(folder: Path) -> Path:
    """A store that was opened and closed once, with a backup; returns its file."""
    program = open_program(folder, surroundings=machine(), settings=Settings())
    program.store.backup()
    program.close()
    return folder / "store.db"


# --- damages ---------------------------------------------------------------------------------


def gone(store: Path) -> None:
    store.unlink()


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


def no_schema(store: Path) -> None:
    with sqlite3.connect(store) as older:
        older.execute("PRAGMA user_version = 0")
    older.close()


# --- programs of their own -------------------------------------------------------------------

HOLD = """
import sys, pysqlite3
connection = pysqlite3.connect(sys.argv[1])
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE IF NOT EXISTS held (x)")
print("held", flush=True)
sys.stdin.read(1)
"""
"""Holds the store from outside until it is told enough."""

PROBE = """
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
"""Says what is imported when the first window is painted, and when it can be used."""
