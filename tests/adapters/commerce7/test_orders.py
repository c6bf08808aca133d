"""Orders and hand-overs at Commerce7: each once, whatever is sent again."""

from __future__ import annotations

import pytest

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
from posapp.sandbox.message import JsonObject
from tests.adapters.commerce7.site import BASE, BOTTLE, Site, person, pull, sale


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


def test_a_vanished_order_cannot_be_handed_over(site: Site) -> None:
    """The reason is on that hand-over."""
    with pytest.raises(failures.Refused, match="not found"):
        site.backend().writes[Operation.MARK_PICKUP].put(handed({"id": "gone"}), "k")
