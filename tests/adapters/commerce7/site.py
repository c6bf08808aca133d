"""A served Commerce7 tenant, and what is sent to it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from posapp.adapters.backoffice.commerce7.backend import Commerce7Backend
from posapp.adapters.backoffice.commerce7.client import Tenant as Setting
from posapp.adapters.http import HttpDoor
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import (
    Kind,
    Record,
)
from posapp.ports.documents import (
    ClubsDocument,
    CustomerDocument,
    LineDocument,
    OrderDocument,
    TenderDocument,
)
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET, Tenant
from posapp.sandbox.message import JsonObject
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World

BASE = 700_000_000
BOTTLE: JsonObject = {"sku": "W-1", "productTitle": "Pinot", "quantity": 6, "price": 4_800}


@dataclass
class Site:
    """A served tenant and what the client sees of it."""

    world: World
    server: SandboxServer
    door: HttpDoor

    @property
    def tenant(self) -> Tenant:
        return self.world.commerce7

    def setting(self, **changes: object) -> Setting:
        values = {
            "url": f"{self.server.base_url}/commerce7/v1",
            "tenant": NAME,
            "app_id": APP_ID,
            "secret": SECRET,
            "number_base": BASE,
            "per_minute": 1_000,
        }
        return Setting(**{**values, **changes})  # type: ignore[arg-type]

    def backend(self, **changes: object) -> Commerce7Backend:
        return Commerce7Backend(self.door, self.setting(**changes), clock=self.world.clock)

    def ann(self) -> JsonObject:
        return self.tenant.put(
            "customer",
            id="c-ann",
            firstName="Ann",
            lastName="Lee",
            emails=[
                {"id": "e1", "email": "ann@lee.example", "status": "Subscribed"},
                {"id": "e2", "email": "work@lee.example", "status": "Bounced"},
            ],
            phones=[{"id": "p1", "phone": "+17075550101"}],
            tags=[],
        )


def pull(backend: Commerce7Backend, kind: Kind, cursor: str = "") -> list[Record | Quarantined]:
    return [row for page in backend.changes(kind, cursor=cursor) for row in page.records]


def last_cursor(backend: Commerce7Backend, kind: Kind, cursor: str = "") -> str:
    return [page.cursor for page in backend.changes(kind, cursor=cursor)][-1]


def sale(number: str = "T1-000012", **changes: object) -> OrderDocument:
    line = LineDocument(
        sku="W-1",
        title="Pinot",
        quantity=1,
        unit_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
    )
    card = TenderDocument(
        payment_id="p",
        kind="card",
        cents=5_196,
        tendered_cents=5_196,
        change_cents=0,
        taken_ms=1_791_644_400_000,
        brand="Visa",
        last4="4242",
        reference="A1",
    )
    made = OrderDocument(
        number=number,
        kind="sale",
        currency="USD",
        placed_ms=1_791_644_400_000,
        terminal_id="T1",
        party_name="Lee",
        party_size=2,
        visit_id="v",
        started_ms=1_791_644_000_000,
        lines=(line,),
        tenders=(card,),
        subtotal_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
        cashier="Ana",
    )
    return msgspec.structs.replace(made, **changes)


def person(**changes: object) -> CustomerDocument:
    made = CustomerDocument(
        guest_id="g1",
        first_name="Ann",
        last_name="Lee",
        email="ann@lee.example",
        phone="+17075550101",
    )
    return msgspec.structs.replace(made, **changes)


def clubs(**changes: object) -> ClubsDocument:
    made = ClubsDocument(
        change_id="ch1",
        guest_id="g1",
        customer_id="c-ann",
        email="ann@lee.example",
        first_name="Ann",
        last_name="Lee",
        at_ms=1_791_644_400_000,
    )
    return msgspec.structs.replace(made, **changes)
