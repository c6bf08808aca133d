"""Values that have no columns of their own, as JSON text and back.

msgspec is loaded at the first of them: the first board holds none.
"""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def to_text(value: object) -> str:
    """The text of a value; equal values have equal texts."""
    import msgspec  # noqa: PLC0415

    return msgspec.json.encode(value, order="deterministic").decode()


def from_text(text: str, kind: type[T]) -> T:
    """The value in a text that `to_text` made."""
    import msgspec  # noqa: PLC0415

    return msgspec.json.decode(text, type=kind)
