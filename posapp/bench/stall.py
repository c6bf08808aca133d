"""How long the window is away while an export is read, on a timer that ticks every 5 ms.

The board is in front and is read anew ten times a second while the rows arrive.
"""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from posapp.bench.ingest import open_bench, pull
from posapp.bench.rows import write_export
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.staff import Role
from posapp.surroundings import machine
from posapp.ui.bridge import Bridge
from posapp.ui.main_window import build_window
from posapp.ui.robot import Robot
from posapp.ui.start import make_app, spare_the_collector
from posapp.usecases.add_staff import AddStaff

GOAL_MS = 16.7
"""A frame; more than BOUND_MS is a defect on any machine."""
BOUND_MS = 50.0

_TICK_MS = 5
_IDLE_S = 2.0
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


def measure_stall(folder: Path, *, rows: int, seed: int) -> dict[str, Any]:
    """The window's gaps while it is idle, and while so many new rows are pulled behind it."""
    export = folder / "stall.json"
    write_export(export, rows=rows, seed=seed)
    make_app()
    bridge = Bridge()
    around = machine(on_commit=bridge.publish)
    program = open_bench(folder / "stall", around=around)
    program.add_staff(AddStaff("ana", "Ana", Role.SELLER, _PIN))
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
        gc.collect()
        spare_the_collector()
        idle = _watched(lambda: time.sleep(_IDLE_S))
        busy = _watched(lambda: pull(program, export))
    finally:
        gc.unfreeze()
        window.close()
        window.deleteLater()
        program.close()
    return {"rows": rows, "idle": idle.as_json(), "pull": busy.as_json(), "goal_ms": GOAL_MS}


def _watched(work: Any) -> Gaps:
    """Run `work` on a thread while the event loop lives here."""
    gaps, last_s = Gaps(), time.perf_counter()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last_s
        now_s = time.perf_counter()
        gaps.gaps_ms.append((now_s - last_s) * 1_000)
        last_s = now_s

    timer.timeout.connect(tick)
    thread = threading.Thread(target=work, name="bench-pull")
    timer.start(_TICK_MS)
    thread.start()
    while thread.is_alive():
        QApplication.processEvents()
        time.sleep(0.0005)
    timer.stop()
    thread.join()
    return gaps
