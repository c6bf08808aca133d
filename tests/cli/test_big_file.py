"""An export of any size is imported with the same memory: rows are read, stored and forgotten."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.cli.conftest import ROOT
from tests.support.till import wire_row

ROWS = 12_000
EVERY_BAD = 50
MOST_MORE_MB = 24

# The peak of this program alone: ru_maxrss would also count the one that started it.
IMPORT = """
import resource, sys
from pathlib import Path
from posapp.cli import main
status = main(sys.argv[1:])
try:
    [line] = [x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x]
    peak = int(line.split()[1])
except FileNotFoundError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak, file=sys.stderr)
sys.exit(status)
"""


def write_export(path: Path, *, rows: int) -> None:
    """Rows of about five kilobytes, every fiftieth unreadable."""
    note = [{"noteType": "GUEST", "text": "a long story " * 400}]
    row = json.dumps(wire_row(0, id="@id", partySize="@size", note=note))
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            size = '"many"' if number % EVERY_BAD == 0 else "2"
            text = row.replace('"@id"', str(number)).replace('"@size"', size)
            file.write(f"{',' if number else '['}\n{text}")
        file.write("]")


def import_file(file: Path, *, store: Path) -> tuple[dict[str, int], float, float]:
    """The counts, the peak of memory in MB and the seconds of importing a file."""
    started = monotonic()
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, "import", "tock", file, "--json", "--store", store],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    peak = int(done.stderr) / (1_048_576 if sys.platform == "darwin" else 1_024)
    return json.loads(done.stdout), peak, monotonic() - started


def test_memory_stays_flat(tmp_path: Path, figure: Callable[[str], None]) -> None:
    """Sixty-four megabytes take hardly more memory than one; every row is accounted for."""
    small, big = tmp_path / "small.json", tmp_path / "big.json"
    write_export(small, rows=200)
    write_export(big, rows=ROWS)
    size_mb = big.stat().st_size / 2**20
    _, small_peak_mb, _ = import_file(small, store=tmp_path / "small")
    counts, peak_mb, seconds = import_file(big, store=tmp_path / "big")
    figure(
        f"import of {size_mb:.0f} MB: {seconds:.1f} s, peak {peak_mb:.0f} MB"
        f" ({peak_mb - small_peak_mb:+.0f} MB over a file of 1 MB)"
    )
    assert size_mb > 60
    bad = ROWS // EVERY_BAD
    assert counts == {
        "read": ROWS,
        "new": ROWS - bad,
        "changed": 0,
        "unchanged": 0,
        "quarantined": bad,
    }
    assert peak_mb - small_peak_mb < MOST_MORE_MB
