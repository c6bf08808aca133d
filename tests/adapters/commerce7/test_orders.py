"""Orders and hand-overs at Commerce7: each once, whatever is sent again."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from socket import socket

import pytest

from posapp.adapters.backoffice.commerce7.backend import Commerce7Backend
from posapp.adapters.backoffice.commerce7.client import Tenant
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.domain.outbox import Operation
from posapp.domain.remote_order import RemoteOrder
from posapp.ports import failures
from posapp.ports.backoffice import (
    Kind,
)
from posapp.ports.documents import (
    AddressDocument,
    PickupDocument,
)
from posapp.sandbox.call import Call
from posapp.sandbox.commerce7 import routes
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.message import JsonObject, Response
from posapp.sandbox.ops import Op
from posapp.sandbox.world import World
from tests.adapters.commerce7.site import BASE, BOTTLE, Site, person, pull, sale
from tests.adapters.raw_server import RawServer, answer


def test_an_order_is_recorded_once(site: Site) -> None:
    """A second send finds the first; nothing of a card but brand and last four goes out."""
    site.ann()
    write = site.backend().writes[Operation.PUT_ORDER]
    document = sale(customer=person())
    assert write.find is not None
    assert write.find(document) is None
    first = write.put(document, "k")
    assert write.put(document, "k") == first
    assert write.find(document) == first
    (row,) = site.tenant.all("order")
    assert (row["orderNumber"], row["total"], row["customerId"]) == (BASE + 12, 5_196, "c-ann")
    assert row["isSendTransactionEmail"] is False
    (tender,) = row["tenders"]  # type: ignore[misc]
    assert tender == {
        "tenderType": "External",
        "chargeType": "Sale",
        "amountTendered": 5_196,
        "paymentDate": "2026-10-10T15:00:00.000Z",
        "externalDescription": "Visa 4242",
    }


def test_a_number_that_somebody_else_has_is_told(site: Site) -> None:
    """Neither overwritten nor taken for ours."""
    site.tenant.put("order", orderNumber=BASE + 12, total=1, orderPaidDate="2026-10-10T15:00:00Z")
    with pytest.raises(failures.Refused, match="already exists"):
        site.backend().writes[Operation.PUT_ORDER].put(sale(), "k")


def test_the_same_number_with_another_total_is_refused(site: Site) -> None:
    """An order changed after it was sent is a person's work."""
    write = site.backend().writes[Operation.PUT_ORDER]
    write.put(sale(), "k")
    with pytest.raises(failures.Refused, match="different total"):
        write.put(sale(total_cents=1), "k")


def test_an_unknown_sku_is_refused_with_its_name(site: Site) -> None:
    """The reason is Commerce7's own."""
    site.tenant.knows_skus = {"W-2"}
    with pytest.raises(failures.Refused, match="W-1 does not exist"):
        site.backend().writes[Operation.PUT_ORDER].put(sale(), "k")


def test_a_refund_goes_as_a_refund(site: Site) -> None:
    """Negative over there, positive here."""
    write = site.backend().writes[Operation.PUT_ORDER]
    document = sale("T1-000013", kind="refund", previous_number="T1-000012")
    ack = write.put(document, "k")
    assert ack.total_cents == 5_196
    (row,) = site.tenant.all("order")
    assert (row["purchaseType"], row["total"]) == ("Refund", -5_196)
    assert write.put(document, "k") == ack


def test_a_shipped_order_waits_for_its_parcel(site: Site) -> None:
    """Ship with its address; its tracking number comes back under our number."""
    where = AddressDocument(line1="1 A St", city="Napa", region="CA", postal="94558", name="Al Lee")
    site.backend().writes[Operation.PUT_ORDER].put(sale(fulfilment="ship", ship_to=where), "k")
    (row,) = site.tenant.all("order")
    assert (row["orderDeliveryMethod"], row["fulfillmentStatus"]) == ("Ship", "Not Fulfilled")
    assert row["shipTo"]["zipCode"] == "94558"  # type: ignore[index]
    site.tenant.ship(str(row["id"]), carrier="FedEx", tracking="7777")
    (order,) = pull(site.backend(), Kind.ORDER)
    assert isinstance(order, RemoteOrder)
    assert (order.our_number, order.tracking[0].number) == ("T1-000012", "7777")


def test_a_till_without_room_in_its_block_says_so(site: Site) -> None:
    """A number that does not fit is refused here, before anything is sent."""
    backend = site.backend(number_base=2_147_483_640)
    with pytest.raises(failures.Refused, match="block"):
        backend.writes[Operation.PUT_ORDER].put(sale(), "k")


def handed(order: JsonObject) -> PickupDocument:
    return PickupDocument(
        pickup_id="pu1",
        order_id=str(order["id"]),
        number="881",
        collected_by="Al Lee",
        at_ms=1_791_644_400_000,
        cashier="Ana",
    )


def test_a_pickup_is_marked_once_and_undone(site: Site) -> None:
    """Who and when; a second send changes nothing; undo lets it wait again."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    writes = site.backend().writes
    mark, undo = writes[Operation.MARK_PICKUP], writes[Operation.UNDO_PICKUP]
    assert mark.find is not None
    assert undo.find is not None
    document = handed(order)
    assert mark.find(document) is None
    mark.put(document, "k")
    mark.put(document, "k")
    assert mark.find(document) is not None
    (read,) = pull(site.backend(), Kind.ORDER)
    assert isinstance(read, RemoteOrder)
    assert (read.picked_up_by, read.picked_up_ms) == ("Al Lee", 1_791_644_400_000)
    assert undo.find(document) is None
    undo.put(document, "k")
    undo.put(document, "k")
    assert undo.find(document) is not None
    assert len(site.world.ledger.by_reference(str(order["id"]))) == 2


def staff_are_faster(site: Site, method: str, act: Callable[[], object]) -> None:
    """Staff over there do the same, after we have looked and before our call arrives."""
    mount = next(one for one in site.world.mounts if one.prefix == routes.PREFIX)
    answer = mount.answer

    def raced(call: Call) -> Response:
        if call.request.method == method:
            act()
        return answer(call)

    mount.answer = raced  # type: ignore[method-assign]


def test_a_hand_over_that_staff_marked_meanwhile_is_done(site: Site) -> None:
    """“Already fulfilled” is no trouble for anybody: it is what was wanted."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    part = {"id": "f1", "type": "Picked Up"}
    staff_are_faster(
        site,
        "POST",
        lambda: site.tenant.put(
            "order", id=order["id"], fulfillmentStatus="Fulfilled", fulfillments=[part]
        ),
    )
    site.backend().writes[Operation.MARK_PICKUP].put(handed(order), "k")


def test_a_hand_over_that_staff_took_back_meanwhile_is_undone(site: Site) -> None:
    """“Fulfillment not found” is what was wanted; so is the answer to a repeat."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    writes = site.backend().writes
    writes[Operation.MARK_PICKUP].put(handed(order), "k")
    staff_are_faster(
        site,
        "DELETE",
        lambda: site.tenant.put(
            "order", id=order["id"], fulfillmentStatus="Not Fulfilled", fulfillments=[]
        ),
    )
    writes[Operation.UNDO_PICKUP].put(handed(order), "k")


def test_a_refusal_that_left_the_order_waiting_stays_one(site: Site) -> None:
    """The control: Commerce7's reason reaches staff."""
    order = site.tenant.web_order(881, customer=site.ann(), delivery="Pickup", items=[BOTTLE])
    site.server.faults.inject(Fault(FaultKind.REJECTED), op=Op.PICKUP_MARK)
    with pytest.raises(failures.Refused):
        site.backend().writes[Operation.MARK_PICKUP].put(handed(order), "k")


def test_a_look_up_ends_though_the_list_does_not() -> None:
    """Two cursors that lead to each other are told, not walked for ever."""
    asked = count()

    def script(connection: socket, request: bytes) -> None:
        del request
        body = {"orders": [], "cursor": f"c{next(asked) % 2}"}
        connection.sendall(answer(200, json.dumps(body).encode()))

    policy = DoorPolicy(peer="Commerce7", hosts=frozenset(), allow_loopback_http=True)
    clock = World(1).clock
    with RawServer(script) as server, HttpDoor(policy, clock=clock) as door:
        setting = Tenant(url=server.url, tenant="t", app_id="a", secret="s", number_base=1)
        write = Commerce7Backend(door, setting, clock=clock).writes[Operation.PUT_ORDER]
        assert write.find is not None
        with pytest.raises(failures.NoProof, match="without end"):
            write.find(sale())
    assert next(asked) < 10


def test_a_vanished_order_cannot_be_handed_over(site: Site) -> None:
    """The reason is on that hand-over."""
    with pytest.raises(failures.Refused, match="not found"):
        site.backend().writes[Operation.MARK_PICKUP].put(handed({"id": "gone"}), "k")
