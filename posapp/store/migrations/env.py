"""Alembic's entry: runs the steps on the connection it is given, each in its own transaction."""

from __future__ import annotations

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo

from posapp.store.schema import METADATA


def _note_schema_number(
    ctx: MigrationContext, step: MigrationInfo, heads: object, run_args: object
) -> None:
    # Inside the step's transaction: a store whose step was cut off keeps its old number.
    del heads, run_args
    number = int(str(step.up_revision_id))
    if ctx.connection is not None and ctx.dialect.name == "sqlite":
        ctx.connection.exec_driver_sql(f"PRAGMA user_version={number}")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=True,
    render_as_batch=True,
    on_version_apply=_note_schema_number,
)
context.run_migrations()
