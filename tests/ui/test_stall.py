"""The window is watched while a lane pulls as in a terminal; how long it is away, is no test."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from posapp.bench import stall
from posapp.bench.stall import Gaps, measure_stall


def test_the_gaps_are_told_by_the_worst_and_by_how_many() -> None:
    """A frame is the measure: what is longer can be seen."""
    gaps = Gaps([5.0] * 98 + [12.0, 40.0])
    assert gaps.as_json() == {
        "ticks": 100,
        "longest_ms": 40.0,
        "p99_ms": 12.0,
        "over_a_frame": 1,
    }


def test_idle_and_pull_are_measured_in_one_run(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the machine itself costs stands beside what the pull costs."""
    del qapp
    monkeypatch.setattr(stall, "_IDLE_S", 0.1)
    found = measure_stall(tmp_path, rows=300, seed=3)
    assert found["rows"] == 300
    assert found["idle"]["ticks"] > 0
    assert found["pull"]["ticks"] > 0


def test_a_lane_that_stores_nothing_is_refused(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window behind which nothing happens would never be away."""
    del qapp
    monkeypatch.setattr(stall, "_IDLE_S", 0.01)
    monkeypatch.setattr(stall, "export_pages", lambda *_, **__: iter(()))
    with pytest.raises(AssertionError, match="instead of"):
        measure_stall(tmp_path, rows=20, seed=3)
