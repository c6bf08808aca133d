"""Step 1: every table of the first store, its append-only triggers and its search index.

A step is frozen: it repeats what the tables say instead of importing them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN_WORK = sa.text("state IN ('waiting', 'sending', 'unknown', 'parked')")
_WALK_INS = sa.text("reservation_key IS NULL")


def upgrade() -> None:
    """Create everything."""
    _create_people()
    _create_reservations()
    _create_floor()
    _create_payments()
    _create_exchange()
    _create_record()
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*_APPEND_ONLY, *_KEEP_WORK, *_SEARCH):
            op.execute(statement)


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


def _table(name: str, words: str, *constraints: sa.Constraint, key: str = "id") -> None:
    op.create_table(
        name,
        *_columns(words),
        sa.PrimaryKeyConstraint(*key.split()),
        *constraints,
        sqlite_strict=True,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=name)


def _words(column: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return _check(f"{column}_word", f"{column} IN ({listed})")


def _flags(*columns: str) -> list[sa.CheckConstraint]:
    return [_check(f"{column}_bool", f"{column} IN (0, 1)") for column in columns]


def _create_people() -> None:
    _table(
        "guest",
        "id first_name last_name email email_key phone source remote_id terminal_id created_ms#"
        " updated_ms#",
        _check(
            "identified", "trim(first_name) <> '' AND trim(last_name) <> '' AND email_key <> ''"
        ),
    )
    _index("guest", "email_key")
    _index("guest", "remote_id")
    discount_range = _check("discount_range", "discount_bp BETWEEN 0 AND 10000")
    _table("club", "id name discount_bp# updated_ms#", discount_range)
    _table("membership", "id club_id customer_id is_active# updated_ms#", *_flags("is_active"))
    _index("membership", "customer_id")
    _table(
        "staff",
        "id name role pin_hash failed_tries# locked_until_ms# is_active# terminal_id created_ms#"
        " updated_ms#",
        _words("role", "seller", "manager"),
        *_flags("is_active"),
    )


def _create_reservations() -> None:
    _table(
        "reservation",
        "row_no# key source business_id kind remote_id version_ms# sequence_id# channel# version_id"
        " digest start_ms# day zone name folded_name folded_last_name size# party_state"
        " party_state_raw is_cancelled# is_walk_in# is_visit# experience variety tables code email"
        " email_key phone total_cents#? paid_cents#? due_cents#? currency has_dietary_note#"
        " has_refund# search_text created_ms# updated_ms#",
        sa.UniqueConstraint("key"),
        _words("kind", "r", "w"),
        _check("day_form", "length(day) = 10"),
        *_flags("is_cancelled", "is_walk_in", "is_visit", "has_dietary_note", "has_refund"),
        key="row_no",
    )
    _index("reservation", "day", "start_ms")
    _index("reservation", "folded_name")
    _index("reservation", "folded_last_name")
    _table(
        "reservation_raw",
        "key raw",
        sa.ForeignKeyConstraint(["key"], ["reservation.key"]),
        key="key",
    )


def _create_floor() -> None:
    _table(
        "visit",
        "id business_id day state name folded_name party_size# table_name started_ms#"
        " reservation_key? guest_id? terminal_id created_ms# updated_ms#",
        sa.UniqueConstraint("reservation_key"),
        _words("state", "arrived", "seated", "finished"),
        _check("day_form", "length(day) = 10"),
        _check("party_size_range", "party_size >= 0"),
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"]),
    )
    _index("visit", "day", "started_ms")
    op.create_index("ix_visit_walk_in_name", "visit", ["folded_name"], sqlite_where=_WALK_INS)
    _table(
        "sales_order",
        "id number visit_id state currency tax_level club_name discount_bp# opened_ms# closed_ms#?"
        " total_cents#? terminal_id created_ms# updated_ms#",
        sa.UniqueConstraint("number"),
        _words("state", "open", "settling", "closed"),
        _words("tax_level", "item", "invoice"),
        _check("discount_range", "discount_bp BETWEEN 0 AND 10000"),
        _check(
            "closed_whole",
            "state <> 'closed' OR (closed_ms IS NOT NULL AND total_cents IS NOT NULL)",
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"]),
    )
    _index("sales_order", "visit_id")
    _table(
        "line_item",
        "id order_id sku title unit_cents# quantity# tax_rate_ppm# position# is_voided# terminal_id"
        " created_ms# updated_ms#",
        _check("quantity_range", "quantity BETWEEN 1 AND 999"),
        _check("tax_rate_range", "tax_rate_ppm >= 0"),
        *_flags("is_voided"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"]),
    )
    _index("line_item", "order_id")
    _table("order_counter", "terminal_id last_number#", key="terminal_id")


def _create_payments() -> None:
    _table(
        "payment",
        "seq# id order_id? reservation_key? tender cents# currency tendered_cents# taken_ms#"
        " staff_id card_brand? card_last_four? card_reference? terminal_id created_ms#",
        sa.UniqueConstraint("id"),
        _words("tender", "cash", "card"),
        _check("cents_range", "cents > 0"),
        _check("tendered_range", "tendered_cents >= cents"),
        _check("one_subject", "(order_id IS NULL) <> (reservation_key IS NULL)"),
        _check("last_four", "card_last_four IS NULL OR length(card_last_four) = 4"),
        sa.ForeignKeyConstraint(["order_id"], ["sales_order.id"]),
        key="seq",
    )
    _index("payment", "order_id")
    _index("payment", "reservation_key")


def _create_exchange() -> None:
    _table(
        "outbox",
        "seq# id remote aggregate operation subject_id payload title state created_ms#"
        " not_before_ms# reason attempts# first_sent_ms#? lease_until_ms#? is_in_doubt# remote_id"
        " terminal_id updated_ms#",
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("aggregate", "operation", "subject_id"),
        _words("operation", "put_order", "put_customer", "put_tags"),
        _words("state", "waiting", "sending", "unknown", "parked", "confirmed", "superseded"),
        _check("attempts_range", "attempts >= 0"),
        _check("leased", "state <> 'sending' OR lease_until_ms IS NOT NULL"),
        *_flags("is_in_doubt"),
        key="seq",
    )
    op.create_index("ix_outbox_open", "outbox", ["aggregate", "seq"], sqlite_where=_OPEN_WORK)
    op.create_index("ix_outbox_open_remote", "outbox", ["remote", "seq"], sqlite_where=_OPEN_WORK)
    _index("outbox", "subject_id")
    _table(
        "product",
        "sku title category tax_category price_cents# currency is_active# position# updated_ms#",
        *_flags("is_active"),
        key="sku",
    )
    _table("feed_cursor", "remote stream cursor updated_ms#", key="remote stream")
    _table(
        "remote_health",
        "remote title state last_success_ms#? last_attempt_ms#? next_attempt_ms#? as_of_ms#?"
        " failing_since_ms#? message",
        _words("state", "never", "live", "failing", "sign_in_needed", "paused"),
        key="remote",
    )
    _table(
        "quarantine",
        "id digest source origin raw faults received_ms# terminal_id",
        sa.UniqueConstraint("digest"),
    )


def _create_record() -> None:
    _table(
        "journal",
        "seq# id at_ms# unit verb subject before_json? after_json? staff_id terminal_id"
        " approved_by?",
        sa.UniqueConstraint("id"),
        key="seq",
    )
    _index("journal", "subject")
    _table(
        "store_identity",
        "only# install_id created_ms#",
        _check("only_one", "only = 1"),
        key="only",
    )


def _append_only(table: str) -> list[str]:
    # INSERT OR REPLACE deletes without asking the DELETE trigger, so an insert may not replace.
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    replaces = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR seq = NEW.seq)"  # noqa: S608
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {replaces} {refuse}",
    ]


_APPEND_ONLY = (*_append_only("payment"), *_append_only("journal"))

_KEEP_WORK = (
    """CREATE TRIGGER outbox_no_delete BEFORE DELETE ON outbox
    WHEN OLD.state NOT IN ('confirmed', 'superseded')
    BEGIN SELECT RAISE(ABORT, 'open work is never deleted'); END""",
    """CREATE TRIGGER outbox_no_rewrite
    BEFORE UPDATE OF id, remote, aggregate, operation, subject_id, payload ON outbox
    WHEN OLD.id <> NEW.id OR OLD.remote <> NEW.remote OR OLD.aggregate <> NEW.aggregate
      OR OLD.operation <> NEW.operation OR OLD.subject_id <> NEW.subject_id
      OR OLD.payload <> NEW.payload
    BEGIN SELECT RAISE(ABORT, 'work is sent as it was written'); END""",
    """CREATE TRIGGER outbox_no_replace BEFORE INSERT ON outbox
    WHEN EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id OR seq = NEW.seq
      OR (aggregate = NEW.aggregate AND operation = NEW.operation
          AND subject_id = NEW.subject_id))
    BEGIN SELECT RAISE(ABORT, 'work is never replaced'); END""",
)

_SEARCH = (
    # Trigrams without positions: a quarter of the size, so every hit is checked again.
    """CREATE VIRTUAL TABLE reservation_search USING fts5(
      search_text, content='reservation', content_rowid='row_no',
      tokenize='trigram case_sensitive 1', detail='none', columnsize=0)""",
    """CREATE TRIGGER reservation_search_insert AFTER INSERT ON reservation BEGIN
      INSERT INTO reservation_search (rowid, search_text) VALUES (NEW.row_no, NEW.search_text);
    END""",
    """CREATE TRIGGER reservation_search_update AFTER UPDATE OF search_text ON reservation
    WHEN OLD.search_text <> NEW.search_text BEGIN
      INSERT INTO reservation_search (reservation_search, rowid, search_text)
        VALUES ('delete', OLD.row_no, OLD.search_text);
      INSERT INTO reservation_search (rowid, search_text) VALUES (NEW.row_no, NEW.search_text);
    END""",
    """CREATE TRIGGER reservation_search_delete AFTER DELETE ON reservation BEGIN
      INSERT INTO reservation_search (reservation_search, rowid, search_text)
        VALUES ('delete', OLD.row_no, OLD.search_text);
    END""",
)
