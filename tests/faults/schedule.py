"""One random fault schedule: a till sells while everything fails, then all heals and both sides are
compared.

The same seed gives the same world, the same faults and the same crashes; only real time-outs may
fall differently, and each of them is one more fault that must do no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

from posapp.adapters.backoffice.sandbox import RepeatMode, SandboxBackend
from posapp.adapters.http import DoorPolicy, HttpDoor, Limits
from posapp.domain.catalogue import Product
from posapp.domain.guest import Contact
from posapp.domain.outbox import Operation, OutboxItem, OutboxState, Repeat, RepeatRule
from posapp.domain.payment import CardSlip, Tender, Tendered
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Ack
from posapp.ports.failures import Failure
from posapp.sandbox.backoffice.office import RepeatMode as ServerMode
from posapp.sandbox.faults.kinds import TRANSIENT, FaultKind
from posapp.sandbox.faults.plan import FaultPlan, Timing
from posapp.sandbox.ops import Op
from posapp.sandbox.oracle import DeviceFacts, Problem, Report, judge
from posapp.sandbox.products import PRODUCTS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from posapp.sync.drain import BackOfficeOutbound, Drain, Outbound
from tests.support.clock import CountingIds, ManualClock
from tests.support.till import PROGRAM, Till

TIMING = Timing(stall_s=0.12, drip_interval_s=0.0005, drip_bytes=64)
LIMITS = Limits(total_s=0.1)
"""A stall outlives the client's deadline, so it is a time-out there."""

_SATURDAY = date(2026, 10, 10)
CRASH_P = 0.05
FAULT_P = 0.6
_IMPATIENCE_P = 0.3
_LATE_SHARE = 8
"""What a look-up has to fear most is a write that lands after it was asked for."""
_HEAL_ROUNDS = 60


class Crash(BaseException):
    """The program is gone at this point; nothing may catch it."""


@dataclass(slots=True)
class Tally:
    """What one schedule did and how it ended; each write is a payment."""

    writes: int = 0
    crashes: int = 0
    crash_points: Counter[str] = field(default_factory=Counter)
    faults: Counter[FaultKind] = field(default_factory=Counter)
    problems: Counter[Problem] = field(default_factory=Counter)
    text: str = ""


class NaiveOutbound:
    """The control: no doubt, no key, no look-up. What was not answered is simply sent again."""

    def __init__(self, backend: SandboxBackend, ids: CountingIds) -> None:
        self._backend = backend
        self._ids = ids

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        return RepeatRule(Repeat.NATURAL_KEY)

    def send(self, item: OutboxItem) -> Ack:
        afresh = replace(item, item_id=self._ids.new_id())
        return BackOfficeOutbound(self._backend).send(afresh)

    def look_up(self, item: OutboxItem) -> Ack | None:
        return None


class Schedule:
    """A run of one seed in a folder of its own."""

    def __init__(self, seed: int, directory: Path, *, is_naive: bool = False) -> None:
        self._dice = Random(f"{seed}|schedule")
        self._directory = directory
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
        self._clock = ManualClock(self._world.clock.now_ms())
        self._ids = CountingIds(self._clock)
        self._is_calm = False
        self._till: Till

    def run(self) -> Tally:
        """Sell, fail, crash, heal, compare."""
        with SandboxServer(self._world, self._plan) as server:
            policy = DoorPolicy(
                peer="Back office", hosts=frozenset({"127.0.0.1"}), allow_loopback_http=True
            )
            with HttpDoor(policy, clock=self._clock) as door:
                backend = SandboxBackend(
                    door,
                    base_url=server.base_url,
                    token=self._world.credentials.backoffice_token,
                    mode=self._mode,
                    limits=LIMITS,
                )
                self._outbound: Outbound = (
                    NaiveOutbound(backend, self._ids)
                    if self._is_naive
                    else BackOfficeOutbound(backend)
                )
                self._open()
                try:
                    self._sell()
                    self._heal()
                    self._compare()
                finally:
                    self._till.store.close()
        self.tally.faults.update(fired.fault.kind for fired in self._plan.fired)
        return self.tally

    def _suits(self, kind: FaultKind) -> bool:
        """A server that applies twice by its own fault doubles whatever the client does."""
        return self._mode is not RepeatMode.LOOKUP or kind is not FaultKind.APPLY_TWICE

    def _open(self) -> None:
        is_new = not (self._directory / "store.json").exists()
        self._till = Till(
            self._directory, clock=self._clock, ids=self._ids, at_point=self._at_point
        )
        if is_new:
            self._is_calm = True
            self._till.open_shop()
            with self._till.store.write("shelf", actor=PROGRAM) as uow:
                uow.products.save(_SHELF)
            self._is_calm = False
        else:
            self._is_calm, was = True, self._is_calm
            self._till.sign_in()
            self._is_calm = was

    def _at_point(self, name: str) -> None:
        if self._is_calm or self._dice.random() >= CRASH_P:
            return
        self.tally.crashes += 1
        self.tally.crash_points[name] += 1
        raise Crash(name)

    def _insist(self, action: Callable[[], object]) -> None:
        """Do it; after a crash open again and do the same command again, as staff would."""
        while True:
            try:
                action()
            except Crash:
                self._till.store.close()
                self._open()
                continue
            return

    def _sell(self) -> None:
        for _ in range(self._dice.randint(1, 4)):
            self._sell_one()
            for _ in range(self._dice.randint(2, 5)):
                self._pass(self._dice.randint(1_000, 60_000))
                self._insist(self._drain)
                if self._dice.random() < _IMPATIENCE_P:
                    self._insist(self._tap_retry)

    def _sell_one(self) -> None:
        act = lambda: self._till.act  # noqa: E731 - a reopened till has new verbs
        visit_id, order_id = self._ids.new_id(), self._ids.new_id()
        contact = Contact("Ana", "Lee", f"ana{self._dice.randint(1, 2)}@lee.example")
        who = contact if self._dice.random() < 0.4 else Contact()
        self._insist(
            lambda: act().seat_walk_in(
                visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=who
            )
        )
        for product in self._dice.sample(_SHELF, self._dice.randint(1, 3)):
            line_id, quantity = self._ids.new_id(), self._dice.randint(1, 4)
            self._insist(
                lambda line_id=line_id, sku=product.sku, quantity=quantity: act().add_item(
                    order_id, line_id=line_id, sku=sku, quantity=quantity
                )
            )
        due_cents = self._till.reads.order(order_id).due_cents
        tendered = Tendered(Tender.CASH, due_cents + 5_00)
        if self._dice.random() < 0.5:
            tendered = Tendered(Tender.CARD, due_cents, CardSlip("Visa", "4242", "A1"))
        payment_id = self._ids.new_id()
        for _ in range(self._dice.randint(1, 3)):
            self._insist(
                lambda: act().record_payment(order_id, payment_id=payment_id, tendered=tendered)
            )
        self.tally.writes += 1

    def _tap_retry(self) -> None:
        """Staff lose patience with whatever is not sent yet."""
        for row in self._till.reads.sync_overview().outbox:
            if row.state in {OutboxState.WAITING, OutboxState.UNKNOWN, OutboxState.PARKED}:
                self._till.act.retry_item(row.item_id)

    def _drain(self) -> None:
        try:
            for remote in (Remote.PEOPLE, Remote.ORDERS):
                drain = Drain(
                    remote=remote,
                    outbound=self._outbound,
                    jitter=self._dice,
                    at_point=self._at_point,
                )
                drain.run(self._till.store, actor=PROGRAM, is_stopping=lambda: False)
        except Failure:
            return

    def _pass(self, milliseconds: int) -> None:
        self._clock.advance(milliseconds)
        self._world.clock.advance_ms(milliseconds)

    def _heal(self) -> None:
        self._plan.heal()
        self._is_calm = True
        for _ in range(_HEAL_ROUNDS):
            self._pass(700_000)
            for row in self._till.reads.sync_overview().outbox:
                if row.state is OutboxState.PARKED:
                    self._till.act.retry_item(row.item_id)
            self._drain()
            if self._till.reads.sync_overview().to_send == 0:
                return

    def _compare(self) -> None:
        sales = self._till.reads.sales(_SATURDAY)
        orders = [
            {
                "number": sale.number,
                "total_cents": sale.total_cents,
                "payments": [{"payment_id": pid, "cents": cents} for pid, cents in sale.payments],
            }
            for sale in sales
        ]
        work = self._till.reads.sync_overview().outbox
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
