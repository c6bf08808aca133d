"""A bug is written down and shown; nothing else happens to the day."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from posapp.ui.crash import CrashNet
from tests.ui.conftest import Stage


class View:
    """Notes what it was asked to show."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def show_crash(self, report_path: str) -> None:
        self.shown.append(report_path)


@pytest.fixture
def net(tmp_path: Path, qtbot: QtBot) -> Iterator[CrashNet]:
    """An installed net that writes into the test's folder."""
    made = CrashNet(tmp_path / "crash", now_ms=lambda: 1_000)
    made.install()
    yield made
    made.uninstall()


def fail(message: str) -> None:
    """A bug."""
    raise RuntimeError(message)


def drop(message: str) -> None:
    """Let a bug fall through to the hook, as Qt does with a slot's."""
    try:
        fail(message)
    except RuntimeError:
        sys.excepthook(*sys.exc_info())


def test_a_bug_is_reported_once_and_shown(net: CrashNet, qtbot: QtBot, tmp_path: Path) -> None:
    """The report holds the traceback; the same bug again writes no second file."""
    view = View()
    net.show_on(view)
    for _ in range(3):
        drop("odd")
    qtbot.waitUntil(lambda: len(view.shown) == 3)
    reports = list((tmp_path / "crash").iterdir())
    assert [str(report) for report in reports] == [view.shown[0]]
    assert "RuntimeError: odd" in reports[0].read_text(encoding="utf-8")
    assert view.shown[1:] == ["", ""]


def test_a_card_number_never_reaches_a_report(net: CrashNet, qtbot: QtBot, tmp_path: Path) -> None:
    """Whatever a message holds, digits of a card are masked."""
    drop("paid with 4111 1111 1111 1111")
    report = next((tmp_path / "crash").iterdir())
    text = report.read_text(encoding="utf-8")
    assert "4111 1111" not in text
    assert "•••• 1111" in text


def test_a_report_goes_through_the_programs_redaction(tmp_path: Path, qtbot: QtBot) -> None:
    """Whatever the program takes out of its log is taken out of a report too."""
    net = CrashNet(
        tmp_path / "crash",
        now_ms=lambda: 1_000,
        redact=lambda text: text.replace("ana@example.com", "…@…"),
    )
    error = RuntimeError("sent to ana@example.com")
    net.catch(type(error), error, None)
    (report,) = (tmp_path / "crash").iterdir()
    assert "sent to …@…" in report.read_text(encoding="utf-8")


def test_a_bug_on_another_thread_is_shown_too(net: CrashNet, qtbot: QtBot) -> None:
    """Lanes and workers have no window of their own."""
    view = View()
    net.show_on(view)
    thread = threading.Thread(target=fail, args=("elsewhere",))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(view.shown) == 1)


def test_a_report_that_cannot_be_written_is_still_shown(
    tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full disk loses the file, not the sheet."""
    blocked = tmp_path / "crash"
    blocked.write_text("a file, not a folder")
    net = CrashNet(blocked, now_ms=lambda: 1_000)
    view = View()
    net.show_on(view)
    try:
        fail("odd")
    except RuntimeError as error:
        net.catch(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: view.shown == [""])
    assert "RuntimeError: odd" in capsys.readouterr().err


def test_the_sheet_says_that_nothing_is_lost(stage: Stage) -> None:
    """It names the report's place and goes away; the screen is as it was."""
    stage.window.show_crash("/reports/crash-1.txt")
    assert stage.hands.is_shown("overlay.close")
    stage.hands.tap("overlay.close")
    assert stage.window.shown[0] == "arrivals"
