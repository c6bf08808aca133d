"""The floor: a plain program by hand, storing the same rows in the very same tables.

Inside its timing it decodes each row into the same structs, makes the same columns of them (folded
names and search text too), and upserts each table by one `executemany`, all in one transaction. It
compares nothing, checks nothing and keeps secrets: the digests that a comparison needs are made
beforehand. Its search index is kept by the trigger that SQLite's manual gives for it, as this store
kept it in step 1; or, as this store does now, by a statement of its own, which is quicker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from posapp.adapters.tock.wire import ROW, WirePatron, WireReservation
from posapp.store.driver import connect_reader, connect_writer
from posapp.store.folding import folded

Digests = Mapping[str, tuple[str, int]]
"""Of each row, by its key: the digest of its content and that of its text."""

_COLUMNS = [
    "key",
    "source",
    "business_id",
    "kind",
    "remote_id",
    "version_ms",
    "sequence_id",
    "channel",
    "version_id",
    "digest",
    "start_ms",
    "day",
    "zone",
    "name",
    "folded_name",
    "folded_last_name",
    "size",
    "party_state",
    "party_state_raw",
    "is_cancelled",
    "is_walk_in",
    "is_visit",
    "experience",
    "variety",
    "tables",
    "code",
    "email",
    "email_key",
    "phone",
    "total_cents",
    "paid_cents",
    "due_cents",
    "currency",
    "has_dietary_note",
    "has_refund",
    "search_text",
    "created_ms",
    "updated_ms",
    "room",
    "location",
]
_RAW_COLUMNS = ["key", "raw", "raw_digest"]
_ORDERS = ("PICKUP", "DELIVERY")
_LAST_ROW = "SELECT coalesce(max(row_no), 0) FROM reservation"
_INDEX = (
    "INSERT INTO reservation_search (rowid, search_text)"
    " SELECT row_no, search_text FROM reservation WHERE row_no > ?"
)
_INDEX_TRIGGER = (
    "CREATE TRIGGER reservation_search_insert AFTER INSERT ON reservation BEGIN"
    " INSERT INTO reservation_search (rowid, search_text) VALUES (NEW.row_no, NEW.search_text); END"
)


class IndexBy(Enum):
    """How a floor keeps its search index."""

    TRIGGER = auto()
    STATEMENT = auto()


def digests_of(database: Path) -> Digests:
    """The digests of a filled store."""
    query = "SELECT key, digest, raw_digest FROM reservation JOIN reservation_raw USING (key)"
    with closing(connect_reader(database)) as connection:
        return {key: (digest, raw_digest) for key, digest, raw_digest in connection.execute(query)}


def decode_all(bodies: Sequence[bytes]) -> None:
    """Decode every row into the same structs, and nothing else."""
    for body in bodies:
        ROW.decode(body)


@dataclass(frozen=True, slots=True)
class Floor:
    """A store that is written by hand."""

    connection: Any
    digests: Digests
    index_by: IndexBy

    def store(self, bodies: Sequence[bytes]) -> None:
        """Decode all rows and write them in one transaction."""
        rows, raws = [], []
        for body in bodies:
            row = ROW.decode(body)
            key = f"tock:{row.business.id}:r:{row.id}"
            digest, raw_digest = self.digests[key]
            rows.append(_columns(row, key=key, digest=digest))
            raws.append((key, body.decode(), raw_digest))
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        (last,) = connection.execute(_LAST_ROW).fetchone()
        connection.executemany(_UPSERT, rows)
        if self.index_by is IndexBy.STATEMENT:
            connection.execute(_INDEX, (last,))
        connection.executemany(_UPSERT_RAW, raws)
        connection.execute("COMMIT")


@contextmanager
def floor_of(database: Path, *, digests: Digests, index_by: IndexBy) -> Iterator[Floor]:
    """An empty store to be written by hand, with the settings that every writer has."""
    with closing(connect_writer(database)) as connection:
        if index_by is IndexBy.TRIGGER:
            connection.execute(_INDEX_TRIGGER)
        yield Floor(connection, digests, index_by)


def _columns(row: WireReservation, *, key: str, digest: str) -> tuple[Any, ...]:
    """The columns of a booking of which it is known that nothing is missing or odd."""
    business, experience, stamp_ms = row.business, row.experience, row.service_date_timestamp
    diner, owner, table = row.diner_patron, row.owner_patron, (row.table or [])[0]
    assert experience
    assert stamp_ms
    assert diner
    assert owner
    name, owner_name = _name(diner), _name(owner)
    email, phone, code = diner.email or "", str(diner.phone or ""), str(row.confirmation_code)
    day = datetime.fromtimestamp(stamp_ms / 1_000, ZoneInfo(business.time_zone)).date()
    searched = (name, code, email, owner_name, owner.email, phone, str(owner.phone or ""))
    return (
        key,
        "tock",
        str(business.id),
        "r",
        str(row.id),
        row.last_updated_timestamp,
        row.sequence_id,
        1,
        str(row.version_id),
        digest,
        stamp_ms,
        day.isoformat(),
        business.time_zone,
        name,
        folded(name),
        folded(diner.last_name or ""),
        row.party_size,
        row.party_state,
        row.party_state,
        int(row.is_cancelled or False),
        0,
        int(experience.variety not in _ORDERS),
        experience.name,
        experience.variety,
        table.name,
        code,
        email,
        email.lower(),
        phone,
        row.total_price_cents,
        row.net_amount_paid_cents,
        row.amount_due_cents,
        business.currency_code,
        int(any(note.note_type == "BOOKING_DIETARY_NOTE" for note in row.note or ())),
        int(bool(row.refund)),
        folded("\n".join(dict.fromkeys(filter(None, searched)))),
        0,
        0,
        table.room,
        "",
    )


def _name(patron: WirePatron) -> str:
    return f"{patron.first_name} {patron.last_name}"


def _upsert(table: str, columns: Sequence[str]) -> str:
    kept = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "key")
    marks = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT (key) DO UPDATE SET {kept}"
    )


_UPSERT, _UPSERT_RAW = _upsert("reservation", _COLUMNS), _upsert("reservation_raw", _RAW_COLUMNS)
