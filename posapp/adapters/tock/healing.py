"""What a row can do without: a bad survey answer must not keep a booking off the board.

Only values that nobody needs at the door are left out; the kept text still has them.
"""

from __future__ import annotations

import json
import re

import msgspec

from posapp.adapters.tock.faults import every_fault, parsed

_SPARE = re.compile(
    r"\$\.(?:"
    r"keyValue|discount|visitFeedback|createdTimestamp|loyaltyProgramCardNumberUsed"
    r"|compAmountCents|transferredOutAmountCents|eventFeeCents|customFeeCents|customFeeName"
    r"|taxRate|serviceChargeRate|selectedGratuityRate|eventFeeRate|customFeeRate"
    r"|business\.locale"
    r"|(?:ownerPatron|dinerPatron)\.(?:id|zipCode|imageUrl|isoCountryCode|loyaltyProgram\w+)"
    r"|experience\.id"
    r"|(?:option|fee|customCharge)\[[^]]*\]\.id"
    r"|(?:payment|refund)\[[^]]*\]\.(?:id|payout|\w+Cents)"
    r"|table\[[^]]*\]\.(?:id|externalId)"
    r"|seatingOption\.(?:id|isOutdoors)"
    r")(?:$|[.\[])"
)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def without_spare_faults(body: bytes, error: msgspec.ValidationError) -> bytes | None:
    """The row's text without its broken spare values; None when more than those is broken."""
    text = body.decode()
    paths = [fault.path for fault in every_fault(text)] or [_path_of(error)]
    if not all(_SPARE.match(path) for path in paths):
        return None
    tree = parsed(text)
    for path in paths:
        _leave_out(tree, path=path)
    return json.dumps(tree).encode()


def _path_of(error: msgspec.ValidationError) -> str:
    """Where the decoder stopped; it does not count the elements of a list."""
    _, _, path = str(error).partition(" - at `")
    return path.rstrip("`").split("[", 1)[0]


def _leave_out(tree: object, *, path: str) -> None:
    """Make the value at `path` null; a bad element takes its list along, and so on upwards."""
    steps: list[str | int] = [
        int(found[2]) if found[2] else found[1] for found in _STEP.finditer(path)
    ]
    while steps and isinstance(steps[-1], int):
        steps.pop()
    place = tree
    for step in steps[:-1]:
        if isinstance(place, dict) and isinstance(step, str):
            place = place.get(step)
        elif isinstance(place, list) and isinstance(step, int):
            place = place[step]
    if isinstance(place, dict) and steps:
        place[str(steps[-1])] = None
