"""A business of ours by name; a group may have several, and staff see one at a time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrandName:
    """A business id with the name staff know it by."""

    business_id: str
    name: str
