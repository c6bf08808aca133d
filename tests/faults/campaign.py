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

from tests.faults.schedule import Schedule
from tests.support.places import quick_folder

FIRST_SEED = int(os.environ.get("POSAPP_FIRST_SEED", "1"))
_WORKERS = 2


@dataclass(slots=True)
class Sum:
    """What many schedules came to."""

    schedules: int = 0
    payments: int = 0
    crashes: int = 0
    points: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    first_text: str = ""

    def add(self, other: Sum) -> None:
        self.schedules += other.schedules
        self.payments += other.payments
        self.crashes += other.crashes
        self.points |= other.points
        self.faults += other.faults
        self.problems += other.problems
        self.first_text = self.first_text or other.first_text


def run_seeds(seeds: Sequence[int], is_naive: bool) -> Sum:
    """Run schedules one after the other in this process."""
    total = Sum()
    base = quick_folder()  # crashes here end a program, not a machine
    for seed in seeds:
        folder = Path(tempfile.mkdtemp(dir=base))
        try:
            tally = Schedule(seed, folder / "store", is_naive=is_naive).run()
        finally:
            shutil.rmtree(folder)
        total.schedules += 1
        total.payments += tally.payments
        total.crashes += tally.crashes
        total.points |= set(tally.crash_points)
        total.faults.update({kind.value: count for kind, count in tally.faults.items()})
        problems = {kind.value: count for kind, count in tally.problems.items() if count}
        total.problems.update(problems)
        if problems and not total.first_text:
            total.first_text = f"seed {seed}\n{tally.text}"
    return total


def run_all(count: int, *, is_naive: bool) -> Sum:
    """Run seeds on both cores. Pipes, not a pool: its semaphores need a /dev/shm of one's own."""
    context = get_context("forkserver")
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    workers = []
    for first in range(_WORKERS):
        receiver, sender = context.Pipe(duplex=False)
        arguments = (seeds[first::_WORKERS], is_naive, sender)
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


def _send_sum(seeds: Sequence[int], is_naive: bool, sender: Connection) -> None:
    sender.send(run_seeds(seeds, is_naive))
    sender.close()
