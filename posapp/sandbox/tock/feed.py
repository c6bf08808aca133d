"""The relay's list of deliveries, one item for every edit that reached it.

At least once and in no promised order: repeats, shuffles and losses happen on demand, by seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from posapp.sandbox.message import JsonObject


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One delivery; only its cursor orders it. `at_ms` is true, `received_ms` what is told."""

    cursor: str
    at_ms: int
    received_ms: int
    body: JsonObject


class ChangeFeed:
    """An append-only list with a cursor, plus what goes wrong on the way to it."""

    def __init__(self, *, seed: int) -> None:
        self._items: list[FeedItem] = []
        self._places: dict[str, int] = {}
        self._dice = Random(f"{seed}|feed")
        self._repeat_probability = 0.0
        self._shuffle_window = 1
        self._to_lose = 0
        self._held: list[tuple[int, int, JsonObject]] = []

    def __len__(self) -> int:
        return len(self._items)

    def items(self) -> tuple[FeedItem, ...]:
        """Everything delivered so far."""
        return tuple(self._items)

    def deliver(self, body: JsonObject, *, at_ms: int, told_ms: int) -> None:
        """One webhook delivery, subject to what was asked for."""
        if self._to_lose > 0:
            self._to_lose -= 1
            return
        self._held.append((at_ms, told_ms, body))
        if self._repeat_probability and self._dice.random() < self._repeat_probability:
            self._held.append((at_ms, told_ms, body))
        if len(self._held) >= self._shuffle_window:
            self.flush()

    def flush(self) -> None:
        """Let out what a shuffle window holds back."""
        held, self._held = self._held, []
        if self._shuffle_window > 1:
            self._dice.shuffle(held)
        for at_ms, told_ms, body in held:
            self._append(body, at_ms=at_ms, told_ms=told_ms)

    def repeat(self, *, probability: float) -> None:
        """Deliver each later item twice with this probability."""
        self._repeat_probability = probability

    def shuffle(self, *, window: int) -> None:
        """Hold later items back until `window` are there and let them out shuffled; 1 ends it."""
        self.flush()
        self._shuffle_window = max(1, window)

    def lose(self, *, count: int) -> None:
        """The next `count` deliveries never arrive (three quick tries failed)."""
        self._to_lose = count

    def redeliver(self, index: int, *, at_ms: int, told_ms: int) -> None:
        """An old item arrives again, behind everything newer."""
        self._append(self._items[index].body, at_ms=at_ms, told_ms=told_ms)

    def page(self, *, after: str, limit: int, as_of_ms: int) -> tuple[list[FeedItem], bool]:
        """Up to `limit` items behind `after` ("" is the start) and whether more wait.

        A stale reader stops before the first item it cannot know yet. KeyError for a cursor this
        feed never gave out.
        """
        start = self._places[after] + 1 if after else 0
        end = start
        while end < len(self._items) and end - start < limit:
            if self._items[end].at_ms > as_of_ms:
                return self._items[start:end], False
            end += 1
        return self._items[start:end], end < len(self._items)

    def _append(self, body: JsonObject, *, at_ms: int, told_ms: int) -> None:
        cursor = f"f{len(self._items):012d}"
        self._places[cursor] = len(self._items)
        self._items.append(FeedItem(cursor=cursor, at_ms=at_ms, received_ms=told_ms, body=body))
