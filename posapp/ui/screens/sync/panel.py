"""The details of a piece of work or an unreadable row. Names: `sync.close`, `sync.open`,
`sync.retry`, `sync.park`, `sync.withdraw`, `sync.map`, `sync.there`, `sync.absent`, `sync.compare`,
`sync.done`, `sync.raw`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from posapp.ui.safe import Label, plain, wrapped
from posapp.ui.screens.sync.pull_buttons import PullButtons
from posapp.ui.screens.sync.work import WorkSheet
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button, Kind, icon_button
from posapp.ui.widgets.layout import (
    Hairline,
    boxed,
    clear,
    column,
    ground,
    row,
    scrolled,
    section,
)
from posapp.ui.widgets.paint import StateChip

_SIDE = 20
_LONGEST_TITLE = 120
"""A guest's name is in it, and what is to be done must stay in view."""


class WorkPanel(QWidget):
    """Shows a WorkSheet; the screen connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: WorkSheet | None = None
        self.setObjectName("sync.sheet")
        ground(self, "surface")
        self.close_button = icon_button("x", name="sync.close", spoken="Close")
        self.open = Button("Open", name="sync.open", icon="arrow-right")
        self.retry = Button("Retry", name="sync.retry", kind=Kind.PRIMARY, icon="rotate-cw")
        self.park = Button("Set aside", name="sync.park", icon="pause", tip="Park it for a person")
        self.park.setFixedHeight(64)
        self.withdraw = Button(
            "Do not send this", name="sync.withdraw", kind=Kind.QUIET, icon="ban"
        )
        self.map_it = Button("Map it", name="sync.map", kind=Kind.QUIET, icon="tag")
        self.there = Button("It is there", name="sync.there", icon="check")
        self.absent = Button("It is not: send it", name="sync.absent", icon="rotate-cw")
        for button in (self.there, self.absent):
            button.setFixedHeight(64)
        for button in (self.retry, self.park, self.there, self.absent):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        place = self.park.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # or a second tap on it would be one on Retry
        self.park.setSizePolicy(place)
        self.compare = Button(
            "Compare and choose", name="sync.compare", kind=Kind.PRIMARY, icon="columns-2"
        )
        self.done = Button("Done there", name="sync.done", kind=Kind.PRIMARY, icon="check")
        for button in (self.compare, self.done):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pulls = PullButtons()
        self.raw = QPlainTextEdit()
        self.raw.setObjectName("sync.raw")
        self.raw.setAccessibleName("Raw text as received")
        self.raw.setReadOnly(True)
        self.raw.setTabChangesFocus(True)
        self.raw.setMinimumHeight(160)
        self._title = wrapped(type_=Type.SECTION)
        self._chip = StateChip(name="sync.state")
        self._explanation = wrapped(type_=Type.STRONG)
        self._facts: QVBoxLayout = column(gap=8)
        self._faults: QVBoxLayout = column(gap=8)
        self._raw_title = section("As received")
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self._title, self.close_button, margins=(_SIDE, 12, 12, 0))
        head.setStretch(0, 1)
        head.setAlignment(self.close_button, Qt.AlignmentFlag.AlignTop)
        body = boxed(
            column(
                row(self._chip, None),
                self._explanation,
                row(self.open, None),
                Hairline(),
                self._facts,
                self._faults,
                self._raw_title,
                self.raw,
                None,
                margins=(_SIDE, 8, _SIDE, 12),
                gap=12,
            )
        )
        area = scrolled(body, name="sync.details", spoken="Details")
        self._settle = boxed(row(self.there, self.absent))
        work = row(self.park, self.retry)
        for at in range(work.count()):
            work.setStretch(at, 1)
        self._work = boxed(work)
        self._foot = boxed(
            column(
                row(self.map_it, self.withdraw, None),
                self._settle,
                self._work,
                self.compare,
                self.done,
                self.pulls,
                margins=(_SIDE, 12, _SIDE, 16),
            )
        )
        outer = column(head, area, self._foot, gap=0)
        outer.setStretchFactor(area, 1)
        self.setLayout(outer)

    @property
    def stops(self) -> list[QWidget]:
        """The controls in tab order."""
        work = [self.map_it, self.withdraw, self.there, self.absent, self.park, self.retry]
        head = [self.open, self.close_button, self.raw]
        return [*head, *work, self.compare, self.done, *self.pulls.stops]

    def show_sheet(self, sheet: WorkSheet) -> None:
        """Show the details; the raw text keeps its scroll position while it is the same."""
        if sheet == self._shown:
            return
        self._shown = sheet
        self._title.say(plain(sheet.title, limit=_LONGEST_TITLE))
        self._chip.show_word(sheet.state)
        self.open.setVisible(sheet.about is not None)
        if sheet.about is not None:
            self.open.say(sheet.about.words)
            self.open.show_icon(sheet.about.icon)
        self._explanation.say(sheet.explanation)
        clear(self._facts)
        for label, text in sheet.facts:
            name = Label(label, type_=Type.SMALL, ink="muted")
            name.setFixedWidth(112)
            line = row(name, wrapped(text))
            line.setStretch(1, 1)
            line.setAlignment(name, Qt.AlignmentFlag.AlignTop)
            self._facts.addLayout(line)
        clear(self._faults)
        for path, message in sheet.faults:
            self._faults.addLayout(
                column(
                    wrapped(path, type_=Type.SMALL_STRONG, ink="danger"), wrapped(message), gap=0
                )
            )
        if self.raw.toPlainText() != sheet.raw:
            self.raw.setPlainText(sheet.raw)
        for widget in (self.raw, self._raw_title):
            widget.setVisible(bool(sheet.raw))
        self.map_it.setVisible(sheet.can_map)
        self.withdraw.setVisible(sheet.can_withdraw)
        self.retry.setVisible(sheet.can_retry)
        self.park.setVisible(sheet.can_park)
        self._settle.setVisible(sheet.can_settle)
        has_work = sheet.can_retry or sheet.can_park
        self._work.setVisible(has_work)
        self.compare.setVisible(sheet.can_compare)
        self.done.setVisible(sheet.can_finish)
        has_pull = self.pulls.show_offer(sheet.offer)
        has_more = sheet.can_settle or sheet.can_compare or sheet.can_finish
        self._foot.setVisible(has_work or has_more or has_pull)
