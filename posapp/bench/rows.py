"""Rows for timings: bookings of two years in the shape of the wire, the same for the same seed.

Each has all 49 keys of Tock's documented example and is as long as one filled in (about 3 kB); a
list may be empty, as no guest has everything.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.style import Channel

DAY_MS = 86_400_000
_DAYS_EACH_WAY = 365
_FIRST_NUMBER = 500_000_000

_SERVERS = ("Dana Whitlock", "Priya Raman", "Marco Bellini", "Dana Whitlock and Marco Bellini")
_TAGS = ("VIP", "Birthday", "Anniversary", "Estate Reserve", "Trade", "First visit", "Window table")
_CAMPAIGNS = ("harvest_release", "club_pickup_weekend", "newsletter_autumn", "concierge_partners")
_SOURCES = (("instagram", "social"), ("newsletter", "email"), ("google", "cpc"))
_FLOWERS = (3_500, "Flowers on the table")
_BOARD = (2_800, "Artisan cheese board for two")
_TOUR = (2_000, "Cave and vineyard tour")
_PHRASES = (
    "Celebrating our tenth anniversary and hoping for a table by the window, if there is one.",
    "We are four couples from the same book club and would love to sit together.",
    "One guest walks with a cane; a table without stairs would be wonderful.",
    "Would like to compare the last three vintages of the estate Cabernet Sauvignon.",
    "Arriving by shuttle from the hotel, so we may be ten minutes late.",
    "Please no shellfish near the table; a severe allergy.",
    "The team was warm and knew every block of the vineyard by name. We will be back.",
    "A lovely afternoon, but the second flight was poured a little warm.",
)


def write_export(path: Path, *, rows: int, seed: int) -> int:
    """Write an export file of so many rows, one to a line; returns its bytes."""
    bodies = export_rows(rows=rows, seed=seed)
    path.write_bytes(b"[" + b",\n".join(bodies) + b"]")
    return path.stat().st_size


def export_rows(*, rows: int, seed: int) -> list[bytes]:
    """The rows of an export file: a harvest Saturday's, on other days and with other numbers."""
    tock = saturday(seed).world.tock
    templates = [row for row in tock.rows() if not row.is_walk_in()]
    dice = Random(seed)  # noqa: S311
    made = []
    for number in range(rows):
        template = templates[number % len(templates)]
        row = replace(
            template,
            key=replace(template.key, number=_FIRST_NUMBER + number),
            service_ms=template.service_ms + dice.randint(-_DAYS_EACH_WAY, _DAYS_EACH_WAY) * DAY_MS,
            confirmation_code=f"B{number:07}",
        )
        body = _with_every_key(tock.render(row, channel=Channel.EXPORT), dice=dice)
        made.append(json.dumps(body, separators=(",", ":")).encode())
    return made


def _with_every_key(body: dict[str, Any], *, dice: Random) -> dict[str, Any]:
    """The row with a value for each of the 49 keys; what it says already stays."""
    scalars = {
        "walkinId": 0,
        "transferredOut": False,
        "transferredOutAmountCents": 0,
        "serviceChargeRate": 4.0,
        "serviceChargeCents": 480,
        "selectedGratuityRate": 20.0,
        "gratuityCents": 2_400,
        "eventFeeRate": 0.0,
        "eventFeeCents": 0,
        "customFeeRate": 1.5,
        "customFeeCents": 180,
        "customFeeName": "Land stewardship fee",
        "serverName": dice.choice(_SERVERS),
        "loyaltyProgramCardNumberUsed": f"AB-{dice.randint(10_000, 99_999)}",
        "experience": _item(dice, 6_000, "Estate Flight") | {"variety": "RESERVATION"},
        "seatingOption": {"id": 61, "name": "Tasting room", "isOutdoors": False},
        "subtotalCents": 12_000,
        "compAmountCents": 0,
        "taxRate": 8.25,
        "taxCents": 990,
        "totalPriceCents": 12_990,
        "netAmountPaidCents": 12_990,
        "amountDueCents": 0,
    }
    extras = dice.sample((_FLOWERS, _BOARD, _TOUR), dice.randint(0, 2))
    lists = {
        "option": [_item(dice, *extra) for extra in extras],
        "fee": [_item(dice, 500, "Reservation fee")],
        "customCharge": [{"name": "Corkage", "amountCents": 2_500}] * (dice.random() < 0.2),
        "keyValue": _campaign(dice),
        "discount": [_discount(dice)] * (dice.random() < 0.3),
        "visitFeedback": [_feedback(dice)] * (dice.random() < 0.5),
        "visitTag": [{"tag": tag} for tag in dice.sample(_TAGS, dice.randint(0, 4))],
        "refund": [_refund(dice)] * (dice.random() < 0.1),
        "note": _notes(dice),
        "question": _questions(dice),
        "table": [{"id": 9_001, "name": "T1", "room": "Tasting room", "externalId": "ext-T1"}],
        "payment": [{"id": 1, "amount": 12_990, "paymentType": "CREDIT_CARD"}],
    }
    body |= {key: value for key, value in scalars.items() if key not in body}
    body |= {key: value for key, value in lists.items() if not body.get(key)}
    for paid in body["payment"]:
        paid |= {"payout": _payout(dice), "processorId": f"ch_{dice.getrandbits(96):024x}"}
    for name in ("ownerPatron", "dinerPatron"):
        body[name] = _address(dice) | body[name]
    return body


def _item(dice: Random, cents: int, name: str) -> dict[str, Any]:
    number = dice.randint(100, 999)
    return {"id": number, "name": name, "amountCents": cents, "posSku": f"TOCK-{number}"}


def _campaign(dice: Random) -> list[dict[str, str]]:
    source, medium = dice.choice(_SOURCES)
    marks = {"utm_source": source, "utm_medium": medium, "utm_campaign": dice.choice(_CAMPAIGNS)}
    return [{"attribute": name, "attributeValue": value} for name, value in marks.items()]


def _discount(dice: Random) -> dict[str, Any]:
    return {
        "description": "Club member, first flight complimentary",
        "amountCents": "1000",
        "discountType": "SUBTOTAL_COMP",
        "giftCard": {
            "giftCardProvider": "TCC",
            "externalIdentifier": f"GC{dice.randint(100_000, 999_999)}",
        },
        "confirmationNumber": f"D{dice.randint(10_000, 99_999)}",
        "promoCode": "CLUBFLIGHT",
        "ticketTypePromoCodeId": dice.randint(800_000, 899_999),
        "loyaltyProgram": {
            "providerType": "PAYTRONIX",
            "accountId": str(dice.randint(800_000, 899_999)),
        },
    }


def _feedback(dice: Random) -> dict[str, Any]:
    score = dice.randint(2, 5)
    return {
        "id": dice.randint(800_000, 899_999),
        "rating": "GOOD" if score > 3 else "NEUTRAL",
        "message": dice.choice(_PHRASES),
        "isLocked": False,
        "createdAtEpochSec": 1_791_000_000 + dice.randint(0, 900_000),
        "ratingType": "FIVE_POINT_STAR",
        "ratingScore": score,
    }


def _refund(dice: Random) -> dict[str, Any]:
    return {
        "id": dice.randint(100_000, 199_999),
        "amount": 1_000,
        "isDispute": False,
        "status": "COMPLETE",
        "payout": _payout(dice),
        "processorId": f"re_{dice.getrandbits(96):024x}",
        "processorFeeRefundedCents": 0,
        "tockFeeRefundedCents": 0,
    }


def _payout(dice: Random) -> dict[str, Any]:
    return {
        "id": dice.randint(300_000, 399_999),
        "arrivalDate": f"2026-10-{dice.randint(1, 28):02}",
    }


def _notes(dice: Random) -> list[dict[str, str]]:
    kinds = ("GUEST_PROVIDED_NOTE", "BOOKING_GENERAL_NOTE", "BOOKING_DIETARY_NOTE")
    return [
        {"noteType": kind, "text": " ".join(dice.sample(_PHRASES, dice.randint(1, 2)))}
        for kind in dice.sample(kinds, dice.randint(1, 2))
    ]


def _questions(dice: Random) -> list[dict[str, Any]]:
    wines = ("Cabernet Sauvignon", "Chardonnay", "Pinot Noir", "Sparkling", "Zinfandel")
    return [
        {"name": "Which wines do you enjoy?", "response": dice.sample(wines, dice.randint(1, 4))},
        {"name": "Is this your first visit?", "response": [dice.choice(("Yes", "No"))]},
    ]


def _address(dice: Random) -> dict[str, Any]:
    number = dice.randint(600_000, 699_999)
    return {
        "zipCode": f"94{dice.randint(0, 999):03}",
        "imageUrl": f"https://images.example.com/patron/{number}/portrait_small.jpg",
        "isoCountryCode": "US",
        "loyaltyProgramCardNumber": f"AB-{dice.randint(10_000, 99_999)}",
        "loyaltyProgramAccountId": str(number),
    }
