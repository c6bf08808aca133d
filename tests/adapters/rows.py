"""Rows as Tock's wire has them: what was seen on real accounts, and one that a machine made up."""

import copy
import json

START_MS = 1_791_678_600_000  # Sat, 10 Oct 2026, 17:30 in California
ZONE = "America/Los_Angeles"


def business(**changes) -> dict:
    return {
        "id": 31415,
        "name": "Estate",
        "domainName": "estate",
        "locale": "en_US",
        "currencyCode": "USD",
        "timeZone": ZONE,
    } | changes


def booking(**changes) -> dict:
    """A booked row, numbers as numbers."""
    row = {
        "id": 229255,
        "business": business(),
        "dateTime": "2026-10-10T17:30",
        "partySize": 4,
        "experience": {
            "id": 7,
            "name": "Estate Tasting",
            "amountCents": 4500,
            "variety": "PREPAID",
        },
        "option": [
            {"id": 1, "name": "Cheese", "amountCents": 1800},
            {"id": 2, "name": "Tour", "amountCents": 2500},
            {"id": 1, "name": "Cheese", "amountCents": 1800},
        ],
        "fee": [],
        "customCharge": [],
        "keyValue": [],
        "discount": [{"description": "Club", "amountCents": "1000", "discountType": "CREDIT"}],
        "subtotalCents": 18000,
        "taxRate": 10.5,
        "taxCents": 0,
        "totalPriceCents": 18000,
        "netAmountPaidCents": 18000,
        "amountDueCents": 0,
        "createdTimestamp": START_MS - 90_000_000,
        "lastUpdatedTimestamp": START_MS - 3_600_000,
        "serviceDateTimestamp": START_MS,
        "isCancelled": False,
        "ownerPatron": {"id": 11, "email": "o@b.example", "firstName": "Otto", "lastName": "Own"},
        "dinerPatron": {
            "id": 12,
            "email": " d@b.example ",
            "firstName": "Dina",
            "lastName": "Diaz",
            "phone": "7075550100",
            "phoneCountryCode": "+1 US",
        },
        "versionId": 1_791_678_000_123,
        "visitFeedback": [],
        "visitTag": [{"tag": "VIP"}],
        "payment": [{"id": 5, "amount": 18000, "paymentType": "CREDIT_CARD"}],
        "refund": [],
        "partyState": "EXPECTED",
        "sequenceId": 3,
        "confirmationCode": "TKAB12CD",
        "note": [{"noteType": "BOOKING_DIETARY_NOTE", "text": "No nuts"}],
        "question": [{"name": "Occasion?", "response": ["Birthday", "Other"]}],
        "table": [{"id": 9, "name": "T4", "room": "Barn"}],
        "seatingOption": {"id": 3, "name": "Patio", "isOutdoors": True},
    } | changes
    return {name: value for name, value in row.items() if value is not ...}


def walk_in(**changes) -> dict:
    """The 26 fields of a real walk-in: no id, no money, no experience."""
    return {
        "business": business(),
        "dateTime": "2026-10-10T17:30",
        "partySize": 2,
        "option": [],
        "fee": [],
        "customCharge": [],
        "keyValue": [],
        "discount": [],
        "createdTimestamp": START_MS + 390_000,
        "lastUpdatedTimestamp": START_MS + 600_000,
        "serviceDateTimestamp": START_MS,
        "isCancelled": False,
        "ownerPatron": {},
        "dinerPatron": {},
        "versionId": 12,
        "visitFeedback": [],
        "visitTag": [],
        "payment": [],
        "refund": [],
        "partyState": "LEFT",
        "sequenceId": 5,
        "serverName": "",
        "walkinId": 229255,
        "note": [],
        "question": [],
        "table": [],
    } | changes


_PAYOUT = {"id": "372882", "arrivalDate": "example"}
_MACHINE_MADE_LISTS = {
    "discount": [
        {
            "description": "window table",
            "amountCents": 2500,
            "discountType": {},
            "giftCard": {
                "giftCardProvider": {},
                "externalIdentifier": "example",
                "externalPin": "secret-pin",
            },
            "ticketTypePromoCodeId": "849438",
            "loyaltyProgram": {"providerType": {}, "accountId": "828139"},
        }
    ],
    "visitFeedback": [
        {
            "id": "805271",
            "rating": {},
            "isLocked": True,
            "createdAtEpochSec": "example",
            "ratingType": {},
            "ratingScore": 998,
        }
    ],
    "payment": [
        {
            "id": "318266",
            "amount": 625,
            "payout": _PAYOUT,
            "paymentType": {},
            "processorId": "secret-processor",
        }
    ],
    "refund": [
        {
            "id": "137583",
            "amount": 203,
            "isDispute": False,
            "status": {},
            "payout": _PAYOUT,
            "processorId": "secret-processor",
        }
    ],
    "note": [{"noteType": {}, "text": "Celebrating"}],
}


def machine_made() -> dict:
    """Right in its names, wrong in eighteen of its values."""
    item = {"id": "687277", "name": "Group", "amountCents": "example", "posSku": "EXP-1"}
    patron = {"id": "316113", "email": "guest@example.com", "firstName": "Jo", "lastName": "R"}
    return booking(
        id="229255",
        walkinId="113793",
        dateTime="19:30",
        experience=item | {"variety": {}},
        option=[item],
        fee=[item],
        customCharge=[{"name": "Group", "amountCents": "example"}],
        keyValue=[{"attribute": "example", "attributeValue": "example"}],
        taxRate=0.13,
        createdTimestamp="example",
        lastUpdatedTimestamp="example",
        serviceDateTimestamp="19:30",
        isCancelled=True,
        ownerPatron=patron,
        dinerPatron=patron,
        partyState={},
        **copy.deepcopy(_MACHINE_MADE_LISTS),
    )


MACHINE_MADE_FAULTS = [
    "$.experience.amountCents",
    "$.experience.variety",
    "$.option[0].amountCents",
    "$.fee[0].amountCents",
    "$.customCharge[0].amountCents",
    "$.discount[0].discountType",
    "$.discount[0].giftCard.giftCardProvider",
    "$.discount[0].loyaltyProgram.providerType",
    "$.createdTimestamp",
    "$.lastUpdatedTimestamp",
    "$.serviceDateTimestamp",
    "$.visitFeedback[0].rating",
    "$.visitFeedback[0].createdAtEpochSec",
    "$.visitFeedback[0].ratingType",
    "$.payment[0].paymentType",
    "$.refund[0].status",
    "$.partyState",
    "$.note[0].noteType",
]


def profile(**changes) -> dict:
    """A guest profile; its own id is not to be kept."""
    return {
        "id": 1,
        "patron": {"id": "77", "email": "g@b.example", "firstName": "Gil", "lastName": "Gray"},
        "tag": ["Estate Club"],
        "businessGroupGuestProfile": {"tag": ["VIP"]},
        "businessGuestProfile": [{"business": business(), "tag": ["Estate Club", "Local"]}],
        "isArchived": False,
    } | changes


def text(row: object) -> bytes:
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode()
