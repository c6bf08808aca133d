"""One random fault schedule: a till sells while everything fails, then all heals and both sides are
compared.

The same seed gives the same world, the same faults and the same crashes; only real time-outs may
fall differently, and each of them is one more fault that must do no harm.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from posapp.adapters.backoffice.sandbox import RepeatMode, SandboxBackend
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.catalogue import Product
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import CardSlip, Tender, Tendered
from posapp.domain.venue import Remote
from posapp.sandbox.backoffice.office import RepeatMode as ServerMode
from posapp.sandbox.faults.kinds import TRANSIENT, FaultKind
from posapp.sandbox.faults.plan import FaultPlan
from posapp.sandbox.ops import Op
from posapp.sandbox.oracle import DeviceFacts, Problem, Report, judge
from posapp.sandbox.products import PRODUCTS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from posapp.sync.drain import BackOfficeOutbound, Outbound
from tests.faults.mortal_till import MortalTill
from tests.faults.naive_outbound import NaiveOutbound
from tests.faults.odds import FAULT_P, LIMITS, TIMING
from tests.faults.tally import Tally
from tests.support.till import PROGRAM

_SATURDAY = date(2026, 10, 10)
_IMPATIENCE_P = 0.3
_LATE_SHARE = 8
"""What a look-up has to fear most is a write that lands after it was asked for."""
_HEAL_ROUNDS = 60
_IMPATIENT_WITH = (OutboxState.WAITING, OutboxState.UNKNOWN, OutboxState.PARKED)


class Schedule:
    """A run of one seed in a folder of its own."""

    def __init__(self, seed: int, directory: Path, *, is_naive: bool = False) -> None:
        self._dice = Random(f"{seed}|schedule")
        self._is_naive = is_naive
        self._mode = self._dice.choice([RepeatMode.KEY, RepeatMode.NATURAL_KEY, RepeatMode.LOOKUP])
        if is_naive:
            self._mode = RepeatMode.LOOKUP
        self.tally = Tally()
        self._world = World(seed)
        self._world.backoffice.stock(PRODUCTS)
        for op in (Op.ORDER_CREATE, Op.CUSTOMER_UPSERT):
            upsert = op is Op.CUSTOMER_UPSERT and self._mode is RepeatMode.LOOKUP
            mode = ServerMode.NATURAL_KEY if upsert else ServerMode(self._mode.value)
            self._world.backoffice.set_mode(op, mode)
        kinds = tuple(kind for kind in TRANSIENT if self._suits(kind))
        if self._mode is RepeatMode.LOOKUP:
            kinds += (FaultKind.LATE_APPLY,) * _LATE_SHARE
        self._plan = FaultPlan.random(seed, FAULT_P, kinds=kinds, timing=TIMING)
        self._life = MortalTill(directory, world=self._world, dice=self._dice)

    def run(self) -> Tally:
        """Sell, fail, crash, heal, compare."""
        with SandboxServer(self._world, self._plan) as server:
            policy = DoorPolicy(
                peer="Back office", hosts=frozenset({"127.0.0.1"}), allow_loopback_http=True
            )
            with HttpDoor(policy, clock=self._life.clock) as door:
                backend = SandboxBackend(
                    door,
                    base_url=server.base_url,
                    token=self._world.credentials.backoffice_token,
                    mode=self._mode,
                    limits=LIMITS,
                )
                self._outbound = self._outbound_to(backend)
                self._life.start()
                try:
                    self._stock()
                    self._sell()
                    self._heal()
                    self._compare()
                finally:
                    self._life.stop()
        self.tally.crash_points.update(self._life.crash_points)
        self.tally.faults.update(fired.fault.kind for fired in self._plan.fired)
        return self.tally

    def _suits(self, kind: FaultKind) -> bool:
        """A server that applies twice by its own fault doubles whatever the client does."""
        return self._mode is not RepeatMode.LOOKUP or kind is not FaultKind.APPLY_TWICE

    def _outbound_to(self, backend: SandboxBackend) -> Outbound:
        """The control's items have a key of their own each time."""
        outbound, ids = BackOfficeOutbound(backend), self._life.ids
        if not self._is_naive:
            return outbound
        return NaiveOutbound(outbound, dress=lambda item: replace(item, item_id=ids.new_id()))

    def _stock(self) -> None:
        with self._life.now.store.write("shelf", actor=PROGRAM) as uow:
            uow.products.save(_SHELF)

    def _sell(self) -> None:
        self._life.is_calm = False
        for _ in range(self._dice.randint(1, 4)):
            self._sell_one()
            for _ in range(self._dice.randint(2, 5)):
                self._life.wait(self._dice.randint(1_000, 60_000))
                self._life.insist(self._drain)
                if self._dice.random() < _IMPATIENCE_P:
                    self._life.insist(lambda: self._life.retry(*_IMPATIENT_WITH))

    def _sell_one(self) -> None:
        act = lambda: self._life.now.act  # noqa: E731 - a reopened till has new verbs
        visit_id, order_id = self._life.ids.new_id(), self._life.ids.new_id()
        contact = Contact("Ana", "Lee", f"ana{self._dice.randint(1, 2)}@lee.example")
        who = contact if self._dice.random() < 0.4 else Contact()
        self._life.insist(
            lambda: act().seat_walk_in(
                visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=who
            )
        )
        for product in self._dice.sample(_SHELF, self._dice.randint(1, 3)):
            line_id, quantity = self._life.ids.new_id(), self._dice.randint(1, 4)
            self._life.insist(
                lambda line_id=line_id, sku=product.sku, quantity=quantity: act().add_item(
                    order_id, line_id=line_id, sku=sku, quantity=quantity
                )
            )
        due_cents = self._life.now.reads.order(order_id).due_cents
        tendered = Tendered(Tender.CASH, due_cents + 5_00)
        if self._dice.random() < 0.5:
            tendered = Tendered(Tender.CARD, due_cents, CardSlip("Visa", "4242", "A1"))
        payment_id = self._life.ids.new_id()
        for _ in range(self._dice.randint(1, 3)):
            self._life.insist(
                lambda: act().record_payment(order_id, payment_id=payment_id, tendered=tendered)
            )
        self.tally.writes += 1

    def _drain(self) -> None:
        self._life.drain(self._outbound, Remote.PEOPLE, Remote.ORDERS)

    def _heal(self) -> None:
        self._plan.heal()
        self._life.is_calm = True
        for _ in range(_HEAL_ROUNDS):
            self._life.wait(700_000)
            self._life.retry(OutboxState.PARKED)
            self._drain()
            if self._life.has_sent_all:
                return

    def _compare(self) -> None:
        sales = self._life.now.reads.sales(_SATURDAY)
        orders = [
            {
                "number": sale.number,
                "total_cents": sale.total_cents,
                "payments": [{"payment_id": pid, "cents": cents} for pid, cents in sale.payments],
            }
            for sale in sales
        ]
        work = self._life.now.reads.sync_overview().outbox
        outbox = [{"subject": row.title, "state": row.state.value} for row in work]
        report: Report = judge(DeviceFacts(orders=orders, outbox=outbox), self._world)
        for problem in Problem:
            self.tally.problems[problem] += report.count(problem)
        if len(sales) != self.tally.writes:
            self.tally.problems[Problem.LOST] += 1
        self.tally.text = report.text()


_SHELF = tuple(
    Product(made.sku, made.title, made.category, made.tax_category, made.price_cents, "USD")
    for made in PRODUCTS[:6]
)
