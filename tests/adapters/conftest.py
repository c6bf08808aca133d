"""The sandbox over real loopback HTTP, and doors to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.sandbox.harvest import HarvestDay, saturday
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World


class FixedClock:
    """A clock that stands still."""

    def now_ms(self) -> int:
        return 1_791_619_200_000


@dataclass
class Remote:
    """A served world."""

    day: HarvestDay
    server: SandboxServer

    @property
    def world(self) -> World:
        return self.day.world

    @property
    def url(self) -> str:
        return self.server.base_url

    def access(self, **changes: str) -> TockAccess:
        known = self.world.credentials
        values = {
            "url": self.url,
            "key": known.tock_key,
            "business_id": known.business_id,
            "business_group_id": known.business_group_id,
        }
        return TockAccess(**{**values, **changes})


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    """One Saturday at noon; tests of a module share it and leave it working."""
    day = saturday(7)
    day.advance_to(12 * 60)
    with SandboxServer(day.world) as server:
        yield Remote(day, server)


@pytest.fixture
def door() -> Iterator[HttpDoor]:
    """A door to loopback only."""
    policy = DoorPolicy(peer="Sandbox back office", hosts=frozenset(), allow_loopback_http=True)
    with HttpDoor(policy, clock=FixedClock()) as made:
        yield made


@pytest.fixture
def tock_door() -> Iterator[HttpDoor]:
    """A door to a Tock on loopback."""
    policy = tock_policy("http://127.0.0.1", allow_loopback_http=True)
    with HttpDoor(policy, clock=FixedClock()) as made:
        yield made
