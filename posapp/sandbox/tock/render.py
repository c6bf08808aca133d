"""A row as Tock's JSON: unset scalars left out, set zeros and falses written, lists always there.

A walk-in has exactly the 26 fields seen on the one real row: no id, no money, no experience.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from posapp.sandbox.message import JsonObject
from posapp.sandbox.tock.model import (
    Business,
    Experience,
    Money,
    Patron,
    Purchased,
    Row,
)
from posapp.sandbox.tock.style import Style


def present(**fields: object) -> JsonObject:
    """The fields that are set; `None` is unset, zero and False are not."""
    return {name: value for name, value in fields.items() if value is not None}


def render_row(row: Row, *, business: Business, style: Style, group_id: str) -> JsonObject:
    """One bare Reservation object."""
    body = _identity(row, business=business, style=style, group_id=group_id)
    body.update(_repeated(row, style=style))
    if row.is_walk_in():
        body["walkinId"] = style.id(row.key.number)
        return body
    body["id"] = style.id(row.key.number)
    body.update(_booked_only(row, style=style))
    if style.has_extras:
        body["reservationChannel"] = {"kind": "WEB", "campaign": None}
    return body


def _identity(row: Row, *, business: Business, style: Style, group_id: str) -> JsonObject:
    local = datetime.fromtimestamp(row.service_ms / 1000, tz=ZoneInfo(business.time_zone))
    return present(
        business=present(
            id=style.id(business.id),
            name=business.name,
            domainName=business.domain_name,
            locale=style.locale,
            currencyCode=business.currency,
            timeZone=business.time_zone,
            businessGroupId=group_id if style.has_extras else None,
        ),
        dateTime=style.local(local),
        partySize=row.party_size,
        createdTimestamp=style.stamp(row.created_ms),
        lastUpdatedTimestamp=style.stamp(row.updated_ms),
        serviceDateTimestamp=style.stamp(row.service_ms),
        isCancelled=row.is_cancelled,
        ownerPatron=render_patron(row.owner, style=style),
        dinerPatron=render_patron(row.diner, style=style),
        versionId=style.stamp(row.version_id + style.version_shift),
        partyState=row.party_state,
        sequenceId=row.sequence_id,
        serverName=row.server_name or ("" if row.is_walk_in() else None),
    )


def _repeated(row: Row, *, style: Style) -> JsonObject:
    return {
        "option": [_purchased(item, style=style) for item in row.options],
        "fee": [_purchased(item, style=style) for item in row.fees],
        "customCharge": [],
        "keyValue": [
            {"attribute": name, "attributeValue": value} for name, value in row.key_values
        ],
        # Declared int32, seen as a string.
        "discount": [
            present(
                description=item.description,
                amountCents=str(item.amount_cents),
                discountType=item.discount_type,
                promoCode=item.promo_code,
            )
            for item in row.discounts
        ],
        "visitFeedback": [],
        "visitTag": [{"tag": tag} for tag in row.visit_tags],
        "payment": [
            {
                "id": style.id(item.id),
                "amount": item.amount_cents,
                "paymentType": item.payment_type,
                "processorFeeCents": 0,
                "tockFeeCents": 0,
            }
            for item in row.payments
        ],
        "refund": [
            {
                "id": style.id(item.id),
                "amount": item.amount_cents,
                "isDispute": item.is_dispute,
                "status": item.status,
            }
            for item in row.refunds
        ],
        "note": [{"noteType": note.note_type, "text": note.text} for note in row.notes],
        "question": [
            {"name": asked.name, "response": list(asked.responses)} for asked in row.questions
        ],
        "table": [
            present(
                id=style.id(table.id),
                name=table.name,
                room=table.room,
                externalId=table.external_id,
            )
            for table in row.tables
        ],
    }


def _booked_only(row: Row, *, style: Style) -> JsonObject:
    seating = row.seating
    body = present(
        confirmationCode=row.confirmation_code,
        experience=_experience(row.experience, style=style) if row.experience else None,
        transferredOut=row.transferred_out,
        transferredOutAmountCents=row.transferred_out_cents,
    )
    if seating is not None:
        body["seatingOption"] = {
            "id": style.id(seating.id),
            "name": seating.name,
            "isOutdoors": seating.is_outdoors,
        }
    if row.money is not None:
        body.update(_money(row.money))
    return body


def _money(money: Money) -> JsonObject:
    return present(
        subtotalCents=money.subtotal_cents,
        compAmountCents=money.comp_cents,
        taxRate=money.tax_rate,
        taxCents=money.tax_cents,
        serviceChargeRate=money.service_rate,
        serviceChargeCents=money.service_cents,
        gratuityCents=money.gratuity_cents,
        totalPriceCents=money.total_cents,
        netAmountPaidCents=money.net_paid_cents,
        amountDueCents=money.due_cents,
    )


def _experience(item: Experience, *, style: Style) -> JsonObject:
    return present(
        id=style.id(item.id),
        name=item.name,
        amountCents=style.nested_cents(item.amount_cents),
        posSku=item.pos_sku,
        variety=item.variety,
    )


def _purchased(item: Purchased, *, style: Style) -> JsonObject:
    return present(
        id=style.id(item.id),
        name=item.name,
        amountCents=style.nested_cents(item.amount_cents),
        posSku=item.pos_sku,
    )


def render_patron(patron: Patron, *, style: Style) -> JsonObject:
    """A person; an anonymous walk-in is an empty object."""
    return present(
        id=None if patron.id is None else style.id(patron.id),
        email=patron.email,
        firstName=patron.first_name,
        lastName=patron.last_name,
        phone=patron.phone,
        phoneCountryCode=patron.phone_country_code,
        zipCode=patron.zip_code,
        isoCountryCode=patron.iso_country_code,
        status="ACTIVE" if style.has_extras and patron.id is not None else None,
        address_1="1 Vineyard Lane" if style.has_extras and patron.zip_code else None,
    )
