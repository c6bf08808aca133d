"""A tenant of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.adapters.commerce7.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    """A tenant of its own for each test."""
    world = World(3)
    policy = DoorPolicy(peer="Commerce7", hosts=frozenset(), allow_loopback_http=True)
    with SandboxServer(world) as server, HttpDoor(policy, clock=world.clock) as door:
        yield Site(world, server, door)


@pytest.fixture
def cellar(site: Site) -> Site:
    """Ann is in Library; there is Estate, too."""
    site.ann()
    for club_id in ("estate", "library"):
        site.tenant.put("club", id=club_id, title=club_id.title())
    site.tenant.put(
        "club-membership", id="m1", customerId="c-ann", clubId="library", status="Active"
    )
    return site
