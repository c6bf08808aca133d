"""What was acknowledged survives `kill -9`, in the database and in the payment journal."""

import subprocess
import sys
from pathlib import Path

import pytest

from posapp.store.payment_journal import read_journal
from tests.store.conftest import Bench

_ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
def test_no_acknowledged_payment_is_lost_by_a_kill(bench: Bench) -> None:
    """After the kill the next start is sound and both records agree; the very last may be extra."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.kill_worker", str(bench.directory)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    ) as worker:
        assert worker.stdout is not None
        told = [worker.stdout.readline() for _ in range(12)]
        worker.kill()
        told += worker.stdout.readlines()
    store = bench.open()
    stored = [payment_id for (payment_id,) in bench.rows("SELECT id FROM payment ORDER BY seq")]
    assert stored == [f"p{number}" for number in range(1, len(stored) + 1)]
    assert len(stored) - len(told) in {0, 1}
    journal = read_journal(bench.files.journal)
    assert ([line.payment_id for line in journal.lines], journal.faults) == (stored, ())
    assert store.health_facts().is_chain_sound
    assert bench.rows("PRAGMA integrity_check") == [("ok",)]
