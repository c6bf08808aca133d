"""What is sent in the suite."""

from __future__ import annotations

import msgspec

from posapp.ports.documents import (
    AddressDocument,
    ClubsDocument,
    CustomerDocument,
    LineDocument,
    OrderDocument,
    PickupDocument,
    PickupLineDocument,
    TenderDocument,
)

NOW_MS = 1_791_644_400_000
HOME = AddressDocument(line1="1 Vine St", city="Napa", region="CA", postal="94558", country="US")
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


def person(**changes: object) -> CustomerDocument:
    """Ann Lee, not there yet."""
    made = CustomerDocument(
        guest_id="01a",
        first_name="Ann",
        last_name="Lee",
        email="ann@lee.example",
        phone="7075550101",
    )
    return msgspec.structs.replace(made, **changes)


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
    """That bottle, paid by card on a terminal of its own."""
    made = OrderDocument(
        number=number,
        kind="sale",
        currency="USD",
        placed_ms=NOW_MS,
        terminal_id="T1",
        party_name="Lee",
        party_size=2,
        visit_id="v1",
        started_ms=NOW_MS - 3_600_000,
        lines=(line(),),
        tenders=(CARD,),
        subtotal_cents=4_800,
        discount_cents=0,
        tax_cents=396,
        total_cents=5_196,
        customer=person(),
        cashier="Ana",
    )
    return msgspec.structs.replace(made, **changes)


def handed(order_id: str, number: str) -> PickupDocument:
    """A web order given to whoever came for it."""
    return PickupDocument(
        pickup_id="pu1",
        order_id=order_id,
        number=number,
        collected_by="Al Lee",
        at_ms=NOW_MS,
        cashier="Ana",
        lines=(PickupLineDocument(sku="W-1", quantity="6"),),
    )


def clubs(person_id: str, **changes: object) -> ClubsDocument:
    """A change of Ann's clubs."""
    made = ClubsDocument(
        change_id="ch1",
        guest_id="01a",
        customer_id=person_id,
        email="ann@lee.example",
        first_name="Ann",
        last_name="Lee",
        at_ms=NOW_MS,
    )
    return msgspec.structs.replace(made, **changes)
