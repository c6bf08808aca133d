"""Orders and the pad. Names: `orders.list`, `orders.empty`, `pad.orders` (back to the list),
`pad.search`, `pad.tab.all`, `pad.tab.<category>`, `pad.tile.<sku>`, `pad.line.<line id>`,
`pad.minus`, `pad.quantity`, `pad.plus`, `pad.remove`, `pad.guest`, `pad.profile`, `pad.ship`,
`pad.again`, `pad.pay`, `pad.close`; forms name theirs. Enter in the search adds the first hit;
+ − and Delete change the open line.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent

from posapp.domain.changes import Changes, Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.ui.desk import Desk
from posapp.ui.format import MINUTE_MS
from posapp.ui.safe import Label
from posapp.ui.screen import Screen
from posapp.ui.screens.order.bill import OrderCard
from posapp.ui.screens.order.delegate import OrderDelegate
from posapp.ui.screens.order.panel import OrderPanel
from posapp.ui.screens.order.presenter import OrderPresenter
from posapp.ui.screens.order.shipping import ShippingPresenter
from posapp.ui.screens.order.tiles import TileGrid
from posapp.ui.tokens import HEADER_HEIGHT, Type, panel_width
from posapp.ui.widgets.button import Button, Kind, follow
from posapp.ui.widgets.chips import ChipRow
from posapp.ui.widgets.empty import EmptyState
from posapp.ui.widgets.field import SearchField
from posapp.ui.widgets.keyed_model import KeyedModel
from posapp.ui.widgets.layout import boxed, column, row, scrolled
from posapp.ui.widgets.list_view import ListView
from posapp.ui.widgets.pages import Pages

_ORDER_TOPICS = {Topic.ORDERS, Topic.PAYMENTS, Topic.VISITS, Topic.OUTBOX, Topic.GUESTS}


def _spoken(card: OrderCard) -> str:
    return card.spoken


class OrderScreen(Screen):
    """Two pages: the list of orders, and the pad."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._presenter = OrderPresenter(desk)
        self._shipping = ShippingPresenter(desk)
        self._minute = 0
        self.setObjectName("order")
        self._model = KeyedModel(spoken_of=_spoken, parent=self)
        self._list = ListView(
            self._model, OrderDelegate(), name="orders.list", spoken="Orders of the day"
        )
        self._empty = EmptyState("receipt-text", name="orders.empty")
        self._empty.say("No orders yet. Seat a party to start one.")
        self._back = Button("Orders", name="pad.orders", kind=Kind.QUIET, icon="chevron-left")
        self._search = SearchField(name="pad.search", placeholder="Search or scan")
        self._tabs = ChipRow(name="pad.tab", spoken="Category")
        self._grid = TileGrid()
        self._nothing = EmptyState("search", name="pad.nothing")
        self._nothing.say("No product found")
        self._panel = OrderPanel()
        self._pages = Pages()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._orders = Pages()
        self._orders.addWidget(self._list)
        self._orders.addWidget(self._empty)
        title = Label("Orders today", type_=Type.TITLE)
        title.setFixedHeight(HEADER_HEIGHT)
        listing = column(title, self._orders, margins=(24, 8, 24, 16), gap=8)
        head = boxed(row(self._back, self._search, gap=8))
        head.setFixedHeight(HEADER_HEIGHT)
        tabs = scrolled(boxed(column(self._tabs)), name="pad.tabs", spoken="Categories")
        tabs.setFixedHeight(48)
        self._goods = Pages()
        self._tiles = scrolled(self._grid, name="pad.scroll.tiles", spoken="Products")
        self._goods.addWidget(self._tiles)
        self._goods.addWidget(self._nothing)
        main = column(head, tabs, self._goods, margins=(16, 8, 16, 0), gap=12)
        main.setStretchFactor(self._goods, 1)
        pad = row(boxed(main), self._panel, gap=0)
        pad.setStretch(0, 1)
        self._pad = boxed(pad)
        self._listing = boxed(listing)
        for page in (self._listing, self._pad):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages))
        panel = self._panel
        stops = (panel.guest, panel.profile, panel.ship, panel.again, panel.pay)
        follow(self._back, self._search, self._grid, *stops)

    def _wire(self) -> None:
        self._list.clicked.connect(lambda _: self._open(self._list.current_key()))
        self._list.opened.connect(self._open)
        self._back.clicked.connect(lambda: self._desk.window.go("order"))
        self._search.textChanged.connect(self._look_for)
        self._search.returnPressed.connect(self._add_first)
        self._tabs.chosen.connect(self._choose_tab)
        self._grid.picked.connect(lambda sku: self._run(lambda: self._presenter.add(sku)))
        panel, lines = self._panel, self._panel.lines
        lines.toggled.connect(self._toggle)
        lines.controls.minus.clicked.connect(lambda: self._run(lambda: self._presenter.step(-1)))
        lines.controls.plus.clicked.connect(lambda: self._run(lambda: self._presenter.step(1)))
        lines.controls.remove.clicked.connect(lambda: self._run(self._presenter.remove))
        lines.controls.quantity.clicked.connect(self._ask_quantity)
        panel.profile.clicked.connect(lambda: self._run(self._presenter.open_profile))
        panel.ship.clicked.connect(self._ask_shipping)
        panel.ship_form.chosen.connect(lambda key: self._ship(partial(self._shipping.choose, key)))
        panel.ship_form.typed.connect(lambda to: self._ship(partial(self._shipping.ship_to, to)))
        panel.ship_form.cancelled.connect(panel.close_forms)
        panel.guest.clicked.connect(self._ask_guest)
        panel.guest_form.saved.connect(self._save_guest)
        panel.guest_form.cancelled.connect(panel.close_forms)
        panel.quantity_form.chosen.connect(self._set_quantity)
        panel.quantity_form.cancelled.connect(panel.close_forms)
        panel.again.clicked.connect(lambda: self._run(self._presenter.start_another))
        panel.pay.clicked.connect(self.pay)
        panel.close_order.clicked.connect(self.pay)

    # --- hooks of the shell ---

    def enter(self, argument: str) -> None:
        is_other = argument != self._presenter.order_id
        self._presenter.open_order(argument)
        if is_other:
            self._panel.close_forms()
            self._search.clear()
        self._show()
        if not self._presenter.order_id:
            self._list.scrollToTop()
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, topics: Changes) -> None:
        if Topic.CATALOGUE in topics:
            self._presenter.reload_catalogue()
        if topics & (_ORDER_TOPICS | {Topic.CATALOGUE}):
            self._presenter.reload()
            self._show()

    def tick(self) -> None:
        if not self._presenter.order_id and self._desk.now_ms // MINUTE_MS != self._minute:
            self._show()

    def escape(self) -> bool:
        if self._panel.is_form_open:
            self._panel.close_forms()
        elif self._search.text():
            self._search.clear()
        elif self._presenter.selected_line:
            self._toggle(self._presenter.selected_line)
        else:
            return False
        return True

    def start_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def pay(self) -> None:
        """Go to the payment, or ask first where a parcel goes."""
        self._desk.attempt(self._presenter.pay, at_field=self._ask_where_to)
        if self.isVisible():
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setFixedWidth(panel_width(self.width()))

    # --- showing ---

    def _show(self) -> None:
        presenter = self._presenter
        self._minute = self._desk.now_ms // MINUTE_MS
        bill = presenter.bill()
        if bill is None:
            cards = presenter.cards()
            self._list.show_lines(cards)
            self._orders.setCurrentWidget(self._list if cards else self._empty)
            self._pages.setCurrentWidget(self._listing)
            return
        self._pages.setCurrentWidget(self._pad)
        categories = presenter.categories()
        self._tabs.offer(categories)
        self._tabs.turn_on(presenter.category)
        tiles = presenter.tiles()
        self._grid.show_tiles(tiles, categories=[key for key, _, _ in categories[1:]])
        self._goods.setCurrentWidget(self._tiles if tiles else self._nothing)
        self._panel.show_bill(bill, selected=presenter.selected_line)
        if self.has_idle_focus and bill.can_pay:
            self._panel.pay.setFocus(Qt.FocusReason.MouseFocusReason)

    # --- doing ---

    def _run(self, verb: Callable[[], object]) -> None:
        self._desk.attempt(verb)
        if self.isVisible():
            self._show()

    def _open(self, order_id: str) -> None:
        if order_id:
            self._desk.window.go("order", argument=order_id)

    def _toggle(self, line_id: str) -> None:
        self._presenter.toggle_line(line_id)
        self._show()

    def _look_for(self, text: str) -> None:
        self._presenter.query = text
        self._show()

    def _add_first(self) -> None:
        added: list[bool] = []
        self._run(lambda: added.append(self._presenter.add_first()))
        if added == [True]:
            self._search.clear()

    def _choose_tab(self, key: str) -> None:
        self._presenter.category = key
        self._search.clear()
        self._show()

    def _ask_quantity(self) -> None:
        presenter = self._presenter
        self._panel.ask_quantity(title=presenter.line_title(), quantity=presenter.quantity())

    def _set_quantity(self, quantity: int) -> None:
        verb = partial(self._presenter.set_quantity, quantity)
        if self._desk.attempt(verb, at_field=self._refuse_quantity):
            self._panel.close_forms()
            self._show()

    def _refuse_quantity(self, refusal: DomainError) -> bool:
        self._panel.quantity_form.refuse(refusal.message)
        return True

    def _ask_shipping(self) -> None:
        sheet, shipping = self._presenter.sheet, self._shipping
        if sheet is not None:
            shipping.open(sheet)
            country, refusal = shipping.country, shipping.refusal()
            self._panel.ask_shipping(shipping.choices(), country=country, refusal=refusal)

    def _ask_where_to(self, refusal: DomainError) -> bool:
        if refusal.field != "ship_to":
            return False
        self._ask_shipping()
        return self._refuse_address(refusal)

    def _ship(self, verb: Callable[[], object]) -> None:
        if self._desk.attempt(verb, at_field=self._refuse_address):
            self._panel.close_forms()
            self._presenter.reload()
            self._show()

    def _refuse_address(self, refusal: DomainError) -> bool:
        self._panel.ship_form.refuse(refusal)
        return True

    def _ask_guest(self) -> None:
        presenter = self._presenter
        self._panel.ask_guest(presenter.known_contact(), recorded_email=presenter.recorded_email)

    def _save_guest(self, contact: Contact) -> None:
        if self._desk.attempt(
            lambda: self._presenter.identify(contact), at_field=self._panel.guest_form.refuse
        ):
            self._panel.close_forms()
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verbs: dict[str, Callable[[], object]] = {
            "+": lambda: self._presenter.step(1),
            "-": lambda: self._presenter.step(-1),
        }
        if event.text().isalnum() and not self._panel.is_form_open and self._pad.isVisible():
            # A scanner types wherever the focus is; its Enter must find the search, not Pay.
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.insert(event.text())
            return
        verb = verbs.get(event.text())
        if event.key() == Qt.Key.Key_Delete:
            verb = self._presenter.remove
        if verb is None or self._panel.is_form_open:
            super().keyPressEvent(event)
        else:
            self._run(verb)
