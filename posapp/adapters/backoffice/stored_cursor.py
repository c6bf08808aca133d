"""A cursor as it is stored: JSON of what says where a pull resumes.

One that is not ours, or no longer, is no failure: it means from the start.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Struct

Cursor = TypeVar("Cursor", bound=Struct)


def cursor_of(text: str, *, kind: type[Cursor]) -> Cursor:
    """Read a stored cursor; `kind` must be one that can be made of nothing."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        return kind()


def text_of(cursor: Struct) -> str:
    """The cursor as stored."""
    return msgspec.json.encode(cursor).decode()
