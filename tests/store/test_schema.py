"""The tables: what the migrations make is what the code believes, to the letter."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import create_engine

from posapp.store.driver import APPLICATION_ID
from posapp.store.engine import make_engine
from posapp.store.inspection import GUARDS
from posapp.store.migrations import SCHEMA_NUMBER, STEPS
from posapp.store.schema import METADATA
from tests.store.conftest import Bench

_DDL = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"


def test_the_steps_make_exactly_the_tables_of_the_code(bench: Bench) -> None:
    """Every table and index of the migrated file has the very pieces the models produce."""
    models = create_engine("sqlite://", module=sqlite)
    METADATA.create_all(models)
    with models.connect() as connection:
        expected = dict(connection.exec_driver_sql(_DDL).fetchall())
    models.dispose()
    found = dict(bench.rows(_DDL))
    extra = {name for name in found if not name.startswith(("alembic_", "reservation_search"))}
    assert {name: _parts(found[name]) for name in extra} == {
        name: _parts(text) for name, text in expected.items()
    }


def test_alembic_finds_nothing_to_migrate(bench: Bench) -> None:
    """A model changed without a step shows here."""
    engine = make_engine(bench.files.database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_newest_step_is_the_schema_number(bench: Bench) -> None:
    """The number in the code, the step on disk and the file agree."""
    steps = sorted(path.name for path in STEPS[0].glob("v*.py"))
    assert int(steps[-1][1:5]) == len(steps) == SCHEMA_NUMBER
    assert bench.rows("PRAGMA user_version") == [(SCHEMA_NUMBER,)]
    assert bench.rows("PRAGMA application_id") == [(APPLICATION_ID,)]


def test_every_table_refuses_a_wrong_type(bench: Bench) -> None:
    """STRICT everywhere; only Alembic's own and the search index's tables are not ours."""
    loose = bench.rows("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0")
    ours = {name for (name,) in loose if not name.startswith(("sqlite_", "alembic_"))}
    assert ours == set()


def test_no_column_holds_a_fraction(bench: Bench) -> None:
    """Money and times are whole numbers, everything else is text."""
    kinds = bench.rows(
        "SELECT DISTINCT c.type FROM pragma_table_list t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.strict = 1"
    )
    assert {kind for (kind,) in kinds} == {"INTEGER", "TEXT"}


def test_the_guards_the_start_asks_for_exist(bench: Bench) -> None:
    """The list that is checked at every start is the list of the first step."""
    triggers = {
        name for (name,) in bench.rows("SELECT name FROM sqlite_master WHERE type='trigger'")
    }
    assert triggers - GUARDS == {f"reservation_search_{word}" for word in ("update", "delete")}
    assert triggers >= GUARDS


@pytest.mark.parametrize(
    "table",
    ["visit", "sales_order", "line_item", "guest", "staff", "payment", "journal", "outbox"],
)
def test_local_rows_say_where_they_were_made(bench: Bench, table: str) -> None:
    """Every local row has a text id and its terminal, so that terminals can be joined later."""
    columns = {row[1]: row[2] for row in bench.rows(f"PRAGMA table_info({table})")}
    assert columns["id"] == columns["terminal_id"] == "TEXT"


def _parts(ddl: str) -> frozenset[str]:
    """The pieces of a statement: a later step adds its columns behind the constraints."""
    head, _, inside = " ".join(ddl.split()).partition("(")
    pieces, depth, start = [head.strip()], 0, 0
    for at, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if (letter == "," and depth == 0) or depth < 0:
            pieces.append(inside[start:at].strip())
            start = at + 1
    return frozenset([*pieces, inside[start:].strip()])


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not str(name).startswith(("alembic_", "reservation_search"))
