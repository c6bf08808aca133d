"""`posapp staff` and `posapp connect`: who may sign in here, and which back offices are connected.

PINs and secrets are typed unseen or piped in, a line each; none is ever an argument, for those stay
in a shell's history.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from getpass import getpass
from typing import Any

from posapp.domain.errors import DomainError

_NOTHING = "none"
_Add = Callable[..., argparse.ArgumentParser]


def add_set_up(
    add: _Add, *, store: argparse.ArgumentParser, report: argparse.ArgumentParser
) -> None:
    """Add both to the program's commands."""
    staff = add("staff", _staff, "Enter a person who may sign in; asks for the PIN.", store)
    staff.add_argument("name", metavar="NAME", help="as it stands on the lock screen")
    staff.add_argument("--role", choices=["seller", "manager"], default="seller")
    connect = add("connect", _connect, "Connect a back office; asks for secrets.", store, report)
    connect.add_argument(
        "role", nargs="?", choices=["orders", "people"], help="orders: people too while alone"
    )
    connect.add_argument("system", nargs="?", metavar="SYSTEM", help=f"“{_NOTHING}” disconnects")
    connect.add_argument(
        "--set", action="append", default=[], type=_pair, metavar="FIELD=VALUE", dest="values"
    )
    connect.add_argument("--list", action="store_true", help="what there is, and what is connected")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        message = f"{text} is not FIELD=VALUE"
        raise argparse.ArgumentTypeError(message)
    return name, value


def _staff(arguments: argparse.Namespace) -> int:
    from posapp.chores import enter_staff

    pin = _ask("PIN, four to six digits: ")
    if pin != _ask("Once more: "):
        raise DomainError("pins_differ", "The two PINs differ; nobody was entered.")
    enter_staff(arguments.store, name=arguments.name, role=arguments.role, pin=pin)
    _say(f"{arguments.name.strip()} may sign in now.")
    return 0


def _connect(arguments: argparse.Namespace) -> int:
    from posapp.connecting import connect_office, connections_of, disconnect_office

    if arguments.list:
        _tell(connections_of(arguments.store), arguments=arguments)
        return 0
    if arguments.role is None or arguments.system is None:
        message = "Name the role and the system, as in `posapp connect orders commerce7`."
        raise DomainError("not_named", f"{message} `posapp connect --list` lists the systems.")
    if arguments.system == _NOTHING:
        told = disconnect_office(arguments.store, role=arguments.role)
    else:
        told = connect_office(
            arguments.store,
            role=arguments.role,
            backend=arguments.system,
            values=dict(arguments.values),
            ask=_ask,
        )
    _tell(told, arguments=arguments)
    return 0


def _tell(told: dict[str, Any], *, arguments: argparse.Namespace) -> None:
    if arguments.json:
        _say(json.dumps(told))
        return
    for line in told["lines"]:
        _say(line)


def _ask(question: str) -> str:
    """An answer typed unseen, or the next line of what is piped in; "" at its end."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return getpass(question)
    except EOFError:
        return ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
