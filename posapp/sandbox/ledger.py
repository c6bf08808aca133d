"""What the other side really did: an append-only list, one entry for each applied write.

An entry is made when something is applied, not when it is answered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from posapp.sandbox.ops import Op


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One applied write. `key` is the Idempotency-Key, `reference` the order number or e-mail."""

    request_no: int
    op: Op
    endpoint: str
    key: str | None
    reference: str
    body_sha256: str
    cents: int
    applied_at_ms: int


@dataclass(slots=True)
class Ledger:
    """Everything applied so far, in order. Written under the world's lock."""

    _entries: list[LedgerEntry] = field(default_factory=list)

    def append(self, entry: LedgerEntry) -> None:
        """Add one applied write."""
        self._entries.append(entry)

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """All entries, oldest first."""
        return tuple(self._entries)

    def of(self, op: Op) -> tuple[LedgerEntry, ...]:
        """The entries of one operation."""
        return tuple(entry for entry in self._entries if entry.op is op)

    def by_reference(self, reference: str) -> tuple[LedgerEntry, ...]:
        """The entries for one order number or e-mail."""
        return tuple(entry for entry in self._entries if entry.reference == reference)

    def total_cents(self, op: Op) -> int:
        """Sum of the money applied by one operation."""
        return sum(entry.cents for entry in self.of(op))

    def repeated(self, op: Op) -> dict[str, int]:
        """References applied more than once, with how often."""
        counts = Counter(entry.reference for entry in self.of(op))
        return {reference: count for reference, count in counts.items() if count > 1}
