"""A Tock on loopback whose export files are pulled into a till, and a look into its store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import time
from typing import Self

from posapp.adapters.http import HttpDoor
from posapp.adapters.tock.access import TockAccess, tock_policy
from posapp.adapters.tock.source_exports import TockExports
from posapp.domain.origin import GuestDefaults
from posapp.ports.pulls import PullReport
from posapp.sandbox.harvest import saturday
from posapp.sandbox.server.front import SandboxServer
from posapp.store.driver import connect_reader
from posapp.store.files import StoreFiles
from posapp.sync.export_pull import ExportParts, ExportPull
from posapp.sync.schedule import LocalTimes, Plan
from posapp.usecases.accept_pull import AcceptPull, accept_pull
from tests.support.till import PROGRAM, Till

CENTRAL = LocalTimes([time(2, 15), time(14, 15)], zone="US/Central")


@dataclass
class Tock:
    """A served Saturday at opening time and a door to it."""

    till: Till
    seed: int = 7
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.day = saturday(self.seed)
        self.world = self.day.world
        self.world.tock.exports.rows_per_file = 40
        self.world.tock.publish_exports()
        self.server = self.stack.enter_context(SandboxServer(self.world))
        policy = tock_policy(self.server.base_url, allow_loopback_http=True)
        self.door = self.stack.enter_context(HttpDoor(policy, clock=self.till.clock))
        return self

    def __exit__(self, *exc: object) -> None:
        self.stack.close()

    def pull(
        self,
        *,
        needs_accept: bool = False,
        is_directory: bool = False,
        business_id: str = "",
        plan: Plan = CENTRAL,
    ) -> ExportPull:
        """A pull of the venue, or of another business."""
        known = self.world.credentials
        access = TockAccess(
            url=self.server.base_url,
            key=known.tock_key,
            business_id=business_id or known.business_id,
            business_group_id=known.business_group_id,
        )
        source = TockExports(self.door, access=access)
        return ExportPull(
            ExportParts(
                source=source,
                interrupt=source.interrupt,
                remote="tock",
                stream=f"export:{business_id}" if business_id else "export",
                business_id=access.business_id,
                plan=plan,
                clock=self.till.clock,
                guest_defaults=GuestDefaults("Tock"),
                needs_accept=needs_accept,
                is_directory=is_directory,
            )
        )

    def run(self, pull: ExportPull, *, is_stopping: Callable[[], bool] = bool) -> PullReport:
        """Run it on this thread; its report."""
        pull.run(self.till.store, actor=PROGRAM, is_stopping=is_stopping)
        return self.till.reads.pulls()[0]

    @property
    def cursor(self) -> str:
        with self.till.store.write("look", actor=PROGRAM) as uow:
            return uow.feeds.cursor("tock", "export")

    def told_keys(self) -> set[str]:
        """The keys of every readable row in the export."""
        return {
            f"tock:{row.key.business_id}:{'w' if row.is_walk_in() else 'r'}:{row.key.number}"
            for row in self.world.tock.rows()
        }


def sql(till: Till, statement: str) -> list[tuple[object, ...]]:
    with closing(connect_reader(StoreFiles(till.directory).database)) as connection:
        return connection.execute(statement).fetchall()


def content(till: Till) -> str:
    """A hash over every table but the reports."""
    names = [
        name
        for (name,) in sql(till, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "pull_report" and "_search" not in str(name)
    ]
    rows = [(name, sorted(map(repr, sql(till, f"SELECT * FROM {name}")))) for name in names]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def stored_keys(till: Till) -> set[str]:
    return {str(key) for (key,) in sql(till, "SELECT key FROM reservation")}


def count(till: Till, table: str) -> int:
    [(number,)] = sql(till, f"SELECT count(*) FROM {table}")
    assert isinstance(number, int)
    return number


def accept(till: Till, report: PullReport, *, takes_guests: bool = False) -> None:
    with till.store.write("accept", actor=PROGRAM) as uow:
        accept_pull(AcceptPull(report.report_id, takes_guests), uow=uow)
