"""`posapp import ecellar` and `posapp export ecellar`: customers and orders as CSV files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from posapp.domain.errors import DomainError
from posapp.ports.csv_files import FileColumn, FileKind, FileReport, FileWish, RefusedRow

_Add = Callable[..., argparse.ArgumentParser]


def add_export(
    add: _Add,
    *,
    store: argparse.ArgumentParser,
    report: argparse.ArgumentParser,
    day: Callable[[str], date],
) -> None:
    """Add `export` to the program's commands."""
    export = add("export", _export, "Write customers or orders to a file.", store, report)
    export.add_argument("target", choices=["ecellar"], help="whose files they are")
    export.add_argument("kind", nargs="?", choices=[kind.value for kind in FileKind])
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a CSV file")
    export.add_argument("--since", type=day, metavar="D", help="changed or sold since YYYY-MM-DD")
    export.add_argument("--until", type=day, metavar="D", help="orders: sold up to that day")
    export.add_argument("--columns", action="store_true", help="explain the columns")


def import_csv(arguments: argparse.Namespace) -> int:
    """The command `posapp import ecellar FILE …`."""
    from posapp.chores import opened

    def show(row: RefusedRow) -> None:
        if not arguments.json:
            _say([f"{row.origin}: {row.column}: {row.reason}"])

    reports = []
    for path in arguments.files:
        with opened(arguments.store) as program:
            report = program.files.take(
                path, actor=program.program_actor, is_dry_run=arguments.dry_run, show=show
            )
        reports.append(report)
    if arguments.json:
        _say([json.dumps([_values(report) for report in reports])])
        return 0
    for report in reports:
        _say(_lines(report))
    return 0


def _values(report: FileReport) -> dict[str, object]:
    return {
        "kind": report.kind.value,
        "dry_run": report.is_dry_run,
        "unknown_columns": list(report.unknown),
        **asdict(report.counts),
    }


def _lines(report: FileReport) -> list[str]:
    counts = ", ".join(f"{count} {name}" for name, count in asdict(report.counts).items())
    said = [f"{report.kind.value}: {counts}"]
    if report.unknown:
        said.append(f"Columns that are not known here were left out: {', '.join(report.unknown)}")
    if report.counts.waiting:
        said.append("Those who wait have unsent work here; their rows are looked at after it.")
    if report.is_dry_run:
        said.append("Dry run: nothing was stored.")
    return said


def _export(arguments: argparse.Namespace) -> int:
    from posapp.chores import opened

    if arguments.columns:
        return _explain_columns(arguments)
    if arguments.kind is None or arguments.file is None:
        message = "Say what to write and where, as in `posapp export ecellar customers FILE`."
        raise DomainError("not_named", message)
    wish = FileWish(FileKind(arguments.kind), arguments.since, arguments.until)
    if wish.kind is FileKind.CUSTOMERS and wish.last is not None:
        raise DomainError("no_until", "--until is for orders; customers are written as they are.")
    with opened(arguments.store) as program:
        written = program.files.write(arguments.file, wish=wish, actor=program.program_actor)
    assert written is not None
    told = {"kind": wish.kind.value, "file": written.path, "rows": written.rows}
    told["records"] = written.records
    _say([json.dumps(told) if arguments.json else f"{written.rows} rows in {written.path}."])
    return 0


def _explain_columns(arguments: argparse.Namespace) -> int:
    from posapp.csv_files import documented_columns

    kinds = [FileKind(arguments.kind)] if arguments.kind else list(FileKind)
    if arguments.json:
        told = {kind.value: [_column(one) for one in documented_columns(kind)] for kind in FileKind}
        _say([json.dumps(told)])
        return 0
    for kind in kinds:
        _say([f"{kind.value}:"])
        for one in documented_columns(kind):
            needed = " (required)" if one.is_required else ""
            _say([f"  {one.name:<18}{one.meaning}{needed}"])
    return 0


def _column(one: FileColumn) -> dict[str, object]:
    return {"column": one.name, "required": one.is_required, "meaning": one.meaning}


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
