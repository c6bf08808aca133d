"""Resume points, the health of remote systems, and rows that could not be read."""

from __future__ import annotations

import json
from hashlib import sha256

from sqlalchemy import text as sql_text
from sqlmodel import select

from posapp.domain.reservation import Quarantined
from posapp.ports.store import Health, HealthState
from posapp.store.bulk import BulkStatement
from posapp.store.repos.scope import Scope
from posapp.store.schema import QuarantineRow, RemoteHealthRow

_CURSOR = sql_text("SELECT cursor FROM feed_cursor WHERE remote = :remote AND stream = :stream")
_SAVE_CURSOR = BulkStatement(
    "INSERT INTO feed_cursor (remote, stream, cursor, updated_ms)"
    " VALUES (:remote, :stream, :cursor, :updated_ms) ON CONFLICT (remote, stream)"
    " DO UPDATE SET cursor = excluded.cursor, updated_ms = excluded.updated_ms",
    ("remote", "stream", "cursor", "updated_ms"),
)
_FORGET_HEALTH = sql_text("DELETE FROM remote_health WHERE remote = :remote")


class SqlFeedRepo:
    """Satisfies ports.store.FeedRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def cursor(self, remote: str, stream: str) -> str:
        """The stored resume point, "" before the first page."""
        connection = self._scope.session.connection()
        stored = connection.execute(_CURSOR, {"remote": remote, "stream": stream}).scalar()
        return "" if stored is None else str(stored)

    def save_cursor(self, remote: str, stream: str, cursor: str) -> None:
        """Store the resume point, in the transaction that stored its page."""
        if self.cursor(remote, stream) == cursor:
            return  # a page that changes nothing need not wait for the disk
        _SAVE_CURSOR.run(
            self._scope.session.connection(), [(remote, stream, cursor, self._scope.now_ms)]
        )

    def quarantine(self, row: Quarantined) -> bool:
        """Keep an unreadable row once, by its raw text; True when it is new."""
        # Half a surrogate pair is no text to SQLite; written out, nothing of it is lost.
        raw = row.raw.encode("utf-8", "backslashreplace").decode()
        digest = sha256(raw.encode()).hexdigest()
        known = select(QuarantineRow.id).where(QuarantineRow.digest == digest)
        if self._scope.session.exec(known).first() is not None:
            return False
        faults = json.dumps([[fault.path, fault.message] for fault in row.faults])
        stored = QuarantineRow(
            id=self._scope.ids.new_id(),
            digest=digest,
            source=row.source,
            origin=row.origin,
            raw=raw,
            faults=faults,
            received_ms=self._scope.now_ms,
            terminal_id=self._scope.terminal_id,
        )
        self._scope.put(stored, stored=None)
        return True

    def health(self, remote: str) -> Health | None:
        """The last known condition."""
        row = self._scope.session.get(RemoteHealthRow, remote)
        if row is None:
            return None
        return Health(
            remote=row.remote,
            title=row.title,
            state=HealthState(row.state),
            last_success_ms=row.last_success_ms,
            last_attempt_ms=row.last_attempt_ms,
            next_attempt_ms=row.next_attempt_ms,
            as_of_ms=row.as_of_ms,
            failing_since_ms=row.failing_since_ms,
            message=row.message,
        )

    def save_health(self, health: Health) -> None:
        """Insert or update."""
        self._scope.put(
            RemoteHealthRow(
                remote=health.remote,
                title=health.title,
                state=health.state.value,
                last_success_ms=health.last_success_ms,
                last_attempt_ms=health.last_attempt_ms,
                next_attempt_ms=health.next_attempt_ms,
                as_of_ms=health.as_of_ms,
                failing_since_ms=health.failing_since_ms,
                message=health.message,
            ),
            stored=self._scope.session.get(RemoteHealthRow, health.remote),
        )

    def forget_health(self, remote: str) -> None:
        """Nothing is connected for this remote any more, or something else; absent is fine."""
        self._scope.session.connection().execute(_FORGET_HEALTH, {"remote": remote})
