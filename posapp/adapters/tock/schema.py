"""Tock's published reservation schema (v2.7) as a table, with what the wire was seen to do.

Used only to name every fault of a row that could not be read; no field is required by Tock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Leaf(Enum):
    """What a plain value may be; the text is how staff read it."""

    ID = "a number or digits"
    STAMP = "milliseconds as a number or digits"
    WHOLE = "a whole number"
    RATE = "a number"
    TEXT = "text"
    CODE = "text or a number"
    FLAG = "true or false"


@dataclass(frozen=True, slots=True)
class Many:
    """A repeated field."""

    item: Shape


Message = dict[str, "Shape"]
Shape = Leaf | Many | Message

_PATRON: Message = {
    "id": Leaf.ID,
    "email": Leaf.TEXT,
    "firstName": Leaf.TEXT,
    "lastName": Leaf.TEXT,
    "phone": Leaf.CODE,
    "phoneCountryCode": Leaf.CODE,
    "zipCode": Leaf.CODE,
    "imageUrl": Leaf.TEXT,
    "isoCountryCode": Leaf.TEXT,
    "loyaltyProgramCardNumber": Leaf.CODE,
    "loyaltyProgramAccountId": Leaf.CODE,
}
_ITEM: Message = {
    "id": Leaf.ID,
    "name": Leaf.TEXT,
    "amountCents": Leaf.WHOLE,
    "posSku": Leaf.CODE,
}
_PAYOUT: Message = {"id": Leaf.ID, "arrivalDate": Leaf.CODE}

RESERVATION: Message = {
    "id": Leaf.ID,
    "business": {
        "id": Leaf.ID,
        "name": Leaf.TEXT,
        "domainName": Leaf.TEXT,
        "locale": Leaf.TEXT,
        "currencyCode": Leaf.TEXT,
        "timeZone": Leaf.TEXT,
    },
    "dateTime": Leaf.TEXT,
    "partySize": Leaf.WHOLE,
    "experience": {**_ITEM, "variety": Leaf.TEXT},
    "option": Many(_ITEM),
    "fee": Many(_ITEM),
    "customCharge": Many({"name": Leaf.TEXT, "amountCents": Leaf.WHOLE}),
    "keyValue": Many({"attribute": Leaf.TEXT, "attributeValue": Leaf.TEXT}),
    "compAmountCents": Leaf.WHOLE,
    "subtotalCents": Leaf.WHOLE,
    "taxRate": Leaf.RATE,
    "taxCents": Leaf.WHOLE,
    "serviceChargeRate": Leaf.RATE,
    "serviceChargeCents": Leaf.WHOLE,
    "selectedGratuityRate": Leaf.RATE,
    "gratuityCents": Leaf.WHOLE,
    "eventFeeRate": Leaf.RATE,
    "eventFeeCents": Leaf.WHOLE,
    "customFeeRate": Leaf.RATE,
    "customFeeCents": Leaf.WHOLE,
    "customFeeName": Leaf.TEXT,
    "totalPriceCents": Leaf.WHOLE,
    "discount": Many(
        {
            "description": Leaf.TEXT,
            "amountCents": Leaf.WHOLE,
            "discountType": Leaf.TEXT,
            "giftCard": {
                "giftCardProvider": Leaf.TEXT,
                "externalIdentifier": Leaf.CODE,
                "externalPin": Leaf.CODE,
            },
            "confirmationNumber": Leaf.CODE,
            "promoCode": Leaf.CODE,
            "ticketTypePromoCodeId": Leaf.ID,
            "loyaltyProgram": {"providerType": Leaf.TEXT, "accountId": Leaf.CODE},
        }
    ),
    "netAmountPaidCents": Leaf.WHOLE,
    "amountDueCents": Leaf.WHOLE,
    "createdTimestamp": Leaf.STAMP,
    "lastUpdatedTimestamp": Leaf.STAMP,
    "serviceDateTimestamp": Leaf.STAMP,
    "transferredOut": Leaf.FLAG,
    "transferredOutAmountCents": Leaf.WHOLE,
    "isCancelled": Leaf.FLAG,
    "ownerPatron": _PATRON,
    "dinerPatron": _PATRON,
    "versionId": Leaf.ID,
    "loyaltyProgramCardNumberUsed": Leaf.CODE,
    "visitFeedback": Many(
        {
            "id": Leaf.ID,
            "rating": Leaf.TEXT,
            "message": Leaf.TEXT,
            "isLocked": Leaf.FLAG,
            "createdAtEpochSec": Leaf.WHOLE,
            "ratingType": Leaf.TEXT,
            "ratingScore": Leaf.WHOLE,
        }
    ),
    "visitTag": Many({"tag": Leaf.TEXT}),
    "payment": Many(
        {
            "id": Leaf.ID,
            "amount": Leaf.WHOLE,
            "payout": _PAYOUT,
            "paymentType": Leaf.TEXT,
            "processorId": Leaf.CODE,
            "processorFeeCents": Leaf.WHOLE,
            "tockFeeCents": Leaf.WHOLE,
        }
    ),
    "refund": Many(
        {
            "id": Leaf.ID,
            "amount": Leaf.WHOLE,
            "isDispute": Leaf.FLAG,
            "status": Leaf.TEXT,
            "payout": _PAYOUT,
            "processorId": Leaf.CODE,
            "processorFeeRefundedCents": Leaf.WHOLE,
            "tockFeeRefundedCents": Leaf.WHOLE,
        }
    ),
    "partyState": Leaf.TEXT,
    "sequenceId": Leaf.WHOLE,
    "confirmationCode": Leaf.CODE,
    "serverName": Leaf.TEXT,
    "walkinId": Leaf.ID,
    "note": Many({"noteType": Leaf.TEXT, "text": Leaf.TEXT}),
    "question": Many({"name": Leaf.TEXT, "response": Many(Leaf.TEXT)}),
    "table": Many({"id": Leaf.ID, "name": Leaf.CODE, "room": Leaf.TEXT, "externalId": Leaf.CODE}),
    "seatingOption": {"id": Leaf.ID, "name": Leaf.TEXT, "isOutdoors": Leaf.FLAG},
}
