"""The pickup screen. Names: `pickups.stage.<stage>`, `pickups.search`, `pickups.list`,
`pickups.headline`, `pickups.empty`; the panel names its own.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QApplication

from posapp.domain.changes import Changes, Topic
from posapp.domain.errors import DomainError
from posapp.ports.office import PickupStage
from posapp.ui.desk import Desk, Notice
from posapp.ui.parcels import Parcel
from posapp.ui.safe import ElidedLabel, Label
from posapp.ui.screen import Screen
from posapp.ui.screens.pickups.cards import PickupCard
from posapp.ui.screens.pickups.delegate import pickup_delegate
from posapp.ui.screens.pickups.panel import PickupPanel
from posapp.ui.screens.pickups.presenter import PickupsPresenter, Remedy
from posapp.ui.tokens import HEADER_HEIGHT, Type, panel_width
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.field import SearchField
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, row
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages
from posapp.ui.widgets.rest import Rest

_SHOWN_TOPICS = {
    Topic.PICKUPS,
    Topic.TASKS,
    Topic.OUTBOX,
    Topic.GUESTS,
    Topic.CONNECTIONS,
    Topic.HEALTH,
}
_SEARCH_WIDTH = 288


def _spoken(one: PickupCard) -> str:
    return one.spoken


class PickupsScreen(Screen):
    """Orders at the left, the one picked at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = PickupsPresenter(desk)
        self.setObjectName("pickups")
        self._headline = ElidedLabel(type_=Type.SMALL, ink="muted")
        self._headline.setObjectName("pickups.headline")
        self._search = SearchField(name="pickups.search", placeholder="Name or order number")
        self._stages = ChipRow(name="pickups.stage", spoken="Show")
        self._stages.offer(self._presenter.tabs())
        model = KeyedModel(spoken_of=_spoken, parent=self)
        self._list = ListView(model, pickup_delegate(), name="pickups.list", spoken="Orders")
        self._remedy = Button("Ask now", name="pickups.remedy", kind=Kind.TONAL)
        self._empty = EmptyState("package", name="pickups.empty", action=self._remedy)
        self._panel = PickupPanel()
        self._rest = Rest(self, ms=desk.rest_ms)
        self._stack = Pages()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        for widget in (self._list, self._empty):
            self._stack.addWidget(widget)
        self._search.setFixedWidth(_SEARCH_WIDTH)
        title = column(None, Label("Pickups", type_=Type.TITLE), self._headline, None, gap=0)
        head = row(title, self._search, gap=16)
        head.setStretch(0, 1)
        top = boxed(head)
        top.setFixedHeight(HEADER_HEIGHT)
        main = column(top, row(self._stages, None), self._stack, margins=(24, 8, 16, 8), gap=12)
        main.setStretchFactor(self._stack, 1)
        outer = row(boxed(main), self._panel, gap=0)
        outer.setStretch(0, 1)
        self.setLayout(outer)
        self._follow()

    def _follow(self) -> None:
        stops = self._panel.stops
        follow(*self._stages.chips, self._search, self._list, self._remedy, *stops)

    def _wire(self) -> None:
        presenter, panel = self._presenter, self._panel
        self._stages.chosen.connect(self._look_at)
        self._search.textChanged.connect(self._look_for)
        self._search.returnPressed.connect(self._take_only)
        self._list.chosen.connect(self._pick)
        self._list.opened.connect(lambda _: self._go_on())
        self._list.touched_away.connect(self._show)
        self._remedy.clicked.connect(lambda: self._run(presenter.put_right))
        panel.close_button.clicked.connect(self._close)
        panel.guest.clicked.connect(lambda: self._run(presenter.open_guest))
        panel.collector.edit.textEdited.connect(self._name_collector)
        panel.collector.edit.returnPressed.connect(self._collect)
        panel.id_checked.clicked.connect(self._check_id)
        panel.collect.clicked.connect(self._collect)
        panel.take_back.clicked.connect(lambda: self._run(presenter.take_back))
        panel.done.clicked.connect(lambda: self._run(presenter.close_task))
        panel.attention.clicked.connect(lambda: self._run(presenter.look_in_sync))
        panel.parcels.copied.connect(self._copy)
        panel.parcels.page_wanted.connect(lambda one: self._run(lambda: presenter.open_parcel(one)))
        panel.parcels.mail_wanted.connect(lambda one: self._run(lambda: presenter.mail_parcel(one)))

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        self._rest.end()
        stage, _, key = argument.partition("|")
        if stage in set(PickupStage):
            self._presenter.look_at(stage)
        self._presenter.reload()
        if key:
            self._presenter.pick(key)
        self._show()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        if topics & _SHOWN_TOPICS:
            self._presenter.renew()
            self._show()

    def tick(self) -> None:
        self._headline.say(self._presenter.headline())

    def escape(self) -> bool:
        if self._presenter.selected:
            self._close()
            return True
        if self._search.text():
            self._search.clear()
            return True
        return False

    def start_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(panel_width(self.width()))

    # --- showing ---

    def _show(self) -> None:
        if self._list.is_touched:
            return
        presenter = self._presenter
        self._headline.say(presenter.headline())
        self._stages.offer(presenter.tabs())
        self._stages.turn_on(presenter.stage)
        cards = presenter.cards()
        self._list.show_lines(cards)
        self._list.select_key(presenter.selected)
        self._empty.say(presenter.emptiness())
        self._show_remedy()
        self._stack.setCurrentWidget(self._list if cards else self._empty)
        sheet = presenter.sheet()
        focused = QApplication.focusWidget()
        if sheet is None and focused is not None and self._panel.isAncestorOf(focused):
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)  # or it is with nobody
        self._panel.setVisible(sheet is not None)
        if sheet is not None and self._panel.show_sheet(
            sheet, collector=presenter.collector, is_id_checked=presenter.is_id_checked
        ):
            self._follow()

    def _show_remedy(self) -> None:
        remedy = self._presenter.remedy()
        self._remedy.say(self._presenter.remedy_words())
        self._remedy.show_icon("link" if remedy is Remedy.CONNECT else "refresh-cw")
        self._remedy.setVisible(remedy is not Remedy.NONE)

    # --- doing ---

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb, at_field=self._refuse)
        if self.isVisible():
            self._show()

    def _refuse(self, refusal: DomainError) -> bool:
        if refusal.field != "collected_by":
            return False
        self._panel.collector.refuse(refusal.message)
        return True

    def _look_at(self, stage: str) -> None:
        self._presenter.look_at(stage)
        self._show()

    def _look_for(self, words: str) -> None:
        self._presenter.search(words)
        self._show()

    def _take_only(self) -> None:
        if self._presenter.pick_only():
            self._show()
            self._go_on()
        else:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)

    def _pick(self, key: str) -> None:
        self._presenter.pick(key)
        self._show()

    def _go_on(self) -> None:
        """Enter on an order leads to its one primary action."""
        wanted = self._panel.collect if self._panel.collect.isVisible() else self._panel.take_back
        if wanted.isVisible():
            wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def _close(self) -> None:
        self._presenter.pick("")
        self._list.select_key("")
        self._show()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_collector(self, text: str) -> None:
        self._presenter.collector = text.strip()

    def _check_id(self) -> None:
        self._presenter.is_id_checked = self._panel.id_checked.isChecked()

    def _collect(self) -> None:
        if self._rest.holds():
            return  # or a third tap would hand over the order that the second one picked
        self._run(self._presenter.collect)
        if not self._presenter.selected:
            self._rest.begin()

    def _copy(self, parcel: Parcel) -> None:
        QGuiApplication.clipboard().setText(parcel.text)
        self._desk.window.notify(Notice(f"{parcel.text} copied"))
