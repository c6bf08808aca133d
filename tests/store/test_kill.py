"""What was acknowledged survives `kill -9`, in the database and in the payment journal."""

import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from posapp.store.payment_journal import read_journal
from tests.store.conftest import Bench

_ROOT = Path(__file__).parents[2]


def test_no_acknowledged_payment_is_lost_by_a_kill(tmp_path: Path, new_store: Path) -> None:
    """Three tills, killed after 1, 7 and 40 payments: sound again, and both records agree."""
    with ExitStack() as stack:
        tills = {}
        for acknowledged in (1, 7, 40):
            shutil.copytree(new_store, tmp_path / f"till-{acknowledged}")
            bench = Bench(tmp_path / f"till-{acknowledged}", stack)
            tills[acknowledged] = (bench, stack.enter_context(_worker(bench.directory)))
        for acknowledged, (bench, worker) in tills.items():
            _kill_after(worker, bench, acknowledged)


def _worker(directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.kill_worker", str(directory)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )


def _kill_after(worker: subprocess.Popen[str], bench: Bench, acknowledged: int) -> None:
    assert worker.stdout is not None
    for _ in range(acknowledged):
        assert worker.stdout.readline()
    worker.kill()
    seen = acknowledged + len(worker.stdout.read().split())
    store = bench.open()
    stored = [payment_id for (payment_id,) in bench.rows("SELECT id FROM payment ORDER BY seq")]
    assert stored == [f"p{number}" for number in range(1, len(stored) + 1)]
    assert len(stored) in {seen, seen + 1}  # the last may have been saved but not yet told
    journal = read_journal(bench.files.journal)
    assert ([line.payment_id for line in journal.lines], journal.faults) == (stored, ())
    assert store.health_facts().is_chain_sound
    assert bench.rows("PRAGMA integrity_check") == [("ok",)]
