"""Two small winery worlds in the sandbox, and a terminal that may be connected to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.sandbox import office_site
from posapp.sandbox.backoffice.records import Product
from posapp.sandbox.backoffice.sales import SalesOrder
from posapp.sandbox.office_site import SoldLine
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.connections.rig import Rig
from tests.connections.town import ANN, ESTATE, SYSTEMS, Town
from tests.support.clock import SATURDAY_MS
from tests.support.programs import quick_pins
from tests.support.shared_sql import share_sql

share_sql()


@pytest.fixture(scope="module", autouse=True)
def pins_are_quick() -> Iterator[None]:
    with quick_pins():
        yield


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path / "till")


@pytest.fixture
def office() -> Iterator[SandboxServer]:
    with SandboxServer(small_world()) as server:
        yield server


@pytest.fixture
def second() -> Iterator[SandboxServer]:
    with SandboxServer(small_world()) as server:
        yield server


def small_world() -> World:
    """A winery with one wine and one order that waits to be collected."""
    world = World()
    world.backoffice.stock([Product("PINOT", "2021 Pinot Noir", "Bottles", "food", 48_00)])
    world.backoffice.place(
        SalesOrder(
            id="s1",
            number="W-1",
            channel="web",
            placed_ms=SATURDAY_MS - 86_400_000,
            total_cents=48_00,
            fulfilment="pickup",
            pickup_location="CELLAR",
            first_name="Jordan",
            last_name="Rivera",
            email="jordan@rivera.example",
        )
    )
    return world


@pytest.fixture
def town(rig: Rig) -> Iterator[Town]:
    """Ann is in the Estate Reserve of every system, and each has an order for her to collect."""
    world = World(now_ms=rig.clock.now_ms())
    specs = office_site.discover()
    for name in SYSTEMS:
        specs[name].prepare(world, {})
    sites = {name: specs[name].open(world) for name in SYSTEMS}
    for name, site in sites.items():
        person = site.add_person(first_name="Ann", last_name="Lee", email=ANN.email)
        site.enrol(person, site.add_club(ESTATE))
        site.add_club(f"{name} Library")
        site.add_web_order(
            f"{SYSTEMS.index(name) + 1}001", person_id=person, delivery="pickup", lines=[SoldLine()]
        )
    with SandboxServer(world) as server, rig.opened() as program:
        yield Town(rig, program, server, sites)
