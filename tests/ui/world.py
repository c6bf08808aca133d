"""The in-memory winery: plain lists, and a clock that stands still until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field

from posapp.domain.guest import Contact
from posapp.domain.order import LineItem, Order
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import Payment
from posapp.domain.pricing import OrderPrice, price_order
from posapp.domain.reservation import Reservation
from posapp.domain.staff import Staff
from posapp.domain.visit import Visit
from posapp.ports.pulls import PullReport
from posapp.ports.reads import OutboxRow, QuarantineRow, Tile
from posapp.ports.store import Health
from posapp.ports.walk_ins import WalkInNews
from tests.ui.fake_mappings import FakeMappings
from tests.ui.fake_office import FakeOffice
from tests.ui.fake_people import FakePeople
from tests.ui.fake_tags import FakeTags
from tests.ui.saturday import NOW_MS


@dataclass
class FakeClock:
    """Stands still until it is moved."""

    ms: int = NOW_MS

    def now_ms(self) -> int:
        return self.ms

    def move(self, seconds: float) -> None:
        self.ms += int(seconds * 1_000)


@dataclass
class World:
    """What the winery holds."""

    clock: FakeClock = field(default_factory=FakeClock)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    clubs: dict[str, str] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    guests: dict[str, Contact] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    lines: dict[str, LineItem] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    outbox: list[OutboxRow] = field(default_factory=list)
    quarantine: list[QuarantineRow] = field(default_factory=list)
    pulls: list[PullReport] = field(default_factory=list)
    sources: list[Health] = field(default_factory=list)
    products: list[Tile] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    mappings: FakeMappings = field(default_factory=FakeMappings)
    tags: FakeTags = field(default_factory=FakeTags)
    people: FakePeople = field(default_factory=FakePeople)
    office: FakeOffice = field(default_factory=FakeOffice)
    walk_ins: WalkInNews = field(default_factory=WalkInNews)
    _count: int = 0

    def next_id(self) -> str:
        self._count += 1
        return f"id-{self._count:04d}"

    def visit_of(self, key_text: str) -> Visit | None:
        return next((v for v in self.visits.values() if v.reservation_key == key_text), None)

    def order_of(self, visit_id: str) -> Order | None:
        return next((o for o in self.orders.values() if o.visit_id == visit_id), None)

    def price(self, order: Order) -> OrderPrice:
        lines = [line for line in self.lines.values() if line.order_id == order.order_id]
        return price_order(lines, discount_bp=order.discount.discount_bp, level=order.tax_level)

    def paid_for(self, key_text: str) -> int:
        return sum(p.cents for p in self.payments.values() if p.reservation_key == key_text)

    def sync_of(self, aggregate: str) -> OutboxState | None:
        return next((row.state for row in self.outbox if row.aggregate == aggregate), None)

    def add_reservation(self, booking: Reservation, *, club: str = "") -> str:
        self.reservations[booking.key.text] = booking
        self.keys[booking.name] = booking.key.text
        if club:
            self.clubs[booking.key.text] = club
        return booking.key.text

    def key_named(self, name: str) -> str:
        """The key of the booking of a person."""
        return self.keys[name]
