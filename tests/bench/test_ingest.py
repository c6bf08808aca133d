"""The benchmark times what it says it times; how fast this machine is, is no test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from posapp.adapters.tock.wire import WireReservation
from posapp.bench import ingest
from posapp.bench.ingest import measure_ingest
from posapp.bench.rows import export_rows
from posapp.store.driver import connect_reader
from posapp.usecases.ingest_reservations import IngestCounts


def test_the_same_seed_gives_the_same_rows() -> None:
    """Every row is a booking of its own."""
    rows = export_rows(rows=50, seed=3)
    assert rows == export_rows(rows=50, seed=3)
    assert rows != export_rows(rows=50, seed=4)
    assert len({json.loads(row)["id"] for row in rows}) == 50


def test_a_round_stores_every_row_once_and_then_none(tmp_path: Path) -> None:
    """Both stores hold the same rows; the second pull reads none."""
    found = measure_ingest(tmp_path, rows=300, rounds=1, seed=3)
    assert set(found.ratios) == set(ingest.GOALS)
    assert all(ratio > 0 for ratio in found.ratios.values())
    assert found.file_bytes == (tmp_path / "reservation-1.json").stat().st_size


def test_the_rows_have_the_documented_shape() -> None:
    """All 49 keys of the wire, in about the size of the documented example."""
    rows = export_rows(rows=200, seed=3)
    keys = set(WireReservation.__struct_encode_fields__)
    assert len(keys) == 49
    assert all(keys <= set(json.loads(row)) for row in rows)
    assert 2_300 < min(map(len, rows)) < 3_140 < max(map(len, rows)) < 4_500


def test_the_floors_store_what_we_store(tmp_path: Path) -> None:
    """The same columns and the same search index; only when they were stored differs."""
    measure_ingest(tmp_path, rows=150, rounds=1, seed=3)
    stored = [_stored(tmp_path / "round-0" / name) for name in ("ours", "floor", "strict")]
    assert len(stored[0]) == 150
    assert stored[0] == stored[1] == stored[2]


def _stored(folder: Path) -> list[tuple[object, ...]]:
    with closing(connect_reader(folder / "store.db")) as connection:
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(reservation)")]
        told = [name for name in names if name not in {"row_no", "created_ms", "updated_ms"}]
        found = connection.execute(
            f"SELECT {', '.join(told)}, raw_digest, row_no IN"
            " (SELECT rowid FROM reservation_search WHERE reservation_search MATCH 'com')"
            " FROM reservation JOIN reservation_raw USING (key) ORDER BY key"
        )
        return found.fetchall()


def test_a_benchmark_of_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull that stores nothing would be very quick."""
    monkeypatch.setattr(ingest, "pull", lambda *_: IngestCounts())
    with pytest.raises(AssertionError, match="instead of"):
        measure_ingest(tmp_path, rows=20, rounds=1, seed=3)


def test_the_command_tells_ratios_goals_and_what_was_missed(tmp_path: Path) -> None:
    """One JSON value; the exit says whether every goal was met."""
    command = ["-m", "posapp", "bench", "ingest", "--rows", "300", "--rounds", "1", "--json"]
    done = subprocess.run(
        [sys.executable, *command, "--store", str(tmp_path)],
        capture_output=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    found = json.loads(done.stdout)
    assert done.returncode == (1 if found["missed"] else 0)
    assert found["stall"]["pull"]["ticks"] > 0
    assert list(tmp_path.iterdir()) == []
