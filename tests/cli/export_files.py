"""Tock export files as they come: tidy, broken in every way, and one that a machine made up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.till import wire_row

MACHINE_MADE = (Path(__file__).parent / "machine_made.json").read_text("utf-8")
"""Every field of the published schema, with enums as {} and half of the amounts as words."""

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


def walk_in(number: int, **changes: Any) -> dict[str, Any]:
    """A party that Tock seated: no id, no money, no experience, no code."""
    unset = dict.fromkeys(
        (
            "id",
            "experience",
            "confirmationCode",
            "totalPriceCents",
            "netAmountPaidCents",
            "amountDueCents",
            "dinerPatron",
        )
    )
    return wire_row(number, **({**unset, "walkinId": number} | changes))


def profile(number: int, **changes: Any) -> dict[str, Any]:
    """A guest's profile."""
    patron = {"id": str(number), "email": f"g{number}@b.example", "firstName": "Gil"}
    return {"id": number * 1_000, "patron": patron | {"lastName": "Gray"} | changes, "tag": []}


def write(path: Path, rows: Iterable[dict[str, Any] | str]) -> Path:
    """A file that holds an array of these rows; a text stands in it as it is."""
    texts = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("[" + ",\n".join(texts) + "]", "utf-8")
    return path
