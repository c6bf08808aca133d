"""The counter's story with every back office that lists pickups: collected here, known there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from posapp.adapters import backoffice
from posapp.adapters.http import HttpDoor
from posapp.app import Program
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.guest import Contact
from posapp.domain.manual_task import TaskKind
from posapp.domain.outbox import UNDO_MS
from posapp.domain.payment import Tender, Tendered
from posapp.ports.backoffice import Cap, CommerceBackend, Connection
from posapp.ports.office import PickupStage, Role
from posapp.sandbox import office_site
from posapp.sandbox.office_site import OfficeSite, SoldLine
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.connections.rig import Rig

SPECS = backoffice.discover()
SITES = office_site.discover()


def made(name: str, values: Mapping[str, str]) -> CommerceBackend:
    """The adapter as a connection has it; it is asked for what it claims, and for nothing else."""
    site = SITES[name].open(World(5)).values("http://127.0.0.1:1")
    connection = Connection({**site, **values})
    return SPECS[name].make(connection, lambda policy: HttpDoor(policy, clock=World(5).clock))


CASES = [
    pytest.param(name, values, id=f"{name} {label}".strip())
    for name in sorted(set(SPECS) & set(SITES))
    for label, values in {"": {}, **SITES[name].options}.items()
    if Cap.READ_PICKUP in made(name, values).caps
]
NAMES = sorted(set(SPECS) & set(SITES))


class Shop:
    """A winery whose back office is one of them, its web shop, and the till in its tasting room."""

    def __init__(self, rig: Rig, name: str, values: Mapping[str, str]) -> None:
        self.rig, self.name, self.world = rig, name, World(5)
        self.server = SandboxServer(self.world)
        SITES[name].prepare(self.world, values)
        self.site: OfficeSite = SITES[name].open(self.world)
        self.values = {**self.site.values(self.server.base_url), **values}

    def connect(self, program: Program) -> None:
        secret = {field.name for field in SPECS[self.name].fields if field.is_secret}
        program.verbs.connections.connect(
            Role.ORDERS,
            self.name,
            values={name: text for name, text in self.values.items() if name not in secret},
            secrets={name: text for name, text in self.values.items() if name in secret},
        )

    def order(self) -> str:
        """Jordan Rivera orders six bottles, to be collected."""
        person = self.site.add_person(
            first_name="Jordan", last_name="Rivera", email="jordan@rivera.example"
        )
        self.site.add_product("W-1", title="Pinot Noir", cents=4_800)
        return self.site.add_web_order(
            "8842", person_id=person, delivery="pickup", lines=[SoldLine()]
        )

    def go_on(self, program: Program, milliseconds: int = UNDO_MS) -> None:
        """Time passes for both until the lane's round has ended well, budgets and all."""
        for waits_ms in (milliseconds, *[61_000] * 9):
            self.rig.clock.advance(waits_ms)
            self.world.clock.advance_ms(waits_ms)
            if program.engine.run_once() == {"orders": True}:
                return
        raise AssertionError(program.reads.sync_overview().sources)


@pytest.fixture
def shop(request: pytest.FixtureRequest, rig: Rig) -> Iterator[Shop]:
    opened = Shop(rig, *request.param)
    with opened.server:
        yield opened


def today(rig: Rig) -> date:
    return day_of(from_ms(rig.clock.now_ms()), zone="America/Los_Angeles")


def waits(program: Program, rig: Rig) -> list[str]:
    rows = program.reads.office.pickups(PickupStage.READY, day=today(rig))
    return [row.order.number for row in rows]


def collect(program: Program, pickup_id: str, order_id: str, *, backend: str) -> None:
    program.verbs.pickups.collect(
        pickup_id,
        backend=backend,
        order_id=order_id,
        collected_by="Jordan Rivera",
        is_id_checked=True,
    )


@pytest.mark.parametrize(
    "shop",
    [(param.values[0], param.values[1]) for param in CASES],
    ids=[param.id for param in CASES],
    indirect=True,
)
def test_a_web_order_is_collected(shop: Shop, rig: Rig) -> None:
    """It shows as collected over there, or is asked of a person; taken back, it waits again."""
    with rig.opened() as program:
        shop.connect(program)
        order_id = shop.order()
        shop.go_on(program)
        assert waits(program, rig) == ["8842"]
        [row] = program.reads.office.pickups(PickupStage.READY, day=today(rig))
        assert row.bottles == 6
        collect(program, "p1", row.order.remote_id, backend=shop.name)
        assert waits(program, rig) == []
        shop.go_on(program)
        caps = program.verbs.connections.caps
        if not caps.can(Role.ORDERS, Cap.MARK_PICKUP):
            assert shop.site.order(order_id).is_waiting
            [task] = program.reads.office.tasks()
            assert task.reason == caps.why_not(Role.ORDERS, Cap.MARK_PICKUP)
            return
        assert program.reads.office.tasks() == []
        assert not shop.site.order(order_id).is_waiting
        done = program.reads.office.pickup_row(shop.name, row.order.remote_id)
        assert done.pickup is not None
        assert done.pickup.confirmed_ms is not None
        program.verbs.pickups.undo("p1")
        shop.go_on(program)
        if caps.can(Role.ORDERS, Cap.UNDO_PICKUP):
            assert shop.site.order(order_id).is_waiting
            shop.go_on(program, 60_000)
            assert waits(program, rig) == ["8842"]
        else:
            [task] = program.reads.office.tasks()
            assert task.kind is TaskKind.UNDO_PICKUP


@pytest.mark.parametrize("shop", [("winedirect", {})], ids=["winedirect"], indirect=True)
def test_the_task_closes_itself_when_the_order_is_listed_no_more(shop: Shop, rig: Rig) -> None:
    """Somebody marks it in the admin panel."""
    with rig.opened() as program:
        shop.connect(program)
        order_id = shop.order()
        shop.go_on(program)
        [row] = program.reads.office.pickups(PickupStage.READY, day=today(rig))
        collect(program, "p1", row.order.remote_id, backend="winedirect")
        shop.go_on(program)
        assert len(program.reads.office.tasks()) == 1
        shop.world.winedirect.hand_over(order_id)
        shop.go_on(program, 90_000)
        assert program.reads.office.tasks() == []
        done = program.reads.office.pickup_row("winedirect", row.order.remote_id)
        assert done.pickup is not None
        assert done.pickup.confirmed_ms is not None


@pytest.mark.parametrize("shop", [(name, {}) for name in NAMES], ids=NAMES, indirect=True)
def test_an_order_sold_here_is_told_or_asked_of_a_person(shop: Shop, rig: Rig) -> None:
    """Never neither, and never both."""
    with rig.opened() as program:
        shop.connect(program)
        shop.order()
        shop.go_on(program)
        verbs = program.verbs
        verbs.seat_walk_in(visit_id="v1", order_id="o1", size=2, table_name="", contact=Contact())
        verbs.add_item("o1", line_id="l1", sku="W-1", quantity=1)
        cents = program.reads.order("o1").due_cents
        verbs.record_payment("o1", payment_id="pay1", tendered=Tendered(Tender.CASH, cents))
        shop.go_on(program)
        number = program.reads.order("o1").order.number
        tasks = [one for one in program.reads.office.tasks() if one.kind is TaskKind.ENTER_ORDER]
        is_told = verbs.connections.caps.can(Role.ORDERS, Cap.PUSH_ORDER)
        assert len(shop.site.orders_numbered(number)) == int(is_told)
        assert [one.subject_id for one in tasks] == ([] if is_told else [number])
