"""Rows stored before a terminal became a directory only; the engine zeroes what is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text as sql_text

from posapp.domain.reservation import Channel
from posapp.ports.directory import KeptText
from posapp.store.repos.scope import Scope

# A row that was cut down has none of these; one that came whole has a currency at the least.
_WHOLE = sql_text(
    "SELECT r.key, r.source, w.raw, r.channel FROM reservation r"
    " JOIN reservation_raw w ON w.key = r.key"
    " WHERE r.currency <> '' OR r.code <> '' OR r.phone <> '' OR r.tables <> '' OR r.room <> ''"
    " OR r.variety <> '' OR r.total_cents IS NOT NULL OR r.paid_cents IS NOT NULL"
    " OR r.due_cents IS NOT NULL LIMIT :limit"
)
_FORGET = tuple(
    sql_text(f"DELETE FROM {table} WHERE key = :key")  # noqa: S608 - the names stand here
    for table in ("reservation_raw", "reservation")
)
_FORGET_UNREADABLE = sql_text("""DELETE FROM quarantine WHERE raw NOT LIKE '%"withheld":"%'""")


class SqlDirectoryRepo:
    """Satisfies ports.directory.DirectoryRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def whole(self, *, limit: int) -> list[KeptText]:
        """Rows that were stored whole; none of those that were cut down."""
        rows = self._scope.session.connection().execute(_WHOLE, {"limit": limit})
        return [KeptText(key, source, raw, Channel(channel)) for key, source, raw, channel in rows]

    def forget(self, keys: Sequence[str]) -> None:
        """Delete rows of the reservation system, by key text."""
        for statement in _FORGET:
            for key in keys:
                self._scope.session.connection().execute(statement, {"key": key})

    def forget_unreadable(self) -> int:
        """Delete unreadable rows that were kept whole; how many."""
        return self._scope.session.connection().execute(_FORGET_UNREADABLE).rowcount
