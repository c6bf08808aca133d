"""P20: what guests type is text, on every screen it comes to, from the wire to the receipt."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTextEdit, QWidget

from posapp.demo.verdict import device_facts
from posapp.sandbox.oracle import judge
from tests.journeys.bookings import book
from tests.journeys.conftest import DAY, MORNING
from tests.journeys.terminal import SECOND_MS, Connected
from tests.journeys.test_day_by_touch import FEED_MS

NAMES = {
    "html": "<h1>Ann</h1><img src=x onerror=alert(1)><a href='https://evil.example'>click</a>",
    "right to left": "\u202eyrrebkcalB\u202c مريم",
    "emoji": "👩‍👩‍👧‍👦 Zoë 🍇🏳️‍🌈",
    "100,000 letters": "W" * 100_000,
    "100,000 words": "von " * 25_000,
    "a NUL and controls": "An\x00na\x07\x1b[31m\u2028\u2066Lee\t",
    "stacked marks": "Z" + "\u0351\u0489" * 400,
    "operators": "'; DROP TABLE visit;-- \" OR NEAR(* % _ {0} %s \\ & &amp; =1+1",
}
_ALLOWED = {"\n", "\u200b", "\u200c", "\u200d", "\u2068", "\u2069"}
"""Line breaks, joiners, places to break a word, and the isolates the window itself puts around."""


def _dirt(text: str) -> set[str]:
    """Characters that must not come to the screen: controls, overrides, lone surrogates."""
    return {
        ch for ch in text if ch not in _ALLOWED and unicodedata.category(ch) in {"Cc", "Cf", "Cs"}
    }


def _require_plain(terminal: Connected) -> None:
    """Nothing in the window is rich, dirty or wider than the window."""
    window = terminal.window
    assert (window.width(), window.height()) == (1_280, 800)
    assert window.minimumSizeHint().width() <= 1_280
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel):
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.objectName()
        is_filled_in = isinstance(widget, QLineEdit) and widget.objectName() != "arrivals.search"
        if is_filled_in or isinstance(widget, (QLabel, QAbstractButton)):
            assert _dirt(widget.text()) == set(), widget.objectName()
        assert _dirt(widget.accessibleName()) == set(), widget.objectName()
        assert len(widget.accessibleName()) < 3_000
        assert "<" not in widget.toolTip()
        assert not isinstance(widget, QTextEdit)
        if widget.isVisible() and widget.window() is window:
            assert widget.mapTo(window, widget.rect().topRight()).x() <= 1_280, widget.objectName()
    terminal.robot.settle()
    assert not window.grab().isNull()


def _journey(terminal: Connected, name: str, look: Callable[[Connected], None]) -> None:
    """From the feed over board, sheet, order and pay sheet to the receipt, looking everywhere."""
    key = book(
        terminal.stage,
        minute=MORNING + 30,
        first_name=name,
        last_name=name,
        email="ann@example.org",
        table=name[:2_000],
        note=name,
        experience=name,
        due_cents=10_00,
    )
    terminal.pass_time(FEED_MS)
    look(terminal)
    terminal.sign_in()
    look(terminal)
    terminal.tap_row("arrivals.list", key)
    look(terminal)
    terminal.tap("arrivals.take", "tender.exact")
    look(terminal)
    terminal.tap("tender.record")
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done")
    look(terminal)
    terminal.tap("arrivals.seat")
    look(terminal)
    terminal.tap("pad.tile.BTL-PN-23", "pad.pay")
    look(terminal)
    terminal.tap("tender.exact", "tender.record")
    look(terminal)
    terminal.robot.wait_for("tender.done")
    terminal.tap("tender.done", "rail.order")
    look(terminal)
    terminal.tap("rail.sync")
    look(terminal)
    item = next(row.item_id for row in terminal.outbox if row.title.startswith("Balance"))
    terminal.tap_row("sync.list", item)
    look(terminal)
    assert terminal.is_in_view("sync.state"), "the name has pushed the state out"


@pytest.mark.parametrize("kind", NAMES)
def test_a_hostile_name_is_text_everywhere(connected: Connected, kind: str) -> None:
    """In every field of a booking at once, through a whole visit; and the cents are right."""
    _journey(connected, NAMES[kind], _require_plain)
    connected.send_all()
    assert connected.opened == []
    report = judge(device_facts(connected.program.reads, DAY), connected.world)
    assert report.is_clean, report.text()
    assert report.server_orders == 2


def test_hostile_searches_find_nothing_and_break_nothing(connected: Connected) -> None:
    """Operators of SQL, of the index and of patterns are letters here."""
    connected.sign_in()
    for name in (*NAMES.values(), '"', "*", "NEAR(", "a AND", "^", ":", "-", "''", "%", "_", "()"):
        connected.control(Qt.Key.Key_F)
        field = connected.widget("arrivals.search")
        assert isinstance(field, QLineEdit)
        field.setText(name[:500])
        connected.robot.settle()
        _require_plain(connected)
    assert connected.shows("arrivals.empty") or connected.shows("arrivals.list")


def test_a_walk_in_s_own_words_are_text_too(connected: Connected) -> None:
    """Typed by staff as a guest spells it, and refused by the back office with its own markup."""
    connected.sign_in()
    connected.tap("arrivals.walkin", "walkin.size.2")
    for field in ("first", "last"):
        edit = connected.widget(f"walkin.{field}")
        assert isinstance(edit, QLineEdit)
        edit.setText(NAMES["html"])
    connected.tap("walkin.seat")
    _require_plain(connected)
    assert html.unescape(NAMES["html"])[:20] in connected.words_in()
    connected.tap("pad.tile.BTL-PN-23", "pad.pay", "tender.exact", "tender.record")
    connected.robot.wait_for("tender.finish")
    connected.tap("tender.finish")
    _require_plain(connected)
    connected.pass_time(10 * SECOND_MS)
    connected.tap("rail.sync")
    _require_plain(connected)
