"""Verbs over the in-memory winery: what the use cases do, and a note of every call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posapp.domain.club import MemberDiscount
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.order import LineItem, Order, OrderState, require_quantity
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import Payment, PaymentResult, Tendered, require_tender
from posapp.domain.reservation import Reservation
from posapp.domain.staff import SignInResult, Staff
from posapp.domain.tax import TaxLevel
from posapp.domain.visit import Visit, VisitState, require_party_size
from tests.ui.fake_connections import FakeConnections
from tests.ui.fake_files import FakeFiles
from tests.ui.fake_guest_verbs import FakeGuestVerbs
from tests.ui.fake_pickups import FakePickups
from tests.ui.fake_pulls import FakePulls
from tests.ui.fake_reads import FakeReads
from tests.ui.fake_walk_ins import FakeWalkIns
from tests.ui.saturday import BUSINESS, CURRENCY, DAY
from tests.ui.world import World

TAX_PPM = 77_500


@dataclass
class FakeCommands:
    """Does what the use cases do, and notes every call in `calls`."""

    world: World
    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    signed_in: Staff | None = None

    def __post_init__(self) -> None:
        self.pulls = FakePulls(self.world, self.calls)
        self.walk_ins = FakeWalkIns(self.world, self.calls)
        self.pickups = FakePickups(self.world, self.calls)
        self.connections = FakeConnections(self.calls)
        self.files = FakeFiles(self.calls)
        self.mappings = self.world.mappings
        self.tags = self.world.tags
        self.guests = FakeGuestVerbs(self.world, self.calls)

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))

    def called(self, verb: str) -> list[tuple[object, ...]]:
        """The arguments of every call of a verb."""
        return [arguments for name, arguments in self.calls if name == verb]

    def new_id(self) -> str:
        return self.world.next_id()

    def now_ms(self) -> int:
        return self.world.clock.ms

    def sign_in(self, staff_id: str, pin: str) -> SignInResult:
        self._note("sign_in", staff_id, pin)
        at = next(i for i, person in enumerate(self.world.staff) if person.staff_id == staff_id)
        person = self.world.staff[at]
        now_ms = self.now_ms()
        if person.is_locked(now_ms):
            return SignInResult(None, locked_until_ms=person.locked_until_ms)
        if pin == person.pin_hash:
            self.world.staff[at] = replace(person, failed_tries=0)
            self.signed_in = person
            return SignInResult(person)
        tries = person.failed_tries + 1
        until = now_ms + 60_000 if tries == 5 else 0
        self.world.staff[at] = replace(person, failed_tries=tries % 5, locked_until_ms=until)
        return SignInResult(None, until, 0 if until else 5 - tries)

    def sign_out(self) -> None:
        self._note("sign_out")
        self.signed_in = None

    def current_staff(self) -> Staff | None:
        return self.signed_in

    def seat_reservation(
        self, key_text: str, *, visit_id: str, order_id: str, table_name: str
    ) -> None:
        self._note("seat_reservation", key_text, visit_id, order_id, table_name)
        if order_id in self.world.orders:
            return
        row = self.world.reservations[key_text]
        visit = self.world.visit_of(key_text) or _visit(row, visit_id, self.now_ms())
        self.world.visits[visit.visit_id] = replace(
            visit, state=VisitState.SEATED, table_name=table_name or visit.table_name
        )
        club = self.world.clubs.get(key_text, "")
        discount = MemberDiscount(club, 1_000) if club else MemberDiscount()
        self._open_order(order_id, visit.visit_id, discount)

    def _open_order(self, order_id: str, visit_id: str, discount: MemberDiscount) -> None:
        self.world.orders[order_id] = Order(
            order_id=order_id,
            number=f"A-{len(self.world.orders) + 127:06d}",
            visit_id=visit_id,
            state=OrderState.OPEN,
            currency=CURRENCY,
            tax_level=TaxLevel.ITEM,
            discount=discount,
            opened_ms=self.now_ms(),
        )

    def seat_walk_in(
        self, *, visit_id: str, order_id: str, size: int, table_name: str, contact: Contact
    ) -> None:
        self._note("seat_walk_in", visit_id, order_id, size, table_name, contact)
        require_party_size(size)
        if contact.email and "@" not in contact.email:
            raise DomainError("bad_email", "This is not an e-mail address.", field="email")
        if order_id in self.world.orders:
            return
        if contact.is_identified:
            self.world.guests["g1"] = contact
        self.world.visits[visit_id] = Visit(
            visit_id=visit_id,
            business_id=BUSINESS,
            day=DAY.isoformat(),
            state=VisitState.SEATED,
            name=contact.name or "Walk-in",
            party_size=size,
            table_name=table_name,
            started_ms=self.now_ms(),
            guest_id="g1" if contact.is_identified else None,
        )
        self._open_order(order_id, visit_id, MemberDiscount())

    def start_order(self, visit_id: str, *, order_id: str) -> None:
        self._note("start_order", visit_id, order_id)
        if order_id in self.world.orders:
            return
        earlier = [o for o in self.world.orders.values() if o.visit_id == visit_id]
        if any(order.state is OrderState.OPEN for order in earlier):
            raise DomainError("order_open", "This party has an open order.")
        self._open_order(order_id, visit_id, earlier[-1].discount)

    def mark_arrived(self, key_text: str, *, visit_id: str) -> None:
        self._note("mark_arrived", key_text, visit_id)
        if self.world.visit_of(key_text) is None:
            row = self.world.reservations[key_text]
            self.world.visits[visit_id] = _visit(row, visit_id, self.now_ms())

    def undo_arrival(self, visit_id: str) -> None:
        self._note("undo_arrival", visit_id)
        self.world.visits.pop(visit_id, None)

    def undo_seating(self, order_id: str) -> None:
        self._note("undo_seating", order_id)
        visit_id = self.world.orders[order_id].visit_id
        for order in [o for o in self.world.orders.values() if o.visit_id == visit_id]:
            lines = [ln for ln in self.world.lines.values() if ln.order_id == order.order_id]
            if any(not line.is_voided for line in lines):
                message = f"Order {order.number} already has items; the seating stays."
                raise DomainError("not_empty", message)
            del self.world.orders[order.order_id]
        self.world.visits.pop(visit_id, None)

    def finish_visit(self, visit_id: str) -> None:
        self._note("finish_visit", visit_id)
        visit = self.world.visits[visit_id]
        self.world.visits[visit_id] = replace(visit, state=VisitState.FINISHED)

    def identify_guest(self, visit_id: str, contact: Contact) -> None:
        self._note("identify_guest", visit_id, contact)
        if not contact.is_identified:
            message = "A customer record needs first name, last name and e-mail."
            raise DomainError("not_identified", message, field="email")
        visit = self.world.visits[visit_id]
        self.world.guests["g1"] = contact
        self.world.visits[visit_id] = replace(visit, name=contact.name, guest_id="g1")

    def add_item(self, order_id: str, *, line_id: str, sku: str, quantity: int) -> None:
        self._note("add_item", order_id, line_id, sku, quantity)
        if line_id in self.world.lines:
            return
        self.world.orders[order_id].require_open()
        tile = next(tile for tile in self.world.products if tile.sku == sku)
        self.world.lines[line_id] = LineItem(
            line_id=line_id,
            order_id=order_id,
            sku=sku,
            title=tile.title,
            unit_cents=tile.price_cents,
            quantity=quantity,
            tax_rate_ppm=TAX_PPM,
            position=len(self.world.lines),
        )

    def set_quantity(self, line_id: str, quantity: int) -> None:
        self._note("set_quantity", line_id, quantity)
        require_quantity(quantity)
        self.world.lines[line_id] = replace(self.world.lines[line_id], quantity=quantity)

    def void_line(self, line_id: str) -> None:
        self._note("void_line", line_id)
        self.world.lines[line_id] = replace(self.world.lines[line_id], is_voided=True)

    def restore_line(self, line_id: str) -> None:
        self._note("restore_line", line_id)
        self.world.lines[line_id] = replace(self.world.lines[line_id], is_voided=False)

    def record_payment(
        self, order_id: str, *, payment_id: str, tendered: Tendered
    ) -> PaymentResult:
        self._note("record_payment", order_id, payment_id, tendered)
        order = self.world.orders[order_id]
        earlier = [p for p in self.world.payments.values() if p.order_id == order_id]
        due = self.world.price(order).total_cents - sum(p.cents for p in earlier)
        if payment_id in self.world.payments:
            first = self.world.payments[payment_id]
            return PaymentResult(first.cents, first.change_cents, due)
        payment = self._payment(payment_id, tendered, due)
        self.world.payments[payment_id] = replace(payment, order_id=order_id)
        left = due - payment.cents
        state = OrderState.SETTLING if left else OrderState.CLOSED
        self.world.orders[order_id] = replace(order, state=state)
        return PaymentResult(payment.cents, payment.change_cents, left)

    def _payment(self, payment_id: str, tendered: Tendered, due: int) -> Payment:
        require_tender(tendered, due_cents=due)
        return Payment(
            payment_id=payment_id,
            tender=tendered.tender,
            cents=min(tendered.tendered_cents, due),
            currency=CURRENCY,
            tendered_cents=tendered.tendered_cents,
            taken_ms=self.now_ms(),
            staff_id="ana",
            slip=tendered.slip,
        )

    def take_balance(self, key_text: str, *, payment_id: str, tendered: Tendered) -> PaymentResult:
        self._note("take_balance", key_text, payment_id, tendered)
        balance = FakeReads(self.world).balance(key_text)
        if payment_id in self.world.payments:
            first = self.world.payments[payment_id]
            return PaymentResult(first.cents, first.change_cents, balance.remaining_cents)
        payment = self._payment(payment_id, tendered, balance.remaining_cents)
        self.world.payments[payment_id] = replace(payment, reservation_key=key_text)
        left = balance.remaining_cents - payment.cents
        return PaymentResult(payment.cents, payment.change_cents, left)

    def close_order(self, order_id: str) -> None:
        self._note("close_order", order_id)
        order = self.world.orders[order_id]
        self.world.orders[order_id] = replace(order, state=OrderState.CLOSED)

    def settle_item(self, item_id: str, *, is_there: bool) -> None:
        self._note("settle_item", item_id, is_there)

    def retry_item(self, item_id: str) -> None:
        self._note("retry_item", item_id)
        self._set_state(item_id, OutboxState.WAITING)

    def park_item(self, item_id: str) -> None:
        self._note("park_item", item_id)
        self._set_state(item_id, OutboxState.PARKED)

    def _set_state(self, item_id: str, state: OutboxState) -> None:
        self.world.outbox = [
            replace(row, state=state) if row.item_id == item_id else row
            for row in self.world.outbox
        ]

    def sync_now(self) -> None:
        self._note("sync_now")

    def tock_link(self, key_text: str) -> str:
        self._note("tock_link", key_text)
        return "https://dashboard.exploretock.com/app"


def _visit(row: Reservation, visit_id: str, now_ms: int) -> Visit:
    return Visit(
        visit_id=visit_id,
        business_id=BUSINESS,
        day=row.day.isoformat(),
        state=VisitState.ARRIVED,
        name=row.name,
        party_size=row.party_size,
        table_name=", ".join(table.name for table in row.tables),
        started_ms=now_ms,
        reservation_key=row.key.text,
    )
