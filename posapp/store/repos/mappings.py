"""What staff said of Tock's names, and what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text as sql_text

from posapp.domain.mapping import Mapping, MappingKind, RoomSeen
from posapp.domain.venue import Remote
from posapp.ports.reservations import IncomingReservation
from posapp.store.repos.scope import Scope
from posapp.store.schema import MappingRow

_NOTE_ROOM = sql_text(
    "INSERT INTO room_seen (business_id, name, times, seen_ms)"
    " SELECT :business_id, :name, 1, :now_ms"
    " WHERE EXISTS (SELECT 1 FROM reservation WHERE key = :key AND updated_ms = :now_ms)"
    " ON CONFLICT (business_id, name)"
    " DO UPDATE SET times = room_seen.times + 1, seen_ms = excluded.seen_ms"
)
_PLACE = sql_text(
    "UPDATE reservation SET location = :location"
    " WHERE key = :key AND digest = :digest AND location <> :location"
)
_SKU = sql_text(
    "SELECT m.target FROM reservation r JOIN mapping m ON m.kind = 'experience'"
    " AND m.business_id = r.business_id AND m.name = r.experience WHERE r.key = :key"
)
# Only where files resume: what a person accepted is kept among the resume points too.
_FORGET_FILES = sql_text(
    "UPDATE feed_cursor SET cursor = ''"
    " WHERE remote = :remote AND (stream = 'export' OR stream LIKE 'export:%')"
)
_FORGET_TEXTS = sql_text(
    "UPDATE reservation_raw SET raw_digest = NULL WHERE raw_digest IS NOT NULL"
    " AND key IN (SELECT key FROM reservation WHERE location = :location)"
)
_FORGET_COUNTS = sql_text("DELETE FROM room_seen")


class SqlMappingRepo:
    """Satisfies ports.mappings.MappingRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, kind: MappingKind, *, business_id: str, name: str) -> Mapping | None:
        """What a name stands for; None when nobody has said."""
        row = self._row(kind, business_id, name)
        return None if row is None else Mapping(kind, business_id, name, row.target)

    def save(self, mapping: Mapping) -> None:
        """Insert or update."""
        self._scope.put(
            MappingRow(
                kind=mapping.kind.value,
                business_id=mapping.business_id,
                name=mapping.name,
                target=mapping.target,
                terminal_id=self._scope.terminal_id,
                updated_ms=self._scope.now_ms,
            ),
            stored=self._row(mapping.kind, mapping.business_id, mapping.name),
        )

    def forget(self, kind: MappingKind, *, business_id: str, name: str) -> None:
        """Nobody has said any more."""
        row = self._row(kind, business_id, name)
        if row is not None:
            self._scope.session.delete(row)
            self._scope.session.flush()

    def sku_of(self, key_text: str) -> str:
        """The SKU that a reservation's experience counts as; "" when nobody has said."""
        found = self._scope.session.connection().execute(_SKU, {"key": key_text}).first()
        return "" if found is None else str(found[0])

    def note_rooms(self, rooms: Sequence[RoomSeen]) -> None:
        """Count rooms without a location, each with a row that this transaction stored."""
        now_ms = self._scope.now_ms
        for room in rooms:
            values = {"business_id": room.business_id, "name": room.name, "now_ms": now_ms}
            connection = self._scope.session.connection()
            connection.execute(_NOTE_ROOM, {**values, "key": room.reservation_key})

    def place(self, rows: Sequence[IncomingReservation]) -> int:
        """Bring the rows that are stored as they are here to their locations; how many changed."""
        connection = self._scope.session.connection()
        return sum(connection.execute(_PLACE, _placed(row)).rowcount for row in rows)

    def read_files_again(self, *, location: str) -> None:
        """Let the next pull read all files from the start, and the rows of a location anew."""
        connection = self._scope.session.connection()
        connection.execute(_FORGET_FILES, {"remote": Remote.TOCK.value})
        if location:
            connection.execute(_FORGET_TEXTS, {"location": location})
        connection.execute(_FORGET_COUNTS)

    def _row(self, kind: MappingKind, business_id: str, name: str) -> MappingRow | None:
        return self._scope.session.get(MappingRow, (kind.value, business_id, name))


def _placed(row: IncomingReservation) -> dict[str, str]:
    reservation = row.reservation
    return {
        "key": reservation.key.text,
        "digest": reservation.version.digest,
        "location": row.location,
    }
