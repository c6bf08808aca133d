"""What `posapp doctor` looks at: machine, store and connections, each with a plain word."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from posapp.app import Program, machine, open_program, store_folder
from posapp.domain.business_day import zone_of
from posapp.domain.errors import DomainError
from posapp.ports.failures import Failure, StoreTrouble

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
    try:
        return [*checks, *_store(program), *_surroundings(program), *_connections(program)]
    finally:
        program.close()


def _store(program: Program) -> list[Check]:
    facts = program.store.health_facts()
    sqlite = f"SQLite {facts.sqlite_version}, {facts.journal_mode}, {facts.synchronous}"
    overview = program.reads.sync_overview()
    work = f"{overview.to_send} to send, {overview.need_attention} need attention"
    return [
        check(
            "store", "ok", f"schema {facts.schema}, {facts.database_bytes:,} bytes", **facts.rows
        ),
        check("sqlite", "ok", sqlite),
        check(
            "payment journal",
            "ok" if facts.is_chain_sound else "fail",
            f"{facts.journal_lines} lines, {facts.payment_cents} cents in the store",
        ),
        check("backups", "ok" if facts.backups else "warn", f"{facts.backups} kept"),
        check("outbox", "warn" if overview.need_attention else "ok", work),
        check("disk", "ok", f"{facts.free_bytes // 1024**2:,} MB free"),
        *(check("store warning", "warn", text) for text in facts.warnings),
    ]


def _surroundings(program: Program) -> list[Check]:
    zone = program.venue.zone
    try:
        zone_of(zone)
    except DomainError as error:
        zone_check = check("time zone", "fail", error.message)
    else:
        zone_check = check("time zone", "ok", zone)
    vault = check("secrets", "ok" if program.keeps_secrets else "warn", program.secrets.where)
    return [zone_check, vault]


def _connections(program: Program) -> list[Check]:
    if not program.checks:
        return [check("connections", "warn", "Nothing is connected yet.")]
    return [_connection(name, prove) for name, prove in program.checks.items()]


def _connection(name: str, prove: Callable[[], None]) -> Check:
    try:
        prove()
    except Failure as failure:
        return check(name, "fail", failure.message)
    return check(name, "ok", "answers")
