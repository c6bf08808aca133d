"""The page of a store that cannot be opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from posapp.ports.failures import StoreTrouble
from posapp.ui.main_window import dress
from posapp.ui.screens.trouble.view import build_trouble_window

DAMAGED = StoreTrouble(
    "damaged",
    cause="The store's file is damaged.",
    next_step="Restore the latest backup.",
    kept_path="/store/store.corrupt.db",
)


def test_cause_next_step_and_kept_file_are_shown(qtbot: QtBot, qapp: QApplication) -> None:
    """Every word the store gave, and both ways out."""
    dress(qapp, theme_name="light")
    done: list[str] = []
    window = build_trouble_window(
        DAMAGED, retry=lambda: done.append("retry"), restore=lambda: done.append("restore")
    )
    qtbot.addWidget(window)
    window.show()
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert {DAMAGED.cause, DAMAGED.next_step, DAMAGED.kept_path, "Code damaged"} <= set(texts)
    for name in ("trouble.retry", "trouble.restore", "trouble.copy"):
        button = window.findChild(QPushButton, name)
        assert button is not None
        assert button.isVisible()
        assert button.height() >= 48
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["retry", "restore"]
    assert QGuiApplication.clipboard().text() == DAMAGED.kept_path


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_without_a_backup_only_retry_is_offered(
    qtbot: QtBot, qapp: QApplication, theme: str
) -> None:
    """Enter is Try again; there is no path line where nothing was kept."""
    dress(qapp, theme_name=theme)
    done: list[str] = []
    trouble = StoreTrouble("locked", cause="In use.", next_step="Close the other one.")
    window = build_trouble_window(trouble, retry=lambda: done.append("retry"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    for name in ("trouble.restore", "trouble.copy"):
        button = window.findChild(QPushButton, name)
        assert button is not None
        assert not button.isVisible()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Return)
    assert done == ["retry"]
