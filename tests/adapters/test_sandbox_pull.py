"""Pulls from a back office that answers badly: numbers without bounds, lists without end."""

import json

import pytest

from posapp.adapters.backoffice.sandbox import SandboxBackend, backend
from posapp.adapters.backoffice.sandbox.cursor import PullCursor
from posapp.domain.catalogue import Product
from posapp.domain.reservation import Quarantined
from posapp.ports.backoffice import Kind
from posapp.ports.failures import NoProof
from tests.adapters.raw_server import RawServer, answer

PRODUCT = {
    "sku": "S",
    "title": "Estate flight",
    "category": "Flights",
    "tax_category": "wine",
    "price_cents": 100,
    "currency": "USD",
    "updated_ms": 5,
}


def replies(page_of) -> RawServer:
    """A server whose nth answer, from 1 on, is the page `page_of` makes of n."""
    count = iter(range(1, 1_000))
    return RawServer(
        lambda connection, _: connection.sendall(
            answer(200, json.dumps(page_of(next(count))).encode())
        )
    )


def pull(server, door, *, cursor=""):
    return SandboxBackend(door, base_url=server.url, token="t").changes(Kind.CLUB, cursor=cursor)


@pytest.mark.parametrize("number", [2**63, 2**64, 2**70, -(2**63) - 1, -(2**70)])
@pytest.mark.parametrize("name", ["position", "price_cents"])
def test_a_number_no_store_can_hold_keeps_back_its_record_alone(door, name, number):
    """The good record of the page lands, and the bad one is kept as it came."""
    rows = [PRODUCT | {name: number}, PRODUCT | {"sku": "GOOD"}]
    with replies(lambda _: {"items": rows, "next": None}) as server:
        made = SandboxBackend(door, base_url=server.url, token="t")
        (page,) = made.changes(Kind.PRODUCT, cursor="")
    bad, good = page.records
    assert isinstance(bad, Quarantined)
    assert bad.faults[0].path == f"$.{name}"
    assert '"sku":"S"' in bad.raw
    assert isinstance(good, Product)


def test_a_moment_no_store_can_hold_is_no_place_to_resume(door):
    """The cursor is the newest change that can be one."""
    rows = [PRODUCT, PRODUCT | {"sku": "B", "updated_ms": 2**70}]
    with replies(lambda _: {"items": rows, "next": None}) as server:
        made = SandboxBackend(door, base_url=server.url, token="t")
        (page,) = made.changes(Kind.PRODUCT, cursor="")
    assert len(page.records) == 2
    assert PullCursor.parse(page.cursor).after_ms == 5


@pytest.mark.parametrize("period", [1, 2, 3])
def test_a_list_that_goes_in_circles_is_given_up(door, period):
    """A page that leads back to one already read proves nothing; the next pull tries again."""
    with (
        replies(lambda n: {"items": [], "next": f"p{n % period}"}) as server,
        pytest.raises(NoProof, match="without end"),
    ):
        list(pull(server, door))
    assert len(server.requests) == period + 1


def test_a_list_without_end_is_given_up(door, monkeypatch):
    """Ever new pages hold the line for so many requests and no more."""
    monkeypatch.setattr(backend, "MAX_PAGES", 5)
    with (
        replies(lambda n: {"items": [], "next": f"p{n}"}) as server,
        pytest.raises(NoProof, match="without end"),
    ):
        list(pull(server, door))
    assert len(server.requests) == 6
