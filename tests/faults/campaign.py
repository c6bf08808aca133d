"""Many schedules on both cores, added up."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tests.faults.office_schedule import OfficeSchedule
from tests.faults.schedule import Schedule
from tests.support.places import quick_folder
from tests.support.shared_sql import share_sql

FIRST_SEED = int(os.environ.get("POSAPP_FIRST_SEED", "1"))
SCHEDULES = int(os.environ.get("POSAPP_SCHEDULES", "1000"))
"""In all: half of them sell a day, half write everything to every back office there is."""

Kind = type[Schedule] | type[OfficeSchedule]
_WORKERS = 2


@dataclass(slots=True)
class Sum:
    """What many schedules came to."""

    schedules: int = 0
    writes: int = 0
    crashes: int = 0
    points: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    first_text: str = ""

    def add(self, other: Sum) -> None:
        self.schedules += other.schedules
        self.writes += other.writes
        self.crashes += other.crashes
        self.points |= other.points
        self.faults += other.faults
        self.problems += other.problems
        self.first_text = self.first_text or other.first_text


def run_seeds(seeds: Sequence[int], is_naive: bool, kind: Kind) -> Sum:
    """Run schedules one after the other in this process."""
    total = Sum()
    base = quick_folder()  # crashes here end a program, not a machine
    for seed in seeds:
        folder = Path(tempfile.mkdtemp(dir=base))
        try:
            tally = kind(seed, folder / "store", is_naive=is_naive).run()
        finally:
            shutil.rmtree(folder)
        total.schedules += 1
        total.writes += tally.writes
        total.crashes += tally.crashes
        total.points |= set(tally.crash_points)
        total.faults.update({fault.value: count for fault, count in tally.faults.items()})
        problems = {str(word): count for word, count in tally.problems.items() if count}
        total.problems.update(problems)
        if problems and not total.first_text:
            total.first_text = f"seed {seed}\n{tally.text}"
    return total


def run_all(count: int, *, is_naive: bool, kind: Kind = Schedule) -> Sum:
    """Run seeds on both cores. Pipes, not a pool: its semaphores need a /dev/shm of one's own."""
    context = get_context("forkserver")
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    workers = []
    for first in range(_WORKERS):
        receiver, sender = context.Pipe(duplex=False)
        arguments = (seeds[first::_WORKERS], is_naive, kind, sender)
        worker = context.Process(target=_send_sum, args=arguments)
        worker.start()
        sender.close()
        workers.append((worker, receiver))
    total = Sum()
    for worker, receiver in workers:
        total.add(receiver.recv())
        worker.join()
        receiver.close()
        worker.close()
    return total


def _send_sum(seeds: Sequence[int], is_naive: bool, kind: Kind, sender: Connection) -> None:
    share_sql()
    sender.send(run_seeds(seeds, is_naive, kind))
    sender.close()
