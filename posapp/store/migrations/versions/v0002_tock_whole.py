"""Step 2: what is kept about Tock beside its rows; and of each raw text, the digest it came with.

A step is frozen: it repeats what the tables say instead of importing them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables of step 2."""
    op.add_column("reservation_raw", sa.Column("raw_digest", _WHOLE, nullable=True))
    op.create_index("ix_reservation_raw_raw_digest", "reservation_raw", ["raw_digest"])
    for name in ("room", "location"):
        op.add_column("reservation", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _create_pulls()
    _create_maps_and_tags()
    _create_walk_ins()
    if op.get_bind().dialect.name == "sqlite":
        # FTS5 writes its index out at every statement: a trigger made each new row cost twice as
        # much as one statement for a page. Whoever inserts rows adds them to the index.
        op.execute("DROP TRIGGER reservation_search_insert")


def _columns(words: str) -> list[sa.Column[object]]:
    """Columns in order: `name` is text, `name#` a whole number; a final `?` lets it be absent."""
    return [
        sa.Column(
            word.rstrip("#?"),
            _WHOLE if "#" in word else sa.Text(),
            nullable=word.endswith("?"),
        )
        for word in words.split()
    ]


def _table(name: str, words: str, *constraints: sa.Constraint, key: str) -> None:
    op.create_table(
        name,
        *_columns(words),
        sa.PrimaryKeyConstraint(*key.split()),
        *constraints,
        sqlite_strict=True,
    )


def _words(column: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def _create_pulls() -> None:
    _table(
        "pull_report",
        "id stream business_id state started_ms# ended_ms#? as_of_ms#? files# files_skipped#"
        " rows_read# rows_new# rows_changed# rows_unchanged# rows_quarantined# conflicts#"
        " new_guests# message details terminal_id",
        _words("state", "running", "done", "preview", "cancelled", "failed"),
        key="id",
    )
    op.create_index("ix_pull_report_started_ms", "pull_report", ["started_ms"])
    _table(
        "news_conflict",
        "reservation_key digest kept_digest seen_ms# times#",
        key="reservation_key digest",
    )


def _create_maps_and_tags() -> None:
    _table(
        "mapping",
        "kind business_id name target terminal_id updated_ms#",
        _words("kind", "experience", "room", "tag"),
        key="kind business_id name",
    )
    _table("room_seen", "business_id name times# seen_ms#", key="business_id name")
    _table("tock_tag", "name seen_ms#", key="name")
    _table(
        "guest_tags",
        "email_key tags contact seen due updated_ms#",
        _words("due", "nothing", "note", "send"),
        key="email_key",
    )
    _table(
        "guest_origin",
        "guest_id phone_country_code customer_source customer_type allocation_tier is_imported#"
        " opt_in#? updated_ms#",
        sa.CheckConstraint("is_imported IN (0, 1)", name="is_imported_bool"),
        sa.CheckConstraint("opt_in IS NULL OR opt_in IN (0, 1)", name="opt_in_bool"),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"]),
        key="guest_id",
    )


def _create_walk_ins() -> None:
    _table(
        "walk_in_start",
        "reservation_key visit_id started_ms# terminal_id",
        key="reservation_key",
    )
    _table("kept_difference", "visit_id field value kept_ms#", key="visit_id field")
    _table(
        "twin_answer",
        "visit_id reservation_key answer dropped answered_ms# terminal_id",
        _words("answer", "linked", "different"),
        key="visit_id reservation_key",
    )
    op.create_index("ix_twin_answer_reservation_key", "twin_answer", ["reservation_key"])
