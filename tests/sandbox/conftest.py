"""A stocked world, its server, and a client that is nothing but http.client."""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from posapp.sandbox.message import Request, Response
from posapp.sandbox.products import CLUBS, PRODUCTS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World

SCOPE = '{"businessId":"31415","businessGroupId":"27182"}'


@dataclass
class Answer:
    """What came back, read to the end."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """Speaks to a world in process, with the right credentials unless told otherwise."""

    world: World
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, target: str, body: object = None, **headers: str) -> Response:
        sent = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        content = body if isinstance(body, bytes) else b"" if body is None else _bytes(body)
        return self.world.handle(Request(method, target, sent, content))


def _bytes(body: object) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture
def world() -> World:
    """A world with the price list and the clubs."""
    made = World(1)
    made.backoffice.stock(PRODUCTS)
    for club in CLUBS:
        made.backoffice.found_club(club)
    return made


@pytest.fixture
def tock_headers(world: World) -> dict[str, str]:
    """What Tock's doors ask for."""
    return {
        "x-tock-authorization": world.credentials.tock_key,
        "x-tock-scope": SCOPE,
        "user-agent": "tests",
    }


@pytest.fixture
def office_headers(world: World) -> dict[str, str]:
    """What the back office asks for."""
    return {"authorization": f"Bearer {world.credentials.backoffice_token}"}


@pytest.fixture
def tock(world: World, tock_headers: dict[str, str]) -> Caller:
    """Calls Tock in process."""
    return Caller(world, tock_headers)


@pytest.fixture
def relay(world: World) -> Caller:
    """Calls the relay in process."""
    return Caller(world, {"authorization": f"Bearer {world.credentials.relay_token}"})


@pytest.fixture
def office(world: World, office_headers: dict[str, str]) -> Caller:
    """Calls the back office in process."""
    return Caller(world, office_headers)


@pytest.fixture
def server(world: World) -> Iterator[SandboxServer]:
    """The world on a port, without faults."""
    with SandboxServer(world) as running:
        yield running


@pytest.fixture
def fetch(server: SandboxServer) -> Callable[..., Answer]:
    """One request on a connection of its own."""

    def go(
        method: str,
        target: str,
        *,
        headers: dict[str, str],
        body: bytes | None = None,
        timeout_s: float = 5.0,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout_s)
        try:
            connection.request(method, target, body=body, headers=headers)
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    return go


@pytest.fixture
def order() -> Callable[..., dict[str, Any]]:
    """An order that adds up; keyword arguments replace parts of it."""

    def make(number: str = "T1-0001", **changes: Any) -> dict[str, Any]:
        return {
            "number": number,
            "currency": "USD",
            "kind": "sale",
            "tock_reservation": {"business_id": "31415", "id": "310000001"},
            "customer": None,
            "visit": {"id": "v-1", "party_size": 2},
            "lines": [
                {
                    "sku": "BTL-CAB-21",
                    "title": "Estate Cabernet 2021",
                    "quantity": 2,
                    "unit_cents": 9800,
                    "discount_cents": 1960,
                    "tax_cents": 1455,
                    "total_cents": 19095,
                }
            ],
            "tenders": [
                {
                    "payment_id": f"p-{number}",
                    "kind": "card",
                    "cents": 19095,
                    "brand": "Visa",
                    "last4": "4242",
                    "reference": "A00017",
                    "taken_ms": 1_791_650_000_000,
                }
            ],
            "subtotal_cents": 19600,
            "discount_cents": 1960,
            "tax_cents": 1455,
            "total_cents": 19095,
            **changes,
        }

    return make


@pytest.fixture
def balance(order: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A balance taken in cash."""
    tender = {
        "payment_id": "p-b",
        "kind": "cash",
        "cents": 7500,
        "tendered_cents": 8000,
        "change_cents": 500,
        "taken_ms": 1,
    }
    return order(
        "T1-0002",
        kind="balance",
        lines=[],
        tenders=[tender],
        subtotal_cents=7500,
        discount_cents=0,
        tax_cents=0,
        total_cents=7500,
    )
