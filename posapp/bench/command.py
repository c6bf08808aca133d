"""`posapp bench …`: timings as ratios to the floor of the same run; exit 1 for a missed goal."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

_INGEST = "Read, compare and store an export, against the least a hand-written program does."


def add_bench(commands: Any) -> None:
    """Add `bench` and its benchmarks to the program's."""
    bench = commands.add_parser("bench", help="Time this program on this machine.")
    kinds = bench.add_subparsers(title="benchmarks", metavar="BENCHMARK", required=True)
    ingest = kinds.add_parser("ingest", help=_INGEST, description=_INGEST)
    ingest.add_argument("--rows", type=int, default=20_000, help="reservations (default 20000)")
    ingest.add_argument("--rounds", type=int, default=5, help="rounds (default 5); medians count")
    ingest.add_argument("--seed", type=int, default=7, help="which rows (default 7)")
    ingest.add_argument("--store", type=Path, help="time on the disk of this folder")
    ingest.add_argument("--json", action="store_true", help="print one JSON value")
    ingest.set_defaults(command=_ingest)


def _ingest(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from posapp.bench.ingest import measure_ingest
    from posapp.bench.stall import measure_stall

    if arguments.store:
        arguments.store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.store, prefix="posapp-bench-") as place:
        folder = Path(place)
        # The window first: what the timings leave behind would be in its way.
        stall = measure_stall(folder, rows=arguments.rows, seed=arguments.seed)
        figures = measure_ingest(
            folder, rows=arguments.rows, rounds=arguments.rounds, seed=arguments.seed
        )
    found = {**figures.as_json(), "stall": stall}
    if stall["pull"]["longest_ms"] > stall["goal_ms"]:
        found["missed"]["stall"] = stall["pull"]["longest_ms"]
    lines = [json.dumps(found)] if arguments.json else _told(found)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if found["missed"] else 0


def _told(found: dict[str, Any]) -> list[str]:
    goals, stall = found["goals"], found["stall"]
    ratios = [
        f"{name}: {ratio:.2f} of the floor's speed (goal {goals[name]})"
        for name, ratio in found["ratios"].items()
    ]
    strict = found["first_pull_to_strict_floor"]
    ratios.append(f"first_pull: {strict:.2f} of a floor that fills its search index as we do")
    longest, idle = stall["pull"]["longest_ms"], stall["idle"]["longest_ms"]
    away = f"window away for at most {longest} ms (idle {idle} ms, goal {stall['goal_ms']} ms)"
    return [f"{found['rows']} rows, median of {found['rounds']} rounds", *ratios, away]
