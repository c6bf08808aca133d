"""How long the window is away while an export is pulled, on a timer that ticks every 5 ms.

A real lane pulls, the board is in front and shows the news; Qt's own loop runs, as in a terminal.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from posapp.app import Program, export_pages
from posapp.bench.ingest import open_bench
from posapp.bench.rows import write_export
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.origin import GuestDefaults
from posapp.domain.staff import Role
from posapp.domain.venue import Remote
from posapp.ports.reservations import FileProgress, KnownTexts, ReservationPage, nothing_known
from posapp.surroundings import machine
from posapp.sync.export_pull import ExportParts, ExportPull
from posapp.sync.lane import Lane, LaneParts
from posapp.sync.line import Line
from posapp.sync.schedule import Every
from posapp.ui.bridge import Bridge
from posapp.ui.format import load_locale
from posapp.ui.main_window import build_window
from posapp.ui.robot import Robot
from posapp.ui.start import make_app, spare_the_collector
from posapp.usecases.add_staff import AddStaff

GOAL_MS = 16.7
"""A frame; more than BOUND_MS is a defect on any machine."""
BOUND_MS = 50.0

_TICK_MS = 5
_IDLE_S = 2.0
_NEVER_AGAIN_MS = 2**40
_PIN = "4242"


@dataclass
class Gaps:
    """The gaps between two ticks of the event loop, in ms."""

    gaps_ms: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The longest, the one that only one in a hundred exceeds, and how many pass a frame."""
        ordered = sorted(self.gaps_ms)
        return {
            "ticks": len(ordered),
            "longest_ms": round(ordered[-1], 1),
            "p99_ms": round(ordered[int(len(ordered) * 0.99) - 1], 1),
            "over_a_frame": sum(gap > GOAL_MS for gap in ordered),
        }


@dataclass(slots=True)
class ExportOnDisk:
    """A ReservationSource over one file that has been fetched."""

    path: Path
    name: str = "tock"

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        """Every row; the last page says that the file is done."""
        for page in export_pages(self.path, known=known):
            progress = FileProgress(1, 0, 0)
            yield ReservationPage(page.rows, "", unchanged=page.unchanged, progress=progress)
        yield ReservationPage((), cursor, progress=FileProgress(1, 1, 0))


def measure_stall(folder: Path, *, rows: int, seed: int) -> dict[str, Any]:
    """The window's gaps while it is idle, and while so many new rows are pulled behind it."""
    export = folder / "stall.json"
    write_export(export, rows=rows, seed=seed)
    make_app()
    bridge = Bridge()
    around = machine(on_commit=bridge.publish)
    program = open_bench(folder / "stall", around=around)
    program.add_staff(AddStaff("ana", "Ana", Role.SELLER, _PIN))
    load_locale(program.venue.currency)
    zone = program.venue.zone
    window = build_window(
        reads=program.reads,
        commands=program.verbs,
        bridge=bridge,
        clock=around.clock,
        today=lambda: day_of(from_ms(around.clock.now_ms()), zone=zone),
        zone=zone,
        currency=program.venue.currency,
    )
    window.resize(1_280, 800)
    window.show()
    robot = Robot(window)
    robot.tap("lock.staff.ana")
    for digit in _PIN:
        robot.tap(f"lock.key.{digit}")
    robot.tap("lock.enter")
    try:
        lane = lane_of(program, export)
        gc.collect()
        spare_the_collector()
        idle = watch(lambda: time.sleep(_IDLE_S))
        busy = watch(lane.run_round)
        stored = program.reads.pulls()[0].counts.new
    finally:
        gc.unfreeze()
        window.close()
        window.deleteLater()
        program.close()
    if stored != rows:
        message = f"the lane stored {stored} rows instead of {rows}"
        raise AssertionError(message)
    return {"rows": rows, "idle": idle.as_json(), "pull": busy.as_json(), "goal_ms": GOAL_MS}


def lane_of(program: Program, export: Path) -> Lane:
    """A lane that pulls this file, as one pulls the files of a business."""
    clock = program.around.clock
    parts = ExportParts(
        source=ExportOnDisk(export),
        interrupt=lambda: None,
        remote=Remote.TOCK,
        stream="bench",
        business_id=program.venue.business_id,
        plan=Every(_NEVER_AGAIN_MS),
        clock=clock,
        guest_defaults=GuestDefaults(),
        needs_accept=False,
    )
    line = Line(clock=clock, jitter=Random(0), pulls=[ExportPull(parts)])  # noqa: S311
    return Lane(
        LaneParts(
            remote=Remote.TOCK,
            title="Tock",
            store=program.store,
            clock=clock,
            actor=program.program_actor,
            lines=[line],
        )
    )


def watch(work: Callable[[], object]) -> Gaps:
    """Run `work` on a thread while the event loop lives here."""
    gaps, loop = Gaps(), QEventLoop()
    last_s = time.perf_counter()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last_s
        now_s = time.perf_counter()
        gaps.gaps_ms.append((now_s - last_s) * 1_000)
        last_s = now_s

    end = _End()
    end.came.connect(loop.quit, Qt.ConnectionType.QueuedConnection)

    def run() -> None:
        try:
            work()
        finally:
            end.came.emit()

    timer.timeout.connect(tick)
    thread = threading.Thread(target=run, name="bench-lane")
    timer.start(_TICK_MS)
    thread.start()
    loop.exec()
    timer.stop()
    thread.join()
    return gaps


class _End(QObject):
    """Tells the loop, from another thread, that there is no more to watch."""

    came = Signal()
