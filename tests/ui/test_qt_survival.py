"""The installed Qt binding must survive a long day on this interpreter."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

CALLS = 500


def test_void_calls_keep_the_reference_count_of_none(qtbot: QtBot) -> None:
    """A binding that drops a reference of None per void call aborts the process within the hour."""
    button, label, timer = QPushButton(), QLabel(), QTimer()
    qtbot.addWidget(button)
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for count in range(CALLS):
        button.setEnabled(True)
        button.setToolTip("tip")
        button.update()
        label.setText("text")
        label.setObjectName("name")
        label.resize(10 + count % 3, 10)
        timer.stop()
    # From 3.12 on None is immortal and its count is a constant.
    assert sys.getrefcount(None) > before - CALLS // 10
