"""The ordinary Saturday with walk-ins of Tock: one that differs, one that may be a party here."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.order import OrderState
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import Table
from posapp.domain.twins import SeatedHere, SeatedInTock, Twins
from posapp.domain.visit import Visit, VisitState
from posapp.ports.walk_ins import WalkInNews
from tests.ui.fake_commands import FakeCommands
from tests.ui.fakes import saturday
from tests.ui.saturday import BUSINESS, DAY, NOW_MS, reservation
from tests.ui.world import World

DIFFERS = f"tock:{BUSINESS}:w:900001"
"""Inès Moreau: 2 people at T5 here, 4 at T6 in Tock."""
TWIN = f"tock:{BUSINESS}:w:900002"
"""A nameless walk-in of Tock at T9, like the one seated here."""
HERE = "visit:v-walk"
SIZE = Difference(DifferenceField.SIZE, "4", "2")
TABLE = Difference(DifferenceField.TABLE, "T6", "T5")
LEFT = Difference(DifferenceField.STATUS, "LEFT", "seated")


def with_walk_ins(*, differences: tuple[Difference, ...] = (SIZE, TABLE)) -> World:
    """The Saturday with both of them on the board."""
    world = saturday()
    add_walk_ins(world, differences=differences)
    return world


def add_walk_ins(world: World, *, differences: tuple[Difference, ...] = (SIZE, TABLE)) -> None:
    """Both of them come in."""
    _tock_walk_in(world, DIFFERS, name="Inès Moreau", size=4, table="T6", minutes=20)
    _tock_walk_in(world, TWIN, name="", size=3, table="T9", minutes=4)
    act = FakeCommands(world)
    for key, visit_id, size, table in ((DIFFERS, "v-ines", 2, "T5"), (TWIN, "v-tock", 3, "T9")):
        booked = world.reservations[key]
        world.visits[visit_id] = Visit(
            visit_id=visit_id,
            business_id=BUSINESS,
            day=DAY.isoformat(),
            state=VisitState.SEATED,
            name=booked.name,
            party_size=size,
            table_name=table,
            started_ms=NOW_MS,
            reservation_key=key,
        )
        first = world.orders["o-walk"]
        order_id = f"o-{visit_id}"
        world.orders[order_id] = replace(
            first, order_id=order_id, visit_id=visit_id, state=OrderState.OPEN
        )
    act.add_item("o-v-ines", line_id="l9", sku="FL-EST", quantity=2)
    here = SeatedHere("v-walk", NOW_MS, 3, "T9", "Walk-in", "")
    tock = SeatedInTock(TWIN, NOW_MS - 240_000, 3, "T9", "Walk-in", "")
    world.walk_ins = WalkInNews({"v-ines": differences}, (Twins(here, tock, 91),))


def _tock_walk_in(
    world: World, key: str, *, name: str, size: int, table: str, minutes: int
) -> None:
    made = reservation(
        90,
        name=name,
        size=size,
        start_ms=NOW_MS - minutes * 60_000,
        experience="",
        state="SEATED",
        table=table,
        total=0,
        paid=0,
        note="",
    )
    patron = made.diner if name else None
    world.reservations[key] = replace(
        made,
        key=ReservationKey("tock", BUSINESS, ReservationKind.WALK_IN, key.rsplit(":", 1)[1]),
        party=PartyStatus.of("SEATED"),
        diner=patron,
        owner=patron,
        experience=None,
        add_ons=(),
        tables=(Table("t", table, ""),),
        seating_area="",
        server_name="",
        confirmation_code="",
        money=replace(made.money, total_cents=None, paid_cents=None, due_cents=None, payments=()),
    )
