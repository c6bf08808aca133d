"""Rows stored before a terminal became a directory only: found, cut down, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.reservation import Channel


@dataclass(frozen=True, slots=True)
class KeptText:
    """The text kept of a row, with the way it came."""

    key: str
    source: str
    raw: str
    channel: Channel


class DirectoryRepo(Protocol):
    """What is stored beyond what a directory may hold."""

    def whole(self, *, limit: int) -> list[KeptText]:
        """Rows that were stored whole; none of those that were cut down."""
        ...

    def forget(self, keys: Sequence[str]) -> None:
        """Delete rows of the reservation system, by key text."""
        ...

    def forget_unreadable(self) -> int:
        """Delete unreadable rows that were kept whole; how many."""
        ...
