"""What `posapp doctor` looks at: machine, store and connections, each with a plain word."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from posapp.app import Program, open_program
from posapp.domain.business_day import zone_of
from posapp.domain.errors import DomainError
from posapp.ports.failures import StoreTrouble
from posapp.settings import store_folder
from posapp.surroundings import machine

Check = dict[str, Any]


def check(name: str, state: str, message: str, **facts: object) -> Check:
    """One finding; `state` is "ok", "warn" or "fail"."""
    return {"name": name, "state": state, "message": message, **facts}


def examine(directory: Path | None) -> list[Check]:
    """Every finding about the terminal in `directory`."""
    folder = store_folder(directory)
    checks = [
        check("machine", "ok", f"Python {sys.version.split()[0]} on {platform.platform()}"),
        check("folder", "ok", str(folder)),
    ]
    try:
        program = open_program(folder, surroundings=machine())
    except DomainError as error:
        return [*checks, check("settings", "fail", error.message, field=error.field)]
    except StoreTrouble as trouble:
        sentence = f"{trouble.cause} {trouble.next_step}"
        kept = trouble.kept_path
        return [*checks, check("store", "fail", sentence, code=trouble.code, kept=kept)]
    except OSError as error:
        return [*checks, check("folder", "fail", f"{error.strerror or error}: {error.filename}")]
    try:
        return [*checks, *_store(program), *_surroundings(program), *_connections(program)]
    finally:
        program.close()


def _store(program: Program) -> list[Check]:
    facts = program.store.health_facts()
    overview = program.reads.sync_overview()
    work = f"{overview.to_send} to send, {overview.need_attention} need attention"
    unreadable = len(overview.quarantine)
    return [
        *(check(one.name, one.verdict.value, one.message) for one in facts.findings()),
        check("outbox", "warn" if overview.need_attention else "ok", work),
        check("quarantine", "warn" if unreadable else "ok", f"{unreadable} rows could not be read"),
        _news(facts.rows.get("news_conflict", 0)),
        check(
            "rows", "ok", f"{sum(facts.rows.values())} in {len(facts.rows)} tables", **facts.rows
        ),
    ]


def _news(conflicts: int) -> Check:
    if not conflicts:
        return check("news", "ok", "No two messages of one version said different things.")
    told = f"{conflicts} messages of one version said something else; the later rule kept one."
    return check("news", "warn", told, conflicts=conflicts)


def _surroundings(program: Program) -> list[Check]:
    zone = program.venue.zone
    try:
        zone_of(zone)
    except DomainError as error:
        zone_check = check("time zone", "fail", error.message)
    else:
        zone_check = check("time zone", "ok", zone)
    around = program.around
    if program.vault_trouble:
        vault = check("secrets", "fail", program.vault_trouble)
    else:
        vault = check("secrets", "ok" if around.keeps_secrets else "warn", around.secrets.where)
    return [zone_check, vault]


def _connections(program: Program) -> list[Check]:
    if not program.checks:
        return [check("connections", "warn", "Nothing is connected yet.")]
    return [_connection(name, prove) for name, prove in program.checks.items()]


def _connection(name: str, prove: Callable[[], str]) -> Check:
    try:
        return check(name, "ok", prove())
    except DomainError as error:
        return check(name, "fail", error.message)
