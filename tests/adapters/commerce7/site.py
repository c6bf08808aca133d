"""A served Commerce7 tenant, and what is sent to it."""

from __future__ import annotations

from dataclasses import dataclass

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
    OrderDocument,
)
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET, Tenant
from posapp.sandbox.message import JsonObject
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.contracts import documents

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
    return documents.sale(number, **{"customer": None, **changes})


def person(**changes: object) -> CustomerDocument:
    return documents.person(**{"phone": "+17075550101", **changes})


def clubs(**changes: object) -> ClubsDocument:
    return documents.clubs("c-ann", **changes)
