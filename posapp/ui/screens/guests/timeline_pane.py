"""The timeline at the right of a profile, and the entry picked below it.

Names: `timeline.show.<filter>`, `timeline.list`, `timeline.empty`, `timeline.detail`,
`timeline.close`, `timeline.open`, `timeline.parcel.<n>.copy|page|mail`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from posapp.ui.safe import plain, wrapped
from posapp.ui.screens.guests.delegate import entry_delegate
from posapp.ui.screens.guests.history import EntryCard, EntryDetail
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, icon_button
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, card, clear, column, row, scrolled
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.parcel_lines import ParcelLines

_LONGEST_TITLE = 80
_OPENS = {"order": "Open order", "arrivals": "Open reservation", "pickups": "Open pickup"}
_TALLEST = 320
_LIST_SHARE = 80
"""How much more than half of the pane is the list's and the filters'."""
_AROUND = 72
"""What lies beside the entry's lines at both sides."""


def _spoken(one: EntryCard) -> str:
    return one.spoken


class TimelinePane(QWidget):
    """Shows entries; the page connects what may be done with one."""

    laid_out = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: EntryDetail | None = None
        self.filters = ChipRow(name="timeline.show", spoken="Show")
        model = KeyedModel(spoken_of=_spoken, parent=self)
        self.list = ListView(model, entry_delegate(), name="timeline.list", spoken="Timeline")
        self._empty = EmptyState("calendar-days", name="timeline.empty")
        self.close_button = icon_button("x", name="timeline.close", spoken="Close the entry")
        self.open = Button("Open", name="timeline.open", icon="arrow-right")
        self._title = wrapped(type_=Type.STRONG)
        self._lines: QVBoxLayout = column(gap=2)
        self.parcels = ParcelLines(name="timeline")
        self._stack = Pages()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fit)
        self._lay_out()

    def _lay_out(self) -> None:
        for page in (self.list, self._empty):
            self._stack.addWidget(page)
        chips = scrolled(boxed(column(self.filters)), name="timeline.filters", spoken="Filters")
        chips.setFixedHeight(48)
        head = row(self._title, self.open, self.close_button, gap=8)
        head.setStretch(0, 1)
        self._inside = boxed(column(self._lines, self.parcels, None, margins=(0, 0, 4, 0)))
        self._area = scrolled(self._inside, name="timeline.parcels", spoken="Entry")
        self._detail: QFrame = card(column(head, self._area, margins=(16, 8, 8, 12), gap=4))
        self._detail.setObjectName("timeline.detail")
        self._detail.hide()
        outer = column(chips, self._stack, self._detail, margins=(12, 12, 24, 16), gap=12)
        outer.setStretchFactor(self._stack, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        entry = [self.open, *self.parcels.stops, self.close_button]
        return [*self.filters.chips, self.list, *entry]

    def show_entries(self, cards: Sequence[EntryCard], *, selected: str, nothing: str) -> None:
        """Show the timeline; nothing moves under a finger."""
        if self.list.is_touched:
            return
        self.list.show_lines(cards)
        self.list.select_key(selected)
        self._empty.say(nothing)
        self._stack.setCurrentWidget(self.list if cards else self._empty)

    def show_detail(self, detail: EntryDetail | None) -> None:
        """Show the entry picked, or none."""
        if detail == self._shown:
            return
        self._shown = detail
        self._detail.setVisible(detail is not None)
        if detail is None:
            return
        self._title.say(plain(detail.title, limit=_LONGEST_TITLE))
        clear(self._lines)
        for line in detail.lines:
            self._lines.addWidget(wrapped(line, type_=Type.SMALL, ink="muted"))
        self.open.setVisible(bool(detail.opens))
        self.open.say(_OPENS.get(detail.opens, "Open"))
        self.parcels.show_parcels(detail.parcels)
        self._area.verticalScrollBar().setValue(0)
        self._later.start()  # what was just made is shown, and measured, only then
        self.list.scroll_to_key(detail.key)
        self.laid_out.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def _fit(self) -> None:
        """The entry is as high as its lines need, and leaves the list its room."""
        shown = self._shown
        wanted = self._inside.heightForWidth(max(160, self.width() - _AROUND))
        self._area.setFixedHeight(max(48, min(_TALLEST, self.height() // 2 - _LIST_SHARE, wanted)))
        if shown is not None:
            self.list.scroll_to_key(shown.key)
