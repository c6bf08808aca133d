"""Our documents in the sandbox's words: the same document always makes the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from posapp.domain.guest_record import CONTACT_TYPE, SHIPPING
from posapp.domain.payment import Tender
from posapp.ports.documents import (
    AddressDocument,
    ClubDocument,
    ClubsDocument,
    CustomerDocument,
    OrderDocument,
    PickupDocument,
    ReservationDocument,
    TenderDocument,
)

Json = dict[str, object]

_ENCODER = msgspec.json.Encoder(order="deterministic")
_PLAIN_FIELDS = ("first_name", "last_name", "email", "phone", "company", "birth_date")


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
            "fulfilment": document.fulfilment,
            "ship_to": None if document.ship_to is None else _address(document.ship_to),
            "previous_number": document.previous_number or None,
            "cashier": document.cashier or None,
        }
    )


def customer_body(document: CustomerDocument) -> bytes:
    """PUT /customers: all of a new person, or the fields that changed of one who is there."""
    return _ENCODER.encode(customer_fields(document))


def customer_fields(document: CustomerDocument) -> Json:
    """The same as values: what the record there will say afterwards."""
    if not (document.remote_id and document.changed):
        body = _person(document) | {"our_id": document.guest_id}
        body |= {"id": document.remote_id} if document.remote_id else {}
        details = {
            "company": document.company,
            "birth_date": document.birth_date,
            "billing": document.billing and _address(document.billing),
            "shipping": [_shipping(one) for one in document.shipping],
            "contact_types": list(document.contact_types),
        }
        return body | {name: value for name, value in details.items() if value}
    changed = set(document.changed)
    body = {"id": document.remote_id}
    body |= {name: getattr(document, name) for name in _PLAIN_FIELDS if name in changed}
    if "billing" in changed:
        body["billing"] = None if document.billing is None else _address(document.billing)
    if any(name.startswith(SHIPPING) for name in changed):
        body["shipping"] = [_shipping(one) for one in document.shipping]
    types = {name.removeprefix(CONTACT_TYPE) for name in changed if name.startswith(CONTACT_TYPE)}
    if types:
        held = types & set(document.contact_types)
        body["contact_types_add"] = sorted(held)
        body["contact_types_remove"] = sorted(types - held)
    return body


def pickup_body(document: PickupDocument) -> bytes:
    """POST /pickups, and /pickups/undo."""
    return _ENCODER.encode(
        {
            "order_id": document.order_id,
            "pickup_id": document.pickup_id,
            "collected_by": document.collected_by,
            "at_ms": document.at_ms,
            "cashier": document.cashier,
            "location": document.location,
            "lines": [msgspec.structs.asdict(line) for line in document.lines],
        }
    )


def clubs_body(
    document: ClubsDocument,
    *,
    customer_id: str,
    steps: Iterable[tuple[str, Sequence[ClubDocument]]],
) -> bytes:
    """POST /club-changes with what is still missing of it, by verb."""
    return _ENCODER.encode(
        {
            "change_id": document.change_id,
            "customer_id": customer_id,
            "at_ms": document.at_ms,
            "reason": document.reason,
            **{verb: [_club(club) for club in clubs] for verb, clubs in steps},
        }
    )


def gift_card_body(code: str) -> bytes:
    """POST /gift-cards/balance."""
    return _ENCODER.encode({"code": code})


def key_of(key: str, body: bytes) -> str:
    """A key for exactly these bytes, where a later attempt may have less left to do."""
    return f"{key}:{hashlib.blake2b(body, digest_size=8).hexdigest()}"


def _person(document: CustomerDocument) -> Json:
    return {
        "email": document.email,
        "first_name": document.first_name,
        "last_name": document.last_name,
        "phone": document.phone or None,
    }


def _address(address: AddressDocument) -> Json:
    written = msgspec.structs.asdict(address)
    return {
        name: text
        for name, text in written.items()
        if text and name not in {"address_id", "is_primary"}
    }


def _shipping(address: AddressDocument) -> Json:
    named: Json = {"id": address.address_id} if address.address_id else {}
    return named | _address(address) | {"is_primary": address.is_primary}


def _club(club: ClubDocument) -> Json:
    return {
        "club_id": club.club_id,
        "fulfilment": club.fulfilment,
        "pickup_location": club.pickup_location,
        "until_ms": club.until_ms,
    }


def _reservation(document: ReservationDocument | None) -> Json | None:
    if document is None:
        return None
    return {
        "business_id": document.business_id,
        "id": document.remote_id,
        "confirmation_code": document.confirmation_code or None,
    }


def _tender(tender: TenderDocument) -> Json:
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
