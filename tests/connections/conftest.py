"""Two small winery worlds in the sandbox, and a terminal that may be connected to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.sandbox.backoffice.records import Product
from posapp.sandbox.backoffice.sales import SalesOrder
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.connections.rig import Rig
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
