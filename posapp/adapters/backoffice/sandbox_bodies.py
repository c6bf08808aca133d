"""Our documents in the sandbox's words: the same document always makes the same bytes."""

from __future__ import annotations

import msgspec

from posapp.domain.payment import Tender
from posapp.ports.documents import (
    CustomerDocument,
    OrderDocument,
    ReservationDocument,
    TenderDocument,
)

_ENCODER = msgspec.json.Encoder(order="deterministic")


def order_body(document: OrderDocument) -> bytes:
    """POST /orders. A balance has no lines, so its subtotal is its total."""
    return _ENCODER.encode(
        {
            "number": document.number,
            "currency": document.currency,
            "kind": document.kind,
            "tax_level": "item",
            "tock_reservation": _reservation(document.reservation),
            "customer": None if document.customer is None else _person(document.customer),
            "visit": {
                "id": document.visit_id,
                "started_ms": document.started_ms,
                "party_size": document.party_size,
                "walk_in": document.reservation is None,
                "name": document.party_name,
                "table": document.table_name,
                "terminal": document.terminal_id,
            },
            "lines": [msgspec.structs.asdict(line) for line in document.lines],
            "tenders": [_tender(tender) for tender in document.tenders],
            "subtotal_cents": document.subtotal_cents,
            "discount_cents": document.discount_cents,
            "tax_cents": document.tax_cents,
            "total_cents": document.total_cents,
        }
    )


def customer_body(document: CustomerDocument) -> bytes:
    """PUT /customers."""
    return _ENCODER.encode(_person(document))


def _person(document: CustomerDocument) -> dict[str, object]:
    return {
        "email": document.email,
        "first_name": document.first_name,
        "last_name": document.last_name,
        "phone": document.phone or None,
    }


def _reservation(document: ReservationDocument | None) -> dict[str, object] | None:
    if document is None:
        return None
    return {
        "business_id": document.business_id,
        "id": document.remote_id,
        "confirmation_code": document.confirmation_code or None,
    }


def _tender(tender: TenderDocument) -> dict[str, object]:
    is_cash = tender.kind == Tender.CASH
    return {
        "payment_id": tender.payment_id,
        "kind": tender.kind,
        "cents": tender.cents,
        "tendered_cents": tender.tendered_cents if is_cash else None,
        "change_cents": tender.change_cents if is_cash else None,
        "brand": tender.brand or None,
        "last4": tender.last4 or None,
        "reference": tender.reference or None,
        "taken_ms": tender.taken_ms,
    }
