"""Our documents in Commerce7's JSON, always the same way, so that every attempt says the same.

A PUT there keeps root fields that are left out, but replaces whole what is inside a field: lists
and objects are therefore built from what is there now, and only our part of them is changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from posapp.adapters.backoffice.commerce7.records import VENDOR
from posapp.adapters.backoffice.reading import clean, iso_utc
from posapp.domain.guest import email_key
from posapp.ports.documents import (
    AddressDocument,
    ClubDocument,
    ClubsDocument,
    CustomerDocument,
    OrderDocument,
    PickupDocument,
    TenderDocument,
)
from posapp.ports.failures import Refused

Json = dict[str, object]

MAX_ORDER_NUMBER = 2_147_483_647
_DELIVERY = {"carry_out": "Carry Out", "pickup": "Pickup", "ship": "Ship"}
_TENDERS = {"cash": "Cash", "card": "External"}
_SEQUENCE = re.compile(r"([0-9]{1,9})$")


def order_number(number: str, *, base: int) -> int:
    """The whole number Commerce7 wants, out of this till's block; Refused when there is no room."""
    found = _SEQUENCE.search(number)
    if found is None or base + int(found[1]) > MAX_ORDER_NUMBER:
        message = f"Order {number} has no place in this till's block of Commerce7 numbers."
        raise Refused(message)
    return base + int(found[1])


def order_body(document: OrderDocument, *, base: int, customer_id: str) -> Json:
    """An order that was paid elsewhere: nothing is charged and no e-mail is sent."""
    sign = -1 if document.kind == "refund" else 1
    placed = iso_utc(document.placed_ms)
    body: Json = {
        "orderNumber": order_number(document.number, base=base),
        "externalOrderNumber": document.number,
        "externalOrderVendor": VENDOR,
        "orderSubmittedDate": placed,
        "orderPaidDate": placed,
        "channel": "POS",
        "purchaseType": "Refund" if sign < 0 else "Regular",
        "orderDeliveryMethod": _DELIVERY.get(document.fulfilment, "Carry Out"),
        "taxSaleType": "Offsite" if document.fulfilment == "ship" else "Onsite",
        "paymentStatus": "Paid",
        "isSendTransactionEmail": False,
        "subTotal": sign * (document.subtotal_cents - document.discount_cents),
        "taxTotal": sign * document.tax_cents,
        "total": sign * document.total_cents,
        "totalAfterTip": sign * document.total_cents,
        "salesAssociate": {"name": document.cashier} if document.cashier else None,
        "posProfileId": None,
        "items": [
            {
                "sku": line.sku,
                "productTitle": line.title,
                "quantity": sign * line.quantity,
                "price": line.unit_cents,
                "discount": line.discount_cents,
                "tax": sign * line.tax_cents,
            }
            for line in document.lines
        ],
        "tenders": [_tender(tender, sign=sign) for tender in document.tenders],
    }
    if document.previous_number:
        body["previousOrderNumber"] = order_number(document.previous_number, base=base)
    if customer_id:
        body["customerId"] = customer_id
    if document.ship_to is not None:
        body["shipTo"] = address_body(document.ship_to, document.customer)
    return {name: value for name, value in body.items() if value is not None}


def _tender(tender: TenderDocument, *, sign: int) -> Json:
    """Taken elsewhere: External with brand and last four in words, never a card's own fields."""
    card = " ".join(part for part in (tender.brand, tender.last4) if part)
    body: Json = {
        "tenderType": _TENDERS.get(tender.kind, "Other"),
        "chargeType": "Refund" if sign < 0 else "Sale",
        "amountTendered": sign * tender.cents,
        "paymentDate": iso_utc(tender.taken_ms),
    }
    if card:
        body["externalDescription"] = card
    return body


def address_body(address: AddressDocument, customer: CustomerDocument | None) -> Json:
    """A postal address; who is addressed is split at the last blank, as names are two fields."""
    first, _, last = address.name.rpartition(" ")
    if not address.name and customer is not None:
        first, last = customer.first_name, customer.last_name
    return {
        "firstName": first,
        "lastName": last,
        "company": address.company,
        "phone": address.phone,
        "address": address.line1,
        "address2": address.line2,
        "city": address.city,
        "stateCode": address.region,
        "zipCode": address.postal,
        "countryCode": address.country or "US",
    }


def new_customer(document: CustomerDocument, *, tag_ids: Sequence[str]) -> Json:
    """A person who is not there yet; nobody is subscribed to anything from here."""
    body: Json = {
        "firstName": document.first_name,
        "lastName": document.last_name,
        "emails": [{"email": document.email}],
        "tags": [{"id": tag_id} for tag_id in tag_ids],
    }
    if document.phone:
        body["phones"] = [{"phone": document.phone}]
    if document.birth_date:
        body["birthDate"] = document.birth_date
    return body


def changed_customer(
    document: CustomerDocument, *, found: Mapping[str, object], tag_ids: Sequence[str] | None
) -> Json:
    """Only what changed here, with everything that stands beside it over there.

    `found` is the customer as it is now; `tag_ids` is the whole list to be, None to leave it.
    """
    changed = set(document.changed) or {"first_name", "last_name", "email", "phone", "birth_date"}
    body: Json = {}
    if "first_name" in changed:
        body["firstName"] = document.first_name
    if "last_name" in changed:
        body["lastName"] = document.last_name
    if "birth_date" in changed and (document.birth_date or document.changed):
        body["birthDate"] = document.birth_date or None
    if "email" in changed:
        body["emails"] = _in_front({"email": document.email}, "email", found.get("emails"))
    if "phone" in changed:
        held = found.get("phones")
        if document.phone:
            body["phones"] = _in_front({"phone": document.phone}, "phone", held)
        elif isinstance(held, list) and held:
            body["phones"] = held[1:]
    if tag_ids is not None:
        body["tags"] = [{"id": tag_id} for tag_id in tag_ids]
    return body


def _in_front(entry: Json, name: str, held: object) -> list[object]:
    """Ours first; the first one there is what we knew, so ours takes its place."""
    others = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    wanted = email_key(str(entry[name]))
    same = next((one for one in others if email_key(str(one.get(name, ""))) == wanted), None)
    rest = [one for one in others if one is not same]
    if same is not None:
        return [same, *rest]
    return [{**(rest[0] if rest else {}), **entry}, *rest[1:]]


def pickup_body(document: PickupDocument) -> Json:
    """Everything of it was handed over."""
    return {
        "type": "Picked Up",
        "fulfillmentDate": iso_utc(document.at_ms),
        "packageCount": 1,
        "pickedUp": {"pickedUpBy": clean(document.collected_by)},
        "sendTransactionEmail": False,
    }


def join_body(document: ClubsDocument, club: ClubDocument, *, customer_id: str) -> Json:
    """A new membership."""
    body: Json = {
        "customerId": customer_id,
        "clubId": club.club_id,
        "signupDate": iso_utc(document.at_ms),
        "orderDeliveryMethod": "Pickup" if club.fulfilment == "pickup" else "Ship",
    }
    if club.fulfilment == "pickup" and club.pickup_location:
        body["pickupInventoryLocationId"] = club.pickup_location
    return body


def leave_body(document: ClubsDocument) -> Json:
    """The end of a membership."""
    reason = "Switching to another club" if document.join else document.reason or "Other"
    return {"cancelDate": iso_utc(document.at_ms), "cancellationReason": reason}


def hold_body(document: ClubsDocument, club: ClubDocument) -> Json:
    """A rest."""
    body: Json = {"onHoldStartDate": iso_utc(document.at_ms)}
    if club.until_ms is not None:
        body["onHoldUntilDate"] = iso_utc(club.until_ms)
    return body


def resume_body(document: ClubsDocument) -> Json:
    """The end of a rest."""
    return {"onHoldUntilDate": iso_utc(document.at_ms)}
