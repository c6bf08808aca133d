"""What guests and vendors typed is text: no markup, no overrides, no broken lines."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from posapp.ui import theme
from posapp.ui.safe import ElidedLabel, Label, button_text, elide, plain, set_tip, wrapped
from posapp.ui.tokens import Type
from tests.architecture.tree import ROOT


@given(st.text())
def test_a_line_is_one_line_without_controls(text: str) -> None:
    """No control, override or line break survives, and isolates always come in pairs."""
    line = plain(text)
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066\u2067\u2028\u2029]", line)
    assert line.count("\u2068") == line.count("\u2069")
    assert plain(line.strip("\u2068\u2069")) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<b>Rob</b>", "<b>Rob</b>"),
        ("two\nlines\tand  more", "two lines and  more"),
        ("abc\u202edcba", "abcdcba"),
        ("\x00\x07bell", "bell"),
        ("👩‍🍳 Ada", "👩‍🍳 Ada"),
        ("نور", "\u2068نور\u2069"),
    ],
)
def test_known_tricks_are_harmless(text: str, line: str) -> None:
    """Markup stays visible as text, overrides vanish, right-to-left names are closed in."""
    assert plain(text) == line


def test_a_very_long_name_ends_in_an_ellipsis() -> None:
    """Nothing can make a row endless."""
    assert plain("x" * 5_000, limit=40) == "x" * 39 + "…"


def test_labels_and_tips_never_become_markup(qtbot: QtBot, qapp: QApplication) -> None:
    """Every label is plain text, and a tool tip is escaped."""
    hostile = '<img src="\\\\host\\x"> & <a href="x">y</a>'
    for label in (Label(hostile), wrapped(hostile), ElidedLabel(hostile)):
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == hostile
    button = QPushButton()
    qtbot.addWidget(button)
    set_tip(button, hostile)
    assert "<" not in button.toolTip()
    set_tip(button, "O'Brien & Sons")
    assert button.toolTip() == "O'Brien & Sons"
    assert button_text("Bread & olives") == "Bread && olives"


def test_a_cut_right_to_left_name_stays_closed_in(qapp: QApplication) -> None:
    """The ellipsis falls inside the isolate, so the rest of the row keeps its direction."""
    metrics = QFontMetrics(theme.font(Type.BODY))
    cut = elide(plain("نور " * 40), metrics, 80)
    assert cut.startswith("\u2068")
    assert cut.endswith("\u2069")


def test_only_the_safe_module_makes_labels_and_tips() -> None:
    """A label made anywhere else would guess at markup."""
    found = []
    for file in sorted((ROOT / "posapp" / "ui").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        bare = re.search(r"\bQLabel\(|setToolTip\(|setHtml\(|QMessageBox|RichText", text)
        if bare and file.name != "safe.py":
            found.append(str(Path(file).relative_to(ROOT)))
    assert found == []


@pytest.mark.parametrize(("width", "told"), [(60, "Rob &lt;b&gt; Featherstonehaugh"), (600, "")])
def test_what_is_cut_is_told_whole_to_a_pointer_that_rests(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, told: str
) -> None:
    """And nothing pops up over a line that is whole; markup stays text there, too."""
    label = ElidedLabel("Rob <b> Featherstonehaugh")
    qtbot.addWidget(label)
    label.resize(width, 24)
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _spot, text, _widget: shown.append(text))
    spot = QPoint(4, 4)
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, spot, label.mapToGlobal(spot)))
    assert shown == [told]


def test_a_long_word_is_broken_at_its_joint_first(qtbot: QtBot) -> None:
    """A double name and an address go on at their sign, not in the middle of a name."""
    label = wrapped("Maximiliana Konstantinopoulou-Featherstonehaugh")
    qtbot.addWidget(label)
    assert label.text() == "Maximiliana Konstantinopoulou-\u200bFeatherstonehaugh"
