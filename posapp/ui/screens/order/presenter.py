"""State of the order screen: the list of orders, or one order with the catalogue beside it.

A tap on a product adds to its line. Flights and tastings start with one for each guest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.errors import NotFoundError
from posapp.domain.guest import Contact, fold
from posapp.domain.order import MAX_QUANTITY, LineItem, Order
from posapp.domain.remote_order import Fulfilment
from posapp.domain.visit import NAMELESS
from posapp.ports.reads import OrderSheet, Tile
from posapp.ui.desk import Desk, Notice
from posapp.ui.screens.order.bill import Bill, OrderCard, bill_of, card_of

ALL = "all"
PER_GUEST = frozenset({"flight", "flights", "tasting", "tastings"})
"""Categories that are served to everybody; staff take off who does not drink."""


@dataclass(frozen=True, slots=True)
class TileState:
    """A product as its tile shows it; `starts_with` is what the first tap adds."""

    sku: str
    title: str
    category: str
    price: str
    count: int
    starts_with: int


@dataclass(slots=True)
class OrderPresenter:
    """Reads the order again after every verb: what is shown is what is stored."""

    desk: Desk
    order_id: str = ""
    category: str = ALL
    query: str = ""
    selected_line: str = ""
    _sheet: OrderSheet | None = None
    _prepaid_cents: int | None = None
    _booked: Contact | None = None
    _tiles: list[Tile] = field(default_factory=list)

    def open_order(self, order_id: str) -> None:
        """Show an order, or the list of orders when it is "" or gone."""
        if order_id != self.order_id:
            self.selected_line, self.category, self.query = "", ALL, ""
        self.order_id = order_id
        self._tiles = self.desk.reads.tiles()
        self.reload()

    def reload(self) -> None:
        """Read the order again; one that was undone is shown no more."""
        self._sheet, self._prepaid_cents, self._booked = None, None, None
        if not self.order_id:
            return
        try:
            self._sheet = self.desk.reads.order(self.order_id)
        except NotFoundError:
            self.order_id = ""
            return
        key = self._sheet.visit.reservation_key
        if key is not None:
            try:
                found = self.desk.reads.reservation(key).reservation
            except NotFoundError:
                return
            self._prepaid_cents = found.money.paid_cents
            if self._sheet.visit.name == found.name:
                told = found.patron
                self._booked = Contact(told.first_name, told.last_name, told.email, told.phone)

    def reload_catalogue(self) -> None:
        """Read the products again."""
        self._tiles = self.desk.reads.tiles()

    # --- what is shown ---

    @property
    def sheet(self) -> OrderSheet | None:
        """The order shown as it was read."""
        return self._sheet

    def cards(self) -> list[OrderCard]:
        """The orders of the day."""
        rows = self.desk.reads.orders(self.desk.today())
        now_ms = self.desk.now_ms
        return [card_of(row, words=self.desk.words, now_ms=now_ms) for row in rows]

    def bill(self) -> Bill | None:
        """The order shown."""
        if self._sheet is None:
            return None
        return bill_of(self._sheet, prepaid_cents=self._prepaid_cents, words=self.desk.words)

    def categories(self) -> list[tuple[str, str, str]]:
        """The tabs: (key, words, count of things on the order)."""
        names = list(dict.fromkeys(tile.category for tile in self._tiles))
        return [(ALL, "All", ""), *((name, name, "") for name in names)]

    def tiles(self) -> list[TileState]:
        """The products under the tab, or those that match what is typed, in any tab."""
        wanted = fold(self.query.strip())
        return [
            self._tile_state(tile)
            for tile in self._tiles
            if (wanted and wanted in fold(f"{tile.title} {tile.sku}"))
            or (not wanted and self.category in {ALL, tile.category})
        ]

    def _tile_state(self, tile: Tile) -> TileState:
        return TileState(
            tile.sku,
            tile.title,
            tile.category,
            self.desk.words.money(tile.price_cents, currency=tile.currency),
            sum(line.quantity for line in self._lines() if line.sku == tile.sku),
            self._first_quantity(tile),
        )

    def _first_quantity(self, tile: Tile) -> int:
        if self._sheet is None or tile.category.casefold() not in PER_GUEST:
            return 1
        return max(1, min(MAX_QUANTITY, self._sheet.visit.party_size))

    def _lines(self) -> list[LineItem]:
        if self._sheet is None:
            return []
        return [line for line in self._sheet.lines if not line.is_voided]

    def _line(self, line_id: str) -> LineItem | None:
        return next((line for line in self._lines() if line.line_id == line_id), None)

    def quantity(self) -> int:
        """How many of the selected line."""
        line = self._line(self.selected_line)
        return line.quantity if line else 0

    def line_title(self) -> str:
        """What the selected line is."""
        line = self._line(self.selected_line)
        return line.title if line else ""

    # --- what may be done ---

    def toggle_line(self, line_id: str) -> None:
        """Open a line's controls, or close them."""
        self.selected_line = "" if line_id == self.selected_line else line_id

    def add(self, sku: str) -> None:
        """Put a product on the order, or one more of it."""
        tile = next((tile for tile in self._tiles if tile.sku == sku), None)
        if tile is None or not self.order_id:
            return
        line = next((line for line in self._lines() if line.sku == sku), None)
        if line is not None:
            self._change(line.line_id, line.quantity + 1)
            return
        line_id = self.desk.act.new_id()
        quantity = self._first_quantity(tile)
        self.desk.act.add_item(self.order_id, line_id=line_id, sku=sku, quantity=quantity)
        self.selected_line = line_id
        self.reload()

    def add_first(self) -> bool:
        """Put the first product found on the order: a scanner's Enter."""
        found = self.tiles() if self.query.strip() else []
        exact = [tile for tile in found if fold(tile.sku) == fold(self.query.strip())]
        if not found:
            return False
        self.add((exact or found)[0].sku)
        self.query = ""
        return True

    def step(self, by: int) -> None:
        """One more or one less of the selected line; less than one takes it off."""
        line = self._line(self.selected_line)
        if line is None:
            return
        if line.quantity + by < 1:
            self.remove()
        else:
            self._change(line.line_id, line.quantity + by)

    def set_quantity(self, quantity: int) -> None:
        """So many of the selected line; raises DomainError at `quantity`."""
        if self._line(self.selected_line) is not None:
            self._change(self.selected_line, quantity)

    def _change(self, line_id: str, quantity: int) -> None:
        self.desk.act.set_quantity(line_id, quantity)
        self.selected_line = line_id
        self.reload()

    def remove(self) -> None:
        """Take the selected line off; it can be put back for a while."""
        line = self._line(self.selected_line)
        if line is None:
            return
        self.desk.act.void_line(line.line_id)
        self.selected_line = ""
        self.reload()

        def restore() -> None:
            if self.desk.attempt(lambda: self.desk.act.restore_line(line.line_id)):
                self.desk.window.go("order", argument=line.order_id)

        self.desk.window.notify(Notice(f"Removed “{line.title}”", restore))

    def identify(self, contact: Contact) -> None:
        """Say who the party is; raises DomainError at the field."""
        if self._sheet is not None:
            before = self._sheet.order
            self.desk.act.identify_guest(self._sheet.visit.visit_id, contact)
            self.reload()
            self._say_where_to(before)

    def _say_where_to(self, before: Order) -> None:
        """An address was its guest's: say so where it went with the guest."""
        order = self._sheet.order if self._sheet else before
        if before.fulfilment is not Fulfilment.SHIP or order.ship_to == before.ship_to:
            return
        words = "Ships to nobody now: it is carried out"
        if order.fulfilment is Fulfilment.SHIP:
            words = "Another guest: say where it ships to"
        self.desk.window.notify(Notice(words))

    def known_contact(self) -> Contact:
        """Who the party is as far as anybody said: its record, its booking, or the bare name."""
        if self._sheet is None:
            return Contact()
        known = self._sheet.contact or self._booked
        name = self._sheet.visit.name
        if known is not None or name == NAMELESS:
            return known or Contact()
        first_name, _, last_name = name.partition(" ")
        return Contact(first_name, last_name)

    @property
    def recorded_email(self) -> str:
        """The e-mail of the guest's record, "" while the party has none."""
        return self._sheet.contact.email if self._sheet and self._sheet.contact else ""

    def open_profile(self) -> None:
        """Show the guest's record, if there is one."""
        guest_id = self._sheet.visit.guest_id if self._sheet else None
        if guest_id:
            self.desk.window.go("guests", argument=guest_id)

    def start_another(self) -> None:
        """Open a further order for the party of a paid one, and show it."""
        if self._sheet is not None:
            order_id = self.desk.act.new_id()
            self.desk.act.start_order(self._sheet.visit.visit_id, order_id=order_id)
            self.desk.window.go("order", argument=order_id)

    def pay(self) -> None:
        """Go to the payment of the order; a DomainError at `ship_to` asks where it goes first."""
        bill = self.bill()
        if self._sheet is not None and bill is not None and not bill.is_closed:
            self._sheet.order.require_destination()
        if bill is not None and bill.can_pay:
            self.desk.window.go("tender", argument=f"order:{self.order_id}")
        elif bill is not None and bill.can_close:
            self.desk.act.close_order(self.order_id)
            self.desk.window.notify(Notice("Order closed, nothing to pay"))
            self.reload()
