"""A report of a pull as its row holds it; what has no column of its own is JSON in `details`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from posapp.ports.pulls import PullAnswer, PullCounts, PullReport, PullState, Unmapped


def report_of(row: Mapping[str, Any]) -> PullReport:
    """The report in a row, by column names."""
    told = json.loads(row["details"])
    return PullReport(
        report_id=row["id"],
        stream=row["stream"],
        business_id=row["business_id"],
        state=PullState(row["state"]),
        started_ms=row["started_ms"],
        ended_ms=row["ended_ms"],
        as_of_ms=row["as_of_ms"],
        files=row["files"],
        files_done=told["files_done"],
        files_skipped=row["files_skipped"],
        counts=PullCounts(
            read=row["rows_read"],
            new=row["rows_new"],
            changed=row["rows_changed"],
            unchanged=row["rows_unchanged"],
            quarantined=row["rows_quarantined"],
            conflicts=row["conflicts"],
            guests=told["guests"],
            new_guests=row["new_guests"],
        ),
        message=row["message"],
        tries=told["tries"],
        experiences=tuple(Unmapped(*pair) for pair in told["experiences"]),
        rooms=tuple(Unmapped(*pair) for pair in told["rooms"]),
        answer=PullAnswer(told["answer"]),
        takes_guests=told["takes_guests"],
    )


def values_of(report: PullReport) -> dict[str, Any]:
    """The values of a report's row, by column names; the terminal is not among them."""
    counts = report.counts
    told = {
        "files_done": report.files_done,
        "guests": counts.guests,
        "tries": report.tries,
        "experiences": [[one.name, one.rows] for one in report.experiences],
        "rooms": [[one.name, one.rows] for one in report.rooms],
        "answer": report.answer.value,
        "takes_guests": report.takes_guests,
    }
    return {
        "id": report.report_id,
        "stream": report.stream,
        "business_id": report.business_id,
        "state": report.state.value,
        "started_ms": report.started_ms,
        "ended_ms": report.ended_ms,
        "as_of_ms": report.as_of_ms,
        "files": report.files,
        "files_skipped": report.files_skipped,
        "rows_read": counts.read,
        "rows_new": counts.new,
        "rows_changed": counts.changed,
        "rows_unchanged": counts.unchanged,
        "rows_quarantined": counts.quarantined,
        "conflicts": counts.conflicts,
        "new_guests": counts.new_guests,
        "message": report.message,
        "details": json.dumps(told),
    }
