"""The head of the board: day, search, walk-in, filters with counts, and the day as a picture."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from posapp.ui.format import count_of
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.screens.arrivals.board import Counts, Filter, Ribbon
from posapp.ui.screens.arrivals.ribbon import DayRibbon
from posapp.ui.tokens import HEADER_HEIGHT, Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.field import SearchField
from posapp.ui.widgets.layout import boxed, column, row

_NOBODY = Counts(0, 0, 0, 0, 0, 0)


class BoardBar(QWidget):
    """Says what the person asked for; knows nothing of parties."""

    turned = Signal(int)
    today_wanted = Signal()
    searched = Signal(str)
    found = Signal()
    walk_in_wanted = Signal()
    filtered = Signal(str)
    slot_wanted = Signal(str)
    brand_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._previous = icon_button("chevron-left", name="arrivals.previous", spoken="Day before")
        self._day = Label(type_=Type.SECTION)
        self._day.setObjectName("arrivals.day")
        self._day.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._day.setMinimumWidth(104)
        self._next = icon_button("chevron-right", name="arrivals.next", spoken="Day after")
        self._today = Button("Today", name="arrivals.today", kind=Kind.QUIET)
        self._search = SearchField(name="arrivals.search", placeholder="Name, phone, e-mail, code")
        self._walk_in = Button(
            "Walk-in",
            name="arrivals.walkin",
            kind=Kind.PRIMARY,
            icon="plus",
            tip="Walk-in (Ctrl+N)",
        )
        self._chips = ChipRow(name="arrivals.filter", spoken="Show")
        self._brands = ChipRow(name="arrivals.brand", spoken="Brand")
        self._brands.hide()
        self._guests = ElidedLabel(type_=Type.SMALL, ink="muted")
        self._guests.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._ribbon = DayRibbon()
        self.show_counts(_NOBODY, chosen=Filter.ALL)
        head = row(
            self._previous,
            self._day,
            self._next,
            self._today,
            self._search,
            8,
            self._walk_in,
            gap=4,
        )
        head.setStretchFactor(self._search, 1)
        top = boxed(head)
        top.setFixedHeight(HEADER_HEIGHT)
        chips = row(self._chips, self._guests)
        chips.setStretchFactor(self._guests, 1)
        self.setLayout(column(top, self._brands, chips, self._ribbon, gap=8, margins=(0, 4, 0, 0)))
        self._wire()

    def _wire(self) -> None:
        self._previous.clicked.connect(lambda: self.turned.emit(-1))
        self._next.clicked.connect(lambda: self.turned.emit(1))
        self._today.clicked.connect(self.today_wanted)
        self._search.textChanged.connect(self.searched)
        self._search.returnPressed.connect(self.found)
        self._walk_in.clicked.connect(self.walk_in_wanted)
        self._chips.chosen.connect(self.filtered)
        self._brands.chosen.connect(self.brand_wanted)
        self._ribbon.picked.connect(self.slot_wanted)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        return [
            self._previous,
            self._next,
            self._today,
            self._search,
            self._walk_in,
            *self._brands.chips,
            *self._chips.chips,
        ]

    @property
    def query(self) -> str:
        """What is typed into the search field."""
        return self._search.text()

    def clear_search(self) -> None:
        """Empty the search field."""
        self._search.clear()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def show_day(self, text: str, *, is_today: bool) -> None:
        """Show which day it is."""
        self._day.say(text)
        self._today.setVisible(not is_today)

    def show_counts(self, counts: Counts, *, chosen: Filter) -> None:
        """Show the numbers on the filters, and which is on."""
        self._chips.offer(
            [
                (Filter.ALL, "All", str(counts.all)),
                (Filter.DUE, "Due", str(counts.due)),
                (Filter.LATE, "Late", str(counts.late)),
                (Filter.HERE, "Here", str(counts.here)),
                (Filter.DONE, "Done", str(counts.done)),
            ]
        )
        self._chips.turn_on(chosen)
        self._guests.say(count_of(counts.guests, one="guest"))

    def show_brands(self, brands: list[tuple[str, str, str]], *, chosen: str) -> None:
        """Offer the brands; none where there is one business only."""
        self._brands.offer(brands)
        self._brands.turn_on(chosen)
        self._brands.setVisible(bool(brands))

    def show_ribbon(self, ribbon: Ribbon) -> None:
        """Show the day as a picture."""
        self._ribbon.show_ribbon(ribbon)
