"""Records with the time of their last change, served in pages.

Ordered by (updated_ms, id): a record changed in mid-pull moves to the end and is not lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from posapp.sandbox.message import JsonObject


class Keyed(Protocol):
    """A record that can be named and written."""

    @property
    def key(self) -> str:
        """What names the record."""

    def wire(self) -> JsonObject:
        """The record as JSON."""


RecordT = TypeVar("RecordT", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Kept(Generic[RecordT]):
    """A record, when it truly changed, and when the back office says it did."""

    record: RecordT
    at_ms: int
    updated_ms: int

    def wire(self) -> JsonObject:
        """The record with its stamp."""
        return {**self.record.wire(), "updated_ms": self.updated_ms}

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the pages."""
        return self.updated_ms, self.record.key


class Shelf(Generic[RecordT]):
    """The current records of one kind."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept[RecordT]] = {}
        self._ordered: list[Kept[RecordT]] | None = []

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def put(self, record: RecordT, *, at_ms: int, told_ms: int) -> Kept[RecordT]:
        """Add or replace."""
        kept = Kept(record=record, at_ms=at_ms, updated_ms=told_ms)
        self._kept[record.key] = kept
        self._ordered = None
        return kept

    def drop(self, key: str) -> None:
        """Take a record off; KeyError if there is none."""
        del self._kept[key]
        self._ordered = None

    def get(self, key: str) -> Kept[RecordT] | None:
        """One record by what names it."""
        return self._kept.get(key)

    def records(self) -> tuple[RecordT, ...]:
        """All of them, in the order first put."""
        return tuple(kept.record for kept in self._kept.values())

    def kept(self) -> tuple[Kept[RecordT], ...]:
        """All of them with their stamps, in page order."""
        if self._ordered is None:
            self._ordered = sorted(self._kept.values(), key=lambda kept: kept.place)
        return tuple(self._ordered)

    def page(
        self,
        *,
        cursor: str,
        limit: int,
        updated_after: int,
        as_of_ms: int,
        only: Callable[[RecordT], bool] = lambda _: True,
    ) -> tuple[list[JsonObject], str | None]:
        """One page and the cursor of the next; ValueError for a cursor that cannot be read."""
        start = parse_cursor(cursor)
        found = [
            kept
            for kept in self.kept()
            if kept.updated_ms > updated_after and kept.at_ms <= as_of_ms and kept.place > start
            if only(kept.record)
        ]
        page = found[:limit]
        following = None if len(found) <= limit else _cursor_of(page[-1].place)
        return [kept.wire() for kept in page], following


def parse_cursor(cursor: str) -> tuple[int, str]:
    """The place behind which a page starts; ValueError when unreadable."""
    if not cursor:
        return -1, ""
    stamp, separator, key = cursor.partition("~")
    if not separator:
        raise ValueError("no cursor of this list")
    return int(stamp), key


def _cursor_of(place: tuple[int, str]) -> str:
    return f"{place[0]}~{place[1]}"
