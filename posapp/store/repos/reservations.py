"""Tock's rows. Whole pages are written and compared by one statement each, not row by row."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text as sql_text

from posapp.domain.errors import NotFoundError
from posapp.domain.guest import email_key
from posapp.domain.ids import ReservationKey
from posapp.domain.reservation import Channel, Reservation, Version
from posapp.ports.reservations import IncomingReservation
from posapp.store.bulk import BulkLookup, BulkStatement
from posapp.store.decoding import Decode
from posapp.store.folding import folded, search_text
from posapp.store.repos.scope import Scope
from posapp.store.schema import NewsConflictRow, ReservationRow

_COLUMNS = [name for name in ReservationRow.model_fields if name != "row_no"]
_KEY_AT = _COLUMNS.index("key")
_UPDATED = [name for name in _COLUMNS if name not in {"key", "created_ms"}]

_UPSERT = BulkStatement(
    f"INSERT INTO reservation ({', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
    f" ON CONFLICT (key) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in _UPDATED)}",
    _COLUMNS,
)
_UPSERT_RAW = BulkStatement(
    "INSERT INTO reservation_raw (key, raw, raw_digest) VALUES (:key, :raw, :raw_digest)"
    " ON CONFLICT (key) DO UPDATE SET raw = excluded.raw, raw_digest = excluded.raw_digest",
    ("key", "raw", "raw_digest"),
)
_KNOWN_TEXTS = BulkLookup(
    "SELECT raw_digest FROM reservation_raw WHERE raw_digest IN ({texts}) AND raw_digest <> ''"
)
_VERSIONS = BulkLookup(
    "SELECT key, version_ms, sequence_id, channel, version_id, digest FROM reservation"
    " WHERE key IN ({texts})"
)
_RAW = sql_text(
    "SELECT r.source, w.raw, r.channel FROM reservation r JOIN reservation_raw w ON w.key = r.key"
    " WHERE r.key = :key"
)


class SqlReservationRepo:
    """Satisfies ports.store.ReservationRepo."""

    def __init__(self, scope: Scope, *, decode: Decode) -> None:
        self._scope = scope
        self._decode = decode

    def versions(self, key_texts: Sequence[str]) -> dict[str, Version]:
        """What is stored of these rows, by `key.text`; absent keys are absent."""
        rows = _VERSIONS.run(self._scope.session.connection(), key_texts)
        return {
            key: Version(updated_ms, sequence_id, Channel(channel), int(version_id), digest)
            for key, updated_ms, sequence_id, channel, version_id, digest in rows
        }

    def known_texts(self, digests: Sequence[str]) -> frozenset[str]:
        """Those of these digests whose very text is what is stored of a row."""
        found = _KNOWN_TEXTS.run(self._scope.session.connection(), digests)
        return frozenset(digest for (digest,) in found)

    def note_conflict(self, key: ReservationKey, *, digest: str, kept_digest: str) -> bool:
        """Count news of equal version and other content; True when it was not seen before."""
        known = self._scope.session.get(NewsConflictRow, (key.text, digest))
        self._scope.put(
            NewsConflictRow(
                reservation_key=key.text,
                digest=digest,
                kept_digest=kept_digest,
                seen_ms=self._scope.now_ms,
                times=1 if known is None else known.times + 1,
            ),
            stored=known,
        )
        return known is None

    def save(self, rows: Sequence[IncomingReservation]) -> None:
        """Insert or replace rows with their raw text and search text."""
        connection = self._scope.session.connection()
        now_ms = self._scope.now_ms
        columns = [_values(row, now_ms=now_ms) for row in rows]
        _UPSERT.run(connection, columns)
        _UPSERT_RAW.run(
            connection,
            [
                (values[_KEY_AT], row.raw, row.raw_digest)
                for row, values in zip(rows, columns, strict=True)
            ],
        )

    def get(self, key: ReservationKey) -> Reservation:
        """The row, decoded from its raw text; raises NotFoundError."""
        row = self._scope.session.connection().execute(_RAW, {"key": key.text}).first()
        if row is None:
            raise NotFoundError("reservation", key.text)
        source, raw, channel = row
        return self._decode(source, raw, Channel(channel))


def _values(row: IncomingReservation, *, now_ms: int) -> tuple[str | int | None, ...]:
    """The row's columns in the order of `_COLUMNS`."""
    facts = row.facts
    key, version = facts.key, facts.version
    columns: dict[str, str | int | None] = {
        "key": facts.key_text,
        "source": key.source,
        "business_id": key.business_id,
        "kind": key.kind.value,
        "remote_id": key.remote_id,
        "version_ms": version.updated_ms,
        "sequence_id": version.sequence_id,
        "channel": int(version.channel),
        "version_id": str(version.version_id),
        "digest": version.digest,
        "start_ms": facts.start_ms,
        "day": facts.day,
        "zone": facts.zone,
        "name": facts.name,
        "folded_name": folded(facts.name),
        "folded_last_name": folded(facts.last_name),
        "size": facts.size,
        "party_state": facts.party_state,
        "party_state_raw": facts.party_state_raw,
        "is_cancelled": int(facts.is_cancelled),
        "is_walk_in": int(facts.is_walk_in),
        "is_visit": int(facts.is_visit),
        "experience": facts.experience,
        "variety": facts.variety,
        "tables": facts.tables,
        "code": facts.code,
        "email": facts.email,
        "email_key": email_key(facts.email),
        "phone": facts.phone,
        "total_cents": facts.total_cents,
        "paid_cents": facts.paid_cents,
        "due_cents": facts.due_cents,
        "currency": facts.currency,
        "has_dietary_note": int(facts.has_dietary_note),
        "has_refund": int(facts.has_refund),
        "search_text": search_text(facts),
        "created_ms": now_ms,
        "updated_ms": now_ms,
        "room": facts.room,
        "location": row.location,
    }
    return tuple(map(columns.__getitem__, _COLUMNS))
