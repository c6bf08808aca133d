"""The Sandbox back office: what it holds, and how it treats a request that comes twice.

In the modes `lookup` and `none` a repeated POST really makes a second order; the ledger shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum

from posapp.sandbox.backoffice.idempotency import KeyStore
from posapp.sandbox.backoffice.records import (
    Club,
    Customer,
    GiftCard,
    Membership,
    MembershipStatus,
    Merge,
    Product,
    StoredOrder,
)
from posapp.sandbox.backoffice.sales import Parcel, SalesOrder, pushed_order
from posapp.sandbox.backoffice.shelf import Kept, RecordT, Shelf
from posapp.sandbox.call import Call
from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.message import JsonObject, Response, error_response
from posapp.sandbox.ops import OFFICE_WRITES, Op


class RepeatMode(StrEnum):
    """What protects against a repeat."""

    KEY = "key"
    NATURAL_KEY = "natural_key"
    LOOKUP = "lookup"
    NONE = "none"


class BackOffice:
    """Catalogue, clubs, customers, memberships and orders.

    `orders` are those a till has pushed, as accepted; `sales` lists every order there is.
    """

    def __init__(self, *, clock: SandboxClock) -> None:
        self.products: Shelf[Product] = Shelf()
        self.clubs: Shelf[Club] = Shelf()
        self.customers: Shelf[Customer] = Shelf()
        self.memberships: Shelf[Membership] = Shelf()
        self.merges: Shelf[Merge] = Shelf()
        self.sales: Shelf[SalesOrder] = Shelf()
        self.gift_cards: dict[str, GiftCard] = {}
        self.locations: dict[str, str] = {}
        self.applied: set[tuple[Op, str]] = set()
        self.keys = KeyStore()
        self.replays_failures = False
        self._orders: list[StoredOrder] = []
        self._numbers: dict[str, list[StoredOrder]] = {}
        self._modes = dict.fromkeys(OFFICE_WRITES, RepeatMode.KEY)
        self._modes[Op.CUSTOMER_UPSERT] = RepeatMode.NATURAL_KEY
        self._clock = clock

    def set_mode(self, op: Op, mode: RepeatMode) -> None:
        """Choose how repeats of a write are treated; KeyError for an operation without a choice."""
        if op not in self._modes:
            raise KeyError(op)
        self._modes[op] = mode

    def mode(self, op: Op) -> RepeatMode:
        """How repeats of a write are treated."""
        return self._modes[op]

    def stock(self, products: Iterable[Product]) -> None:
        """Put products on the price list, or change them."""
        for product in products:
            self._put(self.products, product)

    def found_club(self, club: Club) -> None:
        """Add or change a club."""
        self._put(self.clubs, club)

    def register(self, customer: Customer) -> None:
        """Add or change a customer by id."""
        self._put(self.customers, customer)

    def enrol(self, membership: Membership) -> None:
        """Add or change a membership by id."""
        self._put(self.memberships, membership)

    def place(self, order: SalesOrder) -> None:
        """Add or change an order by id: from the web store, a club run, by hand."""
        self._put(self.sales, order)

    def ship(self, number: str, *, carrier: str, tracking: str) -> SalesOrder:
        """Send an order off, named by its number here or by the till's; KeyError if unknown."""
        with self._clock.lock:
            order = self.sale_numbered(number)
            parcel = Parcel(tracking, carrier, self._clock.told_ms())
            shipped = replace(order, parcels=(*order.parcels, parcel))
            self._put(self.sales, shipped)
            return shipped

    def put_back(self, order_id: str) -> SalesOrder:
        """Somebody notes there that an order was not handed over; KeyError if unknown."""
        with self._clock.lock:
            order = {one.id: one for one in self.sales.records()}[order_id]
            undone = tuple(replace(one, is_undone=True) for one in order.hand_overs)
            waiting = replace(order, hand_overs=undone)
            self._put(self.sales, waiting)
            return waiting

    def sale_numbered(self, number: str) -> SalesOrder:
        """The order with this number, the office's or the till's; KeyError if unknown."""
        for order in self.sales.records():
            if number in {order.number, order.our_number}:
                return order
        raise KeyError(number)

    def issue(self, card: GiftCard) -> None:
        """Add or change a gift card by its code."""
        self.gift_cards[card.code] = card

    def merge(self, customer_id: str, *, into_id: str) -> None:
        """Make two customers one: the second keeps all that was the first's."""
        with self._clock.lock:
            self.customers.drop(customer_id)
            for membership in self.memberships.records():
                if membership.customer_id == customer_id:
                    self._put(self.memberships, replace(membership, customer_id=into_id))
            for order in self.sales.records():
                if order.customer_id == customer_id:
                    self._put(self.sales, replace(order, customer_id=into_id))
            self._put(self.merges, Merge(customer_id, into_id))

    def standing_id(self, customer_id: str) -> str:
        """The id of whoever this customer is by now."""
        while (merged := self.merges.get(customer_id)) is not None:
            customer_id = merged.record.into_id
        return customer_id

    def orders(self) -> tuple[StoredOrder, ...]:
        """Every order accepted, doubles included, oldest first."""
        return tuple(self._orders)

    def orders_numbered(self, number: str) -> tuple[StoredOrder, ...]:
        """The orders with this number."""
        return tuple(self._numbers.get(number, ()))

    def store_order(self, body: JsonObject, call: Call) -> StoredOrder:
        """Keep a checked order."""
        order = StoredOrder(
            id=f"o-{len(self._orders) + 1}",
            number=str(body["number"]),
            total_cents=int(str(body["total_cents"])),
            body=body,
            created_ms=call.told_ms,
            at_ms=call.now_ms,
            request_no=call.request_no,
        )
        self._orders.append(order)
        self._numbers.setdefault(order.number, []).append(order)
        self.sales.put(self._as_sale(order), at_ms=call.now_ms, told_ms=call.told_ms)
        return order

    def customer_by_email(self, email: str) -> Kept[Customer] | None:
        """The first customer with this e-mail, without regard to case."""
        wanted = email.strip().lower()
        for kept in self.customers.kept():
            if (kept.record.email or "").lower() == wanted:
                return kept
        return None

    def active_club_names(self, email: str) -> tuple[str, ...]:
        """The clubs this e-mail belongs to now, sorted."""
        kept = self.customer_by_email(email)
        if kept is None:
            return ()
        names = []
        for membership in self.memberships.records():
            club = self.clubs.get(membership.club_id)
            is_active = membership.status is MembershipStatus.ACTIVE
            if membership.customer_id == kept.record.id and is_active and club is not None:
                names.append(club.record.name)
        return tuple(sorted(names))

    def upsert(self, customer: Customer, call: Call) -> Kept[Customer]:
        """Write a customer that came over the wire."""
        return self.customers.put(customer, at_ms=call.now_ms, told_ms=call.told_ms)

    def _as_sale(self, order: StoredOrder) -> SalesOrder:
        person = order.body.get("customer")
        email = str(person.get("email") or "") if isinstance(person, dict) else ""
        known = self.customer_by_email(email) if email else None
        return pushed_order(
            order.body,
            order_id=order.id,
            nth=len(self._orders),
            customer_id=known.record.id if known else "",
            placed_ms=order.created_ms,
        )

    def once(self, call: Call, apply: Callable[[], Response]) -> Response:
        """Run `apply` unless this call's key has been seen; without key mode simply run it."""
        if self._modes[call.op] is not RepeatMode.KEY:
            return apply()
        key = call.request.header("idempotency-key")
        if not key:
            return error_response(400, "key_required", message="an Idempotency-Key is needed")
        sha256 = call.request.body_sha256()
        kept = self.keys.find(call.op, key, now_ms=call.now_ms)
        if kept is not None:
            if kept.body_sha256 != sha256:
                return error_response(409, "conflict", message="this key belongs to another body")
            if kept.response is None:
                return error_response(409, "in_use", message="the first request still runs")
            replayed = (("Idempotency-Replayed", "true"),)
            return Response(
                kept.response.status, kept.response.headers + replayed, kept.response.body
            )
        response = apply()
        if response.status < 300:
            self.keys.begin(call.op, key, body_sha256=sha256, now_ms=call.now_ms)
            self.keys.settle(call.op, key, response)
        return response

    def hold_key(self, call: Call) -> bool:
        """Mark the key of a request that will be applied later; False if that is not needed."""
        key = call.request.header("idempotency-key")
        if call.op not in OFFICE_WRITES or self._modes[call.op] is not RepeatMode.KEY or not key:
            return False
        if self.keys.find(call.op, key, now_ms=call.now_ms) is not None:
            return False
        self.keys.begin(call.op, key, body_sha256=call.request.body_sha256(), now_ms=call.now_ms)
        return True

    def free_key(self, call: Call) -> None:
        """End what `hold_key` began, just before the request is applied."""
        self.keys.drop(call.op, call.request.header("idempotency-key") or "")

    def keep_failure(self, call: Call, response: Response) -> None:
        """Let a 5xx be the stored answer of this key, as some servers do."""
        key = call.request.header("idempotency-key")
        if not self.replays_failures or call.op not in OFFICE_WRITES or not key:
            return
        if self._modes[call.op] is RepeatMode.KEY:
            if self.keys.find(call.op, key, now_ms=call.now_ms) is None:
                self.keys.begin(
                    call.op, key, body_sha256=call.request.body_sha256(), now_ms=call.now_ms
                )
            self.keys.settle(call.op, key, response)

    def _put(self, shelf: Shelf[RecordT], record: RecordT) -> None:
        with self._clock.lock:
            shelf.put(record, at_ms=self._clock.now_ms(), told_ms=self._clock.told_ms())
