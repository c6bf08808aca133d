"""The reports of pulls as the Sync centre lists them."""

from __future__ import annotations

from posapp.ports.pulls import PullReport
from posapp.store.pull_rows import report_of
from posapp.store.reads.run import Run

_COLUMNS = (
    "id, stream, business_id, state, started_ms, ended_ms, as_of_ms, files, files_skipped,"
    " rows_read, rows_new, rows_changed, rows_unchanged, rows_quarantined, conflicts, new_guests,"
    " message, details"
)
_NAMES = tuple(_COLUMNS.replace(",", " ").split())
_PULLS = (
    f"SELECT {_COLUMNS} FROM pull_report"  # noqa: S608 - the names are ours
    " ORDER BY started_ms DESC, id DESC"
)


def read_pulls(run: Run) -> list[PullReport]:
    """The reports that are kept, the latest first."""
    return [report_of(dict(zip(_NAMES, row, strict=True))) for row in run(_PULLS, {})]
