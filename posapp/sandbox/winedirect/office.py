"""A winery's WineDirect: contacts, clubs, products, orders, gift cards, and its bad habits.

Everything about it that may trouble a client is an attribute: set it and it does so from then on.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.winedirect.records import (
    Address,
    Contact,
    Line,
    Membership,
    Order,
    Product,
    Stamped,
    Tender,
)
from posapp.sandbox.winedirect.wire import Style

USERNAME = "posapp-till"
PASSWORD = "sandbox-winedirect-password"  # noqa: S105 - opens only the sandbox
ORDER_TYPES = (
    "AdminPanel", "ClubOrder", "Facebook", "iPad", "Mobile", "POS", "Telemarketing", "Website",
)  # fmt: skip
RESERVATION = "Reservation"
_KEPT_ENVELOPES = 5_000


def with_control_character(body: bytes) -> bytes:
    """What ColdFusion does with a character that XML has not: it sends it."""
    return body.replace(b"</", b"\x0b</", 1)


class WineDirectOffice:
    """What it holds and how it behaves.

    `per_minute`: reads of one user before 429, None for no limit. `redirects`: plain http is sent
    to https. `order_types`: what a winery may have renamed. `faults_over`: ids whose details end in
    a ColdFusion fault. `garbled_over`: ids that spoil every answer which shows them, as `garble`
    does it. `repeats_pages`: every page is the first one. `nulls_omitted`: an upsert empties what
    it does not name.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self.clock = clock
        self.style = Style()
        self.per_minute: int | None = 480
        self.redirects = False
        self.nulls_omitted = True
        self.order_types: tuple[str, ...] = ORDER_TYPES
        self.faults_over: set[str] = set()
        self.garbled_over: set[str] = set()
        self.garble: Callable[[bytes], bytes] = with_control_character
        self.repeats_pages = False
        self.short_pages = 0
        self.envelopes: deque[tuple[str, bytes]] = deque(maxlen=_KEPT_ENVELOPES)
        self.asked: Counter[str] = Counter()
        self.contacts: dict[str, Contact] = {}
        self.addresses: dict[str, Address] = {}
        self.types: dict[str, str] = {}
        self.merges: dict[str, tuple[str, int]] = {}
        self.clubs: dict[str, str] = {}
        self.memberships: dict[str, Membership] = {}
        self.products: dict[str, Product] = {}
        self.orders: dict[str, Order] = {}
        self.gift_cards: dict[str, int] = {}
        self._made = 0
        self._window = (0, 0)

    # -- what a test or a story does here ----------------------------------------------------

    def register(self, **values: str) -> str:
        """A contact with fields by their names over there; returns its id."""
        contact_id = self.new_id("contact")
        self.contacts[contact_id] = Contact(contact_id, dict(values), changed=self.now())
        return contact_id

    def change(self, contact_id: str, **values: str) -> None:
        """Somebody changes a contact."""
        with self.clock.lock:
            known = self.contacts[contact_id]
            changed = {**known.values, **values}
            self.contacts[contact_id] = replace(known, values=changed, changed=self.now())

    def remove(self, contact_id: str) -> None:
        """Somebody deletes a contact."""
        with self.clock.lock:
            del self.contacts[contact_id]

    def add_address(self, contact_id: str, *, is_primary: bool = False, **values: str) -> str:
        """An address for parcels; its contact does not count as changed."""
        with self.clock.lock:
            address_id = self.new_id("address")
            self.addresses[address_id] = Address(
                address_id, contact_id, dict(values), is_primary, self.now()
            )
        return address_id

    def add_type(self, name: str) -> str:
        """A contact type; the same one when it is there."""
        found = next((key for key, known in self.types.items() if known == name), None)
        type_id = found or self.new_id("type")
        self.types[type_id] = name
        return type_id

    def tag(self, contact_id: str, name: str) -> None:
        """Give a contact a type."""
        with self.clock.lock:
            self.add_type(name)
            known = self.contacts[contact_id]
            types = known.types | {name}
            self.contacts[contact_id] = replace(known, types=types, changed=self.now())

    def merge(self, contact_id: str, *, into_id: str) -> None:
        """Two contacts are made one: its orders and memberships move, it is gone."""
        with self.clock.lock:
            self.contacts.pop(contact_id)
            self.merges[contact_id] = (into_id, self.clock.told_ms())
            for order in tuple(self.orders.values()):
                if order.contact_id == contact_id:
                    self.orders[order.order_id] = order.at(self.now(), contact_id=into_id)
            for one in tuple(self.memberships.values()):
                if one.contact_id == contact_id:
                    moved = replace(one, contact_id=into_id, changed=self.now())
                    self.memberships[one.membership_id] = moved

    def found_club(self, name: str) -> str:
        """A wine club."""
        club_id = self.new_id("club")
        self.clubs[club_id] = name
        return club_id

    def enrol(self, contact_id: str, club_id: str, **values: str) -> str:
        """A membership, active unless its dates say otherwise."""
        membership_id = self.new_id("membership")
        self.memberships[membership_id] = Membership(
            membership_id, contact_id, club_id, values=dict(values), changed=self.now()
        )
        return membership_id

    def stock(self, sku: str, *, title: str, cents: int, **levels: int) -> str:
        """Something to sell, with prices by level."""
        product_id = self.new_id("product")
        self.products[product_id] = Product(
            product_id, sku, title, cents, levels=dict(levels), changed=self.now()
        )
        return product_id

    def place(
        self,
        number: str,
        *,
        contact_id: str,
        lines: Sequence[Line],
        kind: str = "Website",
        is_pickup: bool = False,
        location: str = "",
        ship_to: dict[str, str] | None = None,
    ) -> str:
        """A guest orders in the web shop, or another way by `kind`."""
        order_id = self.new_id("order")
        total = sum(line.quantity * line.cents for line in lines)
        self.put(
            Order(
                order_id=order_id,
                number=number,
                kind=kind,
                contact_id=contact_id,
                placed_ms=self.clock.told_ms(),
                total_cents=total,
                lines=tuple(lines),
                tenders=(Tender("CreditCard", total, "Visa", "4242"),),
                is_pickup=is_pickup,
                location=location,
                ship_to=dict(ship_to or {}),
                changed=self.now(),
            )
        )
        return order_id

    def ship(self, order_id: str, *, carrier: str, tracking: str) -> None:
        """The warehouse sends a parcel."""
        self._change_order(
            order_id,
            shipping_status="Shipped",
            carrier=carrier,
            tracking=tracking,
            shipped_ms=self.clock.told_ms(),
        )

    def hand_over(self, order_id: str) -> None:
        """Staff mark a pickup in the admin panel."""
        self._change_order(order_id, shipping_status="PickedUp", pickup_ms=self.clock.told_ms())

    def issue(self, code: str, *, cents: int) -> None:
        """A gift card."""
        self.gift_cards[code] = cents

    # -- for the routes -----------------------------------------------------------------------

    def put(self, order: Order) -> None:
        """Keep an order as it is given."""
        with self.clock.lock:
            self.orders[order.order_id] = order

    def numbered(self, number: str) -> list[Order]:
        """The orders with this number."""
        return [order for order in self.orders.values() if order.number == number]

    def now(self) -> Stamped:
        """The stamp of a change made now."""
        return Stamped(self.clock.now_ms(), self.clock.told_ms())

    def new_id(self, kind: str) -> str:
        """An id that looks like theirs, always the same for the same history."""
        self._made += 1
        return str(uuid5(NAMESPACE_URL, f"sandbox/{kind}/{self._made}"))

    def count_read(self, now_ms: int) -> tuple[int, int]:
        """Count a read: how many were made in this minute, and when it ends."""
        minute = now_ms // 60_000
        used = self._window[1] + 1 if self._window[0] == minute else 1
        self._window = (minute, used)
        return used, (minute + 1) * 60

    def _change_order(self, order_id: str, **values: object) -> None:
        with self.clock.lock:
            self.orders[order_id] = self.orders[order_id].at(self.now(), **values)
