"""“Saved” survives `kill -9`: whatever the screen confirmed is there afterwards, whole."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random

import pysqlite3
import pytest

from posapp.domain.outbox import OutboxState
from posapp.store.payment_journal import read_journal
from tests.faults.kill_worker import sell_until_killed
from tests.support.till import Till

KILLS = int(os.environ.get("POSAPP_KILLS", "200"))
SEED = 20_261_010
_OPEN_S = 30.0
_DAYS = [date(2026, 10, 10 + offset) for offset in range(4)]


@dataclass(slots=True)
class Acknowledged:
    """What the screen confirmed: cents by payment id."""

    cents: dict[str, int] = field(default_factory=dict)
    kills: int = 0


@pytest.mark.timeout(600)
def test_no_confirmed_payment_is_lost_or_halved_by_kill_9(
    tmp_path: Path, figure: Callable[[str], None]
) -> None:
    """After 200 kills at random moments every confirmed payment is stored and queued, whole."""
    dice = Random(SEED)
    directory = tmp_path / "store"
    acked = Acknowledged()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.kill_worker"])
    for round_no in range(KILLS):
        _one_kill(context, directory, round_no, dice=dice, acked=acked)
    with Till(directory) as till:
        assert till.store.health_facts().is_chain_sound
        sales = [sale for day in _DAYS for sale in till.reads.sales(day)]
    stored = {pid: cents for sale in sales for pid, cents in sale.payments}
    lost = {pid for pid in acked.cents if stored.get(pid) != acked.cents[pid]}
    assert lost == set()
    assert all(sale.sync_state is OutboxState.WAITING for sale in sales)
    assert len({sale.number for sale in sales}) == len(sales)
    journalled = {line.payment_id for line in read_journal(directory / "journal").lines}
    assert journalled == set(stored)
    with closing(pysqlite3.connect(str(directory / "store.db"))) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acked.cents) > KILLS, "the till was killed before it could sell"
    figure(
        f"kill -9: {acked.kills} kills, {len(acked.cents)} confirmed payments, 0 lost, seed {SEED}"
    )


def _one_kill(
    context: ForkServerContext,
    directory: Path,
    round_no: int,
    *,
    dice: Random,
    acked: Acknowledged,
) -> None:
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=sell_until_killed, args=(str(directory), round_no, writing))
    process.start()
    writing.close()
    with reading:
        assert reading.poll(_OPEN_S), "the till did not open after the last kill"
        assert reading.recv()[0] == "open"
        _busy_wait(dice.uniform(0, 0.2))
        process.kill()
        process.join(_OPEN_S)
        process.close()
        acked.kills += 1
        acked.cents.update(_confirmed(reading))


def _confirmed(reading: Connection) -> Iterator[tuple[str, int]]:
    """What arrived before the end; a message cut off by the kill was never shown."""
    while True:
        try:
            yield reading.recv()
        except (EOFError, OSError):
            return


def _busy_wait(seconds: float) -> None:
    """Let the till run for a random moment; the moment itself is what is being tried."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
