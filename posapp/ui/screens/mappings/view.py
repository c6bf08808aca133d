"""The mapping screen. Names: `mappings.tab.<kind>`, `mappings.brand.<business id>` (`.` for all),
`mappings.list`, `mappings.headline`, `mappings.empty`; the panel names its own.

A further tab is one line in PANES: its key, its title and the widget that is shown for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from posapp.domain.changes import Changes, Topic
from posapp.ui.desk import Desk
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.screen import Screen
from posapp.ui.screens.mappings.choosing import Choosing
from posapp.ui.screens.mappings.presenter import MappingsPresenter, shown_kinds
from posapp.ui.screens.mappings.tags import TagsPane
from posapp.ui.screens.mappings.tags_presenter import TAB
from posapp.ui.tokens import HEADER_HEIGHT, Type, panel_width
from posapp.ui.widgets.button import follow
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.layout import boxed, column, row
from posapp.ui.widgets.pages import Pages

_SHOWN_TOPICS = {Topic.MAPPINGS, Topic.CATALOGUE}
_COUNTED_TOPICS = {Topic.RESERVATIONS, Topic.PULLS}
_REST_TICKS = 10
"""Counting walks through all of history; while a pull runs it is done now and then only."""


class Pane(Protocol):
    """The widget of a further tab."""

    widget: QWidget

    def enter(self) -> None:
        """It comes to the front."""
        ...

    def refresh(self, topics: Changes) -> None:
        """Something was committed while it is in front."""
        ...


PANES: dict[str, tuple[str, Callable[[Desk], Pane]]] = {TAB: ("Club tags", TagsPane)}
"""Further tabs by key: the title, and what makes the pane when it is first shown."""


class MappingsScreen(Screen):
    """Names at the left, what one of them stands for at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = MappingsPresenter(desk)
        self._panes: dict[str, Pane] = {}
        self._tab = self._presenter.kind.value
        self._is_stale = False
        self._ticks = 0
        self.setObjectName("mappings")
        self._headline = ElidedLabel(type_=Type.SECTION, ink="muted")
        self._headline.setObjectName("mappings.headline")
        self._tabs = ChipRow(name="mappings.tab", spoken="What to map")
        self._tabs.offer(self._offered())
        self._brands = ChipRow(name="mappings.brand", spoken="Brand")
        self._choosing = Choosing(
            self._presenter,
            desk=desk,
            name="mappings",
            spoken="Names",
            icon="check-check",
            show=self._show,
            on_answered=self._search_on,
        )
        self._panel = self._choosing.panel
        self._bodies = Pages()
        self._lay_out()
        self._tabs.chosen.connect(self._look_at)
        self._brands.chosen.connect(self._filter)

    def _lay_out(self) -> None:
        names = column(self._brands, self._choosing.pages, gap=12)
        names.setStretchFactor(self._choosing.pages, 1)
        self._names = boxed(names)
        self._bodies.addWidget(self._names)
        top = boxed(row(Label("Mapping", type_=Type.TITLE), self._headline, gap=16))
        top.setFixedHeight(HEADER_HEIGHT)
        main = column(top, row(self._tabs, None), self._bodies, margins=(24, 8, 16, 8), gap=12)
        main.setStretchFactor(self._bodies, 1)
        outer = row(boxed(main), self._panel, gap=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        follow(*self._tabs.chips, self._choosing.names, *self._panel.stops)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        kind, _, key = argument.partition("|")
        if kind in shown_kinds():
            self._tab = kind
            self._presenter.look_at(kind)
        elif kind in PANES:
            self._tab = kind
        self._presenter.reload()
        self._presenter.pick(key) if key else self._presenter.pick_first()
        self._show()
        if self._tab in self._panes:
            self._panes[self._tab].enter()
        else:
            self._choosing.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        if self._tab in self._panes:
            self._panes[self._tab].refresh(topics)
        if topics & _SHOWN_TOPICS:
            self._reload()
        elif topics & _COUNTED_TOPICS:
            self._is_stale = True

    def tick(self) -> None:
        self._ticks += 1
        if self._is_stale and self._ticks >= _REST_TICKS:
            self._reload()

    def _reload(self) -> None:
        self._is_stale, self._ticks = False, 0
        self._presenter.reload()
        self._show()

    def escape(self) -> bool:
        if not self._presenter.selected or self._tab in self._panes:
            return False
        self._choosing.close()
        return True

    def start_search(self) -> None:
        if self._panel.isVisible():
            self._panel.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(panel_width(self.width()))

    # --- showing ---

    def _offered(self) -> list[tuple[str, str, str]]:
        further = [(key, title, "") for key, (title, _) in PANES.items()]
        return [*self._presenter.tabs(), *further]

    def _show(self) -> None:
        if self._choosing.is_touched:
            return
        self._tabs.offer(self._offered())
        self._tabs.turn_on(self._tab)
        if self._tab in PANES:
            self._show_pane()
            return
        presenter = self._presenter
        self._bodies.setCurrentWidget(self._names)
        self._headline.say(presenter.headline())
        brands = presenter.brands()
        self._brands.offer(brands)
        self._brands.turn_on(presenter.brand)
        self._brands.setVisible(bool(brands))
        self._choosing.refresh()

    def _show_pane(self) -> None:
        pane = self._panes.get(self._tab)
        if pane is None:
            pane = PANES[self._tab][1](self._desk)
            self._panes[self._tab] = pane
            self._bodies.addWidget(pane.widget)
        self._headline.say("")
        self._panel.hide()
        self._bodies.setCurrentWidget(pane.widget)

    # --- doing ---

    def _look_at(self, tab: str) -> None:
        self._tab = tab
        if tab in PANES:
            self._show()
            self._panes[tab].enter()
            return
        self._presenter.look_at(tab)
        self._presenter.pick_first()
        self._show()

    def _filter(self, brand: str) -> None:
        self._presenter.filter_by(brand)
        self._presenter.pick_first()
        self._show()

    def _search_on(self) -> None:
        """The next name's answer may be typed at once."""
        if self._panel.isVisible():
            self._panel.search.setFocus(Qt.FocusReason.OtherFocusReason)
