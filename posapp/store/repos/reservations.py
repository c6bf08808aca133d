"""Tock's rows. Whole pages are written and compared by one statement each, not row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text as sql_text

from posapp.domain.errors import NotFoundError
from posapp.domain.guest import email_key
from posapp.domain.ids import ReservationKey
from posapp.domain.reservation import Channel, Reservation, Version
from posapp.ports.board_facts import BoardFacts
from posapp.ports.reservations import IncomingReservation
from posapp.store.bulk import BulkLookup, BulkStatement
from posapp.store.decoding import Decode
from posapp.store.folding import folded, search_text
from posapp.store.repos.scope import Scope
from posapp.store.schema import NewsConflictRow

_COLUMNS = (
    *("key", "source", "business_id", "kind", "remote_id"),
    *("version_ms", "sequence_id", "channel", "version_id", "digest"),
    *("start_ms", "day", "zone", "name", "folded_name", "folded_last_name", "size"),
    *("party_state", "party_state_raw", "is_cancelled", "is_walk_in", "is_visit"),
    *("experience", "variety", "tables", "code", "email", "email_key", "phone"),
    *("total_cents", "paid_cents", "due_cents", "currency", "has_dietary_note", "has_refund"),
    *("search_text", "created_ms", "updated_ms", "room", "location"),
)
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
_LAST_ROW = sql_text("SELECT coalesce(max(row_no), 0) FROM reservation")
# One statement for a page: FTS5 writes its index out at each, so a row at a time costs ten times.
_INDEX_NEW = sql_text(
    "INSERT INTO reservation_search (rowid, search_text)"
    " SELECT row_no, search_text FROM reservation WHERE row_no > :last_row"
)
_KNOWN_TEXTS = BulkLookup("SELECT raw_digest FROM reservation_raw WHERE raw_digest IN ({listed})")
_VERSIONS = BulkLookup(
    "SELECT key, version_ms, sequence_id, channel, version_id, digest FROM reservation"
    " WHERE key IN ({listed})"
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

    def known_texts(self, digests: Sequence[int]) -> frozenset[int]:
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
        """Insert or replace rows with their raw text and search text; of equal keys the last."""
        connection = self._scope.session.connection()
        now_ms = self._scope.now_ms
        columns, raws = {}, {}
        for row in rows:
            facts = row.facts
            columns[facts.key_text] = _values(row, facts, now_ms=now_ms)
            raws[facts.key_text] = (facts.key_text, row.raw, row.raw_digest)
        last_row = connection.execute(_LAST_ROW).scalar_one()
        _UPSERT.run(connection, list(columns.values()))
        connection.execute(_INDEX_NEW, {"last_row": last_row})
        _UPSERT_RAW.run(connection, list(raws.values()))

    def get(self, key: ReservationKey) -> Reservation:
        """The row, decoded from its raw text; raises NotFoundError."""
        row = self._scope.session.connection().execute(_RAW, {"key": key.text}).first()
        if row is None:
            raise NotFoundError("reservation", key.text)
        source, raw, channel = row
        return self._decode(source, raw, Channel(channel))


def _values(row: IncomingReservation, facts: BoardFacts, *, now_ms: int) -> tuple[Any, ...]:
    """The row's columns in the order of `_COLUMNS`."""
    version, name, email = facts.version, facts.name, facts.email
    return (
        facts.key_text,
        facts.source,
        facts.business_id,
        facts.kind,
        facts.remote_id,
        version.updated_ms,
        version.sequence_id,
        int(version.channel),
        str(version.version_id),
        version.digest,
        facts.start_ms,
        facts.day,
        facts.zone,
        name,
        folded(name),
        folded(facts.last_name),
        facts.size,
        facts.party_state,
        facts.party_state_raw,
        int(facts.is_cancelled),
        int(facts.is_walk_in),
        int(facts.is_visit),
        facts.experience,
        facts.variety,
        facts.tables,
        facts.code,
        email,
        email_key(email),
        facts.phone,
        facts.total_cents,
        facts.paid_cents,
        facts.due_cents,
        facts.currency,
        int(facts.has_dietary_note),
        int(facts.has_refund),
        search_text(facts),
        now_ms,
        now_ms,
        facts.room,
        row.location,
    )
