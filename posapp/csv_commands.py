"""`posapp import ecellar` and `posapp export ecellar`: customers and orders as CSV files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from posapp.domain.errors import DomainError

if TYPE_CHECKING:
    from posapp.domain.reservation import Quarantined

_Add = Callable[..., argparse.ArgumentParser]
_KINDS = ("customers", "orders")


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
    export.add_argument("kind", nargs="?", choices=_KINDS)
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a CSV file")
    export.add_argument("--since", type=day, metavar="D", help="changed or sold since YYYY-MM-DD")
    export.add_argument("--columns", action="store_true", help="explain the columns")


def import_csv(arguments: argparse.Namespace) -> int:
    """The command `posapp import ecellar FILE …`."""
    from posapp.csv_files import import_file

    def show(row: Quarantined) -> None:
        if not arguments.json:
            faults = [asdict(fault) for fault in row.faults]
            said = "; ".join(f"{fault['path']}: {fault['message']}" for fault in faults)
            _say([f"{row.origin}: {said}"])

    reports = [
        import_file(arguments.store, path=path, is_dry_run=arguments.dry_run, show=show)
        for path in arguments.files
    ]
    if arguments.json:
        _say([json.dumps([report.values() for report in reports])])
        return 0
    for report in reports:
        _say(report.lines)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from posapp.csv_files import documented_columns, export_file

    if arguments.columns:
        columns = documented_columns()
        if arguments.json:
            _say([json.dumps(columns)])
            return 0
        for kind in [arguments.kind] if arguments.kind else _KINDS:
            _say([f"{kind}:"])
            for one in columns[kind]:
                needed = " (required)" if one["required"] else ""
                _say([f"  {one['column']:<18}{one['meaning']}{needed}"])
        return 0
    if arguments.kind is None or arguments.file is None:
        message = "Say what to write and where, as in `posapp export ecellar customers FILE`."
        raise DomainError("not_named", message)
    told = export_file(
        arguments.store, kind=arguments.kind, path=arguments.file, since=arguments.since
    )
    _say([json.dumps(told) if arguments.json else f"{told['rows']} rows in {told['file']}."])
    return 0


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
