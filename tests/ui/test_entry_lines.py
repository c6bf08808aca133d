"""A line of the timeline with little room: what gives way, and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from posapp.ui import theme
from posapp.ui.main_window import dress
from posapp.ui.safe import elide, plain
from posapp.ui.screens.guests import delegate
from posapp.ui.screens.guests.history import EntryCard
from posapp.ui.tokens import Tone, Type
from posapp.ui.vocabulary import SENT

NUMBER = "1Z999AA10123456784 + 1"
TOLD = "This till, Sandbox back office · 4 min ago"

Written = Callable[[EntryCard, int], list[str]]


@pytest.fixture
def written(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Written:
    """What can be read of an entry's own texts in a card so wide."""
    dress(qapp, theme_name="light")
    seen: list[str] = []
    draw = delegate.draw_text

    def note(
        painter: QPainter, area: QRectF, text: str, *, type_: Type, ink: str, is_right: bool = False
    ) -> int:
        shown = elide(plain(text), QFontMetrics(theme.font(type_)), int(area.width()))
        seen.append(shown)
        return draw(painter, area, text, type_=type_, ink=ink, is_right=is_right)

    monkeypatch.setattr(delegate, "draw_text", note)

    def read(card: EntryCard, width: int) -> list[str]:
        canvas = QPixmap(width, 90)
        painter = QPainter(canvas)
        delegate._draw_entry(painter, QRectF(0, 0, width, 84), card)
        painter.end()
        return seen

    return read


def sold(*, tracking: str) -> EntryCard:
    """An order of this till that was sent, and that the back office tells of again."""
    return EntryCard(
        key="a",
        icon="receipt-text",
        tone=Tone.NEUTRAL,
        title="Order A-000098",
        when="14 Aug, 12:08",
        detail="",
        amount="$212.40",
        tock_amount="",
        status="",
        told=TOLD,
        tracking=tracking,
        sync=SENT,
    )


@pytest.mark.parametrize("width", [420, 512, 520])
def test_the_source_gives_way_to_the_parcels_number(written: Written, width: int) -> None:
    """Beside “Sent” the number is whole, and the source is what is shortened."""
    texts = written(sold(tracking=NUMBER), width)
    assert NUMBER in texts
    assert any(one != TOLD and one.startswith("This till") for one in texts)


def test_with_room_for_both_nothing_is_shortened(written: Written) -> None:
    """In a wide card source and number stand whole side by side."""
    assert {NUMBER, TOLD} <= set(written(sold(tracking=NUMBER), 900))


def test_without_a_parcel_the_source_has_the_line(written: Written) -> None:
    """Nothing is kept free for a number that is not there."""
    assert TOLD in written(sold(tracking=""), 512)
