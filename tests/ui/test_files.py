"""Files on their way in and out: looked at first, taken in with counts, written from day to day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from posapp.ports.csv_files import FileKind, FileReport, ImportCounts
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import Stage
from tests.ui.connection_scenes import dead_end, open_connections, systems_of
from tests.ui.file_scenes import (
    FOUND,
    PATH,
    chosen,
    ended,
    file_import,
    file_looked,
    file_looking,
    file_refused,
    file_taking,
)

offscreen = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
"""What Qt's platform without a screen says of every dialog of its own."""


def texts(stage: Stage) -> list[str]:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return [label.text().replace("\u200b", "") for label in labels if label.isVisible()]


def button(stage: Stage, name: str) -> QAbstractButton:
    """A button by its name."""
    found = stage.window.findChild(QAbstractButton, name)
    assert found is not None
    return found


def said(stage: Stage, name: str) -> tuple[str, str, bool]:
    """A button's words, its second line, and whether it can be pressed."""
    one = button(stage, name)
    return one.accessibleName(), one.accessibleDescription(), one.isEnabled()


def lines(stage: Stage, name: str) -> list[tuple[str, str]]:
    """The lines of a list that can be seen."""
    view = stage.window.findChild(ListView, name)
    assert view is not None
    assert view.isVisible()
    return [(line.title, line.detail) for line in view.model().items]  # type: ignore[attr-defined]


def calls(stage: Stage, verb: str) -> list[tuple[object, ...]]:
    """What was asked of a verb."""
    return [arguments for name, arguments in stage.act.files.calls if name == verb]


def rest_out(stage: Stage, page: str) -> None:
    """Until the page takes a tap for one of its own again."""
    found = stage.window.findChild(QWidget, page)
    assert found is not None
    rests = found.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    stage.hands.wait_until(lambda: not any(one.isActive() for one in rests), "the finger rested")


def test_both_ways_lead_there(stage: Stage) -> None:
    """The card among the connections, and the system's own entry in the form."""
    dead_end(stage)
    stage.hands.tap("connect.files.import")
    assert "eCELLAR: import a file" in texts(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.tap("connect.files.export")
    assert "eCELLAR: export a file" in texts(stage)
    stage.hands.tap("out.close")
    stage.hands.tap("connect.cancel")
    assert "eCELLAR, by files" in texts(stage)
    stage.hands.tap("connections.files.export")
    assert "eCELLAR: export a file" in texts(stage)


def test_without_a_system_that_goes_by_files_nothing_is_said(stage: Stage) -> None:
    """The card is the system's."""
    connections = systems_of(stage)
    connections.systems = connections.systems[2:]
    open_connections(stage)
    assert not stage.hands.is_shown("connections.files.import")


def test_who_keeps_the_customers_is_said_before_a_file_is_chosen(stage: Stage) -> None:
    """With what to do instead; orders can be taken in."""
    file_import(stage)
    assert stage.act.files.kept_by in texts(stage)
    assert said(stage, "file.take") == ("Take in", "Check the file first", False)
    assert button(stage, "file.check").isEnabled()


def test_the_columns_are_explained_beside_it(stage: Stage) -> None:
    """Of both kinds, the required ones first of all."""
    file_import(stage)
    assert ("email · required", "e-mail; one customer each") in lines(stage, "file.columns")
    stage.hands.tap("file.kind.orders")
    assert lines(stage, "file.columns")[0][0] == "order_number · required"


def test_a_look_shows_what_would_come_and_every_refused_row(stage: Stage) -> None:
    """Counts, what is left out, and each row by number, column and reason."""
    file_looking(stage)
    assert calls(stage, "look") == [(PATH,)]
    assert "Looking at the file: 1,200 records so far" in texts(stage)
    assert said(stage, "file.take") == ("Take in", "Under way", False)
    ended(stage, stage.act.files.looks[-1], FOUND)
    shown = texts(stage)
    assert "3,812 customers. Nothing is stored yet." in shown
    for number, words in (("1,240", "new"), ("37", "changed"), ("20", "refused")):
        assert shown[shown.index(words) - 1] == number
    assert "Columns that mean nothing here are left out: eye_colour, shoe_size." in shown
    refused = lines(stage, "file.refused")
    assert len(refused) == 20
    assert refused[0] == ("Row 4 · email", "This is not an e-mail address.")
    assert refused[1][0] == "Row 41"
    assert said(stage, "file.take") == ("Take in 1,280", "", True)


def test_more_refused_rows_than_are_shown_are_counted(stage: Stage) -> None:
    """Nothing is left out in silence."""
    file_looking(stage)
    counts = replace(FOUND.counts, parked=5_000)
    ended(stage, stage.act.files.looks[-1], replace(FOUND, counts=counts))
    assert "5,000 refused rows, the first 20 of them" in texts(stage)


def test_taking_in_shows_how_far_it_is_and_what_comes_next(stage: Stage) -> None:
    """Then it is done, with the rows to mend and where the guests are."""
    file_taking(stage)
    assert calls(stage, "take") == [(PATH,)]
    assert "Taking in: 1,300 of 3,812 records" in texts(stage)
    assert "3,812 customers." in texts(stage)
    assert not button(stage, "file.check").isEnabled()
    ended(stage, stage.act.files.takes[-1], replace(FOUND, is_dry_run=False))
    shown = texts(stage)
    assert "Taken in. 3,812 customers of the file gone through." in shown
    assert "They are under Guests now." in shown
    assert any(text.startswith("20 rows refused. Mend them") for text in shown)
    assert said(stage, "file.take") == ("Done", "", True)
    rest_out(stage, "file.import")
    stage.hands.tap("file.take")
    assert stage.hands.is_shown("connections.files.import")


def test_a_double_tap_on_take_in_leaves_the_report(stage: Stage) -> None:
    """The second tap falls on “Done”, and belongs to the first."""
    file_taking(stage)
    ended(stage, stage.act.files.takes[-1], replace(FOUND, is_dry_run=False))
    stage.hands.tap("file.take")
    assert "Taken in. 3,812 customers of the file gone through." in texts(stage)
    rest_out(stage, "file.import")
    stage.hands.tap("file.take")
    assert stage.hands.is_shown("connections.files.import")


def test_a_cancelled_file_says_what_is_in_and_how_to_go_on(stage: Stage) -> None:
    """What was taken in stays, and the same file brings the rest."""
    file_taking(stage)
    stage.hands.tap("file.job.cancel")
    job = stage.act.files.takes[-1]
    assert job.is_cancelled
    counts = ImportCounts(read=1_300, new=1_300)
    ended(stage, job, FileReport(kind=FileKind.CUSTOMERS, counts=counts, is_cut_short=True))
    told = "Stopped after 1,300 of 3,812 customers. What is in stays; the same file again takes in"
    assert any(text.startswith(told) for text in texts(stage))


def test_a_cancelled_look_leaves_nothing_to_take_in(stage: Stage) -> None:
    """Half a look would say too little."""
    file_looking(stage)
    stage.hands.tap("file.job.cancel")
    ended(stage, stage.act.files.looks[-1], replace(FOUND, is_cut_short=True))
    assert said(stage, "file.take") == ("Take in", "Check the file first", False)
    assert button(stage, "file.check").isEnabled()


def test_another_path_is_another_file(stage: Stage) -> None:
    """What was found is not true of it."""
    file_looked(stage)
    stage.hands.type_into("file.path", "/tmp/another.csv")
    assert said(stage, "file.take") == ("Take in", "Check the file first", False)
    assert not stage.hands.is_shown("file.refused")


def test_a_file_with_nothing_new_is_not_taken_in(stage: Stage) -> None:
    """The button says why."""
    file_looking(stage)
    counts = ImportCounts(read=40, unchanged=40)
    ended(stage, stage.act.files.looks[-1], replace(FOUND, counts=counts, refused=()))
    assert said(stage, "file.take") == ("Take in", "Nothing new in it", False)


def test_a_file_that_cannot_be_read_says_why(stage: Stage) -> None:
    """In words, below its path; a refused path at the path itself."""
    file_refused(stage)
    trouble = "customers.csv cannot be imported: row 1 does not name the column email."
    assert trouble in texts(stage)
    files = stage.act.files
    files.refusal, files.refused_field = "Choose a file.", "file"
    stage.hands.type_into("file.path", " ")
    stage.hands.tap("file.check")
    assert "Choose a file." in texts(stage)
    assert trouble not in texts(stage)


def test_who_is_no_manager_is_told_by_the_verb(stage: Stage) -> None:
    """As a notice; the page stays."""
    chosen(stage)
    stage.act.files.refusal = "Files are a manager's to take in and to write."
    stage.hands.tap("file.check")
    assert "Files are a manager's to take in and to write." in texts(stage)
    assert stage.hands.is_shown("file.check")


def test_a_file_goes_on_behind_another_screen_and_the_lock(stage: Stage) -> None:
    """And is there again, further on."""
    file_taking(stage)
    stage.hands.tap("rail.arrivals")
    stage.window.lock()
    stage.sign_in("mgr")
    stage.act.files.takes[-1].done = 3_000
    open_connections(stage)
    assert "Taking in: 3,000 of 3,812 records" in texts(stage)
    stage.hands.press(Qt.Key.Key_Escape)
    assert "Taking in: 3,000 of 3,812 records" in texts(stage)
    ended(stage, stage.act.files.takes[-1], replace(FOUND, is_dry_run=False))
    assert "Taken in. 3,812 customers of the file gone through." in texts(stage)
    stage.hands.tap("connections.files.import")
    assert "Taken in. 3,812 customers of the file gone through." in texts(stage)
    stage.hands.tap("file.take")
    stage.hands.tap("connections.files.import")
    assert field(stage, "file.path").text() == ""
    assert not stage.hands.is_shown("file.found")
    stage.hands.press(Qt.Key.Key_Escape)
    assert not stage.hands.is_shown("connections.files.news")


def test_a_second_enter_presses_nothing(stage: Stage) -> None:
    """The first one began; neither “Cancel” nor “Take in” is pressed by a nervous finger."""
    chosen(stage)
    stage.hands.press(Qt.Key.Key_Return)
    stage.hands.press(Qt.Key.Key_Return)
    assert not stage.act.files.looks[-1].is_cancelled
    ended(stage, stage.act.files.looks[-1], FOUND)
    stage.hands.press(Qt.Key.Key_Return)
    assert len(calls(stage, "look")) == 1
    assert calls(stage, "take") == []


def field(stage: Stage, name: str) -> QLineEdit:
    """A field by its name."""
    found = stage.window.findChild(QLineEdit, name)
    assert found is not None
    return found


def test_the_keyboard_alone_takes_a_file_in(stage: Stage) -> None:
    """The path has the cursor, Enter checks it, Tab leads to “Take in”."""
    systems_of(stage)
    open_connections(stage)
    while QApplication.focusWidget().objectName() != "connections.files.import":
        stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Return)
    stage.type_keys("/a/b.csv")
    stage.hands.press(Qt.Key.Key_Return)
    assert calls(stage, "look") == [("/a/b.csv",)]
    ended(stage, stage.act.files.looks[-1], FOUND)
    for _ in range(20):
        if QApplication.focusWidget().objectName() == "file.take":
            break
        stage.hands.press(Qt.Key.Key_Tab)
    stage.hands.press(Qt.Key.Key_Return)
    assert calls(stage, "take") == [("/a/b.csv",)]


def dialog_of(stage: Stage, name: str) -> QFileDialog:
    """The system's dialog, once it is there."""
    stage.hands.tap(f"{name}.browse")
    found = stage.window.findChild(QFileDialog, f"{name}.dialog")
    assert found is not None
    return found


@offscreen
def test_browsing_picks_a_file_and_checks_it(stage: Stage, tmp_path: Path) -> None:
    """One tap less; nothing is asked of the disk before."""
    picked = tmp_path / "people.csv"
    picked.write_text("email", "utf-8")
    systems_of(stage)
    open_connections(stage)
    stage.hands.tap("connections.files.import")
    stage.hands.type_into("file.path", str(tmp_path / "x"))
    dialog = dialog_of(stage, "file.path")
    dialog.fileSelected.emit(str(picked))
    dialog.done(1)
    stage.hands.settle()
    assert field(stage, "file.path").text() == str(picked)
    assert calls(stage, "look") == [(str(picked),)]
    ended(stage, stage.act.files.looks[-1], FOUND)


@offscreen
def test_the_lock_takes_the_dialog_away(stage: Stage) -> None:
    """Nobody else goes on with it."""
    file_import(stage)
    dialog = dialog_of(stage, "file.path")
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    stage.window.lock()
    stage.hands.settle()
    assert closed == [0]


@offscreen
def test_a_real_pick_goes_through_the_dialog(stage: Stage, tmp_path: Path) -> None:
    """Typed and opened in the dialog itself, as a person does where there is no native one."""
    (tmp_path / "people.csv").write_text("email", "utf-8")
    systems_of(stage)
    open_connections(stage)
    stage.hands.tap("connections.files.import")
    stage.hands.type_into("file.path", str(tmp_path / "x"))
    dialog = dialog_of(stage, "file.path")
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / "people.csv"))
    opened = next(one for one in dialog.findChildren(QPushButton) if "Open" in one.text())
    stage.hands.wait_until(opened.isEnabled, "the dialog can open the file")
    QTest.mouseClick(opened, Qt.MouseButton.LeftButton)
    stage.hands.wait_until(lambda: bool(calls(stage, "look")), "the file is checked")
    assert calls(stage, "look") == [(str(tmp_path / "people.csv"),)]
