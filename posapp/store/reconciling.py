"""Making the database and the payment journal tell the same payments, at every start.

Whichever of the two lost something, the other one gives it back.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from posapp.store.payment_journal import JournalReading, PaymentJournal, PaymentLine
from posapp.store.recovery import Replay, Replayer, doubt_open_work

if TYPE_CHECKING:
    from sqlite3 import Connection

_LINES = (
    "SELECT p.id, p.order_id, o.number, p.reservation_key, p.tender, p.cents, p.currency,"
    " p.tendered_cents, p.taken_ms, p.staff_id, p.terminal_id"
    " FROM payment p LEFT JOIN sales_order o ON o.id = p.order_id ORDER BY p.seq"
)


def reconcile(
    connection: Connection, *, journal: PaymentJournal, reading: JournalReading, replayer: Replayer
) -> tuple[Replay, int]:
    """Replay what the database lacks, append what the journal lacks; returns both.

    A database that lacks payments is an older copy, so its open work may have been sent since.
    """
    if _are_equal(connection, reading):
        return Replay(), 0
    stored = {row[0] for row in connection.execute("SELECT id FROM payment")}
    told = {line.payment_id for line in reading.lines}
    replay = Replay()
    if told - stored:
        # First the doubt: cut off in between, the next start finds the payments missing again.
        doubt_open_work(connection)
        replay = replayer.replay(connection, reading.lines)
    untold = [_line(row) for row in connection.execute(_LINES) if row[0] not in told]
    # On a full disk the store still opens: payments stay off until the journal has caught up.
    with suppress(OSError):
        journal.append(untold)
    return replay, len(untold)


def _are_equal(connection: Connection, reading: JournalReading) -> bool:
    count, last_seq = connection.execute("SELECT count(*), max(seq) FROM payment").fetchone()
    if count != len(reading.lines):
        return False
    if not count:
        return True
    (last_id,) = connection.execute("SELECT id FROM payment WHERE seq = ?", (last_seq,)).fetchone()
    return bool(last_id == reading.lines[-1].payment_id)


def _line(row: tuple[Any, ...]) -> PaymentLine:
    return PaymentLine(**dict(zip(PaymentLine.__dataclass_fields__, row, strict=True)))
