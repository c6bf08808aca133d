"""Every way a start can go: the board, or a page with cause, next step and what was kept.

Impatient fingers, a closed window, a second start, a wrong setting and a bug are among them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel

from posapp.ports.failures import StoreTrouble
from posapp.settings import OrdersSection, Settings
from posapp.store import opening as store_opening
from posapp.store.marker import read_marker
from posapp.ui.crash import CrashNet
from posapp.ui.instance import SingleInstance
from posapp.ui.robot import Robot
from posapp.ui.shell.window import MainWindow
from posapp.ui.start import ALREADY_OPEN, Front, Opening, run_terminal
from posapp.window import opening_of
from tests.journeys.starts import (
    HOLD,
    PROBE,
    Start,
    another_program,
    damaged_page,
    gone,
    newer_schema,
    no_schema,
    some_text,
    used_store,
    zero_bytes,
)

MakeStart = Callable[..., Start]
Damage = Callable[[Path], None]
DAMAGES = (gone, zero_bytes, some_text, damaged_page, another_program, newer_schema)
IN_USE = StoreTrouble("locked", cause="It is in use.", next_step="Wait.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A terminal's folder."""
    return tmp_path / "till"


@pytest.fixture
def store(folder: Path) -> Path:
    """The store of a terminal that was in use once."""
    return used_store(folder)


@pytest.fixture
def make_start(folder: Path, dressed: QApplication) -> Iterator[MakeStart]:
    """A function that makes a start, of an opening if one is given; all end with the test."""
    made: list[Front] = []
    net = CrashNet(folder / "crashes", now_ms=lambda: 1)
    net.install()

    def make(opening: Opening | None = None) -> Start:
        opening = opening or opening_of(folder, settings=Settings())
        made.append(Front(opening, net=net))
        return Start(folder, made[-1])

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


def test_a_first_start_says_so_and_shows_the_lock_screen(
    make_start: MakeStart, folder: Path
) -> None:
    """Making the store takes a while: something is on the screen at once."""
    folder.mkdir()
    start = make_start()
    start.front.begin()
    assert start.window.isVisible()
    [words] = [label.text() for label in start.window.findChildren(QLabel) if label.text()]
    assert words == "posapp is starting…"
    start.settle()
    assert start.is_ready
    assert (folder / "store.json").exists()


def test_the_first_board_is_painted_before_anything_heavy(store: Path) -> None:
    """SQLAlchemy, httpx and keyring come after the first picture; the verbs follow alone."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, str(store.parent)],
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


# --- trouble with the store ------------------------------------------------------------------


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_store_in_trouble_gets_its_page_and_is_kept(
    make_start: MakeStart, store: Path, damage: Damage
) -> None:
    """A cause, a next step; the file is not touched, and a damaged one is copied byte for byte."""
    damage(store)
    before = store.read_bytes() if store.exists() else None
    start = make_start()
    start.begin()
    assert start.is_in_trouble
    assert len(start.words("trouble.cause")) > 10
    assert len(start.words("trouble.next")) > 10
    assert (store.read_bytes() if store.exists() else None) == before
    kept = start.words("trouble.path")
    if kept:
        assert Path(kept).read_bytes() == before


def test_each_trouble_has_a_page_of_its_own(make_start: MakeStart, tmp_path: Path) -> None:
    """No two causes read the same."""
    causes = set()
    for number, damage in enumerate(DAMAGES):
        folder = tmp_path / f"till-{number}"
        damage(used_store(folder))
        start = make_start(opening_of(folder, settings=Settings()))
        start.begin()
        causes.add(start.words("trouble.cause"))
    assert len(causes) == len(DAMAGES)


@pytest.mark.parametrize("damage", [gone, zero_bytes, some_text, damaged_page])
def test_restore_brings_the_board_back(make_start: MakeStart, store: Path, damage: Damage) -> None:
    """One tap on the page: the latest backup takes the place, the former file stays aside."""
    damage(store)
    start = make_start()
    start.begin()
    start.tap("trouble.restore")
    assert start.is_ready


@pytest.mark.parametrize(("damage", "is_offered"), [(newer_schema, False), (no_schema, True)])
def test_a_backup_is_offered_only_where_it_would_mend_something(
    make_start: MakeStart, store: Path, damage: Damage, is_offered: bool
) -> None:
    """A newer store is whole: an older copy in its place would lose what it holds."""
    damage(store)
    start = make_start()
    start.begin()
    assert Robot(start.window).is_shown("trouble.restore") is is_offered


def test_try_again_works_once_the_cause_is_gone(make_start: MakeStart, store: Path) -> None:
    """The store is put back by hand; the page's button opens it."""
    content = store.read_bytes()
    store.unlink()
    start = make_start()
    start.begin()
    start.tap("trouble.retry")
    assert start.is_in_trouble
    store.write_bytes(content)
    start.tap("trouble.retry")
    assert start.is_ready


def test_a_store_held_by_another_program_is_told_and_opened_later(
    make_start: MakeStart, store: Path
) -> None:
    """A lock from outside is named; when it is gone, Try again opens the terminal."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    start = make_start()
    start.begin()
    assert start.words("trouble.next")
    holder.communicate(b"enough")
    start.tap("trouble.retry")
    assert start.is_ready


@pytest.mark.parametrize(("number", "word"), [(28, "full"), (30, "read")])
def test_a_full_or_read_only_disk_is_told(
    make_start: MakeStart, store: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    """ENOSPC and EROFS from the very first write have pages of their own."""

    def refuse(_directory: Path) -> None:
        raise OSError(number, os.strerror(number))

    defaults = {
        **(store_opening.open_store.__kwdefaults__ or {}),
        "surroundings": replace(store_opening.ORDINARY, probe_write=refuse),
    }
    monkeypatch.setattr(store_opening.open_store, "__kwdefaults__", defaults)
    start = make_start()
    start.begin()
    assert word in (start.words("trouble.cause") + start.words("trouble.next")).casefold()


def test_a_page_of_trouble_holds_no_file(make_start: MakeStart, store: Path) -> None:
    """What the first picture was read from is let go, so that a backup can take its place."""

    def load(*args: object) -> object:
        raise StoreTrouble("damaged", cause="It is damaged.", next_step="Restore.")

    start = make_start(replace(opening_of(store.parent, settings=Settings()), load=load))
    start.front.begin()
    assert isinstance(start.window, MainWindow)
    start.wait_until(lambda: start.is_in_trouble, "the page is shown")
    handles = Path("/proc/self/fd")
    targets = [path.readlink() for path in handles.iterdir() if path.exists()] if handles else []
    assert [target for target in targets if target.parent == store.parent] == []


# --- impatience, and what else comes between -------------------------------------------------


def test_try_again_struck_twice_opens_once(make_start: MakeStart, store: Path) -> None:
    """A second opening beside the first would be two programs on one store."""
    may_open, begun = threading.Event(), list[str]()

    def load(*args: object) -> object:
        begun.append(threading.current_thread().name)
        may_open.wait()
        raise IN_USE

    ordinary = opening_of(store.parent, settings=Settings())
    start = make_start(replace(ordinary, glance=lambda: None, load=load))
    front = start.front
    front.show_trouble(IN_USE)
    front.begin()
    front.begin()
    start.wait_until(lambda: begun != [], "the opening has begun")
    front.begin()
    may_open.set()
    start.wait_until(lambda: start.is_in_trouble, "the page is back")
    assert len(begun) == 1
    Robot(start.window).tap("trouble.retry")
    start.wait_until(lambda: len(begun) == 2 and start.is_in_trouble, "it was tried once more")


def test_a_window_closed_while_it_opens_leaves_a_clean_end(
    make_start: MakeStart, store: Path
) -> None:
    """The program that came too late for its window is closed like any other."""
    start = make_start()
    start.front.begin()
    start.wait_until(lambda: start.front._worker is not None, "the opening has begun")
    start.window.close()
    start.front.end()
    marker = read_marker(store.parent / "store.json")
    assert marker is not None
    assert marker.was_closed


@pytest.mark.qt_log_ignore("This plugin does not support raise")  # the screen is not a real one
def test_a_second_start_raises_the_first_window_and_ends_with_three(
    make_start: MakeStart, store: Path
) -> None:
    """One posapp a folder: the later one says so in a line and leaves; then the folder is free."""
    opening = opening_of(store.parent, settings=Settings())
    owner, later = SingleInstance(store.parent), SingleInstance(store.parent)
    assert owner.claim()
    start = make_start(opening)
    owner.when_called(start.front.come_forward)
    start.begin()
    start.window.showMinimized()
    said: list[str] = []
    assert run_terminal(opening, say=said.append) == ALREADY_OPEN == 3
    assert said == ["posapp is already open; its window was brought to the front."]
    start.wait_until(lambda: not start.window.isMinimized(), "the first window is in front")
    assert not later.claim()
    owner.release()
    assert later.claim()
    later.release()
    for one in (owner, later):
        one.deleteLater()


def test_a_wrong_setting_gets_a_page(make_start: MakeStart, store: Path) -> None:
    """The sentence names it; the lock screen does not wait for verbs that never come."""
    settings = Settings(orders=OrdersSection(backend="abacus"))
    start = make_start(opening_of(store.parent, settings=settings))
    start.front.begin()
    start.wait_until(lambda: start.is_in_trouble, "the page is shown")
    assert "abacus" in start.words("trouble.cause")
    assert "settings" in start.words("trouble.next")


def test_a_bug_while_starting_gets_a_page_and_a_report(make_start: MakeStart, store: Path) -> None:
    """Nothing hangs; the report for support lies on the machine."""

    def load(*args: object) -> object:
        raise ZeroDivisionError("a planted bug")

    start = make_start(replace(opening_of(store.parent, settings=Settings()), load=load))
    start.front.begin()
    start.wait_until(lambda: start.is_in_trouble, "the page is shown")
    assert "Something went wrong" in start.words("trouble.cause")
    [report] = (store.parent / "crashes").iterdir()
    assert "a planted bug" in report.read_text()
