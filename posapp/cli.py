"""The `posapp` command: parse, run one command, exit 0 only on success.

Trouble is one clear line on stderr. Without a command the window opens.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from posapp import __version__
from posapp.bench.command import add_bench
from posapp.csv_commands import add_export, import_csv
from posapp.relay.command import add_relay
from posapp.set_up import add_set_up

if TYPE_CHECKING:
    from posapp.domain.reservation import Quarantined

EXIT_FAILED = 1
EXIT_USAGE = 2

# The graphics driver's, so that no bundle can bring them along.
_NO_LIBRARY = "cannot open shared object file"
_GET_GRAPHICS = "sudo apt-get install libgl1 libegl1"


_Command = Callable[[argparse.Namespace], int]
_Add = Callable[..., argparse.ArgumentParser]


class _Layout(argparse.HelpFormatter):
    """Leaves room for the longest command: argparse measures commands without their indent."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, **more)
        self._action_max_length = len("    quarantine")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    _get_along_with_the_machine()
    arguments = _parser().parse_args(argv)
    command: _Command = arguments.command
    from posapp.domain.errors import DomainError
    from posapp.ports.failures import Failure, StoreTrouble

    try:
        status = command(arguments)
        sys.stdout.flush()
    except StoreTrouble as trouble:
        return _fail(f"{trouble.cause} {trouble.next_step}")
    except (DomainError, Failure) as trouble:
        return _fail(trouble.message)
    except OSError as error:
        _drop_what_cannot_be_written()
        return _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except ImportError as error:
        if _NO_LIBRARY not in str(error):
            raise
        library = str(error).split(":", 1)[0]
        return _fail(f"{library} is missing on this system. Debian, Ubuntu: {_GET_GRAPHICS}")
    except KeyboardInterrupt:
        return _fail("stopped")
    return status


def _get_along_with_the_machine() -> None:
    """Whatever its terminal can show and however it is set up."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name may hold what the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    if not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_CTYPE"] = "C.UTF-8"  # Qt warns about, and mangles text under, any other
    if not logging.root.handlers:  # or else warnings go to stderr, beside our one line
        logging.root.addHandler(logging.NullHandler())


def _drop_what_cannot_be_written() -> None:
    """Python would try again, and complain, at the exit: a pipe is closed or a disk is full."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> _Parser:
    parser = _Parser(prog="posapp", description="A tasting-room terminal.", formatter_class=_Layout)
    parser.add_argument("--version", action="version", version=f"posapp {__version__}")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="the terminal's folder (default: per user)"
    )
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    store = _Parser(add_help=False)
    store.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the terminal's folder",
    )
    report = _Parser(add_help=False)
    report.add_argument("--json", action="store_true", help="print one JSON value")

    def add(name: str, function: _Command, text: str, *parents: _Parser) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text, parents=list(parents))
        made.set_defaults(command=function)
        return made

    add("run", _run, "Open the window.", store)
    demo = add("demo", _demo, "Play “Saturday in harvest” on a sandbox of its own.", store, report)
    demo.add_argument("--headless", action="store_true", help="play the day without a screen")
    demo.add_argument("--seed", type=int, metavar="N", default=7, help="which Saturday (default 7)")
    demo.add_argument(
        "--out", type=Path, metavar="DIR", default=Path("demo-out"), help="where pictures go"
    )
    imports = add("import", _import, "Read files of another system into the store.", store, report)
    imports.add_argument("source", choices=["tock", "ecellar"], help="whose files they are")
    imports.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="Tock's JSON, or eCELLAR's CSV"
    )
    imports.add_argument("--dry-run", action="store_true", help="eCELLAR: count, store nothing")
    add_export(add, store=store, report=report, day=_day)
    today = add("today", _today, "List the board of a day.", store, report)
    today.add_argument(
        "--date", type=_day, metavar="D", help="YYYY-MM-DD (default: the business's today)"
    )
    add("quarantine", _quarantine, "List the rows that could not be read.", store, report)
    sync = add("sync", _sync, "Send and fetch now.", store, report)
    sync.add_argument("--once", action="store_true", required=True, help="one round of each lane")
    sync.add_argument(
        "--accept-first", action="store_true", help="store a first pull that was only counted"
    )
    sync.add_argument(
        "--with-guests", action="store_true", help="with --accept-first: its new guests too"
    )
    add("pulls", _pulls, "List the reports of the pulls of export files.", store, report)
    _add_care(add, store=store, report=report)
    add_relay(commands)
    add_bench(commands)
    return parser


def _add_care(add: _Add, *, store: _Parser, report: _Parser) -> None:
    add("doctor", _doctor, "Check this machine, the store and the connections.", store, report)
    backup = add("backup", _backup, "Make a verified copy of the store.", store, report)
    backup.add_argument("--to", type=Path, metavar="DIR", help="another folder to put it in")
    restore = add("restore", _restore, "Put a backup in the store's place.", store, report)
    restore.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the backup (default: the newest)"
    )
    add_set_up(add, store=store, report=report)
    add("selftest", _selftest, "Prove that this program works on this machine.", store, report)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text} is not a day like 2026-10-10"
        raise argparse.ArgumentTypeError(message) from error


def _run(arguments: argparse.Namespace) -> int:
    from posapp.ui.display import why_no_window

    if reason := why_no_window(os.environ):
        return _fail(f"{reason} `posapp demo --headless` plays a day without one.")
    from posapp.window import run_window

    return run_window(arguments.store, say=_complain)


def _demo(arguments: argparse.Namespace) -> int:
    from posapp.ui.display import why_no_window

    is_headless = arguments.headless or bool(why_no_window(os.environ))
    if is_headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    is_listed = arguments.json and is_headless
    from posapp.demo import run_demo
    from posapp.ui.robot import RobotError

    try:
        status = run_demo(
            seed=arguments.seed,
            out=arguments.out,
            directory=arguments.store,
            is_headless=is_headless,
            say=_be_silent if is_listed else _say,
            show=_print_json if is_listed else _be_silent,
        )
    except RobotError as error:
        return _fail(f"The day came to a stop: {error}")
    return _fail("The day did not end as it should; what it printed says how.") if status else 0


def _import(arguments: argparse.Namespace) -> int:
    if arguments.source == "ecellar":
        return import_csv(arguments)
    if arguments.dry_run:
        return _fail("A dry run is there for eCELLAR's files; Tock's first pull is counted first.")
    from posapp.chores import import_tock_files

    def show(row: Quarantined) -> None:
        if not arguments.json:
            _say_unreadable(row.origin, [asdict(fault) for fault in row.faults])

    report = import_tock_files(arguments.store, files=arguments.files, show=show)
    if arguments.json:
        _print_json(report.counts_by_name())
    else:
        _say(report.sentence)
    if report.broken:
        return _fail(" ".join(report.broken))
    return 0


def _say_unreadable(origin: str, faults: Sequence[dict[str, str]]) -> None:
    _say(f"{origin}: " + "; ".join(f"{fault['path']} {fault['message']}" for fault in faults))


def _today(arguments: argparse.Namespace) -> int:
    from posapp.chores import board_of_day

    rows = board_of_day(arguments.store, day=arguments.date)
    if arguments.json:
        _print_json(rows)
        return 0
    for row in rows:
        start = str(row["start"])[11:16]
        _say(f"{start}  {row['name']}  {row['size']}  {row['experience']}  {row['state']}")
    if not rows:
        _say("No reservations on this day. Seat a walk-in, or import an export file.")
    return 0


def _quarantine(arguments: argparse.Namespace) -> int:
    from posapp.chores import unreadable_rows

    rows = unreadable_rows(arguments.store)
    if arguments.json:
        _print_json(rows)
        return 0
    for row in rows:
        _say_unreadable(row["origin"], row["faults"])
    if not rows:
        _say("Every row could be read.")
    return 0


def _sync(arguments: argparse.Namespace) -> int:
    from posapp.chores import sync_once

    report = sync_once(
        arguments.store, accepts_first=arguments.accept_first, takes_guests=arguments.with_guests
    )
    if arguments.json:
        _print_json(report)
    else:
        for source in report["sources"]:
            _say(f"{source['title']}: {source['state']} {source['message']}".rstrip())
        _say(f"{report['to_send']} to send, {report['need_attention']} need attention")
        for pull in report["first_pulls"]:
            _say(_first_pull(pull))
    if report["failed"]:
        return _fail("; ".join(report["failed"]))
    return 0


def _first_pull(pull: dict[str, Any]) -> str:
    unmapped = f"{len(pull['experiences'])} experiences and {len(pull['rooms'])} rooms not mapped"
    return (
        f"First pull of business {pull['business_id']}, only counted: {pull['new']} reservations,"
        f" {pull['new_guests']} new guests, {unmapped}. Nothing is stored yet."
        " Accept with `posapp sync --once --accept-first`; with --with-guests its new guests are"
        " stored too, which can set off mailings to them."
    )


def _pulls(arguments: argparse.Namespace) -> int:
    from posapp.chores import pull_reports

    reports = pull_reports(arguments.store)
    if arguments.json:
        _print_json(reports)
        return 0
    for pull in reports:
        counts = ", ".join(f"{pull[name]} {name}" for name in ("read", "new", "changed"))
        line = f"{pull['started'][:16]}  {pull['stream']}  {pull['state']}  {counts}"
        _say(f"{line}  {pull['message']}".rstrip())
    if not reports:
        _say("No export file has been pulled yet.")
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from posapp.doctor import examine

    return _show_checks(examine(arguments.store), arguments)


def _selftest(arguments: argparse.Namespace) -> int:
    from posapp.ui.display import why_no_window

    if why_no_window(os.environ):  # Qt would end the program without a word
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from posapp.selftest import prove

    return _show_checks(prove(arguments.store), arguments)


def _show_checks(checks: list[dict[str, Any]], arguments: argparse.Namespace) -> int:
    failed = [check for check in checks if check["state"] == "fail"]
    if arguments.json:
        _print_json({"ok": not failed, "checks": checks})
    else:
        for check in checks:
            _say(f"{check['state']:>5}  {check['name']}: {check['message']}")
    if failed:
        return _fail("; ".join(f"{check['name']}: {check['message']}" for check in failed))
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from posapp.chores import back_up

    report = back_up(arguments.store, to=arguments.to)
    _report(report, arguments, f"Backed up to {report['file']}, verified.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from posapp.chores import put_back

    report = put_back(arguments.store, file=arguments.file)
    source = report["file"] or "what the payment journal holds; no backup was left"
    payments = f"{report['replayed_payments']} later payments came back from the journal"
    _report(report, arguments, f"Restored {source}; {payments}; the former store is kept aside.")
    return 0


def _report(report: dict[str, Any], arguments: argparse.Namespace, sentence: str) -> None:
    if arguments.json:
        _print_json(report)
    else:
        _say(sentence)


def _print_json(value: object) -> None:
    can_show_all = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not can_show_all))


def _be_silent(_value: object) -> None:
    """What was asked for is one JSON value."""


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(line: str) -> None:
    print("posapp: " + " ".join(line.split()), file=sys.stderr)


def _fail(message: str) -> int:
    _complain(message)
    return EXIT_FAILED
