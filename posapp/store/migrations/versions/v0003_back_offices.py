"""Step 3: the winery's back offices: people both ways, web orders, pickups, tasks, conflicts.

A step is frozen: it repeats what the tables say instead of importing them.
"""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN_WORK = sa.text("state IN ('waiting', 'sending', 'unknown', 'parked')")
_GUESTS_AT_ONCE = 500


def upgrade() -> None:
    """Create the tables of step 3, and let the outbox carry its new work."""
    _widen_people()
    _widen_orders()
    _widen_outbox()
    _create_people()
    _create_orders()
    _create_by_hand()
    # More is kept of every record now: addresses, dates, prices. All of them are read once more.
    op.execute("UPDATE feed_cursor SET cursor = '' WHERE remote = 'orders'")


def _column(word: str, **more: object) -> sa.Column[object]:
    return sa.Column(
        word.rstrip("#?"),
        _WHOLE if "#" in word else sa.Text(),
        nullable=word.endswith("?"),
        **more,  # type: ignore[arg-type]
    )


def _table(name: str, words: str, *constraints: sa.Constraint, key: str) -> None:
    op.create_table(
        name,
        *map(_column, words.split()),
        sa.PrimaryKeyConstraint(*key.split()),
        *constraints,
        sqlite_strict=True,
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _words(column: str, words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def _flags(*columns: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_bool") for name in columns]


def _add(table: str, words: str) -> None:
    for word in words.split():
        more = {} if word.endswith("?") else {"server_default": ""}
        op.add_column(table, _column(word, **more))


def _widen_people() -> None:
    _add("guest", "folded_name folded_last_name phone_digits phone_reversed into_id")
    _fill_guests(op.get_bind())
    for name in ("folded_name", "phone_digits", "phone_reversed"):
        _index("guest", name)
    _index("guest", "folded_last_name", "folded_name")
    op.create_index("ix_guest_merged", "guest", ["into_id"], sqlite_where=sa.text("into_id <> ''"))
    _name_offices()


def _name_offices() -> None:
    """Clubs and places in them are some back office's; the guests say of which they came."""
    op.rename_table("club", "club_before")
    op.rename_table("membership", "membership_before")
    op.execute("DROP INDEX ix_membership_customer_id")
    _table(
        "club",
        "backend id name discount_bp# updated_ms#",
        sa.CheckConstraint("discount_bp BETWEEN 0 AND 10000", name="discount_range"),
        key="backend id",
    )
    _table(
        "membership",
        "backend id club_id customer_id is_active# updated_ms# status joined_ms#? cancelled_ms#?"
        " fulfilment pickup_location",
        *_flags("is_active"),
        key="backend id",
    )
    _index("membership", "customer_id", "backend")
    op.execute(
        "INSERT INTO membership (backend, id, club_id, customer_id, is_active, updated_ms, status,"  # noqa: S608
        f" fulfilment, pickup_location) SELECT coalesce(({_OF_PERSON}), ({_OF_MOST}), ''), m.id,"
        " m.club_id, m.customer_id, m.is_active, m.updated_ms, '', '', '' FROM membership_before m"
    )
    op.execute(
        "INSERT INTO club (backend, id, name, discount_bp, updated_ms)"  # noqa: S608
        f" SELECT coalesce(({_OF_MEMBERS}), ({_OF_MOST}), ''), c.id, c.name, c.discount_bp,"
        " c.updated_ms FROM club_before c"
    )
    op.drop_table("club_before")
    op.drop_table("membership_before")
    # Everybody's clubs were noted of one office; those of another are noted when it is read.
    op.execute(
        f"UPDATE feed_cursor SET cursor = coalesce(({_OF_MOST}), '')"  # noqa: S608
        " WHERE remote = 'tock' AND stream = 'club_tags' AND cursor <> ''"
    )


_OF_PERSON = (
    "SELECT g.source FROM guest g WHERE g.remote_id = m.customer_id AND g.remote_id <> '' LIMIT 1"
)
_OF_MEMBERS = "SELECT n.backend FROM membership n WHERE n.club_id = c.id LIMIT 1"
_OF_MOST = (
    "SELECT g.source FROM guest g WHERE g.remote_id <> '' GROUP BY g.source"
    " ORDER BY count(*) DESC, g.source LIMIT 1"
)


def _fill_guests(connection: sa.Connection) -> None:
    last = ""
    while True:
        found = connection.execute(
            sa.text(
                "SELECT id, first_name, last_name, phone FROM guest WHERE id > :last"
                " ORDER BY id LIMIT :size"
            ),
            {"last": last, "size": _GUESTS_AT_ONCE},
        ).all()
        if not found:
            return
        connection.execute(
            sa.text(
                "UPDATE guest SET folded_name = :name, folded_last_name = :last_name,"
                " phone_digits = :digits, phone_reversed = :reversed WHERE id = :id"
            ),
            [_searched(row) for row in found],
        )
        last = found[-1].id


def _searched(row: sa.Row[tuple[str, str, str, str]]) -> dict[str, str]:
    digits = "".join(one for one in row.phone if one.isdigit())
    return {
        "id": row.id,
        "name": _folded(f"{row.first_name} {row.last_name}".strip()),
        "last_name": _folded(row.last_name),
        "digits": digits,
        "reversed": digits[::-1],
    }


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(one for one in decomposed if not unicodedata.combining(one)).casefold()


def _widen_orders() -> None:
    _index("visit", "guest_id")
    _index("reservation", "email_key")
    _add("sales_order", "fulfilment ship_to")
    _table(
        "product_price",
        "sku level min_quantity# price_cents# sale_cents#?",
        key="sku level min_quantity",
    )


def _widen_outbox() -> None:
    """A check cannot be widened in place: the rows move into a new table, order and all."""
    op.rename_table("outbox", "outbox_before")
    for name in ("ix_outbox_open", "ix_outbox_open_remote", "ix_outbox_subject_id"):
        op.execute(f"DROP INDEX {name}")
    for name in ("no_delete", "no_rewrite", "no_replace"):
        op.execute(f"DROP TRIGGER outbox_{name}")
    columns = (
        "seq# id remote aggregate operation subject_id payload title state created_ms#"
        " not_before_ms# reason attempts# first_sent_ms#? lease_until_ms#? is_in_doubt# remote_id"
        " terminal_id updated_ms#"
    )
    _table(
        "outbox",
        columns,
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("aggregate", "operation", "subject_id"),
        _words("operation", "put_order put_customer put_tags mark_pickup undo_pickup set_clubs"),
        _words("state", "waiting sending unknown parked confirmed superseded"),
        sa.CheckConstraint("attempts >= 0", name="attempts_range"),
        sa.CheckConstraint("state <> 'sending' OR lease_until_ms IS NOT NULL", name="leased"),
        *_flags("is_in_doubt"),
        key="seq",
    )
    names = ", ".join(word.rstrip("#?") for word in columns.split())
    op.execute(f"INSERT INTO outbox ({names}) SELECT {names} FROM outbox_before")  # noqa: S608
    op.execute("UPDATE outbox SET remote = 'people' WHERE operation = 'put_customer'")
    op.drop_table("outbox_before")
    op.create_index("ix_outbox_open", "outbox", ["aggregate", "seq"], sqlite_where=_OPEN_WORK)
    op.create_index("ix_outbox_open_remote", "outbox", ["remote", "seq"], sqlite_where=_OPEN_WORK)
    _index("outbox", "subject_id")
    for trigger in _KEEP_WORK:
        op.execute(trigger)


def _create_people() -> None:
    _table(
        "guest_details",
        "guest_id details terminal_id updated_ms#",
        sa.ForeignKeyConstraint(["guest_id"], ["guest.id"]),
        key="guest_id",
    )
    _table(
        "remote_person",
        "backend remote_id guest_id base told modified_ms#? seen_ms# into_id",
        key="backend remote_id",
    )
    _index("remote_person", "guest_id")
    _table(
        "record_conflict",
        "id backend remote_id guest_id fields choices before state created_ms# settled_ms#?"
        " settled_by terminal_id",
        _words("state", "open settled undone"),
        key="id",
    )
    _index("record_conflict", "guest_id")
    op.create_index(
        "ix_record_conflict_open",
        "record_conflict",
        ["created_ms"],
        sqlite_where=sa.text("state = 'open'"),
    )


def _create_orders() -> None:
    _table(
        "remote_order",
        "backend remote_id number our_number channel is_refund# status fulfilment"
        " fulfilment_state is_pending_pickup# pickup_location customer_id email_key name"
        " placed_ms# modified_ms#? total_cents# currency has_tracking# shipped_ms#?"
        " document seen_ms#",
        _words("channel", "web pos club admin inbound reservation other"),
        _words("fulfilment", "carry_out pickup ship none"),
        _words("fulfilment_state", "pending partial done not_needed"),
        *_flags("is_pending_pickup", "is_refund", "has_tracking"),
        key="backend remote_id",
    )
    for name in ("email_key", "customer_id", "number", "our_number", "placed_ms"):
        _index("remote_order", name)
    op.create_index(
        "ix_remote_order_pending",
        "remote_order",
        ["placed_ms"],
        sqlite_where=sa.text("is_pending_pickup = 1"),
    )
    op.create_index(
        "ix_remote_order_shipping",
        "remote_order",
        ["fulfilment_state", "shipped_ms"],
        sqlite_where=sa.text("fulfilment = 'ship'"),
    )


def _create_by_hand() -> None:
    _table(
        "pickup",
        "id backend remote_order_id number name collected_by at_ms# staff_id is_id_checked# state"
        " undone_ms#? confirmed_ms#? terminal_id updated_ms#",
        _words("state", "collected undone"),
        *_flags("is_id_checked"),
        key="id",
    )
    _index("pickup", "backend", "remote_order_id")
    _index("pickup", "at_ms")
    _table(
        "manual_task",
        "id backend kind subject_id title reason state created_ms# closed_ms#? closed_by"
        " terminal_id",
        sa.UniqueConstraint("kind", "subject_id"),
        _words("kind", "mark_pickup undo_pickup enter_order enter_customer change_clubs"),
        _words("state", "open done withdrawn"),
        key="id",
    )
    op.create_index(
        "ix_manual_task_open",
        "manual_task",
        ["created_ms"],
        sqlite_where=sa.text("state = 'open'"),
    )


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
