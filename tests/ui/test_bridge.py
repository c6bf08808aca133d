"""News from any thread reaches the window once, on the window's thread."""

import threading

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posapp.domain.changes import Topic
from posapp.ui.bridge import Bridge


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
