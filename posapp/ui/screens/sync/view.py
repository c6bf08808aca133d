"""The Sync centre. Names: `sync.now`, `sync.view.outgoing`, `sync.view.unreadable`,
`sync.view.pulls`, `sync.view.differences`, `sync.view.by_hand`, `sync.list`,
`sync.source.<remote>`, `sync.headline`; the details name theirs. The argument may be a view, a
task's id or the line of a piece of work.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication

from posapp.domain.changes import Changes, Topic
from posapp.ui.club_notice import show_tags, withdraw
from posapp.ui.desk import Desk
from posapp.ui.safe import Label, wrapped
from posapp.ui.screen import Screen
from posapp.ui.screens.sync.by_hand import finish
from posapp.ui.screens.sync.delegate import work_delegate
from posapp.ui.screens.sync.differences import compare
from posapp.ui.screens.sync.panel import WorkPanel
from posapp.ui.screens.sync.presenter import SyncPresenter
from posapp.ui.screens.sync.sources import SourceTiles
from posapp.ui.screens.sync.work import WorkCard
from posapp.ui.tokens import HEADER_HEIGHT, Type, panel_width
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.rest import Rest

_SHOWN_TOPICS = {
    Topic.OUTBOX,
    Topic.HEALTH,
    Topic.QUARANTINE,
    Topic.ORDERS,
    Topic.PAYMENTS,
    Topic.PULLS,
    Topic.CONFLICTS,
    Topic.TASKS,
}


_SIDE, _LOWEST = 24, 80
_ONE_LINE, _FEW = 720, 3
"""The views stand in one line where there is so much room, else so many in a line."""


def _spoken(work: WorkCard) -> str:
    return work.spoken


class SyncScreen(Screen):
    """Sources on top, the list of work at the left, one piece of it at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = SyncPresenter(desk)
        self.setObjectName("sync")
        self._headline = wrapped(type_=Type.SMALL_STRONG, ink="muted")
        self._headline.setObjectName("sync.headline")
        self._now = Button(
            "Sync now", name="sync.now", kind=Kind.PRIMARY, icon="refresh-cw", tip="Sync now (F5)"
        )
        self._sources = SourceTiles()
        self._views = ChipRow(name="sync.view", spoken="Show")
        self._views.offer(self._presenter.counts())
        self._model = KeyedModel(spoken_of=_spoken, parent=self)
        self._list = ListView(self._model, work_delegate(), name="sync.list", spoken="Work to send")
        self._empty = EmptyState("check-check", name="sync.empty")
        self._panel = WorkPanel()
        self._rest = Rest(self, ms=desk.rest_ms)
        self._stack = Pages()
        for widget in (self._list, self._empty):
            self._stack.addWidget(widget)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        head = row(Label("Sync", type_=Type.TITLE), self._headline, self._now, gap=16)
        head.setStretch(1, 1)
        top = boxed(head)
        top.setFixedHeight(HEADER_HEIGHT)
        views = row(self._views, None)
        main = column(
            top, self._sources.grid, views, self._stack, margins=(_SIDE, 8, _SIDE, 16), gap=12
        )
        main.setStretchFactor(self._stack, 1)
        outer = row(boxed(main), self._panel, gap=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        follow(self._now, *self._views.chips, self._list, *self._panel.stops)

    def _wire(self) -> None:
        self._now.clicked.connect(lambda: self._run(self._presenter.sync_now))
        self._views.chosen.connect(self._look_at)
        self._list.chosen.connect(self._choose)
        self._panel.close_button.clicked.connect(self._close)
        self._panel.retry.clicked.connect(lambda: self._run(self._presenter.retry))
        self._panel.there.clicked.connect(lambda: self._settle(is_there=True))
        self._panel.absent.clicked.connect(lambda: self._settle(is_there=False))
        self._panel.map_it.clicked.connect(lambda: show_tags(self._desk))
        self._panel.compare.clicked.connect(lambda: compare(self._desk, self._presenter.selected))
        self._panel.open.clicked.connect(lambda: self._run(self._presenter.open_subject))
        self._panel.done.clicked.connect(self._finish)
        self._panel.withdraw.clicked.connect(
            lambda: self._run(lambda: withdraw(self._desk, self._presenter.selected))
        )
        self._panel.park.clicked.connect(lambda: self._run(self._presenter.park))
        pulls = self._panel.pulls
        pulls.accept.clicked.connect(lambda: self._accept(takes_guests=False))
        pulls.accept_guests.clicked.connect(lambda: self._accept(takes_guests=True))
        pulls.later.clicked.connect(lambda: self._run(self._presenter.postpone))
        pulls.cancel.clicked.connect(lambda: self._run(self._presenter.cancel_pull))
        self._list.touched_away.connect(self._show)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        self._rest.end()
        self._presenter.refresh_pulls()
        self._presenter.find(argument)
        self._presenter.select_first_trouble()
        self._show()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        if topics & {Topic.PULLS, Topic.CONFLICTS, Topic.TASKS}:
            self._presenter.refresh_pulls()
        if topics & _SHOWN_TOPICS:
            self._show()

    def tick(self) -> None:
        self._show()

    def escape(self) -> bool:
        if not self._presenter.selected:
            return False
        self._close()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        panel = panel_width(self.width())
        self._panel.setFixedWidth(panel)
        self._sources.lay_out_in(self.width() - panel - 2 * _SIDE)
        self._views.lay_out_in(_FEW if self.width() - panel < _ONE_LINE else 0)

    # --- showing ---

    def _show(self) -> None:
        if self._list.is_touched:
            return
        presenter = self._presenter
        self._headline.say(presenter.headline())
        self._sources.show_sources(presenter.sources())
        self._views.offer(presenter.counts())
        self._views.turn_on(presenter.view)
        cards = presenter.cards()
        self._list.show_lines(cards)
        self._list.select_key(presenter.selected)
        self._empty.say(presenter.emptiness())
        self._stack.setCurrentWidget(self._list if cards else self._empty)
        # A list may be low; what is said in its place may not, and would press the cards together.
        self._stack.setMinimumHeight(_LOWEST if cards else 0)
        sheet = presenter.sheet()
        focused = QApplication.focusWidget()
        if sheet is None and focused is not None and self._panel.isAncestorOf(focused):
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)  # or it is with nobody
        self._panel.setVisible(sheet is not None)
        if sheet is not None:
            self._panel.show_sheet(sheet)

    # --- doing ---

    def _finish(self) -> None:
        if self._rest.holds():
            return  # or a third tap would finish the task that the second one picked
        self._run(self._finish_task)
        if not self._presenter.selected:
            self._rest.begin()

    def _finish_task(self) -> None:
        finish(self._desk, self._presenter.tasks, key=self._presenter.selected)
        self._presenter.selected = ""
        self._presenter.refresh_pulls()

    def _settle(self, *, is_there: bool) -> None:
        self._run(lambda: self._presenter.settle(is_there=is_there))

    def _accept(self, *, takes_guests: bool) -> None:
        self._run(lambda: self._presenter.accept(takes_guests=takes_guests))

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self._show()

    def _look_at(self, view: str) -> None:
        self._presenter.look_at(view)
        self._show()

    def _choose(self, key: str) -> None:
        self._presenter.selected = key
        self._show()

    def _close(self) -> None:
        self._presenter.selected = ""
        self._list.select_key("")
        self._show()
