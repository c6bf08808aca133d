"""Tables as two systems write them: “T7”, “Table 07” and “t-7” are one table."""

from __future__ import annotations

import re
from functools import lru_cache

from posapp.domain.guest import fold

_BETWEEN = re.compile(r"[,+&/;]|\band\b")
_NOT_SAID = re.compile(r"[^0-9a-z]+")
_WORD = re.compile(r"^(?:table|tbl|tab|t)(?=\d)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@lru_cache(maxsize=1024)
def table_keys(text: str) -> frozenset[str]:
    """The tables a text names, each as compared; empty when it names none."""
    keys = (_key(part) for part in _BETWEEN.split(fold(text)))
    return frozenset(key for key in keys if key)


def _key(part: str) -> str:
    return _ZEROS.sub("", _WORD.sub("", _NOT_SAID.sub("", part)))
