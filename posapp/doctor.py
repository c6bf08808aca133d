"""What `posapp doctor` looks at: the machine, the store, the connections, each with a plain word."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import Any

from posapp.domain.business_day import zone_of
from posapp.domain.errors import DomainError
from posapp.ports.failures import Failure, StoreTrouble

Check = dict[str, Any]


def check(name: str, state: str, message: str) -> Check:
    """One finding; `state` is "ok", "warn" or "fail"."""
    return {"name": name, "state": state, "message": message}


def examine(directory: Path | None) -> list[Check]:
    """Every finding about the terminal in `directory`; nothing is changed."""
    from posapp.app import load_terminal, store_folder

    folder = store_folder(directory)
    checks = [
        check("posapp", "ok", f"Python {sys.version.split()[0]} on {platform.platform()}"),
        check("folder", "ok", str(folder)),
    ]
    try:
        terminal = load_terminal(folder)
    except DomainError as error:
        return [*checks, check("settings", "fail", error.message)]
    except StoreTrouble as trouble:
        return [*checks, check("store", "fail", f"{trouble.cause} {trouble.next_step}")]
    try:
        checks += _store_checks(terminal.store.health_facts())
        checks.append(_zone_check(terminal.venue.zone))
        where = terminal.secrets.where
        checks.append(check("secrets", "ok" if terminal.secrets_are_kept else "warn", where))
        checks += [_connection_check(name, prove) for name, prove in terminal.connections()]
    finally:
        terminal.close()
    return checks


def _store_checks(facts: dict[str, Any]) -> list[Check]:
    return [
        check(f"store.{name}", fact["state"], fact["message"]) for name, fact in facts.items()
    ]


def _zone_check(name: str) -> Check:
    try:
        zone_of(name)
    except DomainError as error:
        return check("time zone", "fail", error.message)
    return check("time zone", "ok", name)


def _connection_check(name: str, prove: Any) -> Check:
    try:
        prove()
    except Failure as failure:
        return check(name, "fail", failure.message)
    return check(name, "ok", "answers")
