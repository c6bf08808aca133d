"""A file to be written: which records, of which days, where, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from posapp.ports.csv_files import FileKind, FileWish, WrittenFile
from posapp.ui.screens.connections.export_view import ExportPage
from tests.ui.conftest import Stage
from tests.ui.connection_scenes import open_connections, systems_of
from tests.ui.file_scenes import ended, file_export, hear
from tests.ui.saturday import DAY
from tests.ui.test_files import calls, dialog_of, field, offscreen, rest_out, said, texts

SUNDAY = DAY + timedelta(days=1)


def test_orders_are_written_from_day_to_day(stage: Stage) -> None:
    """Chips fill the days in; what was written is counted, with its place."""
    file_export(stage)
    assert field(stage, "out.first").text() == DAY.replace(day=1).isoformat()
    stage.hands.tap("out.span.today")
    stage.hands.tap("out.write")
    wish = FileWish(FileKind.ORDERS, DAY, DAY)
    assert calls(stage, "write") == [("/srv/ana/Documents/orders.csv", wish, False)]
    job = stage.act.files.writes[-1]
    job.done = 100
    hear(stage)
    assert "Writing: 100 orders so far" in texts(stage)
    written = WrittenFile(kind=FileKind.ORDERS, path="/x/orders.csv", records=128, rows=412)
    ended(stage, job, written)
    assert "128 orders in 412 rows written to /x/orders.csv. Take it to eCELLAR." in texts(stage)


def test_blank_days_are_all_and_wrong_ones_are_said_at_their_field(stage: Stage) -> None:
    """Typed days turn the chips off, unless they are one of them."""
    file_export(stage)
    stage.hands.type_into("out.last", "tomorrow")
    assert not stage.hands.is_on("out.span.month")
    stage.hands.tap("out.write")
    assert "“tomorrow” is no day like 2026-10-10." in texts(stage)
    assert QApplication.focusWidget() is field(stage, "out.last")
    stage.hands.tap("out.span.all")
    assert "“tomorrow” is no day like 2026-10-10." not in texts(stage)
    stage.hands.tap("out.write")
    assert calls(stage, "write")[-1][1] == FileWish(FileKind.ORDERS)


def test_customers_have_no_days(stage: Stage) -> None:
    """All of them, as they are; the name of the file follows what is written."""
    systems_of(stage)
    open_connections(stage)
    stage.hands.tap("connections.files.export")
    assert not stage.hands.is_shown("out.first")
    assert field(stage, "out.path").text().endswith(f"ecellar-customers-{DAY}.csv")
    stage.hands.tap("out.kind.orders")
    assert field(stage, "out.path").text().endswith(f"ecellar-orders-{DAY}.csv")
    stage.hands.tap("out.kind.customers")
    stage.hands.tap("out.write")
    assert calls(stage, "write")[-1][1] == FileWish(FileKind.CUSTOMERS)
    stage.hands.tap("out.job.cancel")
    ended(stage, stage.act.files.writes[-1], None)
    assert "Stopped. No file was written, and what was there stays." in texts(stage)


def test_a_file_that_is_there_is_replaced_only_when_it_is_said_twice(stage: Stage) -> None:
    """Another name takes the second word back."""
    file_export(stage)
    stage.hands.tap("out.write")
    job = stage.act.files.writes[-1]
    job.end(trouble="orders.csv is there already.", code="exists")
    hear(stage)
    assert said(stage, "out.write")[0] == "Replace the file"
    told = "orders.csv is there already. Write again to replace it, or choose another name."
    assert told in texts(stage)
    stage.hands.type_into("out.path", "/x/other.csv")
    assert said(stage, "out.write")[0] == "Write the file"
    rest_out(stage, "file.export")
    stage.hands.tap("out.write")
    assert calls(stage, "write")[-1][2] is False
    stage.act.files.writes[-1].end(trouble="other.csv is there already.", code="exists")
    hear(stage)
    rest_out(stage, "file.export")
    stage.hands.tap("out.write")
    assert calls(stage, "write")[-1][2] is True


def test_a_double_tap_replaces_no_file(stage: Stage) -> None:
    """The second tap belongs to the first; once the finger rested, the question is answered."""
    file_export(stage)
    stage.hands.tap("out.write")
    stage.act.files.writes[-1].end(trouble="orders.csv is there already.", code="exists")
    hear(stage)
    stage.hands.tap("out.write")
    assert [replaces for _, _, replaces in calls(stage, "write")] == [False]
    assert said(stage, "out.write") == ("Replace the file", "", True)
    rest_out(stage, "file.export")
    stage.hands.tap("out.write")
    assert [replaces for _, _, replaces in calls(stage, "write")] == [False, True]


def on_sunday(stage: Stage) -> None:
    """Midnight went by."""
    page = stage.window.findChild(ExportPage, "file.export")
    assert page is not None
    page.work.desk.today = lambda: SUNDAY


def test_the_next_day_begins_with_its_own_today(stage: Stage) -> None:
    """A closed page keeps neither yesterday's days nor its file."""
    file_export(stage)
    stage.hands.tap("out.span.today")
    stage.hands.press(Qt.Key.Key_Escape)
    on_sunday(stage)
    stage.hands.tap("connections.files.export")
    assert stage.hands.is_on("out.span.today")
    assert field(stage, "out.path").text().endswith(f"ecellar-orders-{SUNDAY}.csv")
    stage.hands.tap("out.write")
    assert calls(stage, "write")[-1][1] == FileWish(FileKind.ORDERS, SUNDAY, SUNDAY)


def test_a_page_left_open_calls_no_other_day_today(stage: Stage) -> None:
    """Its days stay as they were chosen; the chip that is no longer true goes out."""
    file_export(stage)
    stage.hands.tap("out.span.today")
    assert stage.hands.is_on("out.span.today")
    stage.hands.tap("rail.arrivals")
    on_sunday(stage)
    open_connections(stage)
    assert field(stage, "out.last").text() == DAY.isoformat()
    assert not stage.hands.is_on("out.span.today")


def test_a_file_under_way_outlives_its_page(stage: Stage) -> None:
    """Closed while it is written: the place it goes to is still there."""
    file_export(stage)
    stage.hands.tap("out.write")
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.tap("connections.files.export")
    assert field(stage, "out.path").text() == "/srv/ana/Documents/orders.csv"


@offscreen
def test_the_page_alone_asks_about_replacing(stage: Stage, tmp_path: Path) -> None:
    """The dialog adds “.csv” to what is typed and asks nothing; its file is one as any other."""
    (tmp_path / "sold.csv").write_text("the one before", "utf-8")
    file_export(stage)
    stage.hands.type_into("out.path", str(tmp_path / "x.csv"))
    dialog = dialog_of(stage, "out.path")
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText("sold")
    saved = next(one for one in dialog.findChildren(QPushButton) if "Save" in one.text())
    stage.hands.wait_until(saved.isEnabled, "the dialog can save")
    QTest.mouseClick(saved, Qt.MouseButton.LeftButton)
    picked = str(tmp_path / "sold.csv")
    stage.hands.wait_until(lambda: field(stage, "out.path").text() == picked, "it is picked")
    stage.hands.tap("out.write")
    path, _, replaces = calls(stage, "write")[-1]
    assert (path, replaces) == (picked, False)
