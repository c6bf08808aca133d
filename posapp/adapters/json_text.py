"""JSON as servers really write it: half a character or an endless number spoils its own value only.

What is cut off or no JSON at all stays refused.
"""

from __future__ import annotations

import json
import math

_MOST_DIGITS = 300


def read_json(body: bytes) -> object:
    """The value of a text that a strict reader refused; ValueError or RecursionError for none.

    What cannot be read of a string is U+FFFD; a number beyond all bounds is its own text, which no
    field for numbers takes.
    """
    return _mended(_TREE.decode(body.decode("utf-8-sig", errors="replace")))


def _short(text: str) -> int | str:
    return int(text) if len(text) <= _MOST_DIGITS else text


def _finite(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_TREE = json.JSONDecoder(parse_int=_short, parse_float=_finite, parse_constant=str, strict=False)


def _mended(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {str(_mended(name)): _mended(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_mended(inner) for inner in value]
    return value
