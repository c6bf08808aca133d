"""What the relay keeps, for SQLAlchemy Core; the same on SQLite and on PostgreSQL.

A new store gets the tables as they are here; an older one is led up to them step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

schema = Table(
    "relay_schema", metadata, Column("number", Integer, primary_key=True, autoincrement=False)
)

# One row. `last` is the number given out last; raising it is also the lock that orders writers.
numbering = Table(
    "relay_numbering",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("store_id", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
)

# `body` is NULL once it is erased; the digest stays to recognise a repeat.
item = Table(
    "relay_item",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary),
    Index("relay_item_subject", "subject", "kind", "number"),
    Index("relay_item_received", "received_ms"),
)

unparsed = Table(
    "relay_unparsed",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# A terminal. `reservation` and `guest` are the numbers up to which it has confirmed each feed.
token = Table(
    "relay_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("made_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
    Column("seen_ms", BigInteger, nullable=False),
    Column("reservation", BigInteger, nullable=False),
    Column("guest", BigInteger, nullable=False),
)

tally = Table(
    "relay_tally",
    metadata,
    Column("name", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)

SCHEMA_NUMBER = 1

STEPS: Mapping[int, Callable[[Connection], None]] = {}
"""What leads a store from this number to the next."""
