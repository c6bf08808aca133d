"""Two guests become one: everything of the one is the other's from now on, in one transaction.

Nothing that was recorded is rewritten: payments and the journal name visits and orders, not guests.
"""

from __future__ import annotations

from sqlalchemy import text as sql_text

from posapp.domain.club_change import customer_id_here
from posapp.domain.guest_record import GuestDetails
from posapp.domain.manual_task import TaskState
from posapp.store.as_text import to_text
from posapp.store.people_rows import details_of
from posapp.store.repos.scope import Scope
from posapp.store.schema import GuestDetailsRow, GuestOriginRow
from posapp.store.schema.office import OPEN_TASK
from posapp.store.schema.people import MERGED_GUEST

_POINT = (
    "UPDATE visit SET guest_id = :into_id, updated_ms = :now_ms WHERE guest_id = :guest_id",
    "UPDATE remote_person SET guest_id = :into_id WHERE guest_id = :guest_id",
    "UPDATE record_conflict SET guest_id = :into_id WHERE guest_id = :guest_id",
    f"UPDATE guest SET into_id = :into_id WHERE {MERGED_GUEST} AND into_id = :guest_id",  # noqa: S608
    (
        "UPDATE guest SET into_id = :into_id, source = 'posapp', remote_id = '',"
        " updated_ms = :now_ms WHERE id = :guest_id"
    ),
    "UPDATE guest SET into_id = '' WHERE id = :into_id AND into_id <> ''",
    (
        "UPDATE membership SET updated_ms = :now_ms, customer_id = coalesce("
        "(SELECT p.remote_id FROM remote_person p WHERE p.guest_id = :into_id"
        " AND p.backend = membership.backend AND p.into_id = '' ORDER BY p.remote_id LIMIT 1),"
        " (SELECT g.remote_id FROM guest g WHERE g.id = :into_id"
        "  AND g.source = membership.backend AND g.remote_id <> ''), :into_here)"
        " WHERE customer_id = :here"
    ),
)
_POINT_TASKS = (
    "UPDATE manual_task SET subject_id = :into_id WHERE subject_id = :guest_id"
    " AND NOT EXISTS (SELECT 1 FROM manual_task t"
    "                 WHERE t.kind = manual_task.kind AND t.subject_id = :into_id)"
)
# There is one like it about the other guest already: nothing is left to do for this one.
_WITHDRAW_TASKS = (
    f"UPDATE manual_task SET state = '{TaskState.WITHDRAWN}', closed_ms = :now_ms"  # noqa: S608
    f" WHERE subject_id = :guest_id AND {OPEN_TASK}"
)


def move_guest(guest_id: str, *, into_id: str, scope: Scope) -> None:
    """Let links, visits, conflicts, tasks, origin and details of one guest be another's.

    What the other one has stays; only what is blank there is filled. What Tock was told is kept by
    e-mail and stays as it is; work in the outbox stays with whom it names.
    """
    if guest_id == into_id:
        return
    values = {
        "guest_id": guest_id,
        "into_id": into_id,
        "now_ms": scope.now_ms,
        "here": customer_id_here(guest_id),
        "into_here": customer_id_here(into_id),
    }
    connection = scope.session.connection()
    for statement in (*_POINT, _POINT_TASKS, _WITHDRAW_TASKS):
        connection.execute(sql_text(statement), values)
    scope.session.expire_all()
    _move_details(guest_id, into_id=into_id, scope=scope)
    _move_origin(guest_id, into_id=into_id, scope=scope)


def _move_details(guest_id: str, *, into_id: str, scope: Scope) -> None:
    gone = scope.session.get(GuestDetailsRow, guest_id)
    if gone is None:
        return
    kept = scope.session.get(GuestDetailsRow, into_id)
    details = _filled(details_of(kept.details if kept else None), details_of(gone.details))
    row = GuestDetailsRow(
        guest_id=into_id,
        details=to_text(details),
        terminal_id=scope.terminal_id,
        updated_ms=scope.now_ms,
    )
    scope.put(row, stored=kept)
    scope.session.delete(gone)
    scope.session.flush()


def _filled(kept: GuestDetails, gone: GuestDetails) -> GuestDetails:
    return GuestDetails(
        company=kept.company or gone.company,
        birth_date=kept.birth_date or gone.birth_date,
        billing=gone.billing if kept.billing.is_blank else kept.billing,
        shipping=kept.shipping or gone.shipping,
        contact_types=kept.contact_types or gone.contact_types,
    )


def _move_origin(guest_id: str, *, into_id: str, scope: Scope) -> None:
    gone = scope.session.get(GuestOriginRow, guest_id)
    if gone is None:
        return
    kept = scope.session.get(GuestOriginRow, into_id)
    row = GuestOriginRow(**{**gone.model_dump(), "guest_id": into_id, "updated_ms": scope.now_ms})
    # Consent to mailings was given for an address, and goes to no other; a refusal does.
    row.opt_in = None if row.opt_in else row.opt_in
    if kept is not None:
        row.is_imported = kept.is_imported
        row.opt_in = row.opt_in if kept.opt_in is None else kept.opt_in
        for name in ("phone_country_code", "customer_source", "customer_type", "allocation_tier"):
            setattr(row, name, getattr(kept, name) or getattr(gone, name))
    scope.put(row, stored=kept)
    scope.session.delete(gone)
    scope.session.flush()
