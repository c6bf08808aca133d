"""Finds card numbers in free text, so that none is ever kept or shown.

Digits beside a card number (an expiry, a code, a count) must not hide it, so every window of whole
digit groups is tried, not only the longest run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MIN, _MAX = 13, 19
_SEPARATORS = r"[\s.\-/·_\u2010-\u2015\u00a0\u202f]"
_RUN = re.compile(rf"\d(?:{_SEPARATORS}{{0,3}}\d){{{_MIN - 1},}}")
_GROUP = re.compile(r"\d+")
_FIRST_DIGITS = frozenset({2, 3, 4, 5, 6})
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

# Issuer ranges of the schemes a tasting room meets (ISO/IEC 7812 prefixes).
_ISSUERS = re.compile(
    r"4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|3(?:0[0-5]|09|[689])|35(?:2[89]|[3-8])|6"
)


def holds_card_number(text: str) -> bool:
    """True when `text` holds 13 to 19 digits that a card scheme could have issued (Luhn)."""
    return next(_found(text), None) is not None


def mask_card_numbers(text: str) -> str:
    """The text with every card number replaced by dots and its last four digits."""
    masked, done = [], 0
    for start, end in _found(text):
        if start < done:
            continue
        digits = [ch for ch in text[start:end] if ch.isdigit()]
        masked += [text[done:start], "•••• ", *digits[-4:]]
        done = end
    return "".join([*masked, text[done:]])


def _found(text: str) -> Iterator[tuple[int, int]]:
    """The places of card numbers, from left to right; places may overlap."""
    for run in _RUN.finditer(text):
        digits: list[int] = []
        groups: list[tuple[int, int, int]] = []
        for group in _GROUP.finditer(run.group()):
            digits += map(int, group.group())
            groups.append((run.start() + group.start(), run.start() + group.end(), len(digits)))
        before = 0
        for first, (start, _, past) in enumerate(groups):
            if digits[before] in _FIRST_DIGITS:
                for _, end, last in groups[first : first + _MAX]:
                    if last - before > _MAX:
                        break
                    if last - before >= _MIN and _is_card_number(digits[before:last]):
                        yield start, end
                        break
            before = past


def _is_card_number(digits: list[int]) -> bool:
    total = sum(digits[-1::-2]) + sum(_DOUBLED[digit] for digit in digits[-2::-2])
    return total % 10 == 0 and _ISSUERS.match("".join(map(str, digits[:4]))) is not None
