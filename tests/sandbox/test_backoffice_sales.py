"""The Sandbox back office's orders of every channel, what waits to be collected, gift cards."""

import pytest

from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.records import GiftCard
from posapp.sandbox.backoffice.sales import SalesLine, SalesOrder
from posapp.sandbox.ops import Op

V1 = "/backoffice/v1"
LINE = SalesLine("BTL-CAB-21", "Estate Cabernet 2021", "2", 9800)
SHIP_TO = {"line1": "1 Vine St", "city": "Napa", "region": "CA", "postal": "94558"}


def web(order_id="w-1", **changes):
    values = {"number": "10001", "channel": "web", "placed_ms": 5, "total_cents": 19600}
    return SalesOrder(
        id=order_id, **{**values, "fulfilment": "pickup", "lines": (LINE,), **changes}
    )


def mark(office, pickup_id="p-1", key="k1", **changes):
    body = {"order_id": "w-1", "pickup_id": pickup_id, "collected_by": "Ada", "at_ms": 7}
    return office("POST", f"{V1}/pickups", {**body, **changes}, idempotency_key=key)


def undo(office, pickup_id="p-1", key="k2"):
    body = {"order_id": "w-1", "pickup_id": pickup_id}
    return office("POST", f"{V1}/pickups/undo", body, idempotency_key=key)


def waiting(office, query=""):
    return [item["id"] for item in office("GET", f"{V1}/pickups{query}").json()["items"]]


def sale(office, order_id="w-1"):
    return office("GET", f"{V1}/sales?id={order_id}").json()["items"][0]


def test_what_waits_is_listed_by_location_and_ends_when_collected(office, world):
    """Cancelled and shipped orders do not wait; undoing brings an order back."""
    for order in (
        web(pickup_location="TR1"),
        web("w-2", pickup_location="TR2"),
        web("w-3", status="cancelled"),
        web("w-4", fulfilment="ship"),
    ):
        world.backoffice.place(order)
    assert waiting(office) == ["w-1", "w-2"]
    assert waiting(office, "?location=TR2") == ["w-2"]
    assert mark(office, cashier="Ana").status == 200
    assert waiting(office) == ["w-2"]
    told = sale(office)
    assert told["picked_up"] == {
        "pickup_id": "p-1",
        "collected_by": "Ada",
        "at_ms": 7,
        "cashier": "Ana",
    }
    assert told["fulfilment_status"] == "done"
    assert undo(office).status == 200
    assert waiting(office) == ["w-1", "w-2"]
    assert sale(office)["picked_up"] is None


def test_nobody_collects_what_another_has(office, world):
    """A second hand-over is refused with the name of the first, and so is giving back another's."""
    world.backoffice.place(web())
    mark(office)
    second = mark(office, "p-2", "k9", collected_by="Eve")
    assert (second.status, second.json()["error"]["code"]) == (409, "collected")
    assert "Ada" in second.json()["error"]["message"]
    assert undo(office, "p-2", "k8").status == 409
    assert mark(office, "p-3", "k7", order_id="none").status == 422


@pytest.mark.parametrize(
    ("mode", "second", "doubled"),
    [
        (RepeatMode.KEY, 200, False),
        (RepeatMode.NATURAL_KEY, 409, False),
        (RepeatMode.LOOKUP, 200, True),
        (RepeatMode.NONE, 200, True),
    ],
)
def test_a_repeated_hand_over_is_treated_by_the_mode(office, world, mode, second, doubled):
    """Where nothing protects it is entered twice, and the ledger shows it."""
    for op in (Op.PICKUP_MARK, Op.PICKUP_UNDO):
        world.backoffice.set_mode(op, mode)
    world.backoffice.place(web())
    assert [mark(office).status, mark(office).status] == [200, second]
    assert bool(world.ledger.repeated(Op.PICKUP_MARK)) == doubled
    assert [undo(office).status, undo(office).status] == [200, second]
    assert bool(world.ledger.repeated(Op.PICKUP_UNDO)) == doubled
    if mode is RepeatMode.NATURAL_KEY:
        assert mark(office).status == 409, "a late repeat does not collect again"
        assert sale(office)["picked_up"] is None


def test_a_pushed_order_is_listed_with_both_numbers_and_gets_its_tracking(office, world, order):
    """Later a parcel number appears, and the order counts as changed."""
    sent = order(fulfilment="ship", ship_to=SHIP_TO)
    office("POST", f"{V1}/orders", sent, idempotency_key="k1")
    told = sale(office, "o-1")
    assert (told["number"], told["our_number"]) == ("70001", "T1-0001")
    assert (told["channel"], told["fulfilment_status"]) == ("pos", "pending")
    assert told["ship_to"]["city"] == "Napa"
    world.clock.advance_ms(60_000)
    world.backoffice.ship("T1-0001", carrier="UPS", tracking="1Z999")
    told = sale(office, "o-1")
    assert told["parcels"] == [
        {"tracking": "1Z999", "carrier": "UPS", "shipped_ms": world.clock.now_ms()}
    ]
    assert (told["fulfilment_status"], told["updated_ms"]) == ("done", world.clock.now_ms())
    with pytest.raises(KeyError):
        world.backoffice.ship("unknown", carrier="UPS", tracking="1")


def test_a_refund_and_a_shipment_are_checked(office, order):
    """A refund is an order of its own; a parcel needs an address."""
    assert office("POST", f"{V1}/orders", order(kind="refund"), idempotency_key="a").status == 201
    assert sale(office, "o-1")["is_refund"] is True
    for changes, field in (
        ({"fulfilment": "ship"}, "ship_to"),
        ({"fulfilment": "ship", "ship_to": {**SHIP_TO, "city": ""}}, "ship_to.city"),
        ({"fulfilment": "fly"}, "fulfilment"),
    ):
        answer = office("POST", f"{V1}/orders", order("N2", **changes), idempotency_key="b")
        assert (answer.status, answer.json()["error"]["field"]) == (422, field)


def test_a_gift_card_is_found_by_its_code_alone(office, world):
    """The balance of one that is known; nothing lists them."""
    world.backoffice.issue(GiftCard("GIFT-1234", 5_000))
    path = f"{V1}/gift-cards/balance"
    answer = office("POST", path, {"code": "GIFT-1234"})
    assert answer.json() == {
        "code": "GIFT-1234",
        "cents": 5_000,
        "currency": "USD",
        "active": True,
    }
    assert office("POST", path, {"code": "other"}).json()["error"]["code"] == "unknown_card"
    assert office("POST", path, {}).status == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "merges"),
        ("GET", "sales"),
        ("GET", "pickups"),
        ("GET", "customers/search?words=a"),
        ("POST", "pickups"),
        ("POST", "pickups/undo"),
        ("POST", "club-changes"),
        ("POST", "gift-cards/balance"),
    ],
)
def test_the_token_is_needed(office, method, path):
    """Every path asks for the token."""
    assert office(method, f"{V1}/{path}", b"{}", authorization="Bearer no").status == 401
