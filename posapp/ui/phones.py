"""Phone numbers as they are read on the screen; what is kept, sent or typed over stays as it is."""

from __future__ import annotations

import re

_BETWEEN_DIGITS = re.compile(r"[\s().-]")
_NORTH_AMERICAN = re.compile(r"(?:\+?1)?([2-9][0-9]{2})([2-9][0-9]{2})([0-9]{4})")


def phone_text(phone: str) -> str:
    """A North American number as (707) 555-0188, however it came; any other text as it came."""
    found = _NORTH_AMERICAN.fullmatch(_BETWEEN_DIGITS.sub("", phone))
    if found is None:
        return phone
    area, exchange, line = found.groups()
    return f"({area}) {exchange}-{line}"
