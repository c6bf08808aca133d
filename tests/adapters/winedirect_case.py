"""WineDirect's adapter connected to its far side on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from posapp.adapters.backoffice.winedirect.backend import WineDirectBackend, make
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Connection, Kind, Record
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.records import Line
from posapp.sandbox.winedirect.site import WineDirectSite
from posapp.sandbox.world import World
from tests.contracts.documents import CARD, person

MINUTE_MS, DAY_MS = 60_000, 86_400_000
BOTTLE = Line("W-1", "Pinot Noir", 6, 4_800)
CASH = msgspec.structs.replace(
    CARD, payment_id="p2", kind="cash", tendered_cents=6_000, change_cents=804, brand="", last4=""
)
ANN = person()


@dataclass
class Case:
    """A world with its WineDirect, served."""

    world: World
    server: SandboxServer
    doors: list[HttpDoor] = field(default_factory=list)

    @property
    def office(self) -> WineDirectOffice:
        return self.world.winedirect

    def connect(self, **values: str) -> WineDirectBackend:
        """A connection of its own: nothing is known to it yet."""
        fields = WineDirectSite(self.office).values(self.server.base_url)
        return make(Connection({**fields, **values}), self._door)

    def person(self, email: str = "ann@lee.example", **values: str) -> str:
        """Ann, unless told otherwise."""
        named = {"FirstName": "Ann", "LastName": "Lee", "Email": email}
        return self.office.register(**{**named, **values})

    def order(self, number: str = "881", **values: object) -> str:
        """A web order of six bottles."""
        contact_id = str(values.pop("contact_id", "")) or self.person(f"{number}@x.example")
        values.setdefault("lines", [BOTTLE])
        return self.office.place(number, contact_id=contact_id, **values)

    def _door(self, policy: DoorPolicy) -> HttpDoor:
        door = HttpDoor(policy, clock=self.world.clock)
        self.doors.append(door)
        return door


@contextmanager
def winedirect() -> Iterator[Case]:
    """A case of one's own."""
    world = World(3)
    world.winedirect.stock("W-1", title="Pinot Noir", cents=4_800)
    with SandboxServer(world) as server:
        case = Case(world, server)
        yield case
        for door in case.doors:
            door.close()


def pull(
    backend: WineDirectBackend, kind: Kind, cursor: str = ""
) -> tuple[list[Record | Quarantined], str]:
    """Everything of a kind, and where to resume."""
    rows: list[Record | Quarantined] = []
    for page in backend.changes(kind, cursor=cursor):
        assert len(page.records) <= 200
        rows += page.records
        cursor = page.cursor
    return rows, cursor


def parked(rows: list[Record | Quarantined]) -> list[Quarantined]:
    """Those that were set aside."""
    return [row for row in rows if isinstance(row, Quarantined)]
