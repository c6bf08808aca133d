"""What a relay counts and what it learns of terminals between two sweeps; kept in memory till then.

A crash loses a minute of it: a body is erased later than it could be, never earlier.
"""

from __future__ import annotations

from collections import Counter

from posapp.relay.deliveries import Kind
from posapp.relay.ledger import Confirmation


class Tallies:
    """Only for the event loop's thread."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._confirmations: dict[int, Confirmation] = {}

    def add(self, name: str, count: int = 1) -> None:
        """Count something that happened."""
        self._counts[name] += count

    def confirm(self, terminal_id: int, kind: Kind, number: int, *, seen_ms: int) -> None:
        """A terminal asked for what comes after `number`: it has all up to there."""
        known = self._confirmations.get(terminal_id)
        positions = dict(known.positions) if known else {}
        positions[kind] = number
        self._confirmations[terminal_id] = Confirmation(seen_ms, positions)

    def counted(self) -> dict[str, int]:
        """What is not in the store yet."""
        return dict(self._counts)

    def take(self) -> tuple[dict[int, Confirmation], dict[str, int]]:
        """Hand all of it over."""
        taken = self._confirmations, dict(self._counts)
        self._confirmations, self._counts = {}, Counter()
        return taken

    def put_back(self, confirmations: dict[int, Confirmation], counts: dict[str, int]) -> None:
        """What was handed over could not be stored; newer confirmations stay."""
        self._counts.update(counts)
        for terminal_id, older in confirmations.items():
            newer = self._confirmations.get(terminal_id)
            if newer is None:
                self._confirmations[terminal_id] = older
            else:
                positions = {**older.positions, **newer.positions}
                self._confirmations[terminal_id] = Confirmation(newer.seen_ms, positions)
