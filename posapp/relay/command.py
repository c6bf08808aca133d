"""`posapp relay …`: run the relay, let terminals in and out, look at what it could not read.

It prints neither a body nor a secret, but for a new token, once, and a body that was asked for.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posapp.domain.errors import DomainError

if TYPE_CHECKING:
    from posapp.relay.database import Database
    from posapp.relay.settings import RelaySettings

_ABOUT = """Receive Tock's webhooks and hand them to the terminals."""
_SERVE = """\
Receive Tock's webhooks and hand them to the terminals, until it is stopped.

It stands behind a reverse proxy that speaks TLS and passes on the paths /tock/ and /relay/, or
speaks TLS itself with --certificate and --key. Settings come from relay.toml in the folder, from
POSAPP_RELAY_* variables and from here, the later winning. The value of the header that Tock sends
comes from POSAPP_RELAY_HEADER_VALUE or from the file that header_value_file names."""


def add_relay(commands: Any) -> None:
    """Add `relay` and its sub-commands to the program's."""
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument(
        "--store", type=Path, default=argparse.SUPPRESS, help="the relay's folder, with relay.toml"
    )
    place.add_argument(
        "--database", help="postgresql://… to share it (a variable keeps its password unseen)"
    )
    report = argparse.ArgumentParser(add_help=False)
    report.add_argument("--json", action="store_true", help="print one JSON value")
    relay = commands.add_parser("relay", help=_ABOUT, description=_ABOUT)
    verbs = relay.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(verbs: Any, name: str, run: Callable[[argparse.Namespace], int], text: str) -> Any:
        made = verbs.add_parser(
            name,
            help=text.split("\n", 1)[0],
            description=text,
            parents=[place, report],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(command=run)
        return made

    serve = add(verbs, "serve", _serve, _SERVE)
    serve.add_argument("--host", help="the address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, help="0 takes a free one (default 8750)")
    serve.add_argument("--certificate", help="a PEM file with the certificate chain")
    serve.add_argument("--key", help="a PEM file with its key")
    add(verbs, "status", _status, "Show what the relay holds and has counted.")
    unparsed = add(verbs, "unparsed", _unparsed, "List what came and could not be read.")
    unparsed.add_argument("--body", type=int, metavar="NUMBER", help="print one of them as it came")
    token = verbs.add_parser("token", help="Let terminals in and out.")
    tokens = token.add_subparsers(title="commands", metavar="COMMAND", required=True)
    added = add(tokens, "add", _token_add, "Let a terminal in; its token is shown once.")
    added.add_argument("name", help="the terminal's name")
    add(tokens, "list", _token_list, "List the terminals.")
    revoked = add(tokens, "revoke", _token_revoke, "Let a terminal in no longer, from now on.")
    revoked.add_argument("name", help="the terminal's name")


def _serve(arguments: argparse.Namespace) -> int:
    from posapp.relay.service import Relay
    from posapp.relay.serving import open_socket, server_of
    from posapp.relay.settings import with_secret

    settings = with_secret(_settings(arguments), environment=os.environ)
    with (
        _logging_to_stderr(),
        open_socket(settings.host, settings.port) as listening,
        _store(settings) as database,
    ):
        host, port = listening.getsockname()[:2]
        scheme = "https" if settings.certificate else "http"
        server = server_of(Relay(settings, database, now_ms=_now_ms), settings)
        url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        _report(arguments, {"url": url}, f"The relay listens on {url}")
        if not settings.certificate and not ip_address(host).is_loopback:
            sys.stderr.write("It speaks plain HTTP: let nobody but a TLS proxy reach it.\n")
        server.run(sockets=[listening])
    return 0


def _status(arguments: argparse.Namespace) -> int:
    from posapp.relay.ledger import Ledger

    with _store(_settings(arguments)) as database:
        figures = Ledger(database).figures()
    lines = [f"{name.replace('_', ' ')}: {count}" for name, count in figures.items()]
    _report(arguments, figures, *lines)
    return 0


def _unparsed(arguments: argparse.Namespace) -> int:
    from posapp.relay.ledger import Ledger

    with _store(_settings(arguments)) as database:
        ledger = Ledger(database)
        if arguments.body is not None:
            body = ledger.unparsed_body(arguments.body)
            if body is None:
                raise DomainError("not_found", f"There is no number {arguments.body}.")
            sys.stdout.buffer.write(body)
            return 0
        rows = ledger.unparsed_rows()
    lines = [
        f"{row['number']}  {_moment(row['received_ms'])}  {row['kind']}  {row['reason']}"
        f"  {row['size']} bytes"
        for row in rows
    ]
    _report(arguments, rows, *(lines or ["Everything that came could be read."]))
    return 0


def _token_add(arguments: argparse.Namespace) -> int:
    from posapp.relay.tokens import add_token, new_token

    secret = new_token()
    with _store(_settings(arguments)) as database:
        add_token(database, arguments.name, secret=secret, now_ms=_now_ms())
    _report(arguments, {"name": arguments.name.strip(), "token": secret}, secret)
    if not arguments.json:
        sys.stderr.write("Enter it at the terminal now; it is not shown again.\n")
    return 0


def _token_list(arguments: argparse.Namespace) -> int:
    from posapp.relay.tokens import list_tokens

    with _store(_settings(arguments)) as database:
        rows = list_tokens(database)
    lines = [_token_line(row) for row in rows]
    _report(arguments, rows, *(lines or ["No terminal has a token. `posapp relay token add NAME`"]))
    return 0


def _token_line(row: dict[str, Any]) -> str:
    seen = f"last seen {_moment(row['seen_ms'])}" if row["seen_ms"] else "never seen"
    state = f"revoked {_moment(row['revoked_ms'])}" if row["revoked_ms"] else "active"
    return f"{row['name']}  {state}  {seen}"


def _token_revoke(arguments: argparse.Namespace) -> int:
    from posapp.relay.tokens import revoke_token

    with _store(_settings(arguments)) as database:
        revoke_token(database, arguments.name, now_ms=_now_ms())
    name = arguments.name.strip()
    _report(arguments, {"name": name, "revoked": True}, f"{name} is let in no longer.")
    return 0


def _settings(arguments: argparse.Namespace) -> RelaySettings:
    from posapp.relay.settings import read_settings

    names = ("database", "host", "port", "certificate", "key")
    given = {name: getattr(arguments, name, None) for name in names}
    folder: Path | None = getattr(arguments, "store", None)
    return read_settings(folder, environment=os.environ, given=given)


@contextmanager
def _store(settings: RelaySettings) -> Iterator[Database]:
    from posapp.relay.database import StoreRefused, open_folder, open_url

    try:
        if settings.database:
            database = open_url(settings.database)
        else:
            assert settings.folder is not None
            database = open_folder(settings.folder)
    except StoreRefused as trouble:
        raise DomainError("store", str(trouble)) from None
    try:
        yield database
    finally:
        database.close()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


@contextmanager
def _logging_to_stderr() -> Iterator[None]:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _report(arguments: argparse.Namespace, value: object, *lines: str) -> None:
    shown = [json.dumps(value)] if arguments.json else lines
    sys.stdout.write("".join(f"{line}\n" for line in shown))
    sys.stdout.flush()
