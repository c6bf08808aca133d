"""Every adapter there is against its own far side; a new one is tried without an edit here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from posapp.adapters import backoffice
from posapp.adapters.backoffice.spec import BackendSpec
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.outbox import Operation
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import (
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

    def write(self, operation: Operation) -> Write:
        """How an operation is written."""
        if operation is Operation.PUT_ORDER:
            self.site.add_product("W-1", title="Pinot Noir", cents=4_800)
        return self.connect().writes[operation]

    def pull(self, kind: Kind, *, cursor: str = "") -> list[Record | Quarantined]:
        """All records of a kind."""
        pages = self.connect().changes(kind, cursor=cursor)
        return [row for page in pages for row in page.records]

    def cursor_after(self, kind: Kind, *, cursor: str = "") -> str:
        """Where a pull of everything ends."""
        pages = list(self.connect().changes(kind, cursor=cursor))
        return pages[-1].cursor if pages else cursor

    def _door(self, policy: DoorPolicy) -> HttpDoor:
        door = HttpDoor(policy, clock=self.world.clock)
        self.doors.append(door)
        return door


@dataclass(frozen=True)
class Case:
    """An adapter with one set of values worth trying, and what it claims with them."""

    name: str
    label: str
    values: Mapping[str, str]
    caps: frozenset[Cap]


def _cases() -> list[Case]:
    found = []
    for name in sorted(set(SPECS) & set(SITES)):
        site = SITES[name].open(World(5)).values("http://127.0.0.1:1")
        for label, values in {"": {}, **SITES[name].options}.items():
            connection = Connection({**site, **values})
            backend = SPECS[name].make(connection, lambda policy: HttpDoor(policy, clock=_CLOCK))
            found.append(Case(name, label, values, backend.caps))
    return found


_CLOCK = World(5).clock
CASES = _cases()


def claiming(*caps: Cap) -> pytest.MarkDecorator:
    """The test runs over the adapters that claim all of these; there is always one."""
    chosen = [case for case in CASES if case.caps >= set(caps)]
    assert chosen
    ids = [f"{case.name} {case.label}".strip() for case in chosen]
    return pytest.mark.parametrize("office", chosen, ids=ids, indirect=True)


@pytest.fixture
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """The adapter of a case, connected to its far side."""
    name, values = request.param.name, request.param.values
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
