"""The open transaction as its repositories share it, and the one way a single row is written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from posapp.ports.clock import IdSource
from posapp.store.schema.columns import Table

# Facts of the first writing, whatever is written later.
_KEPT = frozenset({"created_ms", "terminal_id", "seq"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is the same for every row of a transaction. The session never leaves it."""

    session: Session
    now_ms: int
    terminal_id: str
    ids: IdSource

    def put(self, row: Table, *, stored: Table | None) -> None:
        """Insert `row`, or bring `stored`, the row of the same identity, to its values.

        Flushed at once, so that a broken rule is raised where the row was written.
        """
        if stored is None:
            self.session.add(row)
        else:
            for name in type(row).model_fields:
                if name not in _KEPT:
                    setattr(stored, name, getattr(row, name))
        self.session.flush()
