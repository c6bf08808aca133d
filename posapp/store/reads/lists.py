"""Short lists: products, staff, and the state of everything that goes out or came in."""

from __future__ import annotations

import json

from posapp.domain.outbox import OutboxState
from posapp.domain.reservation import Fault
from posapp.domain.staff import Role
from posapp.ports.pulls import waiting_previews
from posapp.ports.reads import OutboxRow, QuarantineRow, StaffTile, SyncOverview, Tile
from posapp.ports.store import Health, HealthState
from posapp.store.reads.pulls import read_pulls
from posapp.store.reads.run import Row, Run

_LATEST_SENT = 50
_OUTBOX = (
    "SELECT id, remote, title, state, reason, attempts, created_ms, not_before_ms, is_in_doubt,"
    " aggregate FROM outbox"
)
# The sign keeps SQLite from walking all work ever done in its order: few are open.
_OPEN = f"{_OUTBOX} WHERE state IN ('waiting', 'sending', 'unknown', 'parked') ORDER BY +seq"
_SENT = (
    f"{_OUTBOX} WHERE state IN ('confirmed', 'superseded') ORDER BY seq DESC LIMIT {_LATEST_SENT}"
)
_DIFFERENCES = "SELECT count(*) FROM record_conflict WHERE state = 'open'"
_TASKS = "SELECT count(*) FROM manual_task WHERE state = 'open'"


def read_tiles(run: Run) -> list[Tile]:
    """Active products by category, position and title; the first product leads its category."""
    rows = run(
        "SELECT sku, title, category, price_cents, currency FROM product p WHERE is_active = 1"
        " ORDER BY (SELECT MIN(position) FROM product f WHERE f.is_active = 1"
        " AND f.category = p.category), category, position, title, sku",
        {},
    )
    return [Tile(*row) for row in rows]


def read_staff(run: Run) -> list[StaffTile]:
    """Who may sign in, by name."""
    rows = run(
        "SELECT id, name, role, locked_until_ms FROM staff WHERE is_active = 1 ORDER BY name, id",
        {},
    )
    return [StaffTile(staff_id, name, Role(role), until) for staff_id, name, role, until in rows]


def read_sync_overview(run: Run) -> SyncOverview:
    """The state of every source and every piece of work."""
    waiting = [_outbox_row(row) for row in run(_OPEN, {})]
    sent = [_outbox_row(row) for row in run(_SENT, {})]
    parked = sum(row.state is OutboxState.PARKED for row in waiting)
    return SyncOverview(
        sources=tuple(_read_health(run)),
        outbox=(*waiting, *sent),
        quarantine=tuple(read_quarantine(run)),
        to_send=len(waiting) - parked,
        need_attention=parked,
        oldest_unsent_ms=min((row.created_ms for row in waiting), default=None),
        first_pulls=_first_pulls(run),
        to_compare=run(_DIFFERENCES, {})[0][0],
        by_hand=run(_TASKS, {})[0][0],
    )


def _first_pulls(run: Run) -> int:
    if not run("SELECT 1 FROM pull_report WHERE state = 'preview' LIMIT 1", {}):
        return 0
    return len(waiting_previews(read_pulls(run)))


def read_quarantine(run: Run) -> list[QuarantineRow]:
    """Everything that could not be read, newest first."""
    rows = run(
        "SELECT id, source, origin, received_ms, faults, raw FROM quarantine"
        " ORDER BY received_ms DESC, id DESC",
        {},
    )
    return [
        QuarantineRow(
            row_id,
            source,
            origin,
            received_ms,
            tuple(Fault(path, message) for path, message in json.loads(faults)),
            raw,
        )
        for row_id, source, origin, received_ms, faults, raw in rows
    ]


def _outbox_row(row: Row) -> OutboxRow:
    item_id, remote, title, state, *rest, is_in_doubt, aggregate = row
    reason, attempts, created_ms, not_before_ms = rest
    return OutboxRow(
        item_id=item_id,
        remote=remote,
        title=title,
        state=OutboxState(state),
        reason=reason,
        attempts=attempts,
        created_ms=created_ms,
        not_before_ms=not_before_ms,
        is_in_doubt=bool(is_in_doubt),
        aggregate=aggregate,
    )


def _read_health(run: Run) -> list[Health]:
    rows = run(
        "SELECT remote, title, state, last_success_ms, last_attempt_ms, next_attempt_ms, as_of_ms,"
        " failing_since_ms, message FROM remote_health ORDER BY title, remote",
        {},
    )
    return [
        Health(remote, title, HealthState(state), *rest) for remote, title, state, *rest in rows
    ]
