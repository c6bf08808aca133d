"""WineDirect's adapter connected to its far side on loopback, and what is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from posapp.adapters.backoffice.winedirect.backend import WineDirectBackend, make
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Connection, Kind, Record
from posapp.ports.documents import (
    CustomerDocument,
    LineDocument,
    OrderDocument,
    TenderDocument,
)
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.records import Line
from posapp.sandbox.winedirect.site import WineDirectSite
from posapp.sandbox.world import World

NOW_MS = 1_791_644_400_000
MINUTE_MS, DAY_MS = 60_000, 86_400_000
BOTTLE = Line("W-1", "Pinot Noir", 6, 4_800)
CARD = TenderDocument(
    payment_id="p1",
    kind="card",
    cents=5_196,
    tendered_cents=5_196,
    change_cents=0,
    taken_ms=NOW_MS,
    brand="Visa",
    last4="4242",
    reference="A1",
)
CASH = msgspec.structs.replace(
    CARD, payment_id="p2", kind="cash", tendered_cents=6_000, change_cents=804, brand="", last4=""
)
ANN = CustomerDocument(
    guest_id="01a", first_name="Ann", last_name="Lee", email="ann@lee.example", phone="7075550101"
)


def line(**changes: object) -> LineDocument:
    """A bottle for 48 dollars and its tax."""
    made = LineDocument(
        sku="W-1",
        title="Pinot Noir",
        quantity=1,
        unit_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
    )
    return msgspec.structs.replace(made, **changes)


def sale(number: str = "T1-000012", **changes: object) -> OrderDocument:
    """That bottle, sold to Ann and paid by card."""
    made = OrderDocument(
        number=number,
        kind="sale",
        currency="USD",
        placed_ms=NOW_MS,
        terminal_id="T1",
        party_name="Lee",
        party_size=2,
        visit_id="v1",
        started_ms=NOW_MS,
        lines=(line(),),
        tenders=(CARD,),
        subtotal_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
        customer=ANN,
        cashier="Ana",
    )
    return msgspec.structs.replace(made, **changes)


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
