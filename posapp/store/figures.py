"""What a database holds, in figures: the proof that a copy or a migration lost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

_DAY_MS = 86_400_000
# The index is made from the rows, and Alembic's own table changes with every step.
_NOT_COUNTED = ("sqlite_", "reservation_search", "alembic_")


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows by table, cents by (tender, currency, UTC day), work by state."""

    rows: dict[str, int]
    cents: dict[tuple[str, str, int], int]
    work: dict[str, int]

    def differences(self, other: Figures) -> list[str]:
        """What `other` has lost or changed; tables it has gained are no loss."""
        return [
            *_unequal("rows of", self.rows, {name: other.rows.get(name) for name in self.rows}),
            *_unequal("cents of", self.cents, other.cents),
            *_unequal("work", self.work, other.work),
        ]


def take_figures(connection: Connection) -> Figures:
    """Count everything; call it inside a transaction when writers may be at work."""
    names = [
        str(name)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not str(name).startswith(_NOT_COUNTED)
    ]
    rows = {name: _count(connection, name) for name in sorted(names)}
    cents = {
        (str(tender), str(currency), int(day)): int(total)
        for tender, currency, day, total in connection.execute(
            f"SELECT tender, currency, taken_ms / {_DAY_MS} AS day, sum(cents) FROM payment"  # noqa: S608
            " GROUP BY tender, currency, day"
        )
    }
    work = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    return Figures(rows, cents, work)


def find_damage(connection: Connection) -> list[str]:
    """Every fault SQLite finds in the file, the indexes and the references; empty when sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    faults = [] if found == ["ok"] else found
    orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    return faults + [f"{row[0]} row {row[1]} refers to no {row[2]}" for row in orphans]


def _count(connection: Connection, name: str) -> int:
    quoted = name.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608


def _unequal(word: str, mine: Mapping[Any, int], theirs: Mapping[Any, int | None]) -> Iterable[str]:
    for key in sorted(mine.keys() | theirs.keys(), key=str):
        if mine.get(key) != theirs.get(key):
            yield f"{word} {key}: {mine.get(key, 0)} became {theirs.get(key) or 0}"
