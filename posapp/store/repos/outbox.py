"""Work to send. Nothing here forgets an item: it can only change its state."""

from __future__ import annotations

from sqlalchemy import text as sql_text
from sqlmodel import col, select

from posapp.domain.errors import NotFoundError
from posapp.domain.outbox import (
    LEASE_MS,
    LONGEST_WAIT_MS,
    Operation,
    OutboxItem,
    OutboxState,
)
from posapp.store.repos.scope import Scope
from posapp.store.schema import OutboxRow
from posapp.store.schema.exchange import OPEN_WORK

_NEXT_DUE = sql_text(
    f"SELECT o.id FROM outbox o WHERE o.remote = :remote AND o.{OPEN_WORK}"  # noqa: S608
    " AND o.state IN ('waiting', 'unknown')"
    f" AND (o.not_before_ms <= :now_ms OR o.not_before_ms > :now_ms + {LONGEST_WAIT_MS})"
    " AND NOT EXISTS ("
    f"  SELECT 1 FROM outbox e WHERE e.aggregate = o.aggregate AND e.seq < o.seq AND e.{OPEN_WORK}"
    ") ORDER BY o.seq LIMIT 1"
)


class SqlOutboxRepo:
    """Satisfies ports.store.OutboxRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, item: OutboxItem) -> None:
        """Append; `seq` is assigned here. The same operation on the same subject is stored once."""
        query = select(OutboxRow.seq).where(
            OutboxRow.aggregate == item.aggregate,
            OutboxRow.operation == item.operation.value,
            OutboxRow.subject_id == item.subject_id,
        )
        if self._scope.session.exec(query).first() is None:
            self._scope.put(_row(item, scope=self._scope), stored=None)

    def get(self, item_id: str) -> OutboxItem:
        """The item; raises NotFoundError."""
        return _item(self._stored(item_id))

    def save(self, item: OutboxItem) -> None:
        """Update an item's state."""
        self._scope.put(_row(item, scope=self._scope), stored=self._stored(item.item_id))

    def next_due(self, remote: str, *, now_ms: int) -> OutboxItem | None:
        """The oldest WAITING or UNKNOWN item of `remote` that is due and first of its aggregate."""
        due = {"remote": remote, "now_ms": now_ms}
        item_id = self._scope.session.connection().execute(_NEXT_DUE, due).scalar()
        return None if item_id is None else self.get(item_id)

    def has_open(self, aggregate: str) -> bool:
        """True while work of this aggregate is not CONFIRMED or SUPERSEDED."""
        query = select(OutboxRow.seq).where(OutboxRow.aggregate == aggregate, sql_text(OPEN_WORK))
        return self._scope.session.exec(query).first() is not None

    def open_work(self, remote: str) -> list[OutboxItem]:
        """All work of this remote that is not CONFIRMED or SUPERSEDED, oldest first."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.remote == remote, sql_text(OPEN_WORK))
            .order_by(col(OutboxRow.seq))
        )
        return [_item(row) for row in self._scope.session.exec(query)]

    def tried(self, remote: str) -> list[OutboxItem]:
        """The same of what was sent at least once: of a long queue, hardly any."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.remote == remote,
                col(OutboxRow.first_sent_ms).is_not(None),
                sql_text(OPEN_WORK),
            )
            .order_by(col(OutboxRow.seq))
        )
        return [_item(row) for row in self._scope.session.exec(query)]

    def of_aggregate(self, aggregate: str) -> list[OutboxItem]:
        """All work of this aggregate in whatever state, oldest first."""
        query = (
            select(OutboxRow).where(OutboxRow.aggregate == aggregate).order_by(col(OutboxRow.seq))
        )
        return [_item(row) for row in self._scope.session.exec(query)]

    def customer_work(self, guest_id: str) -> OutboxItem | None:
        """The first customer work of a guest in whatever state; None if none was ever queued."""
        query = select(OutboxRow).where(
            OutboxRow.operation == Operation.PUT_CUSTOMER.value, OutboxRow.subject_id == guest_id
        )
        row = self._scope.session.exec(query).first()
        return None if row is None else _item(row)

    def expired(self, *, now_ms: int) -> list[OutboxItem]:
        """SENDING items whose lease has run out, or was given by a clock since put back."""
        lease = col(OutboxRow.lease_until_ms)
        query = (
            select(OutboxRow)
            .where(OutboxRow.state == OutboxState.SENDING.value)
            .where(sql_text(OPEN_WORK), (lease <= now_ms) | (lease > now_ms + LEASE_MS))
            # Looked for every second: the sign keeps SQLite from walking all work ever done.
            .order_by(sql_text("+outbox.seq"))
        )
        return [_item(row) for row in self._scope.session.exec(query)]

    def _stored(self, item_id: str) -> OutboxRow:
        row = self._scope.session.exec(select(OutboxRow).where(OutboxRow.id == item_id)).first()
        if row is None:
            raise NotFoundError("piece of work", item_id)
        return row


def _item(row: OutboxRow) -> OutboxItem:
    return OutboxItem(
        item_id=row.id,
        seq=row.seq or 0,
        remote=row.remote,
        aggregate=row.aggregate,
        operation=Operation(row.operation),
        subject_id=row.subject_id,
        payload=row.payload,
        title=row.title,
        state=OutboxState(row.state),
        created_ms=row.created_ms,
        not_before_ms=row.not_before_ms,
        reason=row.reason,
        attempts=row.attempts,
        first_sent_ms=row.first_sent_ms,
        lease_until_ms=row.lease_until_ms,
        is_in_doubt=bool(row.is_in_doubt),
        remote_id=row.remote_id,
    )


def _row(item: OutboxItem, *, scope: Scope) -> OutboxRow:
    return OutboxRow(
        id=item.item_id,
        remote=item.remote,
        aggregate=item.aggregate,
        operation=item.operation.value,
        subject_id=item.subject_id,
        payload=item.payload,
        title=item.title,
        state=item.state.value,
        created_ms=item.created_ms,
        not_before_ms=item.not_before_ms,
        reason=item.reason,
        attempts=item.attempts,
        first_sent_ms=item.first_sent_ms,
        lease_until_ms=item.lease_until_ms,
        is_in_doubt=int(item.is_in_doubt),
        remote_id=item.remote_id,
        terminal_id=scope.terminal_id,
        updated_ms=scope.now_ms,
    )
