"""Another account of the same back office: what the last one told is kept under another name.

Its ids mean other people and other orders in the new account.
"""

from __future__ import annotations

from sqlalchemy import text as sql_text

from posapp.store.repos.scope import Scope

_PEOPLE = (
    "UPDATE guest SET source = :former, updated_ms = :now_ms WHERE source = :backend",
    "UPDATE remote_person SET backend = :former WHERE backend = :backend",
    "UPDATE record_conflict SET backend = :former WHERE backend = :backend",
    "UPDATE membership SET backend = :former WHERE backend = :backend",
    "UPDATE club SET backend = :former WHERE backend = :backend",
)
_ORDERS = (
    (
        "UPDATE remote_order SET backend = :former,"
        " document = json_set(document, '$.backend', :former) WHERE backend = :backend"
    ),
    "UPDATE pickup SET backend = :former WHERE backend = :backend",
    (
        "UPDATE manual_task SET backend = :former,"
        " subject_id = :former || substr(subject_id, length(:backend) + 1)"
        " WHERE substr(subject_id, 1, length(:backend) + 1) = :backend || ':'"
    ),
)


def leave_people(backend: str, *, former: str, scope: Scope) -> None:
    """Customers, clubs, who is in them, and what waits for a choice."""
    _run(_PEOPLE, backend=backend, former=former, scope=scope)


def leave_orders(backend: str, *, former: str, scope: Scope) -> None:
    """Orders, hand-overs, and the tasks about these."""
    _run(_ORDERS, backend=backend, former=former, scope=scope)


def _run(statements: tuple[str, ...], *, backend: str, former: str, scope: Scope) -> None:
    values = {"backend": backend, "former": former, "now_ms": scope.now_ms}
    connection = scope.session.connection()
    for statement in statements:
        connection.execute(sql_text(statement), values)
    scope.session.expire_all()
