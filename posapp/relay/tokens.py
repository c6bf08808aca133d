"""The terminals' tokens: made once, shown once, kept only as a digest.

A plain SHA-256 is right here: a token has 256 random bits, so there is nothing to guess that a
slow hash would protect, and every request has to be checked.
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, insert, select, update

from posapp.domain.errors import DomainError
from posapp.relay.database import Database, announce
from posapp.relay.ledger import take_numbers
from posapp.relay.tables import token

_MOST_LETTERS = 64
_BYTES = 32


def new_token() -> str:
    """A token of 256 random bits; its first letters tell people what it is."""
    return f"relay_{token_urlsafe(_BYTES)}"


def digest_of(secret: str) -> bytes:
    """What is stored of a token and looked up for a request."""
    return sha256(secret.encode("utf-8", "surrogateescape")).digest()


def add_token(database: Database, name: str, *, secret: str, now_ms: int) -> None:
    """Let a terminal in from now on; it begins with what is still here."""
    name = name.strip()
    if not name or len(name) > _MOST_LETTERS or not name.isprintable():
        text = f"Give the terminal a name of 1 to {_MOST_LETTERS} letters."
        raise DomainError("invalid", text, field="name")
    with database.writing.begin() as connection:
        take_numbers(connection, 0)  # one at a time, on PostgreSQL too
        if _active(connection, name):
            text = f"A terminal named {name} has a token; revoke it first."
            raise DomainError("exists", text, field="name")
        connection.execute(
            insert(token).values(
                name=name,
                digest=digest_of(secret),
                made_ms=now_ms,
                seen_ms=0,
                reservation=0,
                guest=0,
            )
        )


def revoke_token(database: Database, name: str, *, now_ms: int) -> None:
    """Let this terminal in no longer, also where it is waiting for an answer just now."""
    with database.writing.begin() as connection:
        ids = _active(connection, name.strip())
        if not ids:
            raise DomainError("not_found", f"No terminal named {name} has a token.", field="name")
        connection.execute(update(token).where(token.c.id.in_(ids)).values(revoked_ms=now_ms))
        announce(connection)


def list_tokens(database: Database) -> list[dict[str, Any]]:
    """Every token ever made, without anything that could stand in for it."""
    wanted = select(
        token.c.name, token.c.made_ms, token.c.revoked_ms, token.c.seen_ms, token.c.id
    ).order_by(token.c.id)
    with database.engine.begin() as connection:
        return [
            {
                "name": row.name,
                "made_ms": row.made_ms,
                "revoked_ms": row.revoked_ms,
                "seen_ms": row.seen_ms or None,
            }
            for row in connection.execute(wanted)
        ]


def _active(connection: Connection, name: str) -> list[int]:
    found = select(token.c.id).where(token.c.name == name, token.c.revoked_ms.is_(None))
    return list(connection.execute(found).scalars())
