"""The demo's stage: a sandbox world on loopback and a real terminal that knows nothing else.

The terminal's folder and secrets are its own, so the demo can never touch a real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from posapp.app import Program, open_program
from posapp.connections import RELAY_TOKEN, TOCK_KEY
from posapp.domain.changes import Changes
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.staff import Role
from posapp.sandbox.harvest import HarvestDay, saturday
from posapp.sandbox.products import TAX_RATE_BASIS_POINTS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.tock.model import RowKey, RowKind
from posapp.sandbox.world import World
from posapp.settings import (
    OrdersSection,
    Settings,
    TaxSection,
    TerminalSection,
    TockSection,
    VenueSection,
)
from posapp.surroundings import Surroundings, memory_secrets, seeded_ids
from posapp.sync.schedule import Every
from posapp.usecases.add_staff import AddStaff

PEOPLE = (
    ("Ana", Role.SELLER, "1111"),
    ("Ben", Role.SELLER, "2222"),
    ("Chloe", Role.SELLER, "3333"),
    ("Dev", Role.SELLER, "4444"),
    ("Manager", Role.MANAGER, "123456"),
)
SITE = "Alder Bench Winery"
_EXPORTS_EVERY_MS = 12 * 3_600_000


@dataclass(frozen=True, slots=True)
class WorldClock:
    """The terminal's clock is the world's: one story, one time."""

    world: World

    def now_ms(self) -> int:
        """The world's time."""
        return self.world.clock.now_ms()


def key_text(key: RowKey) -> str:
    """The terminal's name for a row of the world's Tock."""
    kind = ReservationKind.WALK_IN if key.kind is RowKind.WALK_IN else ReservationKind.RESERVATION
    return ReservationKey("tock", str(key.business_id), kind, str(key.number)).text


@dataclass(frozen=True, slots=True)
class Stage:
    """World, server and terminal of one demo."""

    day: HarvestDay
    server: SandboxServer
    program: Program
    clock: WorldClock


@contextmanager
def stage(
    seed: int,
    folder: Path,
    *,
    on_commit: Callable[[Changes], None],
    on_fault: Callable[[BaseException], None] = lambda _: None,
) -> Iterator[Stage]:
    """Set the stage of Saturday `seed` in `folder`; everything is stopped at the end.

    `on_fault` hears of a bug in a lane, on the lane's thread; the log has it in any case.
    """
    with stage_of(saturday(seed), folder, on_commit=on_commit, on_fault=on_fault) as made:
        yield made


@contextmanager
def stage_of(
    day: HarvestDay,
    folder: Path,
    *,
    on_commit: Callable[[Changes], None],
    on_fault: Callable[[BaseException], None] = lambda _: None,
) -> Iterator[Stage]:
    """The same for any day."""
    clock = WorldClock(day.world)
    with SandboxServer(day.world, day.plan) as server:
        surroundings = Surroundings(
            clock=clock,
            ids=seeded_ids(clock),
            secrets=memory_secrets(_secrets(day)),
            jitter=Random(day.seed),  # noqa: S311 - it spreads retries, it guards nothing
            on_commit=on_commit,
            on_fault=on_fault,
            export_plan=Every(_EXPORTS_EVERY_MS),
        )
        settings = _settings(day, base_url=server.base_url)
        program = open_program(folder, surroundings=surroundings, settings=settings)
        try:
            if not program.reads.staff():
                for number, (name, role, pin) in enumerate(PEOPLE):
                    program.add_staff(AddStaff(f"demo-{number}", name, role, pin))
            yield Stage(day, server, program, clock)
        finally:
            program.close()


def _secrets(day: HarvestDay) -> dict[str, str]:
    credentials = day.world.credentials
    return {
        TOCK_KEY: credentials.tock_key,
        RELAY_TOKEN: credentials.relay_token,
        "orders.token": credentials.backoffice_token,
    }


def _settings(day: HarvestDay, *, base_url: str) -> Settings:
    credentials = day.world.credentials
    percent = {name: Decimal(bp) / 100 for name, bp in TAX_RATE_BASIS_POINTS.items()}
    return Settings.model_construct(  # which leaves the environment's settings aside
        venue=VenueSection(
            business_id=credentials.business_id,
            business_group_id=credentials.business_group_id,
            name=SITE,
        ),
        tax=TaxSection(percent=percent),
        tock=TockSection(
            first_pull_needs_accept=False,
            export_url=base_url,
            export_file_hosts=(),
            relay_url=base_url,
            feed_wait_s=0,
            sends_tags=True,
        ),
        # Without a call that takes a hand-over back there is something to do by hand.
        orders=OrdersSection(
            backend="sandbox", fields={"base_url": base_url, "undoes_pickups": "no"}
        ),
        terminal=TerminalSection(code="T1"),
    )
