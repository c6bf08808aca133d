"""Two guests become one: everything of the one is the other's from now on, in one transaction.

Nothing that was recorded is rewritten: payments and the journal name visits and orders, not guests.
"""

from __future__ import annotations

from sqlalchemy import text as sql_text

from posapp.domain.guest_record import GuestDetails
from posapp.domain.manual_task import TaskState
from posapp.store.as_text import to_text
from posapp.store.people_rows import details_of
from posapp.store.repos.scope import Scope
from posapp.store.repos.tags import SqlTagRepo
from posapp.store.schema import GuestDetailsRow, GuestOriginRow, GuestRow
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

    What the other one has stays; only what is blank there is filled. Tock is told anew of both
    e-mails' clubs.
    """
    if guest_id == into_id:
        return
    values = {"guest_id": guest_id, "into_id": into_id, "now_ms": scope.now_ms}
    connection = scope.session.connection()
    for statement in (*_POINT, _POINT_TASKS, _WITHDRAW_TASKS):
        connection.execute(sql_text(statement), values)
    scope.session.expire_all()
    _move_details(guest_id, into_id=into_id, scope=scope)
    _move_origin(guest_id, into_id=into_id, scope=scope)
    guests = [scope.session.get(GuestRow, one) for one in (guest_id, into_id)]
    SqlTagRepo(scope).mark({guest.email_key for guest in guests if guest is not None})


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
    if kept is not None:
        # Consent is given, or refused, by the address that stays: it is never taken over.
        row.is_imported, row.opt_in = kept.is_imported, kept.opt_in
        for name in ("phone_country_code", "customer_source", "customer_type", "allocation_tier"):
            setattr(row, name, getattr(kept, name) or getattr(gone, name))
    scope.put(row, stored=kept)
    scope.session.delete(gone)
    scope.session.flush()
