"""Every reservation and walk-in with all its past states.

Every edit raises sequenceId and versionId; lastUpdatedTimestamp has whole seconds and can tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from posapp.sandbox.tock.model import Row, RowKey


@dataclass(frozen=True, slots=True)
class Edit:
    """One state and when it truly began; its own stamps may be skewed."""

    at_ms: int
    row: Row


def whole_second(epoch_ms: int) -> int:
    """Tock's stamps never show fractions of a second."""
    return epoch_ms // 1000 * 1000


class ReservationBook:
    """The history of every row, in the order the rows were created."""

    def __init__(self) -> None:
        self._history: dict[RowKey, list[Edit]] = {}

    def __iter__(self) -> Iterator[RowKey]:
        return iter(tuple(self._history))

    def __contains__(self, key: object) -> bool:
        return key in self._history

    def __len__(self) -> int:
        return len(self._history)

    def add(self, row: Row, *, at_ms: int, told_ms: int) -> Row:
        """Enter a new row, stamped with what Tock believes the time is; ValueError if taken."""
        if row.key in self._history:
            raise ValueError(f"{row.key} exists")
        stamped = replace(
            row,
            created_ms=whole_second(told_ms),
            updated_ms=whole_second(told_ms),
            version_id=told_ms,
            sequence_id=1,
        )
        self._history[row.key] = [Edit(at_ms, stamped)]
        return stamped

    def edit(self, key: RowKey, *, at_ms: int, told_ms: int, change: Callable[[Row], Row]) -> Row:
        """Apply `change` to the current state and stamp the result; KeyError for an unknown row."""
        edits = self._history[key]
        last = edits[-1].row
        changed = replace(
            change(last),
            updated_ms=max(whole_second(told_ms), last.updated_ms),
            version_id=max(told_ms, last.version_id + 1),
            sequence_id=last.sequence_id + 1,
        )
        edits.append(Edit(at_ms, changed))
        return changed

    def current(self, key: RowKey) -> Row:
        """The latest state; KeyError for an unknown row."""
        return self._history[key][-1].row

    def history(self, key: RowKey) -> tuple[Edit, ...]:
        """All states, oldest first."""
        return tuple(self._history[key])

    def as_of(self, key: RowKey, at_ms: int) -> Row | None:
        """The state a row had at `at_ms`; None if it did not exist yet."""
        found: Row | None = None
        for edit in self._history[key]:
            if edit.at_ms > at_ms:
                break
            found = edit.row
        return found
