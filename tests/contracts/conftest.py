"""Every adapter there is against its own far side; a new one is tried without an edit here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from posapp.adapters import backoffice
from posapp.adapters.backoffice.spec import BackendSpec
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.outbox import Operation
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import (
    CAP_OF_KIND,
    CAP_OF_OPERATION,
    Cap,
    CommerceBackend,
    Connection,
    Kind,
    Record,
    Write,
)
from posapp.sandbox import office_site
from posapp.sandbox.office_site import OfficeSite
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World

SPECS = {name: spec for name, spec in backoffice.discover().items() if spec.caps}
"""Those that can do something; the others only explain themselves."""
SITES = office_site.discover()


@dataclass
class Office:
    """An adapter, connected, and its far side."""

    spec: BackendSpec
    world: World
    site: OfficeSite
    values: dict[str, str]
    server: SandboxServer
    doors: list[HttpDoor] = field(default_factory=list)

    def connect(self, **changes: str) -> CommerceBackend:
        return self.spec.make(Connection({**self.values, **changes}), self._door)

    def write(self, operation: Operation, backend: CommerceBackend | None = None) -> Write:
        """How an operation is written; the test ends here when the adapter does not claim it."""
        made = backend or self.connect()
        if CAP_OF_OPERATION[operation] not in made.caps:
            assert operation not in made.writes
            pytest.skip(f"{self.spec.title} does not claim {operation}")
        if operation is Operation.PUT_ORDER:
            self.site.add_product("W-1", title="Pinot Noir", cents=4_800)
        return made.writes[operation]

    def require(self, *caps: Cap) -> CommerceBackend:
        """The connected adapter; the test ends here when it does not claim one of these."""
        made = self.connect()
        missing = [cap for cap in caps if cap not in made.caps]
        if missing:
            pytest.skip(f"{self.spec.title} does not claim {', '.join(missing)}")
        return made

    def pull(self, kind: Kind, *, cursor: str = "") -> list[Record | Quarantined]:
        """All records of a kind; the test ends here when the adapter does not claim them."""
        backend = self.require(CAP_OF_KIND[kind])
        return [row for page in backend.changes(kind, cursor=cursor) for row in page.records]

    def cursor_after(self, kind: Kind, *, cursor: str = "") -> str:
        """Where a pull of everything ends."""
        pages = list(self.require(CAP_OF_KIND[kind]).changes(kind, cursor=cursor))
        return pages[-1].cursor if pages else cursor

    def _door(self, policy: DoorPolicy) -> HttpDoor:
        door = HttpDoor(policy, clock=self.world.clock)
        self.doors.append(door)
        return door


def _cases() -> list[object]:
    found = []
    for name in sorted(SPECS):
        options = SITES[name].options if name in SITES else {}
        for label, values in {"": {}, **options}.items():
            found.append(pytest.param((name, values), id=f"{name} {label}".strip()))
    return found


@pytest.fixture(params=_cases())
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """Each adapter with each set of values worth trying."""
    name, values = request.param
    world = World(5)
    with SandboxServer(world) as server:
        spec = SITES[name]
        spec.prepare(world, values)
        site = spec.open(world)
        made = Office(
            SPECS[name],
            world,
            site,
            {**site.values(server.base_url), **values},
            server,
        )
        yield made
        for door in made.doors:
            door.close()
