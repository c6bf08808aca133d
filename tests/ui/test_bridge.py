"""News from any thread reaches the window once, on the window's thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from posapp.domain.changes import Topic
from posapp.ui.bridge import PATIENCE_MS, Bridge

NEWS = frozenset({Topic.RESERVATIONS})


@dataclass
class Lane:
    """A thread that commits without a pause."""

    bridge: Bridge
    commits: int = 0
    has_committed: threading.Event = field(default_factory=threading.Event)
    is_ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_ended.is_set():
            self.bridge.publish(NEWS)
            self.commits += 1
            self.has_committed.set()


@contextmanager
def at_work(bridge: Bridge) -> Iterator[Lane]:
    lane = Lane(bridge)
    thread = threading.Thread(target=lane.run)
    thread.start()
    try:
        yield lane
    finally:
        lane.is_ended.set()
        thread.join()


def test_a_burst_from_many_threads_arrives_as_one(qtbot: QtBot, qapp: QApplication) -> None:
    """Commits within a tenth of a second are one repaint, and it is the window that repaints."""
    bridge = Bridge()
    heard: list[tuple[frozenset[Topic], bool]] = []
    bridge.changed.connect(
        lambda topics: heard.append((topics, QThread.currentThread() is qapp.thread()))
    )
    topics = [Topic.ORDERS, Topic.OUTBOX, Topic.HEALTH, Topic.ORDERS]
    threads = [
        threading.Thread(target=bridge.publish, args=(frozenset({topic}),)) for topic in topics
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(frozenset({Topic.ORDERS, Topic.OUTBOX, Topic.HEALTH}), True)]


def test_news_after_a_pause_arrives_again(qtbot: QtBot) -> None:
    """Merging never swallows the next commit, and empty news is none."""
    bridge = Bridge()
    heard: list[frozenset[Topic]] = []
    bridge.changed.connect(heard.append)
    bridge.publish(frozenset())
    bridge.publish(frozenset({Topic.VISITS}))
    qtbot.waitUntil(lambda: len(heard) == 1)
    bridge.publish(frozenset({Topic.STAFF}))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [frozenset({Topic.VISITS}), frozenset({Topic.STAFF})]


@pytest.fixture
def bridge(qapp: QApplication) -> Iterator[Bridge]:
    """It ends with the test: what it would still say is of no interest to the next."""
    made = Bridge()
    yield made
    delete(made)


def test_who_commits_in_a_burst_stands_aside_while_the_window_reads(
    qtbot: QtBot, bridge: Bridge
) -> None:
    """The window has the interpreter for itself; then the work goes on."""
    seen = list[tuple[int, int]]()

    def read() -> None:
        before = lane.commits
        threading.Event().wait(PATIENCE_MS / 5 / 1_000)  # lets others run, if they want to
        seen.append((before, lane.commits))

    bridge.changed.connect(read)
    with at_work(bridge) as lane:
        qtbot.waitUntil(lambda: len(seen) >= 3)
    assert [after - before for before, after in seen] == [0] * len(seen)
    assert seen[0][0] < seen[1][0] < seen[2][0]


class Board(QWidget):
    """Notes how many commits there were when it was painted."""

    def __init__(self, commits: Callable[[], int]) -> None:
        super().__init__()
        self._commits = commits
        self.painted_at = list[int]()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        self.painted_at.append(self._commits())


def test_it_stands_aside_until_the_news_is_painted(qtbot: QtBot, bridge: Bridge) -> None:
    """Painting asks for the interpreter at every row of a list."""
    read_at = list[int]()
    with at_work(bridge) as lane:
        board = Board(lambda: lane.commits)
        qtbot.addWidget(board)
        with qtbot.waitExposed(board):
            board.show()

        def read() -> None:
            board.painted_at.clear()
            read_at.append(lane.commits)
            board.update()

        bridge.changed.connect(read)
        for number in range(1, 4):
            qtbot.waitUntil(lambda n=number: len(read_at) >= n and bool(board.painted_at))
            assert board.painted_at[0] == read_at[-1]


def test_nobody_waits_long_for_a_window_that_is_away(qtbot: QtBot, bridge: Bridge) -> None:
    """A window that reads for a second holds up no pull and no other lane."""
    went_on = list[bool]()

    def read_for_long() -> None:
        lane.has_committed.clear()
        went_on.append(lane.has_committed.wait(timeout=5))

    bridge.changed.connect(read_for_long)
    with at_work(bridge) as lane:
        qtbot.waitUntil(lambda: bool(went_on))
    assert all(went_on)


def test_the_window_does_not_wait_for_a_burst_that_is_over(qtbot: QtBot, bridge: Bridge) -> None:
    """The last commits of a pull are shown though no other comes."""
    heard = list[frozenset[Topic]]()
    bridge.changed.connect(heard.append)
    thread = threading.Thread(target=lambda: [bridge.publish(NEWS) for _ in range(5)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: heard == [NEWS])


def test_the_window_itself_never_stands_aside(qtbot: QtBot, bridge: Bridge) -> None:
    """A tap during a burst is a commit on the window's own thread; it would wait for itself."""
    took_s = list[float]()

    def tap() -> None:
        begun_s = perf_counter()
        for _ in range(20):
            bridge.publish(frozenset({Topic.PAYMENTS}))
        took_s.append(perf_counter() - begun_s)

    bridge.changed.connect(tap)
    with at_work(bridge):
        qtbot.waitUntil(lambda: len(took_s) >= 3)
    assert max(took_s) < PATIENCE_MS / 1_000
