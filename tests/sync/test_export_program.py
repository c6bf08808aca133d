"""Pulls of export files in a whole program: its lanes, its settings, a person's word."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from posapp.app import Program
from posapp.connections import TOCK_KEY
from posapp.domain.staff import Role
from posapp.ports.pulls import PullReport, PullState, waiting_previews
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.harvest import saturday
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer
from posapp.settings import Brand, DirectorySection, Settings, TockSection, VenueSection
from posapp.surroundings import Surroundings, memory_secrets, seeded_ids
from posapp.usecases.add_staff import AddStaff
from tests.support.clock import ManualClock
from tests.support.programs import program_in

NEWS = threading.Event()
"""Set by every commit."""


@contextmanager
def opened(folder: Path, server: SandboxServer, **tock: object) -> Iterator[Program]:
    """A till of the served winery, Ana signed in; its lanes stand still."""
    known = server.world.credentials
    clock = ManualClock(server.world.clock.now_ms())
    is_directory = bool(tock.pop("is_directory", False))
    brands = tuple(tock.pop("brands", ()))  # type: ignore[call-overload]
    settings = Settings(
        venue=VenueSection(
            business_id=known.business_id, business_group_id=known.business_group_id
        ),
        tock=TockSection(export_url=server.base_url, export_file_hosts=(), **tock),
        directory=DirectorySection(only=is_directory),
        brands=brands,
    )
    around = Surroundings(
        clock=clock,
        ids=seeded_ids(clock),
        secrets=memory_secrets({TOCK_KEY: known.tock_key}),
        on_commit=lambda _: NEWS.set(),
    )
    program = program_in(folder, surroundings=around, settings=settings)
    try:
        if not program.reads.staff():
            program.add_staff(AddStaff("ana", "Ana", Role.SELLER, "1234"))
        assert program.verbs.sign_in("ana", "1234").staff is not None
        yield program
    finally:
        program.close()


def until(program: Program, seen: Callable[[list[PullReport]], bool]) -> list[PullReport]:
    """The reports once they are so; looked at after every commit."""
    ends_s = time.monotonic() + 20
    while not seen(reports := program.reads.pulls()):
        assert time.monotonic() < ends_s, reports
        NEWS.wait(1)
        NEWS.clear()
    return reports


def test_a_first_pull_waits_for_a_word_and_then_runs_at_once(tmp_path: Path) -> None:
    """By the plan's own lane: counted at the start, stored when it is accepted."""
    day = saturday(7)
    with SandboxServer(day.world) as server, opened(tmp_path / "till", server) as program:
        program.start()
        [preview] = until(program, lambda found: bool(waiting_previews(found)))
        assert program.store.health_facts().rows["reservation"] == 0
        program.verbs.pulls.accept_pull(preview.report_id, takes_guests=False)
        done = until(program, lambda found: found[0].state is PullState.DONE)[0]
    assert done.counts.new == preview.counts.new > 100


def test_a_running_pull_is_ended_from_the_window(tmp_path: Path) -> None:
    """The lane lets go of the file that drips in, and goes on by its plan."""
    day = saturday(7)
    with (
        SandboxServer(day.world) as server,
        opened(tmp_path / "till", server, first_pull_needs_accept=False) as program,
    ):
        server.faults.inject(Fault(FaultKind.DRIP), op=Op.EXPORT_FILE)
        program.start()
        until(program, lambda found: bool(found) and bool(day.world.traffic[Op.EXPORT_FILE]))
        program.verbs.pulls.cancel_pull("export")
        [report] = until(program, lambda found: found[0].state is not PullState.RUNNING)
        assert report.state is PullState.CANCELLED
        server.faults.heal()
        program.verbs.sync_now()
        until(program, lambda found: found[0].state is PullState.DONE)


def test_every_business_is_pulled(tmp_path: Path) -> None:
    """One call for each, in its own scope; a brand that is refused keeps back nobody."""
    day = saturday(7)
    day.advance_to(12 * 60)
    sister = day.world.credentials.foreign_business_id
    sisters = day.world.tock.open_sister_exports()
    sisters.publish(day.world.clock.now_ms())
    brands = (Brand(business_id="999"), Brand(business_id=sister))
    with (
        SandboxServer(day.world) as server,
        opened(tmp_path / "till", server, first_pull_needs_accept=False, brands=brands) as program,
    ):
        assert program.engine.run_once() == {"tock": False}
        ended = {one.stream: one.state for one in program.reads.pulls()}
    assert ended == {
        "export": PullState.DONE,
        "export:999": PullState.FAILED,
        f"export:{sister}": PullState.DONE,
    }


def test_a_directory_takes_its_guests_when_it_is_accepted(tmp_path: Path) -> None:
    """Unknown e-mails become guests with the accepted pull, and not before."""
    day = saturday(7)
    with (
        SandboxServer(day.world) as server,
        opened(tmp_path / "till", server, is_directory=True) as program,
    ):
        program.engine.run_once()
        [preview] = waiting_previews(program.reads.pulls())
        assert preview.takes_guests
        assert program.store.health_facts().rows["guest"] == 0
        program.verbs.pulls.accept_pull(preview.report_id, takes_guests=True)
        program.engine.run_once()
        done = program.reads.pulls()[0]
        guests = program.store.health_facts().rows["guest"]
    assert (done.state, done.counts.new_guests) == (PullState.DONE, guests)
    assert guests == preview.counts.new_guests > 50
